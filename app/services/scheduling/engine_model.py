"""Puts a draft together from the rules and the wishes: one matrix, and what each of its unknowns costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.services.scheduling.draft import Draft, Group, Site
from app.services.scheduling.engine_opening import Opening
from app.services.scheduling.engine_readout import hints, read_off
from app.services.scheduling.engine_search import Limits, Search
from app.services.scheduling.engine_wishes import Duties, Points, Terms, coverage, seat_value, wishes
from app.services.scheduling.matrix import Matrix
from app.services.scheduling.problem import Assignment
from app.services.scheduling.rules import HARD_FIRST
from app.services.scheduling.rules.violation import Mode, PostedRule, severity
from app.vocabulary import Severity

SHARED_PERSON = 1
"""Points; far less than any seat."""


@dataclass(frozen=True)
class Model:
    """Every hard rule of a draft as rows, and its objective in two parts."""

    opening: Opening
    draft: Draft
    matrix: Matrix
    wishes: Terms
    stays: tuple[Assignment, ...] = ()
    """Lines of its stores that it leaves as they are."""

    def cover(self, limits: Limits, plan: Sequence[Assignment] = (), *, sparing: bool) -> Search:
        """For the plan with the least empty seats. `sparing` = rather not with people whom other stores could use."""
        points: Points = [(seats, -value) for seats, value in coverage(self.draft)]
        if sparing:
            shared = (place for place in self.draft.places if len(place.site.employee.store_ids) > 1)
            points += [(place.count, SHARED_PERSON) for place in shared]
        costs, constant = self.matrix.costs(points)
        return Search(
            self.matrix, costs, constant + self._everything(), limits, hints(self.draft, plan) if plan else {}
        )

    def improve(self, limits: Limits, plan: Sequence[Assignment]) -> Search:
        """For the plan that costs least, empty seats and wishes, from `plan` on."""
        points: Points = [(seats, -value) for seats, value in coverage(self.draft)]
        for found in self.wishes.values():
            points += found
        costs, constant = self.matrix.costs(points)
        return Search(self.matrix, costs, constant + self._everything(), limits, hints(self.draft, plan))

    def _everything(self) -> int:
        problem, seats = self.opening.problem, self.opening.seats
        return sum(seat_value(problem, event) * seats[event.id] for event in self.opening.events)

    def lines(self, values: Sequence[float]) -> list[Assignment]:
        return [*self.stays, *read_off(self.draft, self.opening, values)]


def build(
    opening: Opening,
    duties: Duties,
    groups: Mapping[Group, Sequence[date]],
    sites: Iterable[Site],
    stays: tuple[Assignment, ...] = (),
) -> Model:
    """`sites` were asked about beside what stays."""
    draft = Draft.of(opening.problem, groups, sites, asked=True)
    for rule in hard_rules(opening):
        rule.post(draft, opening.problem)
    terms = wishes(draft, opening, duties)
    return Model(opening, draft, draft.finish(), terms, stays)


def hard_rules(opening: Opening) -> list[PostedRule]:
    """Those a manager made soft are left out, those he made hard are kept."""
    hard = (rule for rule in HARD_FIRST if severity(opening.problem.rules, rule, Mode.AUTOMATIC) is Severity.HARD)
    return [rule for rule in hard if isinstance(rule, PostedRule)]
