"""Why an event has no place: the rule that stops each day and each person, counted and put into words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.formatting import minutes_clock, short_day
from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.engine_opening import day_violations
from app.services.scheduling.engine_plan import Plan
from app.services.scheduling.engine_solution import Unassigned
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules import (
    BY_NAME,
    active_employee,
    holiday,
    pairing,
    short_notice,
    store,
    title,
    unusual_title,
)
from app.services.scheduling.rules.titles import allowed_titles
from app.services.scheduling.rules.violation import Mode, PostedRule, Violation, severity
from app.vocabulary import EventType, Severity
from app.wording import say, say_number

NAMED_PEOPLE = 3
NO_RULE = "capacity"
"""Nothing forbids the event by itself: everything it could use is needed for other work."""
NO_DAYS = "window"
_TELLING = {rule.NAME: rank for rank, rule in enumerate((holiday, pairing, short_notice))}
"""Of days that are closed, the rules people want to hear of before the fixed dates."""
_NOT_QUALIFIED = frozenset(rule.NAME for rule in (title, unusual_title, store, active_employee))


@dataclass(frozen=True)
class TriedPerson:
    employee: Employee
    start: int
    violations: tuple[Violation, ...]
    """Of the start with the fewest hard violations; none = the person could do it."""


@dataclass(frozen=True)
class TriedDay:
    day: date
    day_violations: tuple[Violation, ...]
    """What stands against the day whoever comes."""
    people: tuple[TriedPerson, ...]

    @property
    def free(self) -> TriedPerson | None:
        return next((person for person in self.people if not person.violations), None)

    @property
    def qualified(self) -> tuple[TriedPerson, ...]:
        """People whose title, store and contract fit."""
        fits = (p for p in self.people if not any(item.rule in _NOT_QUALIFIED for item in p.violations))
        return tuple(fits)

    @property
    def rules(self) -> list[str]:
        """The first rule against the day, or else against each qualified person."""
        if self.day_violations:
            return [self.day_violations[0].rule]
        blocked = [person.violations[0].rule for person in self.qualified if person.violations]
        return blocked or ([] if self.free else [title.NAME])


def try_days(plan: Plan, event: Event) -> tuple[TriedDay, ...]:
    """Every day of the event's window that lies in the range of the problem, beside the plan as it stands."""
    first, last = max(plan.problem.first_day, event.start), min(plan.problem.last_day, event.due)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(_try_day(plan, event, day) for day in days)


def explain(plan: Plan, event: Event, schedule_id: int | None = None) -> Unassigned:
    """The rule that stops the event and what it stops, in words."""
    tried = try_days(plan, event)
    if not tried:
        days = say(
            "%(day)s to %(last_day)s", day=short_day(plan.problem.first_day), last_day=short_day(plan.problem.last_day)
        )
        return Unassigned(event.id, NO_DAYS, say("Its window holds no day from %(days)s.", days=days), schedule_id)
    told = _most_telling(tried)
    counts = Counter(rule for day in told for rule in day.rules)
    rule = counts.most_common(1)[0][0] if counts else NO_RULE
    return Unassigned(event.id, rule, " ".join(_sentences(plan.problem, event, told)), schedule_id)


def _try_day(plan: Plan, event: Event, day: date) -> TriedDay:
    against = (*day_violations(plan.problem, event, day), *closed_by(plan, event, day))
    if against:
        return TriedDay(day, against, ())
    starts = allowed_starts(plan.problem.rules, event, day)
    people = tuple(_try_person(plan, event, day, person, starts) for person in plan.staff(event.store_id) if starts)
    return TriedDay(day, (), people)


def closed_by(plan: Plan, event: Event, day: date) -> list[Violation]:
    """A holiday and the day of the paired event bind whoever comes."""
    partners = [row for other in plan.problem.partner_events(event) for row in plan.of_event(other)]
    staff = plan.staff(event.store_id)[:1]
    places = [Assignment(event, person, plan.problem.stores[event.store_id], day, 0) for person in staff]
    rules: tuple[PostedRule, ...] = (holiday, pairing)
    hard = [rule for rule in rules if severity(plan.problem.rules, rule, Mode.AUTOMATIC) is Severity.HARD]
    return [item for place in places for rule in hard for item in rule.violations(plan.problem, place, partners)]


def _try_person(plan: Plan, event: Event, day: date, person: Employee, starts: Sequence[int]) -> TriedPerson:
    store_of = plan.problem.stores[event.store_id]
    tried: list[TriedPerson] = []
    for start in starts:
        violations = plan.broken(Assignment(event, person, store_of, day, start))
        if not violations:
            return TriedPerson(person, start, ())
        tried.append(TriedPerson(person, start, violations))
    return min(tried, key=lambda person: len(person.violations))


def most_telling(violation: Violation) -> int:
    """Lower is told first."""
    return _TELLING.get(violation.rule, len(_TELLING))


def _most_telling(tried: Sequence[TriedDay]) -> list[TriedDay]:
    """Days that are open by their dates; without any, those that are closed for the rule that says most."""
    open_days = [day for day in tried if not day.day_violations]
    if open_days:
        return open_days
    best = min(most_telling(day.day_violations[0]) for day in tried)
    return [day for day in tried if most_telling(day.day_violations[0]) == best]


def _sentences(problem: Problem, event: Event, tried: Sequence[TriedDay]) -> list[str]:
    if tried[0].day_violations:
        return [_day_words(problem, event, tried[0]), *more_days(len(tried) - 1)]
    widest = max(tried, key=lambda day: (len(day.qualified), -day.day.toordinal()))
    sentences = [_day_words(problem, event, widest)]
    counts = Counter(rule for day in tried for rule in day.rules)
    if len(tried) > 1 and counts:
        sentences.append(say("Over %(count)s days: %(counted)s.", count=len(tried), counted=_counted(counts)))
    return sentences


def more_days(number: int) -> list[str]:
    if number <= 0:
        return []
    return [say_number("The same holds for %(number)s more day.", "The same holds for %(number)s more days.", number)]


def _day_words(problem: Problem, event: Event, day: TriedDay) -> str:
    if day.day_violations:
        return day.day_violations[0].message
    if day.free is not None:
        return say(
            "%(employee)s could do it at %(time)s.", employee=day.free.employee.name, time=minutes_clock(day.free.start)
        )
    wanted = wanted_people(problem, event)
    if not day.qualified:
        return say("No %(wanted)s works at %(store)s.", wanted=wanted, store=problem.stores[event.store_id].name)
    named = [person.violations[0].message.rstrip(".") for person in day.qualified[:NAMED_PEOPLE]]
    more = len(day.qualified) - len(named)
    rest = say_number("; and %(number)s more person", "; and %(number)s more people", more) if more else ""
    return say(
        "No %(wanted)s is free on %(day)s: %(list)s%(rest)s.",
        wanted=wanted,
        day=short_day(day.day),
        list="; ".join(dict.fromkeys(named)),
        rest=rest,
    )


def wanted_people(problem: Problem, event: Event) -> str:
    if event.type is EventType.CORE:
        return say("demonstrator")
    return say(" or ").join(allowed_titles(problem.rules, event.type)) or say("person")


def _counted(counts: Counter[str]) -> str:
    named = ((say(BY_NAME[rule].TITLE).lower(), number) for rule, number in counts.most_common())
    return ", ".join(
        say_number("'%(rule)s' stops %(number)s person", "'%(rule)s' stops %(number)s people", number, rule=rule)
        for rule, number in named
    )
