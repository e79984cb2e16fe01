"""What differs between a complete snapshot of Crossmark, Walmart's list, and what stands here. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.formatting import moment, wall_time
from app.integrations.crossmark.payloads import Booking
from app.models import Event, Schedule, Store
from app.queries import reconciliations as queries
from app.queries import sync as sync_queries
from app.services.reconciling.finding import Booked, Finding
from app.services.sync.booked import matched
from app.services.sync.people import People
from app.services.sync.report import Report
from app.services.sync.snapshot import Snapshot
from app.services.sync.standing import Standing, Translation
from app.vocabulary import DifferenceKind, ScheduleStatus

_NOTHING = "–"


def crossmark(session: Session, snapshot: Snapshot, *, now: datetime) -> list[Finding]:
    """Bookings and events; what still waits to be sent is no difference but work under way."""
    stores = sync_queries.stores(session)
    mplan_ids = [mplan.mplan_id for mplan in snapshot.mplans]
    rows = sync_queries.events(session, mplan_ids, snapshot.window.first, snapshot.window.last)
    events = {row.ref_num: row for row in rows}
    people = People()
    for employee in sync_queries.employees(session):
        people.add(employee)
    standing = Translation(events, people, stores, Report()).standing(snapshot)
    places = {store.id: store for store in stores}
    found = [*_events(snapshot, events), *_bookings(session, standing, rows, places, now)]
    found += _unknown(snapshot.bookings, standing, events)
    return [one.keyed() for one in found]


def _events(snapshot: Snapshot, events: Mapping[str, Event]) -> Iterator[Finding]:
    listed = {mplan.mplan_id for mplan in snapshot.mplans}
    for mplan in snapshot.mplans:
        if mplan.mplan_id and mplan.mplan_id not in events:
            yield Finding(DifferenceKind.EVENT_THERE, None, mplan.name or mplan.mplan_id, _NOTHING, mplan.mplan_id)
    for ref_num, event in events.items():
        if ref_num not in listed and event.removed_at is None:
            yield Finding(DifferenceKind.EVENT_HERE, event.store_id, event.name, ref_num, _NOTHING, event.id)


def _bookings(
    session: Session, standing: list[Standing], events: list[Event], places: Mapping[int, Store], now: datetime
) -> Iterator[Finding]:
    unsettled = sync_queries.unsettled_event_ids(session)
    wanted = [entry for entry in standing if entry.event.id not in unsettled]
    saved = sync_queries.standing_schedules(session, [row.id for row in events if row.id not in unsettled])
    names = {row.id: row.name for row in sync_queries.employees(session)}
    reps = {row.id: row.rep_id or "" for row in sync_queries.employees(session)}
    pairs = matched(wanted, saved)
    for entry, row in pairs:
        zone = places[entry.event.store_id].timezone
        theirs = f"{entry.employee.name}, {_told(entry.starts_at, zone)}"
        if row is None:
            yield _of_booking(DifferenceKind.THERE_NOT_HERE, entry.event, _NOTHING, theirs, None, _theirs(entry))
        elif (row.employee_id, row.starts_at) != (entry.employee.id, entry.starts_at):
            ours = f"{names[row.employee_id]}, {_told(row.starts_at, zone)}"
            mine = _ours(row, reps)
            yield _of_booking(DifferenceKind.DIFFERENT, entry.event, ours, theirs, row, _theirs(entry), mine)
    taken = {row.id for _, row in pairs if row is not None}
    for row in saved:
        if row.id in taken or row.ends_at < now or row.status is ScheduleStatus.DRAFT or row.event.is_ours:
            continue
        ours = f"{names[row.employee_id]}, {_told(row.starts_at, places[row.event.store_id].timezone)}"
        yield _of_booking(DifferenceKind.HERE_NOT_THERE, row.event, ours, _NOTHING, row, None, _ours(row, reps))


def _of_booking(
    kind: DifferenceKind,
    event: Event,
    ours: str,
    theirs: str,
    row: Schedule | None,
    their_booking: Booked | None,
    our_booking: Booked | None = None,
) -> Finding:
    schedule_id = row.id if row is not None else None
    return Finding(kind, event.store_id, event.name, ours, theirs, event.id, schedule_id, our_booking, their_booking)


def _told(at: datetime, zone: str) -> str:
    return moment(wall_time(at, zone))


def _theirs(entry: Standing) -> Booked:
    ends_at = entry.ends_at or entry.starts_at + timedelta(minutes=entry.event.duration_minutes)
    rep_id = entry.employee.rep_id or ""
    return Booked(entry.crossmark_id, entry.employee.id, rep_id, entry.starts_at.isoformat(), ends_at.isoformat())


def _ours(row: Schedule, reps: Mapping[int, str]) -> Booked:
    times = row.starts_at.isoformat(), row.ends_at.isoformat()
    return Booked(row.crossmark_id or "", row.employee_id, reps[row.employee_id], *times)


def _unknown(bookings: tuple[Booking, ...], standing: list[Standing], events: Mapping[str, Event]) -> Iterator[Finding]:
    """Second bookings of the same thing, and bookings of people who are not known here."""
    known = {entry.crossmark_id for entry in standing}
    twins = {(entry.event.ref_num, entry.employee.rep_id): entry for entry in standing}
    for booking in bookings:
        event = events.get(booking.mplan_id)
        if event is None or not booking.crossmark_id or booking.crossmark_id in known:
            continue
        twin = twins.get((booking.mplan_id, booking.rep_id))
        theirs = f"{booking.crossmark_id}, rep {booking.rep_id}"
        if twin is None:
            yield _of_booking(DifferenceKind.THERE_NOT_HERE, event, _NOTHING, theirs, None, None)
            continue
        second = _theirs(twin)
        second = Booked(booking.crossmark_id, second.employee_id, second.rep_id, second.starts_at, second.ends_at)
        yield _of_booking(DifferenceKind.DOUBLE, event, twin.crossmark_id, theirs, None, second)


#: Name and day of an event in Walmart's list, by its number.
Listed = Mapping[str, tuple[str, date | None]]


def walmart(session: Session, store: Store, listed: Listed, first: date, last: date) -> list[Finding]:
    """Walmart's list of the store against events by number, both directions. The list has to reach further than the
    days, because Walmart plans an event on one day of its window."""
    standing = queries.standing_numbers(session, store.id)
    found = [
        Finding(DifferenceKind.EDR_ONLY, store.id, name or number, _NOTHING, number)
        for number, (name, day) in listed.items()
        if number not in standing and day is not None and first <= day <= last
    ]
    if listed:  # a store Walmart says nothing about is not a store without reports
        found += [
            Finding(DifferenceKind.NOT_IN_EDR, store.id, event.name, str(event.event_number), _NOTHING, event.id)
            for event in queries.cores_between(session, store.id, first, last)
            if event.event_number not in listed
        ]
    return [one.keyed() for one in found]
