"""Time off: entered by a manager, decided, withdrawn. Only approved time off stands against work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, NotFound, Stale
from app.formatting import local_day, local_minutes, short_day
from app.models import Employee, Schedule, TimeOff
from app.models.columns import utc_now
from app.queries import time_off as queries
from app.services import changes, employees
from app.services.actors import Actor
from app.vocabulary import Permission, TimeOffStatus
from app.wording import N_, say

LONGEST_DAYS = 366
NOTE_LENGTH = 200
_APPROVED_THERE = N_("There is approved time off on these days already: %(days)s.")
_REQUESTED_THERE = N_("There is requested time off on these days already: %(days)s.")


@dataclass(frozen=True)
class Absence:
    """Both days inclusive; with hours (minutes after midnight) only that part of one day."""

    starts_on: date
    ends_on: date
    hours: tuple[int, int] | None = None
    reason: str = ""


def find(session: Session, actor: Actor, *, time_off_id: int) -> TimeOff:
    """With its person. Raises NotFound, also for somebody in another's store."""
    row = queries.with_employee(session, time_off_id)
    if row is None:
        raise NotFound(say("That time off was not found."))
    employees.find(session, actor, employee_id=row.employee_id)
    return row


def enter(
    session: Session, actor: Actor, *, employee_id: int, absence: Absence, as_request: bool = False
) -> tuple[TimeOff, int | None]:
    """A manager's entry counts at once, unless it is entered as a request that is still to be decided.

    Returns the row and the id of the change. Raises NotFound, Invalid.
    """
    actor.require(Permission.DECIDE_TIME_OFF)
    employee = employees.find(session, actor, employee_id=employee_id)
    _check(session, employee_id, absence)
    with changes.record(
        session,
        actor,
        command="enter_time_off",
        summary=f"Time off of {employee.name}, {_days(absence.starts_on, absence.ends_on)}"
        + (": requested" if as_request else ""),
        reason=absence.reason,
        store_id=next((place.store_id for place in employee.stores), None),
    ) as recording:
        row = add(session, actor, employee_id=employee.id, absence=absence)
        if as_request:
            row.status, row.decided_by_id, row.decided_at = TimeOffStatus.REQUESTED, None, None
    return row, recording.change_id


def change(session: Session, actor: Actor, *, time_off_id: int, version: int | None, absence: Absence) -> int | None:
    """Other days, hours or reason; what was decided stands. Raises NotFound, Stale, Conflict, Invalid."""
    row, employee = undecided(session, actor, time_off_id=time_off_id, version=version)
    _check(session, row.employee_id, absence, but=row.id)
    with changes.record(
        session,
        actor,
        command="change_time_off",
        summary=f"Time off of {employee.name}, now {_days(absence.starts_on, absence.ends_on)}",
        reason=absence.reason,
        store_id=next((place.store_id for place in employee.stores), None),
    ) as recording:
        row.starts_on, row.ends_on, row.reason = absence.starts_on, absence.ends_on, absence.reason
        row.starts_minute, row.ends_minute = absence.hours or (None, None)
    return recording.change_id


def add(session: Session, actor: Actor, *, employee_id: int, absence: Absence) -> TimeOff:
    """An approved entry, as part of a change that is being recorded and that checked it."""
    begin, end = absence.hours or (None, None)
    row = TimeOff(
        employee_id=employee_id,
        starts_on=absence.starts_on,
        ends_on=absence.ends_on,
        starts_minute=begin,
        ends_minute=end,
        reason=absence.reason,
        status=TimeOffStatus.APPROVED,
        decided_by_id=actor.user_id,
        decided_at=utc_now(),
    )
    session.add(row)
    return row


def decide(
    session: Session, actor: Actor, *, time_off_id: int, version: int | None, approve: bool, note: str = ""
) -> int | None:
    """Raises NotFound, Stale, Conflict for one that was withdrawn."""
    status = TimeOffStatus.APPROVED if approve else TimeOffStatus.DENIED
    return _set_status(session, actor, time_off_id, version, status, f"{status.value}", note)


def withdraw(session: Session, actor: Actor, *, time_off_id: int, version: int | None) -> int | None:
    """It counts no more. Raises NotFound, Stale, Conflict."""
    return _set_status(session, actor, time_off_id, version, TimeOffStatus.WITHDRAWN, "withdrawn")


def _set_status(
    session: Session,
    actor: Actor,
    time_off_id: int,
    version: int | None,
    status: TimeOffStatus,
    word: str,
    note: str = "",
) -> int | None:
    row, employee = undecided(session, actor, time_off_id=time_off_id, version=version)
    with changes.record(
        session,
        actor,
        command="decide_time_off",
        summary=f"Time off of {employee.name}, {days_of(row)}: {word}",
        reason=note,
        store_id=next((place.store_id for place in employee.stores), None),
    ) as recording:
        put_status(actor, row, status, note)
    return recording.change_id


def undecided(session: Session, actor: Actor, *, time_off_id: int, version: int | None) -> tuple[TimeOff, Employee]:
    """Locked, with its person. Raises NotFound, Stale, Conflict for one that was withdrawn."""
    actor.require(Permission.DECIDE_TIME_OFF)
    row = queries.locked(session, time_off_id)
    if row is None:
        raise NotFound(say("That time off was not found."))
    employee = employees.find(session, actor, employee_id=row.employee_id)
    if version != row.version:
        raise Stale(say("Somebody else decided about this time off a moment ago. Reload to see it, then try again."))
    if row.status is TimeOffStatus.WITHDRAWN:
        raise Conflict(say("This time off was withdrawn. Enter it anew."))
    return row, employee


def put_status(actor: Actor, row: TimeOff, status: TimeOffStatus, note: str) -> None:
    """As part of a change that is being recorded."""
    row.status, row.decided_by_id, row.decided_at = status, actor.user_id, utc_now()
    row.decision_note = note.strip()[:NOTE_LENGTH]


def hit_by(session: Session, rows: Sequence[TimeOff]) -> Mapping[int, list[Schedule]]:
    """By time off, the bookings that stand in it. One query, however many rows."""
    by_person = defaultdict(list)
    for booked in queries.work_within(session, [_span(row) for row in rows]):
        by_person[booked.employee_id].append(booked)
    return {row.id: [booked for booked in by_person[row.employee_id] if _hits(row, booked)] for row in rows}


def _span(row: TimeOff) -> queries.Span:
    """A day more on both sides: stores lie in several zones, and each booking is looked at in its own afterwards."""
    begin = datetime.combine(row.starts_on - timedelta(days=1), time(), UTC)
    return row.employee_id, begin, datetime.combine(row.ends_on + timedelta(days=2), time(), UTC)


def _hits(row: TimeOff, booked: Schedule) -> bool:
    zone = booked.event.store.timezone
    day = local_day(booked.starts_at, zone)
    if not row.starts_on <= day <= row.ends_on:
        return False
    if row.starts_minute is None or row.ends_minute is None:
        return True
    start = local_minutes(booked.starts_at, zone)
    length = int((booked.ends_at - booked.starts_at).total_seconds()) // 60
    return start < row.ends_minute and row.starts_minute < start + length


def _check(session: Session, employee_id: int, absence: Absence, *, but: int | None = None) -> None:
    """`but` is the entry that is being changed: it does not stand in its own way."""
    if absence.ends_on < absence.starts_on:
        raise Invalid(say("The range is wrong."), [FieldError("ends_on", say("The last day lies before the first."))])
    if (absence.ends_on - absence.starts_on).days >= LONGEST_DAYS:
        longest = say("Enter at most %(number)s days at once.", number=LONGEST_DAYS)
        raise Invalid(say("The range is too long."), [FieldError("ends_on", longest)])
    if absence.hours is not None:
        _check_hours(absence)
    entries = queries.entries_touching(session, employee_id, absence.starts_on, absence.ends_on)
    touching = [row for row in entries if row.id != but]
    if absence.hours is None and touching:
        same = touching[0]
        approved = same.status is TimeOffStatus.APPROVED
        there = _APPROVED_THERE if approved else _REQUESTED_THERE
        said = say(there, days=_days(same.starts_on, same.ends_on))
        raise Invalid(say("These days are entered already."), [FieldError("starts_on", said)])


def _check_hours(absence: Absence) -> None:
    begin, end = absence.hours or (0, 0)
    if absence.starts_on != absence.ends_on:
        raise Invalid(say("The hours are wrong."), [FieldError("ends_on", say("Hours go with one single day."))])
    if end <= begin:
        raise Invalid(say("The hours are wrong."), [FieldError("ends_minute", say("The end lies before the begin."))])


def days_of(row: TimeOff) -> str:
    return _days(row.starts_on, row.ends_on)


def _days(first: date, last: date) -> str:
    if first == last:
        return short_day(first)
    return say("%(first)s to %(last)s", first=short_day(first), last=short_day(last))
