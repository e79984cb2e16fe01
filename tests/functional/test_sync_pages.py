"""The sync page: runs, progress, and deliveries that need a decision."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models import Breaker, Event, Job, Notice, SyncRun
from app.vocabulary import BreakerState, JobKind, JobState, Role
from tests.factories import now
from tests.functional.page_client import PageClient


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


@pytest.fixture
def account(app, monkeypatch) -> None:
    config = app.extensions["settings"]
    values = {
        "crossmark_base_url": "http://127.0.0.1:9",
        "crossmark_username": "mia",
        "crossmark_password": "sesame",
    }
    for name, value in values.items():
        monkeypatch.setitem(vars(config), name, value)


@pytest.fixture
def job(make) -> Job:
    return make.row(
        Job(
            kind=JobKind.SYNC_CROSSMARK,
            key="all",
            state=JobState.RUNNING,
            run_at=now(),
            progress=0.4,
            message="Reading events",
        )
    )


def test_without_an_account_the_page_says_what_to_do(page):
    text = page.get("/sync").text

    assert "Crossmark is not set up." in text
    assert "/settings/connectors/crossmark" in text
    assert "Sync with Crossmark now" not in text


def test_starting_without_an_account_is_refused_in_words(page, session):
    page.post("/sync/start", {"source": "crossmark"})

    assert "toast-error" in page.get("/sync").text
    session.rollback()
    assert session.query(Job).count() == 0


def test_a_start_makes_a_run_and_rings_the_worker(page, account, session, rung):
    page.post("/sync/start", {"source": "crossmark"})

    session.rollback()
    assert session.query(SyncRun).one().status == "running"
    assert rung == ["run_job"]
    assert "hx-get" in page.get("/sync").text


def test_a_second_start_tells_of_the_first(page, account, session):
    page.post("/sync/start", {"source": "crossmark"})
    page.post("/sync/start", {"source": "crossmark"})

    assert "under way already" in page.get("/sync").text
    session.rollback()
    assert session.query(SyncRun).count() == 1


def test_reports_may_be_fetched_from_walmart(page, session):
    page.post("/sync/start", {"source": "walmart_edr"})

    session.rollback()
    assert session.query(Job).one().kind is JobKind.SYNC_EDR


def test_an_unknown_source_is_refused(page):
    page.post("/sync/start", {"source": "elsewhere"}, status=400)


def test_progress_is_a_piece_for_htmx_and_a_way_back_for_others(page, job):
    piece = page.client.get(f"/sync/jobs/{job.id}", headers={"HX-Request": "true"})

    assert "Reading events" in piece.text
    assert "HX-Refresh" not in piece.headers
    assert page.get(f"/sync/jobs/{job.id}", status=302).location == "/sync"


def test_the_end_of_a_job_reloads_the_page(page, make):
    done = make.row(Job(kind=JobKind.SYNC_CROSSMARK, key="all", state=JobState.DONE, run_at=now()))

    answer = page.client.get(f"/sync/jobs/{done.id}", headers={"HX-Request": "true"})

    assert answer.headers["HX-Refresh"] == "true"


def test_a_job_of_another_kind_is_none_of_this_page(page, make):
    packet = make.row(Job(kind=JobKind.PACKET, key="x", state=JobState.RUNNING, run_at=now()))

    page.get(f"/sync/jobs/{packet.id}", status=404)
    page.post(f"/sync/jobs/{packet.id}/cancel", status=404)
    page.get("/sync/jobs/98765", status=404)


def test_a_running_sync_can_be_cancelled(page, session, job):
    page.post(f"/sync/jobs/{job.id}/cancel")

    session.rollback()
    assert session.get(Job, job.id).cancel_requested


def test_runs_are_listed_with_what_they_changed(page, make):
    run = make.row(
        SyncRun(
            source="crossmark",
            status="completed",
            started_at=now(),
            finished_at=now(),
            counts={"events_created": 3},
            differences=[{"what": "events_created", "text": "New: Oat Bars <b>bold</b>."}],
            problems=[{"what": "event", "text": "One event has no date."}],
        )
    )
    make.row(SyncRun(source="crossmark", status="failed", started_at=now(), error="The password was refused."))

    text = page.get("/sync").text
    lines = page.get(f"/sync/runs/{run.id}").text

    assert "new events: 3" in text
    assert "The password was refused." in text
    assert "New: Oat Bars &lt;b&gt;bold" in lines
    assert "One event has no date." in lines


def test_a_run_that_waits_for_the_code_leads_to_the_sign_in(page, make):
    make.row(SyncRun(source="walmart_edr", status="needs_mfa", started_at=now(), error="It needs the code."))

    text = page.get("/sync").text

    assert "waits for the code" in text
    assert text.count("/paperwork/walmart") == 2  # the button above, and the run itself


def test_who_sees_one_store_learns_who_decides_about_the_brake(sign_in, make, store):
    make.row(SyncRun(source="crossmark", status="needs_review", started_at=now(), finished_at=now()))
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    assert "Somebody who sees every store decides about it." in page.get("/sync").text


def test_lines_of_a_run_are_only_for_who_sees_every_store(sign_in, make, store):
    run = make.row(SyncRun(source="crossmark", status="completed", started_at=now()))
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    assert f"/sync/runs/{run.id}" not in page.get("/sync").text
    page.get(f"/sync/runs/{run.id}", status=404)
    PageClient(sign_in(Role.MANAGER)).get("/sync/runs/98765", status=404)


@pytest.fixture
def held_run(make, store) -> SyncRun:
    event = make.event(store=store, name="Oat Bars")
    at = now()
    return make.row(
        SyncRun(source="crossmark", status="needs_review", held={"events": [event.id]}, started_at=at, finished_at=at)
    )


def test_a_manager_sees_what_is_held_and_lets_it_go(page, session, held_run):
    text = page.get("/sync").text
    assert "lacks 1 events and 0 bookings at once" in text
    assert "Oat Bars" in text

    page.post(f"/sync/runs/{held_run.id}/losses", {"decision": "approve"})

    session.rollback()
    assert session.query(Event).one().removed_at is not None
    assert "lacks 1 events" not in page.get("/sync").text
    assert "approved what was held back" in page.get(f"/sync/runs/{held_run.id}").text


def test_a_manager_keeps_what_is_held(page, session, held_run):
    page.post(f"/sync/runs/{held_run.id}/losses", {"decision": "reject"})

    session.rollback()
    assert session.query(Event).one().removed_at is None
    assert session.query(SyncRun).one().decision == "rejected"


def test_a_manager_of_one_store_does_not_decide_for_all(sign_in, store, held_run):
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    assert "at once" not in page.get("/sync").text
    page.post(f"/sync/runs/{held_run.id}/losses", {"decision": "approve"}, status=404)


def test_another_word_than_approve_or_reject_is_refused(page, held_run):
    page.post(f"/sync/runs/{held_run.id}/losses", {"decision": "perhaps"}, status=400)


def test_a_system_that_is_left_alone_is_shown_with_its_reason(page, make):
    make.row(Breaker(name="crossmark", state=BreakerState.OPEN, opened_at=now(), reason="Crossmark did not answer."))

    text = page.get("/sync").text

    assert "left alone after repeated failures" in text
    assert "Crossmark has failed several times" in page.get("/").text
    assert "Crossmark did not answer." in text


@pytest.fixture
def notice(make, store) -> Notice:
    event = make.event(store=store)
    employee = make.employee(stores=(store,))
    return make.row(Notice(event_id=event.id, employee_id=employee.id, kind="window", text="The window <b>moved</b>."))


def test_a_notice_stands_on_dashboard_and_event_until_somebody_has_seen_to_it(page, notice):
    for address in ("/", f"/events/{notice.event_id}"):
        assert "The window &lt;b&gt;moved" in page.get(address).text

    answer = page.post(f"/sync/notices/{notice.id}/dismiss", {"next": "/"})

    assert answer.location == "/"
    for address in ("/", f"/events/{notice.event_id}"):
        assert "The window" not in page.get(address).text


def test_a_notice_of_another_store_does_not_exist(sign_in, make, notice):
    page = PageClient(sign_in(Role.MANAGER, store_ids=[make.store().id]))

    page.post(f"/sync/notices/{notice.id}/dismiss", status=404)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPERVISOR, Role.EMPLOYEE])
def test_others_may_not_even_look(sign_in, role):
    page = PageClient(sign_in(role))

    page.get("/sync", status=403)
    page.post("/sync/start", {"source": "crossmark"}, status=403)
    page.post("/sync/outbox/1/decide", {"decision": "retry"}, status=403)


@pytest.mark.parametrize(("hours", "is_stale"), [(23, False), (25, True)])
def test_what_was_read_more_than_a_day_ago_is_marked(page, make, hours, is_stale):
    then = now() - timedelta(hours=hours)
    make.row(SyncRun(source="crossmark", status="completed", started_at=then, finished_at=then))

    assert ("more than 24 hours ago" in page.get("/sync").text) is is_stale
