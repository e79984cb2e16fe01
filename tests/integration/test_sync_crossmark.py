"""Sync from the sandbox Crossmark: all of it or nothing, once and not twice, conflicts kept with their reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import AlreadyRunning, AppError, Conflict, Invalid
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.models import Change, Employee, Event, Notice, OutboxItem, Run, Schedule, Setting, Store, SyncRun
from app.models.columns import utc_now
from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox, start_crossmark
from app.services import changes
from app.services.actors import Actor
from app.services.jobs import JobCancelled
from app.services.sync import brake, request_sync, run_crossmark_sync
from app.vocabulary import Condition, EventType, ScheduleStatus, SyncState, Title
from tests.factories import Make

FEED = "getPlanningMplans"


class Quiet:
    """Progress that nobody watches."""

    cancelled = False

    def __init__(self, cancel_at: float = 2.0) -> None:
        self.seen: list[float] = []
        self._cancel_at = cancel_at

    def report(self, fraction: float, message: str) -> None:
        self.seen.append(fraction)
        if fraction >= self._cancel_at:
            raise JobCancelled


@pytest.fixture
def crossmark(tmp_path: Path) -> Iterator[RunningSandbox]:
    with start_crossmark(tmp_path, today=today()) as running:
        yield running


def today() -> date:
    return (utc_now() - timedelta(hours=5)).date()


@dataclass
class Office:
    """Asks for syncs and looks at what they left."""

    app: Flask
    session: Session
    transact: Callable[[], AbstractContextManager[Session]]
    actor: Actor

    def sync(self, progress: Quiet | None = None) -> SyncRun:
        """Runs the job in the foreground; the run also when it failed."""
        with self.transact() as session:
            job_id = request_sync(session, self.actor, source="crossmark").job_id
        try:
            with self.app.app_context():
                run_crossmark_sync(job_id, {}, progress or Quiet())
        except (AppError, JobCancelled):
            pass
        finally:
            self._close_job(job_id)
        self.session.rollback()
        return self.session.scalars(select(SyncRun).where(SyncRun.job_id == job_id)).one()

    def _close_job(self, job_id: int) -> None:
        from app.models import Job
        from app.vocabulary import JobState

        with self.transact() as session:
            session.get_one(Job, job_id).state = JobState.DONE

    def rows(self, model: Any) -> list[Any]:
        self.session.rollback()
        return list(self.session.scalars(select(model).order_by(model.id)))

    def count(self, model: Any) -> int:
        self.session.rollback()
        return int(self.session.scalar(select(func.count()).select_from(model)) or 0)

    def change(self, model: Any, row_id: int, **values: Any) -> None:
        self.session.rollback()
        with self.transact() as session, changes.record(session, self.actor, command="edit", summary="Edited"):
            for name, value in values.items():
                setattr(session.get_one(model, row_id), name, value)


@pytest.fixture
def office(
    app: Flask,
    crossmark: RunningSandbox,
    session: Session,
    transact: Callable[[], AbstractContextManager[Session]],
    actor: Actor,
) -> Iterator[Office]:
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(
        before,
        crossmark_base_url=crossmark.base_url,
        crossmark_username=CROSSMARK_USER,
        crossmark_password=SANDBOX_PASSWORD,
        crossmark_timeout=30,
    )
    yield Office(app, session, transact, actor)
    app.extensions["settings"] = before


def client_of(crossmark: RunningSandbox) -> CrossmarkClient:
    """Somebody else who works at the site."""
    return CrossmarkClient(CrossmarkAccount(crossmark.base_url, CROSSMARK_USER, SANDBOX_PASSWORD))


def test_everything_comes_in_and_a_second_time_changes_nothing(office: Office, crossmark: RunningSandbox) -> None:
    first = office.sync()
    assert (first.status, first.error) == ("completed", "")
    assert {store.number for store in office.rows(Store)} == {"8801", "8802", "8803"}
    assert office.count(Employee) > 40
    assert office.count(Event) > 200
    assert office.count(Schedule) > 100
    assert first.counts["events_created"] == office.count(Event)
    assert first.differences
    assert office.count(OutboxItem) == 0
    before = office.count(Change)
    second = office.sync()
    assert (second.status, second.counts, second.differences) == ("completed", {}, [])
    assert second.change_id is None
    assert office.count(Change) == before
    assert {row["operation"] for row in crossmark.ledger()}.isdisjoint(
        {"scheduleMplanEvent", "deleteScheduledMplanEvent"}
    )


def test_new_events_are_planned_at_once_where_a_manager_wants_that(office: Office, make: Make) -> None:
    make.row(Setting(key="auto_schedule_on_import", value=True))

    first = office.sync()

    (run,) = office.rows(Run)
    open_now = {event.id for event in office.rows(Event) if event.condition is Condition.UNSTAFFED}
    assert run.event_ids
    assert set(run.event_ids) <= open_now
    told = f"Run {run.id} plans {len(run.event_ids)} of the new events."
    assert first.differences[0] == {"what": "auto_scheduler", "text": told}
    assert office.sync().differences == []


def test_names_are_understood(office: Office) -> None:
    office.sync()
    events = office.rows(Event)
    assert {event.type for event in events} == set(EventType)
    assert {event.duration_minutes for event in events if event.type is EventType.CORE} == {390}
    pairs = [event for event in events if event.parent_id]
    by_id = {event.id: event for event in events}
    assert pairs
    for event in pairs:
        core = by_id[event.parent_id]
        assert (core.type, core.store_id, core.event_number) == (EventType.CORE, event.store_id, event.event_number)
    assert any("<script>alert(1)</script>" in event.name for event in events)
    titles = {employee.title for employee in office.rows(Employee)}
    assert Title.CLUB_SUPERVISOR in titles
    assert not any(employee.active for employee in office.rows(Employee))


def test_bookings_carry_crossmarks_id_and_moment(office: Office, crossmark: RunningSandbox) -> None:
    office.sync()
    booked = {row["scheduleEventID"]: row for row in crossmark.bookings()}
    rows = {row.crossmark_id: row for row in office.rows(Schedule)}
    events = {event.id: event.ref_num for event in office.rows(Event)}
    assert rows
    for crossmark_id, row in rows.items():
        there = booked[crossmark_id]
        assert row.starts_at == datetime.fromisoformat(there["Start"])
        assert events[row.event_id] == there["mPlanID"]
        assert row.sync_state is SyncState.SYNCED
        assert row.status in {ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED, ScheduleStatus.CONFLICT}


def test_what_breaks_a_hard_rule_is_kept_as_a_conflict_that_names_it(office: Office) -> None:
    run = office.sync()
    conflicts = [row for row in office.rows(Schedule) if row.status is ScheduleStatus.CONFLICT]
    assert conflicts
    assert run.counts["schedules_in_conflict"] == len(conflicts)
    for row in conflicts:
        assert any(warning["severity"] == "hard" and warning["message"] for warning in row.warnings)
    assert {warning["rule"] for row in conflicts for warning in row.warnings} >= {"overlap"}


@pytest.mark.parametrize(
    ("kind", "match", "settings", "words"),
    [
        ("status", FEED, {"status": 500}, "trouble of its own"),
        ("status", "getScheduledEvents", {"status": 503}, "trouble of its own"),
        ("html-login", FEED, {}, "password"),
        ("html-login", "authenticate", {}, "password"),
        ("garbage", FEED, {}, "not valid JSON"),
        ("garbage", "getAvailableReps", {}, "not valid JSON"),
        ("garbage", "getScheduledEvents", {}, "not valid JSON"),
        ("missing-field", FEED, {"field": "storeID"}, "storeID"),
        ("missing-field", "getScheduledEvents", {"field": "scheduleEventID"}, "scheduleEventID"),
        ("dup-rows", FEED, {}, "incomplete"),
        ("accept-silent", FEED, {}, "did not answer"),
    ],
)
def test_a_failure_changes_nothing_and_says_why(
    office: Office,
    crossmark: RunningSandbox,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    match: str,
    settings: dict[str, Any],
    words: str,
) -> None:
    from app.integrations import http

    monkeypatch.setattr(http.Patience, "wait", lambda self, attempt, error: None)
    monkeypatch.setattr(http, "READ_TRIES", 1 if kind == "accept-silent" else 3)
    office.app.extensions["settings"] = replace(
        office.app.extensions["settings"], crossmark_timeout=3 if kind == "accept-silent" else 30
    )
    crossmark.fault(kind, match, **settings)
    run = office.sync()
    assert run.status == "failed"
    assert words in run.error
    assert run.finished_at is not None
    assert [office.count(model) for model in (Store, Employee, Event, Schedule, Change)] == [0] * 5


def test_a_wrong_password_is_a_plain_failure(office: Office, crossmark: RunningSandbox) -> None:
    office.app.extensions["settings"] = replace(office.app.extensions["settings"], crossmark_password="wrong")
    run = office.sync()
    assert (run.status, "password" in run.error, "wrong" in run.error) == ("failed", True, False)
    assert len(crossmark.ledger("authenticate")) == 1
    assert office.count(Store) == 0


def test_cancelling_leaves_everything_as_it_was(office: Office) -> None:
    run = office.sync(Quiet(cancel_at=0.7))
    assert run.status == "cancelled"
    assert office.count(Event) == 0


def test_without_an_account_it_says_what_to_do(app: Flask, transact: Any, actor: Actor) -> None:
    with transact() as session, pytest.raises(Invalid, match="Settings"):
        request_sync(session, actor, source="crossmark")


def test_two_requests_get_one_job(office: Office) -> None:
    with office.transact() as session:
        first = request_sync(session, office.actor, source="crossmark")
    with office.transact() as session, pytest.raises(AlreadyRunning) as refusal:
        request_sync(session, office.actor, source="crossmark")
    assert refusal.value.job_id == first.job_id


def test_a_managers_correction_survives(office: Office) -> None:
    office.sync()
    event = next(row for row in office.rows(Event) if row.type is EventType.OTHER)
    office.change(Event, event.id, type=EventType.FREEOSK, type_is_manual=True, duration_minutes=45)
    assert office.sync().counts == {}
    again = next(row for row in office.rows(Event) if row.id == event.id)
    assert (again.type, again.duration_minutes) == (EventType.FREEOSK, 45)


def test_changes_at_the_site_come_in_as_differences(office: Office, crossmark: RunningSandbox) -> None:
    office.sync()
    event = next(row for row in office.rows(Event) if row.condition is Condition.UNSTAFFED)
    event_name = event.name
    crossmark.edit_mplan(event.ref_num, name="700001-SNCK-Renamed Sample-V2-CORE", condition="Canceled")
    run = office.sync()
    assert run.counts["events_updated"] == 1
    assert f"{event_name} -> 700001-SNCK-Renamed Sample-V2-CORE" in run.differences[0]["text"]
    assert "condition Unstaffed -> Canceled" in run.differences[0]["text"]
    again = next(row for row in office.rows(Event) if row.id == event.id)
    assert (again.name, again.condition) == ("700001-SNCK-Renamed Sample-V2-CORE", Condition.CANCELED)


def test_an_event_that_is_gone_twice_counts_as_removed(office: Office, crossmark: RunningSandbox) -> None:
    office.sync()
    extra = office.rows(Event)[0]
    with office.transact() as session, changes.record(session, office.actor, command="add", summary="Added"):
        session.add(
            Event(
                ref_num="99900001",
                external_id="99900001",
                name="Gone",
                type=EventType.OTHER,
                store_id=extra.store_id,
                start_date=today(),
                due_date=today(),
                duration_minutes=60,
            )
        )
    assert office.sync().counts == {"events_missing": 1}
    assert office.sync().counts == {"events_removed": 1}
    assert office.sync().counts == {}
    gone = next(row for row in office.rows(Event) if row.ref_num == "99900001")
    assert (gone.condition, gone.removed_at is not None) == (Condition.CANCELED, True)


def test_an_empty_feed_removes_nothing_and_asks_for_a_review(office: Office, crossmark: RunningSandbox) -> None:
    office.sync()
    crossmark.fault("empty-list", FEED)
    run = office.sync()
    assert (run.status, run.counts) == ("needs_review", {})
    assert not any(row.missing_since for row in office.rows(Event))


def test_an_empty_feed_is_not_believed_however_little_is_known(office: Office, crossmark: RunningSandbox) -> None:
    crossmark.fault("empty-list", FEED)
    with office.transact() as session, changes.record(session, office.actor, command="add", summary="Added"):
        store = Store(number="8801", name="Club 8801", timezone="America/Indiana/Indianapolis")
        session.add(store)
        session.flush()
        session.add(
            Event(
                ref_num="99900001",
                external_id="99900001",
                name="Alone",
                type=EventType.OTHER,
                store_id=store.id,
                start_date=today(),
                due_date=today(),
                duration_minutes=60,
            )
        )

    assert office.sync().status == "needs_review"
    assert office.rows(Event)[0].missing_since is None


def test_bookings_that_vanish_all_at_once_stay_until_somebody_has_looked(
    office: Office, crossmark: RunningSandbox
) -> None:
    office.sync()
    standing = sum(row.status is not ScheduleStatus.CANCELLED for row in office.rows(Schedule))
    client = client_of(crossmark)
    for row in crossmark.bookings():
        client.delete_scheduled(crossmark_id=row["scheduleEventID"])

    run = office.sync()

    assert run.status == "needs_review"
    assert "none was removed" in " ".join(problem["text"] for problem in run.problems)
    assert sum(row.status is not ScheduleStatus.CANCELLED for row in office.rows(Schedule)) == standing


def test_what_waits_to_be_sent_is_not_overwritten(office: Office) -> None:
    office.sync()
    later = utc_now() + timedelta(days=1)
    row = next(r for r in office.rows(Schedule) if r.status is ScheduleStatus.PUBLISHED and r.starts_at > later)
    moved = row.starts_at + timedelta(minutes=7)
    office.change(Schedule, row.id, starts_at=moved, ends_at=row.ends_at + timedelta(minutes=7))
    assert office.count(OutboxItem) == 1
    office.sync()
    again = next(r for r in office.rows(Schedule) if r.id == row.id)
    assert (again.starts_at, again.sync_state) == (moved, SyncState.PENDING)


def test_a_booking_taken_away_at_the_site_is_cancelled_here_at_the_second_look(
    office: Office, crossmark: RunningSandbox
) -> None:
    office.sync()
    row = next(r for r in office.rows(Schedule) if r.starts_at > utc_now() and r.status is ScheduleStatus.PUBLISHED)
    client_of(crossmark).delete_scheduled(crossmark_id=str(row.crossmark_id))
    assert "schedules_cancelled" not in office.sync().counts
    assert next(r for r in office.rows(Schedule) if r.id == row.id).status is ScheduleStatus.PUBLISHED

    assert office.sync().counts["schedules_cancelled"] == 1

    assert next(r for r in office.rows(Schedule) if r.id == row.id).status is ScheduleStatus.CANCELLED
    assert office.count(OutboxItem) == 0
    [notice] = office.rows(Notice)
    assert (notice.event_id, notice.employee_id, notice.kind) == (row.event_id, row.employee_id, "booking_gone")


def test_a_booking_that_comes_back_is_not_missing_any_more(office: Office, crossmark: RunningSandbox) -> None:
    office.sync()
    row = next(r for r in office.rows(Schedule) if r.starts_at > utc_now() and r.status is ScheduleStatus.PUBLISHED)
    office.change(Schedule, row.id, missing_since=utc_now())

    office.sync()

    assert next(r for r in office.rows(Schedule) if r.id == row.id).missing_since is None


def booked_row(office: Office) -> Schedule:
    """A booking some days ahead, so that its window can move in both directions."""
    soon = utc_now() + timedelta(days=2)
    return next(r for r in office.rows(Schedule) if r.starts_at > soon and r.status is ScheduleStatus.PUBLISHED)


def test_those_who_are_booked_hear_of_a_window_that_moved(office: Office, crossmark: RunningSandbox) -> None:
    office.sync()
    row = booked_row(office)
    event = next(e for e in office.rows(Event) if e.id == row.event_id)
    crossmark.edit_mplan(event.ref_num, endDate=(event.due_date + timedelta(days=60)).isoformat())
    crossmark.edit_mplan(event.ref_num, startDate=(event.due_date + timedelta(days=30)).isoformat())

    office.sync()

    told = next(n for n in office.rows(Notice) if n.employee_id == row.employee_id)
    assert (told.event_id, told.kind) == (event.id, "window")
    assert "outside of its days" in told.text


def test_those_who_are_booked_hear_of_a_cancelled_event(office: Office, crossmark: RunningSandbox) -> None:
    office.sync()
    row = booked_row(office)
    event = next(e for e in office.rows(Event) if e.id == row.event_id)
    crossmark.edit_mplan(event.ref_num, condition="Canceled")

    office.sync()

    assert {(n.event_id, n.kind) for n in office.rows(Notice)} == {(event.id, "canceled")}


def all_gone(office: Office, crossmark: RunningSandbox) -> SyncRun:
    """A run that lacks every event of the feed at once."""
    office.sync()
    crossmark.fault("empty-list", FEED)
    run = office.sync()
    crossmark.clear_faults()
    return run


def test_a_manager_approves_what_was_held_and_may_take_that_back(office: Office, crossmark: RunningSandbox) -> None:
    run = all_gone(office, crossmark)
    held = set(run.held["events"])

    with office.transact() as session:
        assert brake.approve(session, office.actor, run_id=run.id) == len(held)

    assert {e.id for e in office.rows(Event) if e.removed_at is not None} == held
    change = office.rows(Change)[-1]
    with office.transact() as session:
        changes.undo(session, office.actor, change_id=change.id)
    assert not any(e.removed_at for e in office.rows(Event))
    assert office.count(OutboxItem) == 0


def test_a_manager_keeps_what_was_held(office: Office, crossmark: RunningSandbox) -> None:
    run = all_gone(office, crossmark)

    with office.transact() as session:
        brake.reject(session, office.actor, run_id=run.id)

    [decided] = [r for r in office.rows(SyncRun) if r.id == run.id]
    assert (decided.status, decided.decision, decided.decided_by) == ("completed", "rejected", "Mia Manager")
    assert not any(e.removed_at or e.missing_since for e in office.rows(Event))


def test_an_old_list_is_not_decided_about(office: Office, crossmark: RunningSandbox) -> None:
    run = all_gone(office, crossmark)
    office.sync()

    with pytest.raises(Conflict), office.transact() as session:
        brake.approve(session, office.actor, run_id=run.id)


def test_people_come_in_once_whatever_the_case_of_their_names(office: Office, make: Make) -> None:
    office.sync()
    known = next(e for e in office.rows(Employee) if e.rep_id)
    count = office.count(Employee)
    office.change(Employee, known.id, rep_id=None, external_id=None, name=known.name.upper())

    office.sync()

    assert office.count(Employee) == count
    assert next(e for e in office.rows(Employee) if e.id == known.id).rep_id == known.rep_id
