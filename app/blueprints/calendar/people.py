"""Why somebody cannot be planned on a day, as a short mark with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.blueprints.calendar.cards import Card
from app.services.scheduling import availability
from app.services.scheduling.availability import Tier
from app.services.scheduling.problem import Employee, Problem, Store


@dataclass(frozen=True)
class Mark:
    """`kind`: off, unavailable, partly or elsewhere."""

    kind: str
    reason: str


class Marks:
    """Each mark of the people of one store is worked out once a page: cells, troubles and lists ask for the same."""

    def __init__(self, problem: Problem, store_id: int) -> None:
        self._problem = problem
        self._store = problem.stores[store_id]
        self._known: dict[tuple[int, date], Mark | None] = {}

    def of(self, employee_id: int, day: date) -> Mark | None:
        """None for somebody who belongs to other stores."""
        key = (employee_id, day)
        if key not in self._known:
            person = self._problem.employees.get(employee_id)
            self._known[key] = None if person is None else _day_mark(self._problem, person, self._store, day)
        return self._known[key]


def _day_mark(problem: Problem, employee: Employee, store: Store, day: date) -> Mark | None:
    """Holidays are no mark of a person: the head of the day names them."""
    if day not in store.holidays:
        answer = availability.resolve(problem, employee, store, day)
        if not answer.is_valid:
            return Mark("off" if answer.tier is Tier.TIME_OFF else "unavailable", answer.reason)
    if employee.time_off:
        partly = next((off for off in employee.time_off if off.hours and off.first <= day <= off.last), None)
        if partly is not None:
            return Mark("partly", availability.time_off_reason(employee, partly))
    return None


def elsewhere_mark(card: Card) -> Mark:
    name, clock = card.booking.employee_name, card.clock
    return Mark("elsewhere", _("%(name)s works at another store from %(clock)s.", name=name, clock=clock))


def is_away(mark: Mark | None) -> bool:
    return mark is not None and mark.kind in ("off", "unavailable")
