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
from app.queries.team import Away, Member
from app.services import rulebook
from app.services.scheduling.holiday_calendar import HolidayRule, holidays_between
from app.services.scheduling.problem import Employee, Override, Problem, RotationSlot, Store, TimeOff, Window
from app.vocabulary import AttendanceStatus

_SAID = {queries.YES: True, queries.NO: False, queries.KEEP: None}


def load(
    session: Session,
    store: models.Store,
    first: date,
    last: date,
    *,
    settings: Mapping[str, object],
    duties: bool = False,
) -> Problem:
    """A problem without events and assignments; `settings` are those read already. Rotations only with `duties`,
    and then of the first day."""
    place = Store(store.id, store.name, store.timezone, _holidays(session, store.id, first, last), store.location_id)
    found = queries.duties(session, store.id, first) if duties else []
    return Problem(
        today=local_day(utc_now(), store.timezone),
        first_day=first,
        last_day=last,
        stores={store.id: place},
        employees=_people(session, store.id, first, last),
        events={},
        rotations={
            (store.id, row.kind, row.weekday): RotationSlot(row.employee_id, row.backup_id)
            for row in found
            if row.weekday is not None
        },
        rotation_exceptions={(store.id, row.kind, row.day): row.employee_id for row in found if row.day is not None},
        rules=rulebook.read(session, settings).between(first, last),
    )


def _holidays(session: Session, store_id: int, first: date, last: date) -> dict[date, str]:
    rules = [
        HolidayRule(row.name, row.day, row.month, row.month_day, row.weekday, row.nth)
        for row in problem_queries.active_holidays(session)
        if row.store_id in (None, store_id)
    ]
    return holidays_between(rules, first, last)


def _people(session: Session, store_id: int, first: date, last: date) -> dict[int, Employee]:
    away: dict[int, list[Away]] = defaultdict(list)
    for row in queries.away(session, store_id, first, last):
        away[row.employee_id].append(row)
    ranges: dict[int, list[Member]] = defaultdict(list)
    for member in queries.members(session, store_id):
        ranges[member.id].append(member)
    here = frozenset({store_id})
    return {number: _person(rows, away.get(number, ()), here) for number, rows in ranges.items()}


def _person(rows: list[Member], away: Iterable[Away], here: frozenset[int]) -> Employee:
    member, off, dates, overrides = rows[0], [], {}, []
    for one in away:
        if one.kind == "override":
            overrides.append(Override(one.first, one.last, tuple(_SAID[letter] for letter in one.words)))
        elif one.kind == "date":
            dates[one.first] = bool(one.begin)
        else:
            off.append(_time_off(one))
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


def _time_off(row: Away) -> TimeOff:
    hours = None if row.begin is None or row.end is None else (row.begin, row.end)
    return TimeOff(row.first, row.last, hours, AttendanceStatus(row.words) if row.words else None)


def _weekly(rows: Iterable[Member]) -> dict[int, tuple[Window, ...]] | None:
    found: dict[int, tuple[Window, ...]] = {}
    for row in rows:
        if row.weekday is not None and row.starts_minute is not None and row.ends_minute is not None:
            found[row.weekday] = (*found.get(row.weekday, ()), (row.starts_minute, row.ends_minute))
    return found or None
