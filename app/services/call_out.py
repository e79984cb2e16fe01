"""Somebody calls in: the work of the day, the duties, the record and Crossmark are changed together, as one change.

What is over by then stays. Before today only attendance can be recorded; for a day ahead it is time off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice

from sqlalchemy.orm import Session

from app.errors import AlreadyRunning, Conflict, FieldError, Invalid, NotFound
from app.formatting import local_day, short_day
from app.models import Employee, RotationException, Schedule
from app.models.columns import utc_now
from app.queries import attendance as attendance_queries
from app.queries import employees as employee_queries
from app.queries import packets as packet_queries
from app.queries import rotations as rotation_queries
from app.queries import time_off as time_off_queries
from app.services import (
    attendance,
    changes,
    day_changes,
    optimisation,
    packets,
    problem_loader,
    repair_writing,
    time_off,
)
from app.services.actors import Actor
from app.services.day_changes import Piece
from app.services.scheduling import rotation_manager
from app.services.scheduling.assumptions import with_absence
from app.services.scheduling.conflict_resolver import Finder
from app.services.scheduling.problem import Employee as Person
from app.services.scheduling.problem import Problem, TimeOff
from app.services.scheduling.repair import Repair
from app.vocabulary import AttendanceStatus, Permission, RotationKind
from app.wording import say

AHEAD = timedelta(days=14)
"""Days over which work may move to make room."""
_PEOPLE, _BUMPS = 6, 2
ABSENCES = tuple(status for status in AttendanceStatus if status.is_absence)


@dataclass(frozen=True)
class DutyPiece:
    """A duty of the day that needs somebody else: who could have it, the usual stand-in first."""

    store_id: int
    kind: RotationKind
    people: tuple[Person, ...]

    @property
    def field(self) -> str:
        return f"duty_{self.store_id}_{self.kind.value}"


@dataclass(frozen=True)
class CallOut:
    """Everything that hangs on one person and day, with what is chosen for each piece of it."""

    employee: Employee
    day: date
    today: date
    zone: str
    pieces: tuple[Piece, ...]
    duties: tuple[DutyPiece, ...]
    phones: Mapping[int, str]
    """By employee, of everybody who is offered something."""
    version: int | None
    """Of the attendance record, if there is one."""

    @property
    def is_ahead(self) -> bool:
        return self.day > self.today

    @cached_property
    def call_list(self) -> tuple[tuple[Person, str], ...]:
        """Whom to call, in the order in which they are offered, each once."""
        people = {
            change.employee.id: change.employee
            for piece in self.pieces
            for offer in piece.offers
            for change in offer.repair.changes
            if change.employee.id != self.employee.id
        }
        return tuple((person, self.phones.get(person.id, "")) for person in people.values())


@dataclass(frozen=True)
class Choices:
    """What a manager confirmed. `picks` are by schedule id, `stand_ins` by the field of the duty."""

    status: AttendanceStatus
    picks: Mapping[int, str]
    stand_ins: Mapping[str, int]
    reason: str = ""
    version: int | None = None


@dataclass(frozen=True)
class CalledOut:
    change_id: int
    summary: str
    also: tuple[str, ...]


def prepare(
    session: Session, actor: Actor, *, employee_id: int, day: date, picks: Mapping[int, str] | None = None
) -> CallOut:
    """What hangs on the person that day. Raises NotFound, Invalid for a day that is over, Stale for an old pick."""
    actor.require(Permission.EDIT_SCHEDULE)
    employee = _employee(session, actor, employee_id)
    rows = _work(session, actor, employee_id, day)
    zone = rows[0].event.store.timezone if rows else _home_zone(session, employee)
    today = local_day(utc_now(), zone)
    if day < today:
        said = say("That day is over. Record the attendance instead.")
        raise Invalid(said, [FieldError("date", said)])
    problem = with_absence(_problem(session, employee, rows, day), employee_id, TimeOff(day, day))
    own = [row for row in problem.by_employee.get(employee_id, ()) if row.schedule_id in {one.id for one in rows}]
    pieces = day_changes.arrange(session, actor, problem, own, instead_of_somebody, picks)
    duties = tuple(_duties(problem, actor, employee, day)) if actor.may(Permission.EDIT_ROTATIONS) else ()
    record = attendance_queries.records_of(session, [employee_id], day).get(employee_id)
    offered = {change.employee.id for piece in pieces for one in piece.offers for change in one.repair.changes}
    return CallOut(
        employee=employee,
        day=day,
        today=today,
        zone=zone,
        pieces=pieces,
        duties=duties,
        phones=employee_queries.phones_of(session, offered),
        version=record.version if record else None,
    )


def confirm(session: Session, actor: Actor, *, employee_id: int, day: date, choices: Choices) -> CalledOut:
    """Everything that was chosen, or nothing. Raises as prepare(), and RuleBroken, Forbidden, Stale, DoubleBooked."""
    actor.require(Permission.RECORD_ATTENDANCE)
    shown = prepare(session, actor, employee_id=employee_id, day=day, picks=choices.picks)
    repair_writing.lock(session, day_changes.chosen_plans(shown.pieces))
    found = prepare(session, actor, employee_id=employee_id, day=day, picks=choices.picks)
    reason = choices.reason.strip() or f"{found.employee.name} called in."
    with changes.record(
        session, actor, command="call_out", summary=_summary(found), reason=reason, store_id=_store_of(found)
    ) as recording:
        also = day_changes.write(session, actor, found.pieces, reason)
        _record_absence(session, actor, found, choices)
        _name_stand_ins(session, found, choices, reason)
    if recording.change is None:
        raise Conflict(say("It is so already: nothing to change."))
    _print_again(session, actor, found)
    return CalledOut(recording.change.id, recording.change.summary, also)


def _employee(session: Session, actor: Actor, employee_id: int) -> Employee:
    employee = employee_queries.employee_with_parts(session, employee_id)
    if employee is None or not any(actor.sees_store(place.store_id) for place in employee.stores):
        raise NotFound(say("That employee was not found."))
    return employee


def _work(session: Session, actor: Actor, employee_id: int, day: date) -> list[Schedule]:
    """What is not over yet, in the stores that the actor sees."""
    begin = datetime.combine(day - timedelta(days=1), datetime.min.time(), utc_now().tzinfo)
    rows = time_off_queries.work_within(session, [(employee_id, begin, begin + timedelta(days=3))])
    return [
        row
        for row in rows
        if local_day(row.starts_at, row.event.store.timezone) == day
        and actor.sees_store(row.event.store_id)
        and row.ends_at > utc_now()
    ]


def _home_zone(session: Session, employee: Employee) -> str:
    home = next((place for place in employee.stores if place.is_home), employee.stores[0])
    return employee_queries.stores_by_id(session)[home.store_id].timezone


def _problem(session: Session, employee: Employee, rows: list[Schedule], day: date) -> Problem:
    stores = {row.event.store_id for row in rows} or {place.store_id for place in employee.stores}
    problem = problem_loader.load(
        session,
        store_ids=stores,
        first_day=day,
        last_day=day + AHEAD,
        event_ids=[row.event_id for row in rows],
        employee_ids=[employee.id],
    )
    return replace(problem, weights=optimisation.default_weights(session))


def instead_of_somebody(finder: Finder) -> Iterator[Repair]:
    """Somebody else at the same time, less urgent work that gives way, the same person later, or nobody."""
    yield from islice(finder.other_employees(), _PEOPLE)
    yield from islice(finder.bumps(), _BUMPS)
    yield from islice(finder.other_days(), 1)
    yield from finder.release()


def _duties(problem: Problem, actor: Actor, employee: Employee, day: date) -> Iterator[DutyPiece]:
    for (store_id, kind, weekday), slot in sorted(problem.rotations.items(), key=lambda pair: pair[0][:2]):
        if weekday != day.weekday() or not actor.sees_store(store_id):
            continue
        settled = problem.rotation_exceptions.get((store_id, kind, day), slot.standing_id)
        if settled == employee.id:
            yield DutyPiece(store_id, kind, tuple(_stand_ins(problem, store_id, kind, day)))


def _stand_ins(problem: Problem, store_id: int, kind: RotationKind, day: date) -> list[Person]:
    slot = problem.rotations.get((store_id, kind, day.weekday()))
    there = [
        person
        for person in problem.employees.values()
        if store_id in person.store_ids
        and rotation_manager.is_eligible(kind, person)
        and rotation_manager.obstacle(problem, store_id, kind, day, person) is None
    ]
    return sorted(there, key=lambda one: (slot is None or one.id != slot.backup_id, one.title.value, one.name))


def _summary(found: CallOut) -> str:
    given = sum(bool(piece.chosen and piece.chosen.repair.changes) for piece in found.pieces)
    opened = sum(bool(piece.chosen and not piece.chosen.repair.changes) for piece in found.pieces)
    return f"{found.employee.name} called in for {short_day(found.day)}: {given} handed over, {opened} open again"


def _store_of(found: CallOut) -> int | None:
    stores = [piece.row.store.id for piece in found.pieces] or [place.store_id for place in found.employee.stores]
    return stores[0] if stores else None


def _record_absence(session: Session, actor: Actor, found: CallOut, choices: Choices) -> None:
    note = choices.reason.strip()
    if found.is_ahead:
        absence = time_off.Absence(found.day, found.day, reason=note or "Called in")
        time_off.add(session, actor, employee_id=found.employee.id, absence=absence)
        return
    entry = attendance.Entry(found.employee.id, choices.status, note, choices.version)
    attendance.put(session, actor, employee=found.employee, day=found.day, entry=entry)


def _name_stand_ins(session: Session, found: CallOut, choices: Choices, reason: str) -> None:
    for duty in found.duties:
        chosen = choices.stand_ins.get(duty.field)
        if chosen is None:
            continue
        if chosen not in {person.id for person in duty.people}:
            said = say("Choose somebody of the list for the duty.")
            raise Invalid(said, [FieldError(duty.field, said)])
        row = rotation_queries.exception_on(session, duty.store_id, found.day, duty.kind)
        if row is None:
            row = RotationException(store_id=duty.store_id, day=found.day, kind=duty.kind)
            session.add(row)
        row.employee_id, row.reason = chosen, reason[:200]


def _print_again(session: Session, actor: Actor, found: CallOut) -> None:
    """Packets that were built already are built anew, so that nobody prints the old people."""
    for store_id in {piece.row.store.id for piece in found.pieces if piece.chosen is not None}:
        if not packet_queries.packets_of_day(session, store_id, found.day):
            continue
        try:
            packets.request_packet(session, actor, day=found.day, store_id=store_id)
        except AlreadyRunning:
            continue  # it reads what stands when it gathers, and that is this
