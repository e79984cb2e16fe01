"""The daily audit in the browser and at the terminal."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from app.formatting import local_day, to_utc
from app.models import Audit, Proposal, Run
from app.vocabulary import Condition, EventType, ProposalKind, ProposalStatus, Role, RunStatus
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient


@pytest.fixture
def today():
    return local_day(now(), ZONE)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def ann(make, store):
    return make.employee(stores=(store,), name="Ann Arbor")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))


def test_without_a_store_it_says_so(sign_in):
    assert "There is no store yet" in PageClient(sign_in(Role.MANAGER)).get("/audit").text


def test_findings_are_grouped_with_their_way_out(page, make, store, ann, today):
    booked = make.schedule(event=make.event(store=store, start_date=today, due_date=today), employee=ann, day=today)
    make.time_off(employee=ann, starts_on=today)

    text = page.get("/audit").text

    assert "Scheduled while off" in text
    assert f"/schedules/{booked.id}/ways-out" in text
    assert text.index(">Critical</h2>") < text.index(">Remarks</h2>")


def test_a_range_names_the_day_and_one_severity_may_be_shown_alone(page, make, store, today):
    make.event(store=store, start_date=today, due_date=today + timedelta(days=2))
    address = f"/audit?date={today}&to={today + timedelta(days=2)}"

    assert "Due and without people" in page.get(address).text
    assert "Due and without people" not in page.get(f"{address}&severity=info").text


def test_a_file_holds_the_findings_that_are_shown(page, make, store, today):
    make.event(store=store, name="Oat Bars", start_date=today, due_date=today + timedelta(days=2))
    address = f"/audit?date={today}&to={today + timedelta(days=2)}"

    rows = list(csv.DictReader(io.StringIO(page.get(f"{address}&export=csv").data.decode("utf-8-sig"))))

    assert {"Due and without people"} <= {row["Check"] for row in rows}, rows
    assert any("Oat Bars" in row["Details"] for row in rows), rows
    only = csv.DictReader(io.StringIO(page.get(f"{address}&severity=info&export=csv").data.decode("utf-8-sig")))
    assert {row["Severity"] for row in only} == {"info"}
    assert page.get(f"{address}&export=xlsx").mimetype.endswith("sheet")
    page.get("/audit?date=yesterday&export=csv", status=422)


@pytest.mark.parametrize("query", ["date=yesterday", "date=2026-03-05&to=2026-03-04", "date=2026-03-01&to=2026-12-31"])
def test_days_that_cannot_be_are_told(page, query):
    assert 'role="alert"' in page.get(f"/audit?{query}", status=422).text


def test_an_unwanted_schedule_is_cancelled_with_one_click(page, make, store, ann, today, session):
    event = make.event(store=store, start_date=today, due_date=today, condition=Condition.CANCELED)
    booked = make.schedule(event=event, employee=ann, day=today)

    assert "Cancel this schedule" in page.get("/audit").text
    page.post(f"/schedules/{booked.id}/cancel", {"version": "1", "next": "/audit", "reason": "gone"})

    assert "Cancel this schedule" not in page.get("/audit").text


def test_before_applying_a_run_it_is_asked_as_if_the_proposals_stood(page, make, store, ann, today):
    core = make.event(store=store, name="612345-CORE-Oat Bars", event_number="612345")
    make.event(store=store, name="612345-Supervisor-Oat Bars", event_number="612345", type=EventType.SUPERVISOR)
    monday = core.start_date - timedelta(days=core.start_date.weekday())
    run = make.row(Run(week_start=monday, last_day=monday + timedelta(days=34), store_ids=[store.id],
        status=RunStatus.COMPLETED, mode="normal", time_limit_s=5))  # fmt: skip
    begins = to_utc(core.start_date, 585, ZONE)
    make.row(Proposal(run_id=run.id, event_id=core.id, employee_id=ann.id, kind=ProposalKind.NEW, starts_at=begins,
        ends_at=begins + timedelta(minutes=390), status=ProposalStatus.PROPOSED))  # fmt: skip
    address = f"/audit?date={core.start_date}"

    text = page.get(f"{address}&run={run.id}").text

    assert "Proposed Core without its Supervisor event" in text
    assert "As if the open proposals of run" in text
    assert "Set aside" not in text
    assert "Proposed Core" not in page.get(address).text
    page.get(f"{address}&run={run.id + 1}", status=404)
    until = monday + timedelta(days=30)
    assert (
        f"/audit?run={run.id}&amp;store={store.id}&amp;date={monday}&amp;to={until}"
        in page.get(f"/auto-scheduler/runs/{run.id}").text
    )
    found = page.client.get(f"/api/v1/audit?date={core.start_date}&run_id={run.id}").json["findings"]
    assert "supervisor_pairing_skipped" in {one["check"] for one in found}


def test_setting_aside_moves_a_finding_out_of_the_way_and_back(page, make, store, today):
    make.event(store=store, start_date=today, due_date=today)
    text = page.get("/audit").text
    key = text.split("Due and without people")[0].rsplit('id="finding-', 1)[1].split('"')[0]

    page.post(f"/audit/{store.id}/{today}/dismiss", {"key": key, "reason": "Known", "next": "/audit"})
    aside = page.get("/audit").text
    page.post(f"/audit/{store.id}/{today}/bring-back", {"key": key, "next": "/audit"})

    assert "1 finding was set aside" in aside
    assert "Known" in aside
    assert "was set aside" not in page.get("/audit").text.replace("toast", "")


def test_a_reason_is_needed(page, store, today):
    text = page.post(f"/audit/{store.id}/{today}/dismiss", {"key": "x", "reason": ""}, status=422).text
    assert "Please fill this in." in text


def test_what_is_kept_stands_in_the_history(page, make, store, today, session):
    make.event(store=store, start_date=today, due_date=today)
    page.post(f"/audit/{store.id}/{today}/{today}")

    session.rollback()
    audit = session.query(Audit).one()
    assert f"/audit/{audit.id}" in page.get("/audit/history").text
    assert "lacks people" in page.get(f"/audit/{audit.id}").text


def test_another_stores_audit_is_not_found(page, make, today, session):
    other = make.store()
    row = make.row(
        Audit(
            store_id=other.id,
            first_day=today,
            last_day=today,
            at=now(),
            actor="x",
            critical=0,
            warning=0,
            info=0,
            statistics={},
            findings=[],
        )
    )
    page.get(f"/audit/{row.id}", status=404)
    page.post(f"/audit/{other.id}/{today}/{today}", status=404)
    page.post(f"/audit/{other.id}/{today}/dismiss", {"key": "x", "reason": ""}, status=404)


@pytest.mark.parametrize(("role", "keeps", "dismisses"), [(Role.SUPERVISOR, 302, 403), (Role.VIEWER, 403, 403)])
def test_who_may_keep_and_who_may_set_aside(sign_in, store, today, role, keeps, dismisses):
    page = PageClient(sign_in(role))
    assert "Set aside…" not in page.get("/audit").text
    page.post(f"/audit/{store.id}/{today}/{today}", status=keeps)
    page.post(f"/audit/{store.id}/{today}/dismiss", {"key": "x", "reason": "y"}, status=dismisses)


def test_the_command_prints_what_it_finds_and_says_so_with_its_exit_code(app, make, store, today, session):
    make.event(store=store, start_date=today, due_date=today)

    ran = app.test_cli_runner().invoke(args=["audit", "day", "--date", today.isoformat(), "--store", "1042"])

    assert ran.exit_code == 2
    assert "lacks people" in ran.output
    session.rollback()
    assert session.query(Audit).count() == 1


def test_the_command_names_a_wrong_store(app):
    ran = app.test_cli_runner().invoke(args=["audit", "day", "--store", "9"])
    assert ran.exit_code == 1
    assert "There is no store 9" in ran.output
