"""The people of one store with what says whether they can work on each of some days, and nothing of their work.

A calendar asks this about everybody on every day in sight, so it is read lean: `problem_loader` brings in what the
rules need beyond it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from app import models
from app.formatting import local_day
from app.models.columns import utc_now
from app.queries import problem as problem_queries
from app.queries import problem_people, team
from app.queries.team import Fact
from app.services import rulebook
from app.services.scheduling.holiday_calendar import HolidayRule, holidays_between
from app.services.scheduling.problem import Problem, RotationSlot, Store
from app.services.team_people import employees
from app.vocabulary import RotationKind


def load(session: Session, store: models.Store, first: date, last: date, *, settings: Mapping[str, object]) -> Problem:
    """A problem without events and assignments; `settings` are those read already."""
    rows = [row for row in problem_queries.active_holidays(session) if row.store_id in (None, store.id)]
    place = Store(store.id, store.name, store.timezone, _holidays(rows, first, last), store.location_id)
    facts = list(team.facts(session, store.id, first, last))
    return Problem(
        today=local_day(utc_now(), store.timezone),
        first_day=first,
        last_day=last,
        stores={store.id: place},
        employees=employees(problem_people.members(session, store.id), facts),
        events={},
        rotations=rotations(facts),
        rotation_exceptions=rotation_exceptions(facts),
        rules=rulebook.read(session, settings).between(first, last),
    )


def rotations(facts: Iterable[Fact]) -> dict[tuple[int, RotationKind, int], RotationSlot]:
    """As a problem keeps them."""
    return {
        (one.store_id, RotationKind(one.words), one.begin): RotationSlot(one.employee_id, one.end)
        for one in facts
        if one.kind == "duty" and one.store_id is not None and one.begin is not None
    }


def rotation_exceptions(facts: Iterable[Fact]) -> dict[tuple[int, RotationKind, date], int]:
    return {
        (one.store_id, RotationKind(one.words), one.first): one.employee_id
        for one in facts
        if one.kind == "duty_instead" and one.store_id is not None and one.first is not None
    }


def stores(session: Session, first: date, last: date) -> dict[int, Store]:
    """All of them, by id, with their holidays between the days."""
    return {
        row.id: Store(row.id, row.name, row.timezone, _holidays(holidays, first, last), row.location_id)
        for row, holidays in problem_queries.stores_with_holidays(session).items()
    }


def _holidays(rows: Iterable[models.Holiday], first: date, last: date) -> dict[date, str]:
    rules = [HolidayRule(row.name, row.day, row.month, row.month_day, row.weekday, row.nth) for row in rows]
    return holidays_between(rules, first, last)
