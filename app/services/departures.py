"""Somebody leaves: who takes over what stands after the last day, and clearing the duties. One change, which undo
takes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, Stale
from app.formatting import local_day, local_minutes, to_utc
from app.models import Employee, Rotation, RotationException, Schedule
from app.models.columns import utc_now
from app.queries import booking
from app.queries import departures as queries
from app.services import changes, employees, schedules
from app.services.actors import Actor
from app.services.schedule_checks import problem_around
from app.services.scheduling import constraint_validator
from app.services.scheduling.candidates import Candidates
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Mode
from app.services.scheduling.suggestion_score import score
from app.vocabulary import EventType, Permission
from app.wording import say


class Strategy(StrEnum):
    MARK_UNSCHEDULED = "mark_unscheduled"
    REASSIGN_TO = "reassign_to"
    AUTO_SUGGEST = "auto_suggest"


@dataclass(frozen=True)
class Departure:
    """`successor_id` goes with REASSIGN_TO."""

    last_day: date
    strategy: Strategy = Strategy.MARK_UNSCHEDULED
    successor_id: int | None = None


@dataclass(frozen=True)
class Handover:
    """One booking after the last day and who takes it over; None leaves the event open, `why` says why."""

    schedule: Schedule
    problem: Problem
    taken: Assignment | None
    why: str = ""


@dataclass(frozen=True)
class Leaving:
    """What a departure means. `proposals` is the number of waiting lines of runs that name the person."""

    employee: Employee
    handovers: Sequence[Handover]
    rotations: Sequence[Rotation]
    exceptions: Sequence[RotationException]
    proposals: int

    @property
    def uncovered(self) -> int:
        return sum(one.taken is None for one in self.handovers)


def plan(session: Session, actor: Actor, *, employee_id: int, departure: Departure, zone: str) -> Leaving:
    """What would happen; writes nothing. Raises NotFound, Invalid, and Conflict for bookings in stores out of sight."""
    actor.require(Permission.EDIT_EMPLOYEES)
    employee = employees.find(session, actor, employee_id=employee_id)
    after = _end_of(departure, zone)
    bookings = queries.bookings_after(session, employee.id, max(after, utc_now()))
    if not all(actor.sees_store(row.event.store_id) for row in bookings):
        raise Conflict(
            say(
                "%(name)s is also booked in stores you do not manage. Ask somebody who manages them.",
                name=employee.name,
            )
        )
    _check(session, actor, employee, departure)
    return Leaving(
        employee,
        list(_handovers(session, employee, bookings, departure)),
        queries.rotations_of(session, employee.id),
        queries.exceptions_after(session, employee.id, departure.last_day),
        len(queries.proposals_after(session, employee.id, after)),
    )


def carry_out(
    session: Session,
    actor: Actor,
    *,
    employee_id: int,
    version: int | None,
    departure: Departure,
    zone: str,
    reason: str = "",
) -> tuple[Leaving, int | None]:
    """Raises as plan(), and Stale."""
    employee = employees.find(session, actor, employee_id=employee_id)
    if version != employee.version:
        raise Stale(
            say("Somebody else changed this employee after you opened the page. Reload to see it, then try again.")
        )
    booking.lock_employees(session, {employee.id, *((departure.successor_id,) if departure.successor_id else ())})
    leaving = plan(session, actor, employee_id=employee_id, departure=departure, zone=zone)
    with changes.record(
        session,
        actor,
        command="end_employment",
        summary=f"{employee.name} leaves after {departure.last_day.isoformat()}",
        reason=reason,
        store_id=employee.home_id,
    ) as recording:
        employee.terminated_on = departure.last_day
        employee.active = departure.last_day >= local_day(utc_now(), zone)
        _hand_over(session, leaving.handovers)
        _clear_duties(session, leaving)
    for proposal in queries.proposals_after(session, employee.id, _end_of(departure, zone)):
        proposal.status = queries.STALE
    return leaving, recording.change_id


def _end_of(departure: Departure, zone: str) -> datetime:
    return to_utc(departure.last_day + timedelta(days=1), 0, zone)


def _check(session: Session, actor: Actor, employee: Employee, departure: Departure) -> None:
    if departure.strategy is not Strategy.REASSIGN_TO:
        return
    successor = session.get(Employee, departure.successor_id) if departure.successor_id else None
    if successor is None or successor.id == employee.id or not successor.active:
        wrong = say("Choose an active person who takes over.")
        raise Invalid(wrong, [FieldError("successor_id", wrong)])
    employees.find(session, actor, employee_id=successor.id)


def _handovers(
    session: Session, employee: Employee, bookings: Sequence[Schedule], departure: Departure
) -> Iterator[Handover]:
    """Store by store, because the rules see one store's problem at a time."""
    for store_id in sorted({row.event.store_id for row in bookings}):
        rows = [row for row in bookings if row.event.store_id == store_id]
        problem = _problem(session, store_id, rows, {employee.id, departure.successor_id or employee.id})
        freed = frozenset(row.id for row in rows)
        taken: list[Assignment] = []
        for row in rows:
            found, why = _successor(problem, employee, row, departure, taken, freed)
            if found is not None:
                taken.append(found)
            yield Handover(row, problem, found, why)


def _problem(session: Session, store_id: int, rows: Sequence[Schedule], people: set[int]) -> Problem:
    days = [local_day(row.starts_at, row.event.store.timezone) for row in rows]
    event_ids = [row.event_id for row in rows]
    return problem_around(session, store_id=store_id, days=days, event_ids=event_ids, employee_ids=people)


def _successor(
    problem: Problem,
    employee: Employee,
    row: Schedule,
    departure: Departure,
    taken: Sequence[Assignment],
    freed: frozenset[int],
) -> tuple[Assignment | None, str]:
    if departure.strategy is Strategy.MARK_UNSCHEDULED:
        return None, ""
    zone = row.event.store.timezone
    day, start = local_day(row.starts_at, zone), local_minutes(row.starts_at, zone)
    if departure.strategy is Strategy.REASSIGN_TO and departure.successor_id is not None:
        wanted = problem.assignment(row.event_id, departure.successor_id, day, start)
        broken = _stands_against(problem, wanted, taken, freed)
        return (None, broken) if broken else (wanted, "")
    event = problem.events[row.event_id]
    choices = Candidates(problem, event, day, ignoring=freed).ranked([start])
    fitting = [one.assignment for one in choices if one.is_valid and one.assignment.employee.id != employee.id]
    fitting.sort(key=lambda one: (-score(problem, one, past_events=0).points, one.employee.name))
    best = next((one for one in fitting if not _stands_against(problem, one, taken, freed)), None)
    return best, "" if best else say("Nobody else can do it then.")


def _stands_against(problem: Problem, wanted: Assignment, taken: Sequence[Assignment], freed: frozenset[int]) -> str:
    """The first reason against it, in words; nothing when it may be done."""
    beside = [one for one in taken if one.employee.id == wanted.employee.id]
    found = constraint_validator.check_together(problem, [*beside, wanted], mode=Mode.MANUAL, ignoring=freed)
    return found[0].message if found else ""


def _hand_over(session: Session, handovers: Sequence[Handover]) -> None:
    """Core events last: an open Core takes its Supervisor visit with it, also one that was just handed over."""
    touched: set[int] = set()
    for one in sorted(handovers, key=lambda handover: handover.schedule.event.type is EventType.CORE):
        if one.taken is None:
            touched |= schedules.release(session, one.schedule, one.problem)
        else:
            schedules.place(one.schedule, one.taken)
            one.schedule.warnings, one.schedule.override_reason = [], ""
            touched.add(one.schedule.event_id)
    schedules.mark_staffed(session, touched)


def _clear_duties(session: Session, leaving: Leaving) -> None:
    """Backups move up; a duty without one stays empty, which the rotation page shows."""
    gone = leaving.employee.id
    for rotation in leaving.rotations:
        if rotation.backup_employee_id == gone:
            rotation.backup_employee_id = None
        elif rotation.backup_employee_id is not None:
            rotation.employee_id, rotation.backup_employee_id = rotation.backup_employee_id, None
        else:
            session.delete(rotation)
    for exception in leaving.exceptions:
        session.delete(exception)
