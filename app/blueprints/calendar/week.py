"""The week grid, put together for the template: people down, days across."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from markupsafe import Markup, escape

from app.blueprints.calendar.cards import Card
from app.blueprints.calendar.people import Mark, elsewhere_mark
from app.blueprints.calendar.plan import Plan
from app.blueprints.calendar.proposals import ProposedCard
from app.blueprints.calendar.troubles import HARD
from app.formatting import duration, short_day
from app.services.scheduling.allowed_times import core_slots
from app.services.scheduling.problem import Employee
from app.vocabulary import Title

_TITLES = {title: place for place, title in enumerate(Title)}


@dataclass(frozen=True)
class Slot:
    """One of the shifts that Core events start at, and how many do."""

    start: int
    staffed: int

    @property
    def coverage(self) -> str:
        if self.staffed >= 3:
            return "optimal"
        return "low" if self.staffed else "empty"


@dataclass(frozen=True)
class Head:
    day: date
    words: str
    is_today: bool
    holiday: str | None
    staffed: int
    unstaffed: int
    conflicts: int
    warnings: int
    slots: tuple[Slot, ...]

    @property
    def css(self) -> str:
        """Shading that the cells of the day share."""
        return (" is-today" if self.is_today else "") + (" is-holiday" if self.holiday else "")


class Cell(NamedTuple):
    """`data` says whose cell it is and of which day, to scripts and screen readers."""

    css: str
    data: Markup
    mark: Mark | None
    cards: Sequence[Card]
    proposed: Sequence[ProposedCard]


class Row(NamedTuple):
    employee_id: int
    name: str
    title: Title
    hours: str
    cells: tuple[Cell, ...]


def heads(plan: Plan) -> tuple[Head, ...]:
    return tuple(_head(plan, day) for day in plan.asked.days)


def _head(plan: Plan, day: date) -> Head:
    cards = plan.by_day.get(day, ())
    starts = Counter(card.start for card in cards if card.is_core)
    worst = {one.card.booking.id: plan.severity[one.card.booking.id] for one in plan.troubles_by_day.get(day, ())}
    conflicts = sum(severity == HARD for severity in worst.values())
    return Head(
        day=day,
        words=short_day(day),
        is_today=day == plan.asked.today,
        holiday=plan.holiday(day),
        staffed=len(cards),
        unstaffed=len(plan.open_on(day)),
        conflicts=conflicts,
        warnings=len(worst) - conflicts,
        slots=tuple(Slot(slot.start, starts[slot.start]) for slot in core_slots(plan.problem.rules, day)),
    )


def rows(plan: Plan, shown: Iterable[Head]) -> tuple[Row, ...]:
    """Everybody of the store whom the filter keeps, and who else works there in sight, by title and name."""
    placed, away = _by_place(plan.cards), _by_place(plan.elsewhere)
    proposed: dict[tuple[int, date], list[ProposedCard]] = defaultdict(list)
    for line in plan.proposed:
        proposed[line.line.employee_id, line.day].append(line)
    minutes: Counter[int] = Counter()
    for card in (*plan.cards, *plan.elsewhere):
        minutes[card.booking.employee_id] += card.minutes
    days = [(head.day, head.day.isoformat(), head.words, f"day-{n}{head.css}") for n, head in enumerate(shown)]
    return tuple(
        Row(
            person.id,
            person.name,
            person.title,
            duration(minutes[person.id]) if minutes[person.id] else "–",
            tuple(_cell(plan, person, day, placed, away, proposed) for day in days),
        )
        for person in people_of(plan)
    )


def people_of(plan: Plan) -> list[Employee]:
    members = plan.problem.employees
    asked = plan.asked.filter
    shown = {one.id: one for one in members.values() if one.active and asked.keeps_person(one.id, one.title)}
    for card in plan.cards:
        row = card.booking
        if row.employee_id not in shown:
            stranger = Employee(row.employee_id, row.employee_name, row.title, frozenset())
            shown[row.employee_id] = members.get(row.employee_id, stranger)
    for line in (one.line for one in plan.proposed):
        if line.employee_id not in shown:
            stranger = Employee(line.employee_id, line.employee_name, line.title, frozenset())
            shown[line.employee_id] = members.get(line.employee_id, stranger)
    return sorted(shown.values(), key=lambda one: (_TITLES[one.title], one.name, one.id))


def _by_place(cards: Iterable[Card]) -> Mapping[tuple[int, date], list[Card]]:
    found: dict[tuple[int, date], list[Card]] = defaultdict(list)
    for card in cards:
        found[card.booking.employee_id, card.day].append(card)
    return found


def _cell(
    plan: Plan,
    person: Employee,
    place: tuple[date, str, str, str],
    placed: Mapping[tuple[int, date], list[Card]],
    away: Mapping[tuple[int, date], list[Card]],
    proposed: Mapping[tuple[int, date], list[ProposedCard]],
) -> Cell:
    day, iso, words, shading = place
    mark = plan.marks.of(person.id, day)
    if mark is None and (other := away.get((person.id, day))):
        mark = elsewhere_mark(other[0])
    cards = placed.get((person.id, day), ())
    css = shading + (f" mark-{mark.kind}" if mark else "") + ("" if cards else " is-free")
    label = escape(f"{person.name}, {words}")
    data = Markup(f'data-employee="{person.id}" data-day="{iso}" aria-label="{label}"')  # noqa: S704  # nosec B704  # escaped above
    return Cell(css, data, mark, cards, proposed.get((person.id, day), ()))
