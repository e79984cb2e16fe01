"""The landing page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.formatting import local_day
from app.models import OutboxItem, Packet, Proposal, SyncRun
from app.vocabulary import (
    OutboxOperation,
    OutboxState,
    ProposalKind,
    ProposalStatus,
    Role,
    RunStatus,
    ScheduleStatus,
    TimeOffStatus,
)
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted


@pytest.fixture
def today() -> date:
    return local_day(now(), ZONE)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


def due(make, store, today: date, days: int, **fields):
    return make.event(
        store=store, start_date=today - timedelta(days=3), due_date=today + timedelta(days=days), **fields
    )


def test_an_empty_installation_says_the_next_step(sign_in):
    assert "There is no store yet" in PageClient(sign_in(Role.MANAGER)).get("/").text


def test_who_works_today_is_listed_with_times(page, make, store, today):
    person = make.employee(stores=(store,), name="Nora Quill")
    make.schedule(event=make.event(store=store, name="Oat Bars"), employee=person, day=today)

    text = page.get("/").text

    assert "Nora Quill" in text
    assert "9:45 AM" in text
    assert "Oat Bars" in text


def test_events_at_risk_come_in_order_of_urgency(page, make, store, today):
    due(make, store, today, 5, name="Later work")
    due(make, store, today, 1, name="Urgent work")
    due(make, store, today, 20, name="Not urgent work")

    text = page.get("/").text

    assert text.index("Urgent work") < text.index("Later work")
    assert "due tomorrow" in text
    assert "Not urgent work" not in text


def test_a_staffed_event_is_not_at_risk(page, make, store, today):
    event = due(make, store, today, 2, name="Staffed work")
    make.schedule(event=event, employee=make.employee(stores=(store,)), day=today + timedelta(days=1))

    assert "Staffed work" not in page.get("/").text


def test_another_stores_events_stay_away(sign_in, make, store, today):
    other = make.store()
    due(make, other, today, 1, name="Foreign work")

    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    assert "Foreign work" not in page.get("/").text
    page.get(f"/?store={other.id}", status=404)


def test_conflicts_are_shown_with_their_reason_once_and_a_way_out(page, make, store, today):
    warning = {"rule": "time_off", "severity": "hard", "message": "Nora has time off."}
    conflict = make.schedule(
        event=make.event(store=store),
        employee=make.employee(stores=(store,)),
        day=today + timedelta(days=1),
        status=ScheduleStatus.CONFLICT,
        warnings=[warning, warning | {"rule": "another_rule_that_says_the_same"}],
    )

    text = page.get("/").text

    assert text.count("Nora has time off.") == 1
    assert f"/schedules/{conflict.id}/move" in text


def test_proposals_that_wait_are_counted(page, make, store, today):
    run = make.run(store=store, status=RunStatus.COMPLETED)
    event = make.event(store=store)
    line = {"run_id": run.id, "event_id": event.id, "kind": ProposalKind.NEW}
    make.row(Proposal(**line, status=ProposalStatus.PROPOSED))
    make.row(Proposal(**line, status=ProposalStatus.REJECTED))

    assert "1 line<" in page.get("/").text


def test_the_state_of_the_sync_is_told(page, make, store, today):
    make.row(SyncRun(source="crossmark", status="failed", error="The password was refused.", started_at=now()))
    event = make.event(store=store)
    schedule = make.schedule(event=event, employee=make.employee(stores=(store,)), day=today)
    make.row(
        OutboxItem(
            operation=OutboxOperation.BOOK,
            schedule_id=schedule.id,
            event_id=event.id,
            payload={},
            state=OutboxState.DEAD,
            next_try_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
    )

    text = page.get("/").text

    assert "The password was refused." in text
    assert "1 stopped and needs you" in text


def test_a_name_with_markup_is_shown_as_text(page, make, store, today):
    due(make, store, today, 1, name="<script>alert(1)</script>")

    assert "&lt;script&gt;alert(1)" in page.get("/").text


def test_a_viewer_reads_and_is_offered_no_changes(sign_in, make, store, today):
    due(make, store, today, 1)

    text = PageClient(sign_in(Role.VIEWER)).get("/").text

    assert "At risk" in text
    assert "/schedules/new" not in text


def test_the_bars_say_their_numbers_in_words(page, make, store, today):
    make.schedule(event=make.event(store=store), employee=make.employee(stores=(store,)), day=today)
    due(make, store, today, 0)

    assert "1 booked, 1 open events due" in page.get("/").text


def test_the_radar_says_what_will_expire_with_the_way_to_the_list(page, make, store, today):
    make.employee(stores=(store,))
    for _ in range(4):
        due(make, store, today, 3)

    text = page.get("/").text

    assert "1 Core event expires on" in text
    assert "4 wait until then, 3 places are free." in text
    assert "tab=unscheduled&amp;sort=due&amp;store=" in text


def test_places_are_counted_on_the_stores_own_days(page, make, store, today):
    """Work in the evening belongs to that day, although it is the next one in UTC already."""
    late = make.event(store=store, duration_minutes=60, start_date=today, due_date=today + timedelta(days=5))
    make.schedule(event=late, employee=make.employee(stores=(store,)), day=today, minutes=22 * 60)

    text = page.get("/").text

    assert "1 booked, 0 open events due" in text.split("The next 14 days")[1].split("</g>")[0]


def test_audit_packet_and_requests_are_told_with_their_pages(page, make, store, today):
    person = make.employee(stores=(store,))
    make.time_off(employee=person, starts_on=today + timedelta(days=3), status=TimeOffStatus.REQUESTED)
    text = page.get("/").text
    assert "Today was not looked at yet." in text
    assert "Not built yet." in text
    assert "1 request for time off" in text

    page.post(f"/audit/{store.id}/{today}/{today}")
    make.row(
        Packet(
            store_id=store.id,
            day=today,
            stored_name="x",
            pages=1,
            size_bytes=1,
            manifest=[{"state": "missing"}],
            built_at=now(),
        )
    )
    text = page.get("/").text

    assert "No Juicer rotation is set" in text
    assert "Built, 1 part is missing" in text


def test_it_needs_no_more_than_twelve_queries(app, page, make, store, today):
    make.schedule(event=make.event(store=store), employee=make.employee(stores=(store,)), day=today)
    page.get("/")

    assert counted(app, lambda: page.get("/")) <= 12


def test_more_work_needs_no_more_queries(app, page, make, store, today):
    def work() -> None:
        event = due(make, store, today, 2)
        make.schedule(event=event, employee=make.employee(stores=(store,)), day=today)
        due(make, store, today, 3)

    work()
    page.get("/")
    few = counted(app, lambda: page.get("/"))
    for _ in range(6):
        work()

    assert counted(app, lambda: page.get("/")) == few
