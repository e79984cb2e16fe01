"""Who has the duty of a day, why, and where nobody has it.

Order: the dated exception always wins, then the standing person, the backup and, for the primary lead, any Lead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.formatting import short_day
from app.services.scheduling import availability
from app.services.scheduling.problem import Employee, Event, Problem, RotationSlot
from app.vocabulary import EventSubtype, EventType, RotationKind, Title

_WORDS = {RotationKind.JUICER: "Juicer", RotationKind.PRIMARY_LEAD: "Primary Lead"}
_ELIGIBLE = {
    RotationKind.JUICER: (Title.JUICER,),
    RotationKind.PRIMARY_LEAD: (Title.LEAD, Title.CLUB_SUPERVISOR),
}


class DutySource(StrEnum):
    EXCEPTION = "exception"
    STANDING = "standing"
    BACKUP = "backup"
    ANY_LEAD = "any_lead"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Duty:
    employee: Employee | None
    source: DutySource
    reason: str


class GapKind(StrEnum):
    """Names of the daily audit."""

    NO_ROTATION = "rotation_gap"
    INACTIVE = "rotation_inactive"
    TIME_OFF = "rotation_time_off"


@dataclass(frozen=True)
class Gap:
    kind: GapKind
    rotation: RotationKind
    store_id: int
    day: date
    critical: bool
    message: str
    fix: str


def is_eligible(kind: RotationKind, employee: Employee) -> bool:
    """Whether the grid may offer this person."""
    return employee.active and employee.title in _ELIGIBLE[kind]


def kind_for(event: Event) -> RotationKind | None:
    """The duty that the event belongs to; a teardown is for whoever leads second."""
    if event.type is EventType.JUICER:
        return RotationKind.JUICER
    lead_work = event.type in (EventType.FREEOSK, EventType.DIGITALS)
    return RotationKind.PRIMARY_LEAD if lead_work and event.subtype is not EventSubtype.DIGITAL_TEARDOWN else None


def on_duty(problem: Problem, store_id: int, kind: RotationKind, day: date) -> Duty:
    exception = problem.employees.get(problem.rotation_exceptions.get((store_id, kind, day), 0))
    if exception is not None:
        return Duty(exception, DutySource.EXCEPTION, f"{exception.name} was chosen for {short_day(day)}.")
    reasons: list[str] = []
    for employee, source in _in_order(problem, store_id, kind, day):
        answer = availability.resolve(problem, employee, problem.stores[store_id], day)
        if answer.is_valid:
            return Duty(employee, source, " ".join([*reasons, _chosen(employee, source, kind, day)]))
        if source is not DutySource.ANY_LEAD:
            reasons.append(answer.reason)
    return Duty(None, DutySource.NOBODY, " ".join([*reasons, f"Nobody is {_WORDS[kind]} on {short_day(day)}."]))


def gaps(problem: Problem, store_id: int, first: date, last: date) -> tuple[Gap, ...]:
    """Both days inclusive; holidays need nobody."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    open_days = [day for day in days if day not in problem.stores[store_id].holidays]
    return tuple(gap for day in open_days for kind in RotationKind for gap in _gaps_of(problem, store_id, kind, day))


def _in_order(problem: Problem, store_id: int, kind: RotationKind, day: date) -> Iterator[tuple[Employee, DutySource]]:
    slot = problem.rotations.get((store_id, kind, day.weekday()))
    if slot is not None:
        yield from _of_slot(problem, slot)
    if kind is RotationKind.PRIMARY_LEAD:
        leads = (e for e in problem.employees.values() if e.title is Title.LEAD and store_id in e.store_ids)
        for lead in sorted(leads, key=lambda employee: (employee.name, employee.id)):
            yield lead, DutySource.ANY_LEAD


def _of_slot(problem: Problem, slot: RotationSlot) -> Iterator[tuple[Employee, DutySource]]:
    if slot.standing_id in problem.employees:
        yield problem.employees[slot.standing_id], DutySource.STANDING
    if slot.backup_id is not None and slot.backup_id in problem.employees:
        yield problem.employees[slot.backup_id], DutySource.BACKUP


def _chosen(employee: Employee, source: DutySource, kind: RotationKind, day: date) -> str:
    if source is DutySource.STANDING:
        return f"{employee.name} is {_WORDS[kind]} on {day:%A}s."
    if source is DutySource.BACKUP:
        return f"{employee.name} is the backup {_WORDS[kind]} on {day:%A}s."
    return f"{employee.name} is a Lead who is available."


def _gaps_of(problem: Problem, store_id: int, kind: RotationKind, day: date) -> Iterator[Gap]:
    slot = problem.rotations.get((store_id, kind, day.weekday()))
    person_id = problem.rotation_exceptions.get((store_id, kind, day), slot.standing_id if slot else None)
    if person_id is None or person_id not in problem.employees:
        message = f"No {_WORDS[kind]} rotation is set for {day:%A}s."
        fix = "Choose somebody in the rotation grid."
        yield Gap(GapKind.NO_ROTATION, kind, store_id, day, True, message, fix)
        return
    answer = availability.resolve(problem, problem.employees[person_id], problem.stores[store_id], day)
    if answer.is_valid:
        return
    inactive = answer.tier is availability.Tier.EMPLOYMENT
    gap_kind = GapKind.INACTIVE if inactive else GapKind.TIME_OFF
    duty = on_duty(problem, store_id, kind, day)
    instead = "" if duty.employee is None or duty.employee.id == person_id else f" {duty.employee.name} stands in."
    message = f"{answer.reason} This person is {_WORDS[kind]} on {short_day(day)}.{instead}"
    fix = "Choose another person in the rotation grid." if inactive else f"Name somebody for {short_day(day)}."
    yield Gap(gap_kind, kind, store_id, day, inactive, message, fix)
