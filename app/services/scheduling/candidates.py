"""Who could do an event on a day: everybody's verdict, asking each rule only as often as its answer can differ.

What a rule says of the event alone is asked once, what it says of a person at any hour once for that person, and the
rest at each start. Whoever cannot be booked is told the first reason; `Candidates.whole` says all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.services.scheduling import constraint_validator
from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.first_reasons import TIMED, OrderedRules
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules import FIRST, pairing, pinned
from app.services.scheduling.rules.violation import Mode, Rule, Violation
from app.services.scheduling.why_not import OF_THE_EVENT
from app.vocabulary import Severity

#: Rules that look at nothing of the person; the test of equal verdicts asks all of them about everybody.
OF_EVENT = tuple(rule for rule in OF_THE_EVENT if rule not in (pinned, pairing))
_OF_EVENT_NAMES = frozenset(rule.NAME for rule in OF_EVENT)
_TIMED_NAMES = frozenset(rule.NAME for rule in TIMED)
_Graded = tuple[Rule, Severity]


@dataclass(frozen=True)
class Choice:
    """One person at one time and what stands against it; of who cannot be booked only the first reason."""

    assignment: Assignment
    violations: tuple[Violation, ...]

    @property
    def is_valid(self) -> bool:
        return not any(violation.severity is Severity.HARD for violation in self.violations)


@dataclass
class _Asked:
    """One person with what the rules said that is true at every hour."""

    person: Employee
    others: Sequence[Assignment]
    said: dict[str, tuple[Violation, ...]] = field(default_factory=dict)


class Candidates:
    """Everybody of the event's store on one day. `ignoring` names schedules that are replaced by the same change."""

    def __init__(
        self,
        problem: Problem,
        event: Event,
        day: date,
        *,
        mode: Mode = Mode.MANUAL,
        ignoring: frozenset[int] = frozenset(),
    ) -> None:
        self._problem, self._event, self._day = problem, event, day
        self._mode, self._ignoring = mode, ignoring
        self.starts = allowed_starts(problem.rules, event, day)
        """Best first."""
        self._staff = [self._asked(one) for one in problem.employees.values() if event.store_id in one.store_ids]
        self._rules_at: dict[int, list[_Graded]] = {}

    def ranked(self, starts: Sequence[int] | None = None) -> tuple[Choice, ...]:
        """At the best of the starts (all of the day, unless named), valid people first."""
        times = self.starts if starts is None else starts
        return tuple(sorted((self._best(asked, times) for asked in self._staff if times), key=_order))

    def whole(self, choice: Choice, starts: Sequence[int] | None = None) -> Choice:
        """Everything that stands against it, at the start against which least does."""
        if choice.is_valid:
            return choice
        times = self.starts if starts is None else starts
        places = [replace(choice.assignment, start=start) for start in times]
        return min((self._checked(place) for place in places), key=_weight)

    def _checked(self, place: Assignment) -> Choice:
        found = constraint_validator.check(self._problem, place, mode=self._mode, ignoring=self._ignoring)
        return Choice(place, found)

    def _asked(self, person: Employee) -> _Asked:
        return _Asked(
            person, constraint_validator.saved_beside(self._problem, self._at(person, 0), ignoring=self._ignoring)
        )

    def _at(self, person: Employee, start: int) -> Assignment:
        return Assignment(self._event, person, self._problem.stores[self._event.store_id], self._day, start)

    def _best(self, asked: _Asked, starts: Sequence[int]) -> Choice:
        """The first start that nothing stands against, else the one against which least does."""
        options = []
        for start in starts:
            place = self._at(asked.person, start)
            choice = Choice(place, tuple(self._against(asked, place)))
            if not choice.violations:
                return choice
            options.append(choice)
        return min(options, key=_weight)

    def _against(self, asked: _Asked, place: Assignment) -> Iterator[Violation]:
        """The first hard reason alone, else all warnings."""
        for rule, level in self._open_rules(asked, place):
            found = self._ask(rule, asked, place)
            yield from (replace(one, severity=level) for one in (found[:1] if level is Severity.HARD else found))
            if found and (level is Severity.HARD or rule is FIRST):
                return

    def _ask(self, rule: Rule, asked: _Asked, place: Assignment) -> tuple[Violation, ...]:
        if rule.NAME in _TIMED_NAMES:
            return tuple(rule.violations(self._problem, place, asked.others))
        if rule.NAME not in asked.said:
            asked.said[rule.NAME] = tuple(rule.violations(self._problem, place, asked.others))
        return asked.said[rule.NAME]

    def _open_rules(self, asked: _Asked, place: Assignment) -> list[_Graded]:
        """Without the rules about the event that have nothing to say about this start."""
        if place.start not in self._rules_at:
            self._rules_at[place.start] = [
                (rule, level)
                for rule, level in OrderedRules(self._problem, self._mode).on(self._day)
                if rule.NAME not in _OF_EVENT_NAMES or any(rule.violations(self._problem, place, asked.others))
            ]
        return self._rules_at[place.start]


def _weight(choice: Choice) -> tuple[bool, int]:
    return not choice.is_valid, len(choice.violations)


def _order(choice: Choice) -> tuple[bool, int, str, int]:
    person = choice.assignment.employee
    return *_weight(choice), person.name, person.id
