"""One day of a store: who does what when, what is still open, who has the duties, who is away, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.blueprints.calendar.chips import Chip
from app.blueprints.calendar.people import Mark, is_away, mark_of
from app.blueprints.calendar.urgency import OpenEvent, by_urgency, can_be_done_on
from app.blueprints.calendar.week import Head, chips_between, head_of
from app.errors import BrokenRule
from app.models import Store
from app.queries import calendar as queries
from app.services import problem_loader
from app.services.scheduling import constraint_validator, rotation_manager
from app.services.scheduling.problem import Employee, Problem
from app.services.scheduling.rotation_manager import Duty
from app.vocabulary import RotationKind

_WAY_OUT = "Move it to another person or time, or cancel it."


@dataclass(frozen=True)
class Away:
    employee: Employee
    mark: Mark


@dataclass(frozen=True)
class Day:
    store: Store
    day: date
    today: date
    head: Head
    chips: tuple[Chip, ...]
    open: tuple[OpenEvent, ...]
    """Events without people that could be done on this day."""
    duties: tuple[tuple[RotationKind, Duty], ...]
    away: tuple[Away, ...]
    conflicts: tuple[BrokenRule, ...]


def show_day(session: Session, store: Store, day: date, today: date) -> Day:
    problem = problem_loader.load(session, store_ids=[store.id], first_day=day, last_day=day)
    chips = chips_between(session, store, day, day)
    waiting = by_urgency(queries.open_events(session, store.id, day, day), today)
    return Day(
        store=store,
        day=day,
        today=today,
        head=head_of(problem, store, day, chips, waiting),
        chips=chips,
        open=tuple(one for one in waiting if can_be_done_on(one.event, day, problem.rules)),
        duties=tuple((kind, rotation_manager.on_duty(problem, store.id, kind, day)) for kind in RotationKind),
        away=tuple(_away(problem, store, day)),
        conflicts=tuple(dict.fromkeys(_conflicts(problem, day, chips))),
    )


def _away(problem: Problem, store: Store, day: date) -> Iterator[Away]:
    place = problem.stores[store.id]
    if day in place.holidays:
        return
    for person in sorted(problem.employees.values(), key=lambda one: (one.name, one.id)):
        if not person.active or store.id not in person.store_ids:
            continue
        mark = mark_of(problem, person, place, day)
        if mark is not None and (is_away(mark) or mark.kind == "partly"):
            yield Away(person, mark)


def _conflicts(problem: Problem, day: date, chips: Sequence[Chip]) -> Iterator[BrokenRule]:
    """Two things at once, imported bookings that break a rule, and bookings of events Crossmark took back."""
    todays = [row for row in problem.assignments if row.day == day]
    shown = {chip.schedule.employee_id for chip in chips}
    for found in constraint_validator.detect_conflicts(todays):
        if found.first.employee.id in shown:
            yield BrokenRule("overlap", "hard", found.message, "Move one of the two.")
    for chip in chips:
        who = f"{chip.schedule.employee.name}, {chip.schedule.event.type.value} at {chip.clock}"
        if chip.is_conflict:
            for warning in chip.schedule.warnings:
                message, severity = f"{who}: {warning['message']}", warning["severity"]
                yield BrokenRule(warning["rule"], severity, message, _WAY_OUT if severity == "hard" else None)
        if chip.is_withdrawn:
            state = chip.schedule.event.condition.value
            message = f"{who}: Crossmark shows this event as {state}."
            yield BrokenRule("event_condition", "soft", message, f"Cancel it to free {chip.schedule.employee.name}.")
