"""What one placement costs beside the rest of a plan: points by wish, in words a manager can weigh against them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.formatting import duration, weekday
from app.services.scheduling.engine_wishes import Duties, title_points
from app.services.scheduling.fairness import carried_points
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rotation_manager import kind_for
from app.services.scheduling.rules.short_notice import earliest_day
from app.services.scheduling.rules.titles import allowed_titles
from app.services.scheduling.rules.week import same_week
from app.vocabulary import EventType, Title
from app.wording import N_, say, say_number

_CORES_BEFORE = (N_("first Core that week"), N_("second Core that week"), N_("third Core that week"))


@dataclass(frozen=True)
class Cost:
    wish: str
    points: int
    words: str


class Pricing:
    """Prices the places of one problem by its weights; the wishes are those of the engine."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._duties = Duties(problem)

    def of(self, place: Assignment, others: Sequence[Assignment]) -> tuple[Cost, ...]:
        """`others` is what the person does beside it, the place itself not counted. Wishes that are kept cost nothing
        and are not named."""
        week = same_week(self._problem.rules, place, others)
        costs = (
            self._rotation(place),
            self._title(place),
            self._day_off(place, week),
            self._core_days(place, week),
            self._hours(place, week),
            self._carried(place),
            self._wages(place),
            self._lateness(place),
        )
        return tuple(cost for cost in costs if cost.points)

    def _rotation(self, place: Assignment) -> Cost:
        points = self._duties.points(place.employee, place.event, place.day)
        kind = kind_for(place.event)
        duty = None if kind is None else self._duties.person(place.store.id, kind, place.day)
        if duty is None:
            return Cost("rotation", points, say("leads that day already"))
        return Cost("rotation", points, say("not on rotation, %(employee)s is", employee=duty.name))

    def _title(self, place: Assignment) -> Cost:
        points = title_points(self._problem, place.employee, place.event)
        if not points:
            return Cost("title", 0, "")
        titles = {"title": place.employee.title, "first": self._first_title(place)}
        return Cost("title", points, say("%(title)s instead of %(first)s", **titles))

    def _first_title(self, place: Assignment) -> Title:
        """The top of the staffing order of the type."""
        titles = allowed_titles(self._problem.rules, place.event.type)
        asked = [replace(place.employee, title=title) for title in titles]
        return min(asked, key=lambda person: title_points(self._problem, person, place.event)).title

    def _day_off(self, place: Assignment, week: Sequence[Assignment]) -> Cost:
        wished = place.day.weekday() in place.employee.preferred_days_off
        works_anyway = any(row.day == place.day for row in week)
        points = self._problem.weights.preferred_day_off if wished and not works_anyway else 0
        return Cost("preference", points, say("would rather have %(weekday)ss off", weekday=weekday(place.day)))

    def _core_days(self, place: Assignment, week: Sequence[Assignment]) -> Cost:
        """The engine counts each Core above the first, the second, ...; one more on top of n costs n times as much."""
        earlier = sum(row.event.type is EventType.CORE for row in week) if place.event.type is EventType.CORE else 0
        if earlier < len(_CORES_BEFORE):
            which = say(_CORES_BEFORE[earlier])
        else:
            which = say("%(number)sth Core that week", number=earlier + 1)
        return Cost("fairness", self._problem.weights.core_balance * earlier, which)

    def _hours(self, place: Assignment, week: Sequence[Assignment]) -> Cost:
        target = place.employee.target_minutes_week
        worked = sum(row.length for row in week)
        over = 0 if target is None else max(0, worked + place.length - target) - max(0, worked - target)
        return Cost(
            "target", self._problem.weights.over_target_minute * over, say("%(over)s over target", over=duration(over))
        )

    def _carried(self, place: Assignment) -> Cost:
        points = carried_points(self._problem, place.employee, place.event, place.day)
        return Cost("carried", points, say("carried more than a fair share of the last weeks"))

    def _wages(self, place: Assignment) -> Cost:
        dollars = (place.employee.wage_cents or 0) * place.length / 60 / 100
        return Cost(
            "labour",
            round(self._problem.weights.labour_dollar * dollars),
            say("$%(dollars)s of wages", dollars=f"{dollars:.0f}"),
        )

    def _lateness(self, place: Assignment) -> Cost:
        earliest = max(earliest_day(self._problem, place.event, place.day), self._problem.first_day)
        days = max(0, (place.day - earliest).days)
        return Cost(
            "late",
            self._problem.weights.late_day * days,
            say_number("%(number)s day later", "%(number)s days later", days),
        )


def total(costs: Iterable[Cost]) -> int:
    return sum(cost.points for cost in costs)


def dearer_words(costs: Sequence[Cost], chosen: Sequence[Cost]) -> tuple[str, ...]:
    """In words, what a place costs that the chosen one does not, dearest first."""
    known = {cost.wish: cost.points for cost in chosen}
    dearer = [cost for cost in costs if cost.points > known.get(cost.wish, 0)]
    return tuple(cost.words for cost in sorted(dearer, key=lambda cost: known.get(cost.wish, 0) - cost.points))
