"""The paperwork page, its PDFs and the sign-in at Walmart, as a browser sees them; and the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import EdrItem, EdrReport, Job, Packet, SyncRun
from app.models.columns import utc_now
from app.queries.jobs import SKIPPED
from app.services import daily_paperwork, edr, edr_reports, jobs
from app.services.team_week import walmart_week
from app.vocabulary import JobKind, JobState, Role
from tests.factories import MONDAY, Make
from tests.functional.page_client import PageClient
from tests.integration.packet_world import DAY, World, small_world
from tests.integration.sandboxes import Counterparts, counterparts
from tests.unit.paperwork.paper_samples import page_texts

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def world(make: Make, session: Session) -> World:
    return small_world(make, session)


@pytest.fixture
def page(sign_in: SignIn) -> PageClient:
    return PageClient(sign_in())


@pytest.fixture
def both(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counterparts]:
    monkeypatch.setattr(edr_reports, "BREATH_SECONDS", 0.0)
    with counterparts(app, tmp_path) as running:
        yield running


def address(world: World, day: str = DAY.isoformat()) -> str:
    return f"/paperwork?date={day}&store={world.store.id}"


def ask(page: PageClient, world: World) -> None:
    page.post("/paperwork/build", {"date": DAY.isoformat(), "store_id": world.store.id})


def work(app: Flask) -> None:
    """What the worker would do."""
    runners: dict[JobKind, jobs.Runner] = {
        JobKind.PACKET: daily_paperwork.run_packet,
        JobKind.SYNC_EDR: edr.run_edr_sync,
    }
    with app.app_context():
        jobs.run(newest_job_id(app), runners)


def newest_job_id(app: Flask) -> int:
    from app.db import db

    with app.app_context():
        return int(db.session().scalar(select(func.max(Job.id))) or 0)


def test_the_page_offers_to_build_what_is_not_there(page: PageClient, world: World) -> None:
    text = page.get(address(world)).text

    assert "There is no packet of this day yet." in text
    assert "Build the packet" in text
    assert "612345-CORE-Sparkling Water" in text
    assert "nobody is signed in at Walmart" in text


def test_without_a_date_it_shows_tomorrow(page: PageClient, world: World) -> None:
    tomorrow = utc_now().date() + timedelta(days=1)
    text = page.get(f"/paperwork?store={world.store.number}").text
    assert any(f'value="{tomorrow + timedelta(days=off)}"' in text for off in (-1, 0))


def test_asking_watching_and_printing(app: Flask, page: PageClient, world: World) -> None:
    ask(page, world)
    waiting = page.get(address(world)).text
    assert "<progress" in waiting
    assert "Cancel" in waiting
    assert "Build the packet" not in waiting

    work(app)

    done = page.get(address(world)).text
    assert "4 parts are missing" in done
    assert "Crossmark names no product instructions for this event." in done
    with page.get(f"/paperwork/{DAY}/packet.pdf?store={world.store.id}") as answer:
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert answer.headers["Cache-Control"] in ("no-store", "private, no-cache")
        assert "Daily paperwork" in page_texts(answer.data)[0]


def test_the_codes_on_the_packet_lead_to_this_site(
    app: Flask, page: PageClient, world: World, session: Session
) -> None:
    ask(page, world)
    session.rollback()
    job = session.get_one(Job, newest_job_id(app))
    assert job.payload["base_url"] == "http://localhost"


def test_asking_twice_builds_once(page: PageClient, world: World, session: Session) -> None:
    ask(page, world)
    ask(page, world)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Job)) == 1
    assert "is being built already" in page.get(address(world)).text


def test_the_moving_part_reloads_the_page_when_the_work_is_over(app: Flask, page: PageClient, world: World) -> None:
    ask(page, world)
    moving = f"/paperwork/jobs/{newest_job_id(app)}"
    first = page.client.get(moving, headers={"HX-Request": "true"})
    assert "<progress" in first.text
    assert "HX-Refresh" not in first.headers

    work(app)

    assert page.client.get(moving, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert page.client.get(moving).status_code == 302


def test_cancelling_before_it_begins(app: Flask, page: PageClient, world: World, session: Session) -> None:
    ask(page, world)
    page.post(f"/paperwork/jobs/{newest_job_id(app)}/cancel")

    work(app)

    session.rollback()
    assert session.get_one(Job, newest_job_id(app)).state is JobState.CANCELLED
    assert session.scalar(select(func.count()).select_from(Packet)) == 0
    assert "The last attempt ended without a packet" in page.get(address(world)).text


@pytest.mark.parametrize("typed", ["2026-13-45", "tomorrow", "03/03/2026", "9999-01-01", "<script>"])
def test_a_day_that_is_none_is_explained_and_kept(page: PageClient, world: World, typed: str) -> None:
    text = page.get(address(world, typed), status=422).text
    assert 'role="alert"' in text
    assert "is not a day" in text
    assert "<script>alert" not in text
    assert typed.replace("<", "&lt;").replace(">", "&gt;") in text


@pytest.mark.parametrize("path", ["2026-13-45/packet.pdf", "2026-3-3/packet.pdf", "../packet.pdf", "packets/0.pdf"])
def test_an_address_that_is_none(page: PageClient, world: World, path: str) -> None:
    assert page.client.get(f"/paperwork/{path}").status_code == 404


@pytest.mark.parametrize("fields", [{"date": "soon"}, {"store_id": "x"}, {"store_id": "1" * 30}, {"date": ""}])
def test_a_malformed_request_builds_nothing(
    page: PageClient, world: World, session: Session, fields: dict[str, str]
) -> None:
    page.post("/paperwork/build", {"date": DAY.isoformat(), "store_id": world.store.id} | fields, status=400)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_a_day_without_a_packet_says_how_to_get_one(page: PageClient, world: World) -> None:
    text = page.get(f"/paperwork/{DAY}/packet.pdf?store={world.store.id}", status=404).text
    assert "build it" in text


def test_another_stores_packet_does_not_exist(
    app: Flask, page: PageClient, make: Make, world: World, session: Session, sign_in: SignIn
) -> None:
    ask(page, world)
    work(app)
    session.rollback()
    packet_id = session.scalars(select(Packet.id)).one()
    elsewhere = PageClient(sign_in(Role.SUPERVISOR, store_ids=[make.store().id]))

    with page.get(f"/paperwork/packets/{packet_id}.pdf") as answer:
        assert answer.mimetype == "application/pdf"
    elsewhere.get(f"/paperwork/packets/{packet_id}.pdf", status=404)
    elsewhere.get(f"/paperwork/{DAY}/packet.pdf?store={world.store.id}", status=404)
    elsewhere.get(address(world), status=404)
    elsewhere.get(f"/paperwork/jobs/{newest_job_id(app)}", status=404)
    elsewhere.post(f"/paperwork/jobs/{newest_job_id(app)}/cancel", status=404)
    elsewhere.post("/paperwork/build", {"date": DAY.isoformat(), "store_id": world.store.id}, status=404)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EMPLOYEE])
def test_those_who_do_not_lead_print_nothing(sign_in: SignIn, world: World, role: Role) -> None:
    client = PageClient(sign_in(role))
    client.get("/paperwork", status=403)
    client.get("/paperwork/walmart", status=403)
    client.get(f"/paperwork/{DAY}/packet.pdf", status=403)


def test_nobody_prints_without_signing_in(client: FlaskClient, world: World) -> None:
    assert client.get(f"/paperwork/{DAY}/packet.pdf").headers["Location"].startswith("/login")


def test_names_with_markup_are_shown_as_text(page: PageClient, make: Make, world: World) -> None:
    event = make.event(store=world.store, name="612399-<script>alert(1)</script>")
    make.schedule(event=event, employee=make.employee(name="<b>Ann</b>", stores=(world.store,)), day=DAY)
    report = make.row(
        EdrReport(store_id=world.store.id, event_number="612345", source="report", fetched_at=utc_now(), raw={})
    )
    make.row(EdrItem(report_id=report.id, position=0, item_number="980001234", description="<img src=x onerror=1>"))

    text = page.get(address(world)).text

    assert "&lt;script&gt;alert(1)" in text
    assert "<img src=x" not in text
    assert "980001234" in text


def test_walmart_weeks_are_counted_from_its_saturday() -> None:
    assert walmart_week(MONDAY) == 5
    assert walmart_week(MONDAY.replace(year=2026, month=1, day=30)) == 52
    assert walmart_week(MONDAY.replace(year=2026, month=1, day=31)) == 1
    assert walmart_week(MONDAY.replace(year=2020)) == 0


def test_signing_in_at_walmart_by_form(app: Flask, both: Counterparts, page: PageClient) -> None:
    assert "Send the code" in page.get("/paperwork/walmart").text
    page.post("/paperwork/walmart/send-code")
    asked = page.get("/paperwork/walmart").text
    assert "/sandbox/phone" in asked
    assert "one-time-code" in asked

    refused = page.post("/paperwork/walmart/code", {"code": "12345"}, status=422).text
    assert "six digits" in refused
    assert 'value="12345"' in refused
    page.post("/paperwork/walmart/code", {"code": both.walmart.mfa_code()})

    text = page.get("/paperwork/walmart").text
    assert "Sign out at Walmart" in text
    assert len(both.walmart.ledger("sendCode")) == 1
    page.post("/paperwork/walmart/sign-out")
    assert "Send the code" in page.get("/paperwork/walmart").text


def test_three_wrong_codes_pause_the_form(both: Counterparts, page: PageClient) -> None:
    page.post("/paperwork/walmart/send-code")
    code = "000000" if both.walmart.mfa_code() != "000000" else "111111"
    for status in (422, 422, 429):
        page.post("/paperwork/walmart/code", {"code": code}, status=status)

    text = page.get("/paperwork/walmart").text

    assert "Three codes were wrong" in text
    assert "Send the code" not in text
    page.post("/paperwork/walmart/send-code")
    assert len(both.walmart.ledger("sendCode")) == 1


def test_fetching_reports_without_a_sign_in_ends_with_the_reason(
    app: Flask, both: Counterparts, page: PageClient, make: Make
) -> None:
    store = make.store()
    today = utc_now().date()
    make.event(store=store, event_number="612345", start_date=today, due_date=today + timedelta(days=3))
    page.post("/paperwork/walmart/fetch")
    assert "<progress" in page.get("/paperwork/walmart").text

    work(app)

    text = page.get("/paperwork/walmart").text
    assert "Reports are waiting for the code." in text
    assert "Last fetch" not in text


def test_the_page_says_why_reports_could_not_be_fetched(page: PageClient, make: Make) -> None:
    job = make.row(Job(kind=JobKind.SYNC_EDR, state=JobState.DONE, key="all", payload={}, run_at=utc_now()))
    why = "Walmart has trouble of its own (it answered 503). Try again in a few minutes."
    problems = [{"what": number, "text": f"Event {number}: {why}", "why": why} for number in ("612345", "612346")]
    make.row(SyncRun(source="walmart_edr", job_id=job.id, started_at=utc_now(), status="completed", problems=problems))

    text = page.get("/paperwork/walmart").text

    assert text.count("it answered 503") == 1
    assert "2 events" in text
    assert "612345, 612346" in text


def test_a_night_that_left_the_fetch_out_is_no_fetch(page: PageClient, make: Make) -> None:
    done = {"kind": JobKind.SYNC_EDR, "state": JobState.DONE, "run_at": utc_now()}
    make.row(Job(key="all", payload={"store_ids": []}, message="39 reports fetched.", **done))
    make.row(Job(key=SKIPPED, payload={}, message="Reading by itself is switched off.", **done))

    text = page.get("/paperwork/walmart").text

    assert "39 reports fetched." in text
    assert "switched off" not in text


def test_without_an_account_the_page_says_where_to_enter_one(page: PageClient) -> None:
    text = page.get("/paperwork/walmart").text
    assert "Walmart is not set up" in text
    assert "/settings/connectors/walmart_edr" in text


def test_somebody_without_a_store_is_told_what_to_do(sign_in: SignIn, app: Flask) -> None:
    assert (
        "No store is assigned to your account"
        in PageClient(sign_in(Role.SUPERVISOR, store_ids=[])).get("/paperwork").text
    )


def test_the_command_builds_and_names_the_file(app: Flask, world: World) -> None:
    answer = app.test_cli_runner().invoke(args=["paperwork", "build", "--date", DAY.isoformat(), "--store", "8801"])

    assert answer.exit_code == 0, answer.output
    line = next(line for line in answer.output.splitlines() if line.endswith("parts missing)"))
    assert Path(line.split("  (")[0]).read_bytes().startswith(b"%PDF")


def test_the_command_refuses_an_unknown_store_and_a_day_that_is_none(app: Flask, world: World) -> None:
    runner = app.test_cli_runner()
    unknown = runner.invoke(args=["paperwork", "build", "--store", "4711"])
    assert unknown.exit_code == 1
    assert "There is no store 4711" in unknown.output
    assert runner.invoke(args=["paperwork", "build", "--date", "soon"]).exit_code == 2
