"""Who has the duty of a day, and why.

Order: the dated exception always wins, then the standing person, the backup and, for the primary lead, any Lead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.formatting import short_day, weekday
from app.services.scheduling import availability
from app.services.scheduling.problem import Employee, Event, Problem, RotationSlot
from app.vocabulary import EventSubtype, EventType, RotationKind, Title
from app.wording import N_, say

WORDS = {RotationKind.JUICER: N_("Juicer"), RotationKind.PRIMARY_LEAD: N_("Primary Lead")}
_ELIGIBLE = {
    RotationKind.JUICER: (Title.JUICER,),
    RotationKind.PRIMARY_LEAD: (Title.LEAD, Title.CLUB_SUPERVISOR),
}
TITLES = frozenset(title for titles in _ELIGIBLE.values() for title in titles)
"""Of everybody who may have one of the duties."""


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


@dataclass(frozen=True)
class Obstacle:
    tier: availability.Tier | None
    """None when the title is the wrong one."""
    reason: str


def is_eligible(kind: RotationKind, employee: Employee) -> bool:
    """Whether the grid may offer this person."""
    return is_possible(kind, employee.title, active=employee.active)


def is_possible(kind: RotationKind, title: Title, *, active: bool) -> bool:
    return active and title in _ELIGIBLE[kind]


def kind_for(event: Event) -> RotationKind | None:
    """The duty that the event belongs to."""
    return kind_of_work(event.type, event.subtype) if event.own is None else event.own.duty


def kind_of_work(type: EventType, subtype: EventSubtype | None) -> RotationKind | None:
    """A teardown is for whoever leads second."""
    if type is EventType.JUICER:
        return RotationKind.JUICER
    lead_work = type in (EventType.FREEOSK, EventType.DIGITALS)
    return RotationKind.PRIMARY_LEAD if lead_work and subtype is not EventSubtype.DIGITAL_TEARDOWN else None


def on_duty(problem: Problem, store_id: int, kind: RotationKind, day: date) -> Duty:
    exception = problem.employees.get(problem.rotation_exceptions.get((store_id, kind, day), 0))
    if exception is not None:
        return Duty(
            exception,
            DutySource.EXCEPTION,
            say("%(employee)s was chosen for %(day)s.", employee=exception.name, day=short_day(day)),
        )
    reasons: list[str] = []
    for employee, source in _in_order(problem, store_id, kind, day):
        stopped = obstacle(problem, store_id, kind, day, employee)
        if stopped is None:
            return Duty(employee, source, " ".join([*reasons, _chosen(employee, source, kind, day)]))
        if source is not DutySource.ANY_LEAD:
            reasons.append(stopped.reason)
    return Duty(
        None,
        DutySource.NOBODY,
        " ".join([*reasons, say("Nobody is %(rotation)s on %(day)s.", rotation=say(WORDS[kind]), day=short_day(day))]),
    )


def obstacle(problem: Problem, store_id: int, kind: RotationKind, day: date, employee: Employee) -> Obstacle | None:
    """Why this person cannot have the duty that day, or None."""
    if employee.active and not is_eligible(kind, employee):
        wrong = say(
            "%(employee)s is %(title)s now and cannot be %(rotation)s.",
            employee=employee.name,
            title=employee.title,
            rotation=say(WORDS[kind]),
        )
        return Obstacle(None, wrong)
    answer = availability.resolve(problem, employee, problem.stores[store_id], day)
    return None if answer.is_valid else Obstacle(answer.tier, answer.reason)


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
        return say(
            "%(employee)s is %(rotation)s on %(weekday)ss.",
            employee=employee.name,
            rotation=say(WORDS[kind]),
            weekday=weekday(day),
        )
    if source is DutySource.BACKUP:
        return say(
            "%(employee)s is the backup %(rotation)s on %(weekday)ss.",
            employee=employee.name,
            rotation=say(WORDS[kind]),
            weekday=weekday(day),
        )
    return say("%(employee)s is a Lead who is available.", employee=employee.name)
