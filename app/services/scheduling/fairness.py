"""Who carried how much in the weeks before, against equals: hours, weekend days, closings and Juicer days.

A week can be fair and a quarter unfair: whoever had the last four Saturdays should not get the next one because this
week's count begins at zero. Equals are people of one title with one store in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.services.scheduling.problem import Balance, Employee, Event, Problem
from app.vocabulary import EventType

SATURDAY = 5
MINUTES_AN_HOUR, HOURS_A_STEP = 60, 10


@dataclass(frozen=True)
class Work:
    """One piece of work that was done. `end` is in minutes after the store's midnight of `day`."""

    employee_id: int
    day: date
    end: int
    minutes: int
    type: EventType


@dataclass(frozen=True)
class Load:
    """What somebody carried. A day counts once, however much was done on it."""

    minutes: int = 0
    weekend_days: int = 0
    closings: int = 0
    juicer_days: int = 0


def carried_points(problem: Problem, employee: Employee, event: Event, day: date) -> int:
    """What it costs to give the work to somebody who carried more than a fair share already."""
    balance, weights = problem.carried.get(employee.id), problem.weights
    if balance is None or not event.exclusive:
        return 0
    points = weights.carried_hours * (max(balance.hours, 0) // HOURS_A_STEP) * event.minutes // MINUTES_AN_HOUR
    if is_weekend(day):
        points += weights.carried_weekend_day * max(balance.weekend_days, 0)
    if event.type is EventType.JUICER:
        points += weights.carried_juicer_day * max(balance.juicer_days, 0)
    return points


def closings_carried(problem: Problem, employee: Employee) -> int:
    """Above a fair share; whoever has most starts first, so that somebody else closes."""
    balance = problem.carried.get(employee.id)
    return 0 if balance is None or not problem.weights.carried_closing else balance.closings


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def loads(work: Iterable[Work], closing_from: int) -> dict[int, Load]:
    """By employee id; a day is a closing when its work ends at `closing_from` (minutes) or later."""
    by_person: dict[int, list[Work]] = defaultdict(list)
    for piece in work:
        by_person[piece.employee_id].append(piece)
    return {person: _load(pieces, closing_from) for person, pieces in by_person.items()}


def balances(employees: Collection[Employee], carried: Mapping[int, Load]) -> dict[int, Balance]:
    """How far each person is above (or below) a fair share among equals. People without equals are in balance."""
    return {one.id: _balance(one, _equals(one, employees), carried) for one in employees}


def _load(pieces: Collection[Work], closing_from: int) -> Load:
    return Load(
        minutes=sum(piece.minutes for piece in pieces),
        weekend_days=len({piece.day for piece in pieces if is_weekend(piece.day)}),
        closings=len({piece.day for piece in pieces if piece.end >= closing_from}),
        juicer_days=len({piece.day for piece in pieces if piece.type is EventType.JUICER}),
    )


def _equals(employee: Employee, employees: Collection[Employee]) -> list[Employee]:
    """Himself included."""
    return [
        other
        for other in employees
        if other.active and other.title is employee.title and other.store_ids & employee.store_ids
    ]


def _balance(employee: Employee, equals: list[Employee], carried: Mapping[int, Load]) -> Balance:
    if len(equals) < 2:
        return Balance()
    own, others = carried.get(employee.id, Load()), [carried.get(one.id, Load()) for one in equals]
    hours = (own.minutes - _fair_minutes(employee, equals, others)) / MINUTES_AN_HOUR
    return Balance(
        hours=round(hours),
        weekend_days=_above(own.weekend_days, [load.weekend_days for load in others]),
        closings=_above(own.closings, [load.closings for load in others]),
        juicer_days=_above(own.juicer_days, [load.juicer_days for load in others]),
    )


def _above(own: int, all_of_them: list[int]) -> int:
    return round(own - sum(all_of_them) / len(all_of_them))


def _fair_minutes(employee: Employee, equals: list[Employee], loads_of_equals: list[Load]) -> float:
    """Hours are shared by the hours wanted in a week, where everybody has such a target; else evenly."""
    worked = sum(load.minutes for load in loads_of_equals)
    targets = [one.target_minutes_week or 0 for one in equals]
    if not all(targets) or not employee.target_minutes_week:
        return worked / len(equals)
    return worked * employee.target_minutes_week / sum(targets)
