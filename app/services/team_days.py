"""The people of one store with what says whether they can work on each of some days, and nothing of their work.

A calendar asks this about everybody on every day in sight, so it is read lean: `problem_loader` brings in what the
rules need beyond it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from app import models
from app.formatting import local_day
from app.models.columns import utc_now
from app.queries import problem as problem_queries
from app.queries import team as queries
from app.queries.team import Fact, Member
from app.services import rulebook
from app.services.scheduling.holiday_calendar import HolidayRule, holidays_between
from app.services.scheduling.problem import Employee, Override, Problem, RotationSlot, Store, TimeOff, Window
from app.vocabulary import AttendanceStatus, RotationKind

_SAID = {queries.YES: True, queries.NO: False, queries.KEEP: None}


def load(session: Session, store: models.Store, first: date, last: date, *, settings: Mapping[str, object]) -> Problem:
    """A problem without events and assignments; `settings` are those read already."""
    place = Store(store.id, store.name, store.timezone, _holidays(session, store.id, first, last), store.location_id)
    facts = list(queries.facts(session, store.id, first, last))
    return Problem(
        today=local_day(utc_now(), store.timezone),
        first_day=first,
        last_day=last,
        stores={store.id: place},
        employees=_people(queries.members(session, store.id), facts, store.id),
        events={},
        rotations={
            (store.id, RotationKind(one.words), one.begin): RotationSlot(one.employee_id, one.end)
            for one in facts
            if one.kind == "duty" and one.begin is not None
        },
        rotation_exceptions={
            (store.id, RotationKind(one.words), one.first): one.employee_id
            for one in facts
            if one.kind == "duty_instead" and one.first is not None
        },
        rules=rulebook.read(session, settings).between(first, last),
    )


def _holidays(session: Session, store_id: int, first: date, last: date) -> dict[date, str]:
    rules = [
        HolidayRule(row.name, row.day, row.month, row.month_day, row.weekday, row.nth)
        for row in problem_queries.active_holidays(session)
        if row.store_id in (None, store_id)
    ]
    return holidays_between(rules, first, last)


def _people(members: Iterable[Member], facts: Iterable[Fact], store_id: int) -> dict[int, Employee]:
    about: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        about[fact.employee_id].append(fact)
    ranges: dict[int, list[Member]] = defaultdict(list)
    for member in members:
        ranges[member.id].append(member)
    here = frozenset({store_id})
    return {number: _person(rows, about.get(number, ()), here) for number, rows in ranges.items()}


def _person(rows: list[Member], facts: Iterable[Fact], here: frozenset[int]) -> Employee:
    member, off, dates, overrides = rows[0], [], {}, []
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
        id=member.id,
        name=member.name,
        title=member.title,
        store_ids=here,
        active=member.active,
        terminated_on=member.terminated_on,
        weekly=_weekly(rows),
        dates=dates,
        overrides=tuple(overrides),
        time_off=tuple(off),
    )


def _weekly(rows: Iterable[Member]) -> dict[int, tuple[Window, ...]] | None:
    found: dict[int, tuple[Window, ...]] = {}
    for row in rows:
        if row.weekday is not None and row.starts_minute is not None and row.ends_minute is not None:
            found[row.weekday] = (*found.get(row.weekday, ()), (row.starts_minute, row.ends_minute))
    return found or None
