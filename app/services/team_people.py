"""People as the scheduling core sees them, from the rows of `queries.problem_people` and `queries.team`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from app.queries import team as queries
from app.queries.problem_people import PersonRow
from app.queries.team import Fact
from app.services.scheduling.problem import Employee, Override, TimeOff, Window
from app.vocabulary import AttendanceStatus

_SAID = {queries.YES: True, queries.NO: False, queries.KEEP: None}


def employees(people: Iterable[PersonRow], facts: Iterable[Fact]) -> dict[int, Employee]:
    """By id. Facts about others, and about duties, are left out."""
    about: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        about[fact.employee_id].append(fact)
    return {row.id: _person(row, about.get(row.id, ())) for row in people}


def _person(row: PersonRow, facts: Iterable[Fact]) -> Employee:
    off: list[TimeOff] = []
    dates: dict[date, bool] = {}
    overrides: list[Override] = []
    for one in facts:
        if one.first is None or one.last is None or one.kind == "duty_instead":
            continue
        if one.kind == "override":
            overrides.append(Override(one.first, one.last, tuple(_SAID[letter] for letter in one.words)))
        elif one.kind == "date":
            dates[one.first] = bool(one.begin)
        else:
            hours = None if one.begin is None or one.end is None else (one.begin, one.end)
            off.append(TimeOff(one.first, one.last, hours, AttendanceStatus(one.words) if one.words else None))
    return Employee(
        id=row.id,
        name=row.name,
        title=row.title,
        store_ids=_stores(row.store_ids or ""),
        active=row.active,
        rep_id=row.rep_id,
        terminated_on=row.terminated_on,
        adult_beverage_trained=row.adult_beverage_trained,
        weekly=_weekly(row.weekly or ""),
        dates=dates,
        overrides=tuple(overrides),
        time_off=tuple(off),
        max_minutes_week=row.max_minutes_week,
        target_minutes_week=row.target_minutes_week,
        max_days_week=row.max_days_week,
        preferred_days_off=frozenset(row.preferred_days_off),
        wage_cents=row.wage_cents,
    )


@lru_cache(maxsize=1024)
def _stores(listed: str) -> frozenset[int]:
    return frozenset(int(number) for number in listed.split(",") if number)


@lru_cache(maxsize=1024)
def _weekly(listed: str) -> Mapping[int, tuple[Window, ...]] | None:
    """Nobody changes what he is given here, so people with the same pattern may share it."""
    found: dict[int, tuple[Window, ...]] = {}
    for weekday, hours in sorted(part.split(":") for part in listed.split(",") if part):
        begin, end = hours.split("-")
        found[int(weekday)] = tuple(sorted((*found.get(int(weekday), ()), (int(begin), int(end)))))
    return found or None
