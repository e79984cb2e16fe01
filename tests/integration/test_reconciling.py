"""Comparing Crossmark, Walmart and our own schedules, and settling what differs."""

# ruff: noqa: F811  # fixtures are imported by name and asked for by name
from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid
from app.formatting import to_utc
from app.models import Change, Employee, Event, OutboxItem, Reconciliation, Schedule, Store
from app.models.columns import utc_now
from app.sandbox.running import RunningSandbox
from app.services import changes, outbox, reconciling
from app.services.outbox_claims import Pace
from app.services.reconciling import compare
from app.services.reconciling.finding import Finding
from app.vocabulary import Condition, DifferenceKind, EventType, OutboxOperation, OutboxState, ScheduleStatus, SyncState
from tests.factories import Make
from tests.integration.test_sync_crossmark import (  # noqa: F401  # fixtures
    FEED,
    Office,
    Quiet,
    booked_row,
    client_of,
    crossmark,
    office,
    today,
)

KIND = DifferenceKind
AT_ONCE = Pace(window=0, between_reads=0, backoff=0)


class Auditor:
    """Compares and settles, as the page does."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def compare(self) -> dict[DifferenceKind, list[Finding]]:
        with self.office.app.app_context():
            reconciling.run_reconciliation(0, {}, Quiet())
        return self.found()

    def found(self) -> dict[DifferenceKind, list[Finding]]:
        with self.office.transact() as session:
            shown = reconciling.latest(session, self.office.actor)
        kinds: dict[DifferenceKind, list[Finding]] = {}
        for one in shown.open:
            kinds.setdefault(one.kind, []).append(one)
        return kinds

    def accept(self, *found: Finding) -> None:
        with self.office.transact() as session:
            reconciling.accept(session, self.office.actor, keys=[one.key for one in found])

    def push(self, *found: Finding) -> None:
        with self.office.transact() as session:
            reconciling.push_ours(session, self.office.actor, keys=[one.key for one in found])

    def schedule(self, schedule_id: int) -> Schedule:
        return next(row for row in self.office.rows(Schedule) if row.id == schedule_id)

    def undo_last(self) -> None:
        change = self.office.rows(Change)[-1]
        with self.office.transact() as session:
            changes.undo(session, self.office.actor, change_id=change.id)

    def deliver(self) -> None:
        with self.office.app.app_context():
            outbox.deliver_due(pace=AT_ONCE)


@pytest.fixture
def auditor(office: Office) -> Auditor:
    office.sync()
    return Auditor(office)


def of_bookings(found: dict[DifferenceKind, list[Finding]]) -> dict[DifferenceKind, list[Finding]]:
    wanted = (KIND.HERE_NOT_THERE, KIND.DIFFERENT)
    return {kind: found[kind] for kind in wanted if kind in found}


def test_after_a_sync_bookings_agree(auditor: Auditor) -> None:
    assert of_bookings(auditor.compare()) == {}


def taken_away_there(auditor: Auditor, crossmark: RunningSandbox) -> tuple[Schedule, Finding]:
    row = booked_row(auditor.office)
    client_of(crossmark).delete_scheduled(crossmark_id=str(row.crossmark_id))
    [found] = auditor.compare()[KIND.HERE_NOT_THERE]
    assert found.schedule_id == row.id
    return row, found


def test_what_is_gone_there_is_cancelled_here_and_that_undone(auditor: Auditor, crossmark: RunningSandbox) -> None:
    row, found = taken_away_there(auditor, crossmark)

    auditor.accept(found)

    assert auditor.schedule(row.id).status is ScheduleStatus.CANCELLED
    assert KIND.HERE_NOT_THERE not in auditor.found()
    auditor.undo_last()
    assert auditor.schedule(row.id).status is ScheduleStatus.PUBLISHED
    assert auditor.office.count(OutboxItem) == 0


def test_what_is_gone_there_is_booked_again(auditor: Auditor, crossmark: RunningSandbox) -> None:
    row, found = taken_away_there(auditor, crossmark)

    auditor.push(found)
    auditor.deliver()

    again = auditor.schedule(row.id)
    assert again.sync_state is SyncState.SYNCED
    assert again.crossmark_id in {booked["scheduleEventID"] for booked in crossmark.bookings()}


def changed_here(auditor: Auditor) -> tuple[int, datetime, Finding]:
    """The schedule, when it begins there, and the difference; here it begins earlier."""
    row = booked_row(auditor.office)
    schedule_id, theirs = row.id, row.starts_at
    begin = theirs - timedelta(minutes=7)
    with (
        auditor.office.transact() as session,
        changes.record(session, auditor.office.actor, command="edit", summary="Edited", push_to_crossmark=False),
    ):
        session.get_one(Schedule, schedule_id).starts_at = begin
    [found] = auditor.compare()[KIND.DIFFERENT]
    return schedule_id, theirs, found


def test_a_different_time_is_taken_over_and_that_undone(auditor: Auditor) -> None:
    schedule_id, theirs, found = changed_here(auditor)

    auditor.accept(found)

    assert auditor.schedule(schedule_id).starts_at == theirs
    auditor.undo_last()
    assert auditor.schedule(schedule_id).starts_at == theirs - timedelta(minutes=7)


def test_a_different_time_is_sent(auditor: Auditor, crossmark: RunningSandbox) -> None:
    _, theirs, found = changed_here(auditor)

    auditor.push(found)
    [item] = auditor.office.rows(OutboxItem)
    auditor.deliver()

    assert item.operation is OutboxOperation.MOVE
    starts = {datetime.fromisoformat(b["Start"]) for b in crossmark.bookings(seeded=False)}
    assert starts == {theirs - timedelta(minutes=7)}


def starts_of(crossmark: RunningSandbox, event_ref: str) -> set[datetime]:
    return {datetime.fromisoformat(b["Start"]) for b in crossmark.bookings() if b["mPlanID"] == event_ref}


def ref_of(auditor: Auditor, event_id: int | None) -> str:
    return next(row.ref_num for row in auditor.office.rows(Event) if row.id == event_id)


class TestTakingBackWhatWasPushed:
    """By undo, as everything else."""

    def test_before_it_went_out_nothing_is_sent(self, auditor: Auditor, crossmark: RunningSandbox) -> None:
        schedule_id, theirs, found = changed_here(auditor)
        before = auditor.schedule(schedule_id)
        known_as = before.crossmark_id
        auditor.push(found)
        assert KIND.DIFFERENT not in auditor.found()

        auditor.undo_last()
        auditor.deliver()

        assert [item.state for item in auditor.office.rows(OutboxItem)] == [OutboxState.CANCELLED]
        assert starts_of(crossmark, ref_of(auditor, found.event_id)) == {theirs}
        row = auditor.schedule(schedule_id)
        assert (row.sync_state, row.crossmark_id) == (SyncState.SYNCED, known_as)
        assert [one.key for one in auditor.found()[KIND.DIFFERENT]] == [found.key]

    def test_a_move_goes_back(self, auditor: Auditor, crossmark: RunningSandbox) -> None:
        schedule_id, theirs, found = changed_here(auditor)
        ref = ref_of(auditor, found.event_id)
        auditor.push(found)
        auditor.deliver()
        assert starts_of(crossmark, ref) == {theirs - timedelta(minutes=7)}

        auditor.undo_last()
        auditor.deliver()

        assert starts_of(crossmark, ref) == {theirs}
        assert auditor.schedule(schedule_id).starts_at == theirs - timedelta(minutes=7), "ours stays as it is"
        assert [one.schedule_id for one in auditor.compare()[KIND.DIFFERENT]] == [schedule_id]

    def test_a_booking_is_taken_away_again(self, auditor: Auditor, crossmark: RunningSandbox) -> None:
        row, found = taken_away_there(auditor, crossmark)
        ref = ref_of(auditor, found.event_id)
        auditor.push(found)
        auditor.deliver()

        auditor.undo_last()
        auditor.deliver()

        assert starts_of(crossmark, ref) == set()
        assert auditor.schedule(row.id).status is ScheduleStatus.PUBLISHED

    def test_a_removal_is_booked_again_and_the_undo_can_be_undone(
        self, auditor: Auditor, crossmark: RunningSandbox
    ) -> None:
        found = booked_there(auditor, crossmark)
        ref = ref_of(auditor, found.event_id)
        theirs = starts_of(crossmark, ref)
        auditor.push(found)
        auditor.deliver()
        assert starts_of(crossmark, ref) == set()

        auditor.undo_last()
        auditor.deliver()
        assert starts_of(crossmark, ref) == theirs

        auditor.undo_last()
        auditor.deliver()
        assert starts_of(crossmark, ref) == set()
        assert {item.state for item in auditor.office.rows(OutboxItem)} == {OutboxState.DELIVERED}

    def test_not_once_the_schedule_was_changed(self, auditor: Auditor) -> None:
        schedule_id, _, found = changed_here(auditor)
        auditor.push(found)
        pushed = auditor.office.rows(Change)[-1].id
        auditor.office.change(
            Schedule, schedule_id, starts_at=auditor.schedule(schedule_id).starts_at - timedelta(minutes=5)
        )

        with pytest.raises(Conflict, match="changed since"), auditor.office.transact() as session:
            changes.undo(session, auditor.office.actor, change_id=pushed)


def booked_there(auditor: Auditor, crossmark: RunningSandbox) -> Finding:
    """Somebody books an open event in the browser."""
    office = auditor.office
    booked = booked_row(office)
    taken = {row.event_id for row in office.rows(Schedule)}
    event = next(
        e for e in office.rows(Event) if e.id not in taken and e.start_date > today() and e.name.endswith("CORE")
    )
    store, person = event.store_id, booked.employee_id
    with office.transact() as session:
        zone, location = session.get_one(Store, store).timezone, session.get_one(Store, store).location_id
        rep = session.get_one(Employee, person).rep_id
    begin = to_utc(event.start_date, 600, zone)
    client_of(crossmark).schedule(
        mplan_id=event.ref_num,
        rep_id=str(rep),
        location_id=str(location),
        starts_at=begin,
        ends_at=begin + timedelta(hours=6),
        zone=ZoneInfo(zone),
    )
    return next(one for one in auditor.compare()[KIND.THERE_NOT_HERE] if one.event_id == event.id)


def test_what_is_booked_there_only_comes_in(auditor: Auditor, crossmark: RunningSandbox) -> None:
    found = booked_there(auditor, crossmark)

    auditor.accept(found)

    row = next(r for r in auditor.office.rows(Schedule) if r.event_id == found.event_id)
    assert found.their_booking is not None
    assert row.crossmark_id == found.their_booking.crossmark_id
    auditor.undo_last()
    assert auditor.schedule(row.id).status is ScheduleStatus.CANCELLED


def test_what_is_booked_there_only_is_taken_away_there(auditor: Auditor, crossmark: RunningSandbox) -> None:
    found = booked_there(auditor, crossmark)

    auditor.push(found)
    auditor.deliver()

    assert [item.state for item in auditor.office.rows(OutboxItem)] == [OutboxState.DELIVERED]
    assert crossmark.bookings(seeded=False) == []


def test_what_is_ignored_stays_away_until_its_day_or_new_facts(auditor: Auditor, crossmark: RunningSandbox) -> None:
    _, found = taken_away_there(auditor, crossmark)

    with auditor.office.transact() as session:
        reconciling.ignore(session, auditor.office.actor, keys=[found.key], until=today() + timedelta(days=3))

    assert KIND.HERE_NOT_THERE not in auditor.found()
    assert KIND.HERE_NOT_THERE not in auditor.compare()
    auditor.undo_last()
    assert KIND.HERE_NOT_THERE in auditor.found()


@pytest.mark.parametrize("days", [None, -1, 400])
def test_only_a_day_within_a_year_is_understood(auditor: Auditor, crossmark: RunningSandbox, days: int | None) -> None:
    _, found = taken_away_there(auditor, crossmark)
    until = today() + timedelta(days=days) if days is not None else None

    with pytest.raises(Invalid, match="within a year"), auditor.office.transact() as session:
        reconciling.ignore(session, auditor.office.actor, keys=[found.key], until=until)


def test_what_was_changed_since_is_not_settled(auditor: Auditor, crossmark: RunningSandbox) -> None:
    row, found = taken_away_there(auditor, crossmark)
    begin = row.starts_at - timedelta(minutes=9)
    auditor.office.change(Schedule, row.id, starts_at=begin)

    with pytest.raises(Conflict, match="changed since"):
        auditor.accept(found)
    with pytest.raises(Conflict, match="Look at the list again"), auditor.office.transact() as session:
        reconciling.accept(session, auditor.office.actor, keys=["nonsense"])
    with pytest.raises(Invalid, match="at least one"):
        auditor.accept()


def test_what_waits_to_be_sent_is_no_difference(auditor: Auditor) -> None:
    row = booked_row(auditor.office)
    auditor.office.change(Schedule, row.id, starts_at=row.starts_at - timedelta(minutes=9))

    assert of_bookings(auditor.compare()) == {}


def test_events_are_compared_in_both_directions(auditor: Auditor, crossmark: RunningSandbox) -> None:
    crossmark.fault("empty-list", FEED)

    found = auditor.compare()

    assert len(found[KIND.EVENT_HERE]) > 10
    assert not any(e.missing_since for e in auditor.office.rows(Event))


def test_walmarts_list_is_compared_in_both_directions(make: Make, session: Session) -> None:
    day = utc_now().date()
    store = make.store()
    for number, name, fields in (
        ("611111", "Both", {}),
        ("622222", "Here", {}),
        ("633333", "Kiosk", {"type": EventType.FREEOSK}),
        ("644444", "Off", {"condition": Condition.CANCELED}),
    ):
        make.event(store=store, event_number=number, name=name, start_date=day, due_date=day, **fields)
    session.rollback()
    listed = {number: (f"Walmart's {number}", day) for number in ("611111", "633333", "644444", "655555")}
    later = {"666666": ("Next month", day + timedelta(days=30))}

    found = compare.walmart(session, store, {**listed, **later}, day, day + timedelta(days=14))

    assert {(one.kind, one.title) for one in found} == {
        (KIND.EDR_ONLY, "Walmart's 644444"),
        (KIND.EDR_ONLY, "Walmart's 655555"),
        (KIND.NOT_IN_EDR, "Here"),
    }
    assert compare.walmart(session, store, {}, day, day) == []


def test_a_comparison_that_is_not_complete_says_nothing(auditor: Auditor, crossmark: RunningSandbox) -> None:
    crossmark.fault("status", FEED, status=503)

    with pytest.raises(Exception, match="trouble of its own"):
        auditor.compare()

    assert auditor.office.count(Reconciliation) == 0
