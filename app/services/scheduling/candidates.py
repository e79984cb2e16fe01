"""Who could do an event on a day: everybody's verdict, asking each rule only as often as its answer can differ.

What a rule says of the event alone is asked once, what it says of a person at any hour once for that person, and the
rest at each start. What looks at nobody's work is asked first, so that work need be read only of who is left. Whoever
cannot be booked is told the first reason found; `Candidates.whole` says all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from app.services.scheduling import constraint_validator
from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.first_reasons import TIMED, OrderedRules
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules import (
    FIRST,
    active_employee,
    alcohol_training,
    availability_override,
    date_unavailability,
    pairing,
    pinned,
    store,
    time_off,
    title,
    unusual_title,
    weekly_availability,
)
from app.services.scheduling.rules.violation import Mode, Rule, Violation
from app.services.scheduling.why_not import OF_THE_EVENT
from app.vocabulary import Severity
from app.wording import language, speaking

#: Rules that look at nothing of the person; the test of equal verdicts asks all of them about everybody.
OF_EVENT = tuple(rule for rule in OF_THE_EVENT if rule not in (pinned, pairing))
#: Rules that look at nobody's work; the test of equal verdicts asks them without any.
OF_PERSON: tuple[Rule, ...] = (
    active_employee,
    time_off,
    availability_override,
    date_unavailability,
    weekly_availability,
    store,
    title,
    unusual_title,
    alcohol_training,
)
_ALONE_NAMES = frozenset(rule.NAME for rule in (FIRST, *OF_EVENT, *OF_PERSON))
_OF_EVENT_NAMES = frozenset(rule.NAME for rule in OF_EVENT)
_TIMED_NAMES = frozenset(rule.NAME for rule in TIMED)
_Graded = tuple[Rule, Severity]


@dataclass(frozen=True)
class Choice:
    """One person at one time and what stands against it; of who cannot be booked only the first reason."""

    assignment: Assignment
    violations: tuple[Violation, ...]

    @cached_property
    def is_valid(self) -> bool:
        return not any(violation.severity is Severity.HARD for violation in self.violations)


@dataclass
class _Asked:
    """One person with what the rules said, at the hour or at any."""

    person: Employee
    said: dict[tuple[str, int | None], tuple[Violation, ...]] = field(default_factory=dict)
    others: Sequence[Assignment] = ()


class Candidates:
    """Everybody of the event's store on one day. `ignoring` names schedules that are replaced by the same change;
    `with_work` gives the problem with the work of some people, where `problem` has none."""

    def __init__(
        self,
        problem: Problem,
        event: Event,
        day: date,
        *,
        mode: Mode = Mode.MANUAL,
        ignoring: frozenset[int] = frozenset(),
        with_work: Callable[[Collection[int]], Problem] | None = None,
    ) -> None:
        self.problem = problem
        self._event, self._day = event, day
        self._mode, self._ignoring = mode, ignoring
        self.starts = allowed_starts(problem.rules, event, day)
        """Best first."""
        self._staff = {one.id: _Asked(one) for one in problem.employees.values() if event.store_id in one.store_ids}
        self._rules_at: dict[int, tuple[list[_Graded], list[_Graded]]] = {}
        self._ranked: dict[tuple[int, ...], tuple[Choice, ...]] = {}
        self._with_work = with_work
        self._known: set[int] = set()
        if with_work is None:
            self._know(self._staff)

    def know_work_of(self, people: Collection[int]) -> None:
        """So that whatever stands against them can be told."""
        new = set(people) - self._known
        if new and self._with_work is not None:
            self.problem = self._with_work(self._known | new)
            self._know(new)

    def _know(self, people: Collection[int]) -> None:
        self._known |= set(people)
        for asked in (self._staff[one] for one in people if one in self._staff):
            place = self._at(asked.person, 0)
            asked.others = constraint_validator.saved_beside(self.problem, place, ignoring=self._ignoring)

    def ranked(self, starts: Sequence[int] | None = None) -> tuple[Choice, ...]:
        """At the best of the starts (all of the day, unless named), valid people first."""
        times = tuple(self.starts if starts is None else starts)
        if times not in self._ranked:
            with speaking(language()):  # looked up once, not for each of a thousand sentences
                self._ranked[times] = tuple(sorted(self._choices(times), key=_order))
        return self._ranked[times]

    def _choices(self, times: Sequence[int]) -> list[Choice]:
        stopped = {} if self._known.issuperset(self._staff) else self._stopped(times)
        self.know_work_of(self._staff.keys() - stopped.keys())
        return [stopped.get(one) or self._best(asked, times) for one, asked in self._staff.items() if times]

    def whole(self, choice: Choice, starts: Sequence[int] | None = None) -> Choice:
        """Everything that stands against it, at the start against which least does."""
        if choice.is_valid:
            return choice
        self.know_work_of([choice.assignment.employee.id])
        times = self.starts if starts is None else starts
        places = [replace(choice.assignment, start=start) for start in times]
        return min((self._checked(place) for place in places), key=_weight)

    def _checked(self, place: Assignment) -> Choice:
        found = constraint_validator.check(self.problem, place, mode=self._mode, ignoring=self._ignoring)
        return Choice(place, found)

    def _at(self, person: Employee, start: int) -> Assignment:
        return Assignment(self._event, person, self.problem.stores[self._event.store_id], self._day, start)

    def _stopped(self, starts: Sequence[int]) -> dict[int, Choice]:
        """Who can be booked at none of the starts whatever his work is, with the reason at the first one."""
        found = {}
        for one, asked in self._staff.items():
            reason = self._alone(asked, self._at(asked.person, starts[0])) if starts else None
            if reason is not None and all(self._alone(asked, self._at(asked.person, start)) for start in starts[1:]):
                found[one] = Choice(self._at(asked.person, starts[0]), (reason,))
        return found

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
        alone = self._alone(asked, place)
        if alone is not None:
            yield alone
            return
        for rule, level in self._rules(asked, place)[1]:
            found = self._ask(rule, asked, place)
            yield from (replace(one, severity=level) for one in (found[:1] if level is Severity.HARD else found))
            if found and (level is Severity.HARD or rule is FIRST):
                return

    def _alone(self, asked: _Asked, place: Assignment) -> Violation | None:
        """The first hard reason that has nothing to do with work."""
        for rule, level in self._rules(asked, place)[0]:
            found = self._ask(rule, asked, place)
            if found:
                return replace(found[0], severity=level)
        return None

    def _ask(self, rule: Rule, asked: _Asked, place: Assignment) -> tuple[Violation, ...]:
        key = rule.NAME, place.start if rule.NAME in _TIMED_NAMES else None
        if key not in asked.said:
            asked.said[key] = tuple(rule.violations(self.problem, place, asked.others))
        return asked.said[key]

    def _rules(self, asked: _Asked, place: Assignment) -> tuple[list[_Graded], list[_Graded]]:
        """The hard ones that look at nobody's work, and the rest; without those about the event that have nothing to
        say about this start."""
        if place.start not in self._rules_at:
            alone: list[_Graded] = []
            rest: list[_Graded] = []
            for rule, level in OrderedRules(self.problem, self._mode).on(self._day):
                if rule.NAME not in _OF_EVENT_NAMES or any(rule.violations(self.problem, place, asked.others)):
                    goes_first = level is Severity.HARD and rule.NAME in _ALONE_NAMES
                    (alone if goes_first else rest).append((rule, level))
            # What holds at any hour is asked once a person, so it goes before what may differ at each.
            alone.sort(key=lambda graded: graded[0] is not FIRST and graded[0].NAME in _TIMED_NAMES)
            self._rules_at[place.start] = alone, rest
        return self._rules_at[place.start]


def _weight(choice: Choice) -> tuple[bool, int]:
    return not choice.is_valid, len(choice.violations)


def _order(choice: Choice) -> tuple[bool, int, str, int]:
    person = choice.assignment.employee
    return *_weight(choice), person.name, person.id
