"""What is open: events that still need people, what stays as it is, and where each event could go at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.constraint_validator import check
from app.services.scheduling.draft import Group, Kind, Site
from app.services.scheduling.engine_rules import HardRules
from app.services.scheduling.engine_starts import interchangeable
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rules import (
    due_day,
    event_condition,
    fixed_day,
    left_to_people,
    pairing,
    short_notice,
    window,
)
from app.services.scheduling.rules.alcohol_training import serves_alcohol
from app.services.scheduling.rules.left_to_people import may_be_automatic
from app.services.scheduling.rules.overlap import collide
from app.services.scheduling.rules.violation import Mode, PostedRule, Violation, severity
from app.vocabulary import Condition, Severity

DAY_RULES: tuple[PostedRule, ...] = (event_condition, left_to_people, window, due_day, fixed_day, short_notice)
"""These look only at the event and its day."""
NOT_OF_PEOPLE = frozenset(rule.NAME for rule in (*DAY_RULES, pairing))
"""Decided per event, not per person, because the events of a kind share their people."""
NEEDS_PEOPLE = (Condition.UNSTAFFED, Condition.REISSUED)


@dataclass(frozen=True)
class Opening:
    """The engine's task after everything that is settled was set aside."""

    problem: Problem
    """Holds as assignments only what stays as it is."""
    events: tuple[Event, ...]
    seats: Mapping[int, int]
    """People each event still needs, by event id."""
    drafts: Mapping[int, Assignment]
    """Earlier drafts that may be planned anew, by event id."""

    known_days: dict[int, tuple[date, ...]] = field(default_factory=dict, compare=False)

    def days(self, event: Event) -> tuple[date, ...]:
        """Days of the range on which the event may be done by its own rules; asked once per event."""
        if event.id not in self.known_days:
            self.known_days[event.id] = possible_days(self.problem, event)
        return self.known_days[event.id]

    @property
    def total(self) -> int:
        return sum(self.seats[event.id] for event in self.events)


def open_up(problem: Problem, store_ids: frozenset[int] | None = None) -> Opening:
    """Pinned, published and unusual drafts stay; other drafts inside the range are planned anew."""
    drafts = _movable(problem, store_ids)
    gone = {draft.schedule_id for draft in drafts.values()}
    kept = replace(problem, assignments=tuple(row for row in problem.assignments if row.schedule_id not in gone))
    seats = {event.id: event.headcount - len(kept.by_event.get(event.id, ())) for event in problem.events.values()}
    chosen = [
        event
        for event in sorted(problem.events.values(), key=lambda event: event.id)
        if seats[event.id] > 0
        and (store_ids is None or event.store_id in store_ids)
        and (event.id in drafts or _asks_for_people(problem, event))
    ]
    return Opening(kept, tuple(chosen), {event.id: seats[event.id] for event in chosen}, drafts)


def possible_days(problem: Problem, event: Event) -> tuple[date, ...]:
    first, last = max(problem.first_day, event.start), min(problem.last_day, event.due)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in days if not day_violations(problem, event, day))


def has_place(opening: Opening, event: Event) -> bool:
    """Whether anybody could do the event at all beside what stays."""
    kind, rules = Kind(event, together=event.headcount > 1), HardRules(opening.problem, NOT_OF_PEOPLE)
    return any(any(_sites_of(opening.problem, rules, kind, day, 1)) for day in opening.days(event))


def day_violations(problem: Problem, event: Event, day: date) -> list[Violation]:
    """What stands against the day whoever does the event."""
    anybody = next(iter(problem.employees.values()), None)
    if anybody is None:
        return []
    candidate = Assignment(event, anybody, problem.stores[event.store_id], day, 0)
    hard = (rule for rule in DAY_RULES if severity(problem.rules, rule, Mode.AUTOMATIC) is Severity.HARD)
    return [violation for rule in hard for violation in rule.violations(problem, candidate, ())]


def group_up(opening: Opening) -> dict[Group, tuple[date, ...]]:
    """Groups of interchangeable events with their possible days; events without any day are left out."""
    kinds: dict[tuple[object, ...], Kind] = {}
    gathered: dict[tuple[Kind, date, date, int, int | None], list[Event]] = defaultdict(list)
    for event in opening.events:
        kind = kinds.setdefault(_kind_key(opening, event), Kind(event, together=event.headcount > 1))
        gathered[kind, event.start, event.due, event.priority, _own(opening, event)].append(event)
    groups: dict[Group, tuple[date, ...]] = {}
    for (kind, *_), events in gathered.items():
        days = opening.days(events[0])
        if days:
            groups[Group(kind, tuple(events), opening.seats[events[0].id])] = days
    return groups


def find_sites(
    opening: Opening, groups: Mapping[Group, Sequence[date]], go_on: Callable[[], None] = lambda: None
) -> list[Site]:
    """Every employee, day and start that no rule about people forbids; starts that are the same are one site.

    `go_on` is called again and again and may raise to end it.
    """
    rules = HardRules(opening.problem, NOT_OF_PEOPLE)
    wanted: dict[tuple[Kind, date], int] = defaultdict(int)
    for group, days in groups.items():
        for day in days:
            wanted[group.kind, day] += len(group.events)
    by_person: dict[tuple[int, date], list[Site]] = defaultdict(list)
    for (kind, day), events in wanted.items():
        go_on()
        for site in _sites_of(opening.problem, rules, kind, day, events):
            by_person[site.employee.id, day].append(site)
    return [site for key in sorted(by_person) for site in interchangeable(opening.problem, by_person[key])]


def _movable(problem: Problem, store_ids: frozenset[int] | None) -> dict[int, Assignment]:
    rows = [row for row in problem.assignments if _may_move(problem, row, store_ids)]
    gone = frozenset(row.schedule_id for row in rows if row.schedule_id is not None)
    drafts = {row.event.id: row for row in rows if not _is_unusual(problem, row, gone)}
    stays = {row.event.id for row in problem.assignments if drafts.get(row.event.id) is not row}
    return {
        event_id: row
        for event_id, row in drafts.items()
        if not any(partner.id in stays for partner in problem.partner_events(row.event))
    }


def _may_move(problem: Problem, row: Assignment, store_ids: frozenset[int] | None) -> bool:
    event = row.event
    free = row.schedule_id is not None and not row.pinned and not row.published and event.headcount == 1
    here = store_ids is None or event.store_id in store_ids
    return free and here and problem.first_day <= row.day <= problem.last_day and may_be_automatic(problem.rules, event)


def _is_unusual(problem: Problem, row: Assignment, gone: frozenset[int]) -> bool:
    """Somebody put it where automatic scheduling never would: that was meant."""
    plain = replace(row, schedule_id=None, pinned=False, published=False)
    found = check(problem, plain, mode=Mode.AUTOMATIC, ignoring=gone)
    return any(item.severity is Severity.HARD and item.rule != pairing.NAME for item in found)


def _asks_for_people(problem: Problem, event: Event) -> bool:
    touches = event.start <= problem.last_day and event.due >= problem.first_day
    return touches and event.condition in NEEDS_PEOPLE and may_be_automatic(problem.rules, event)


def _kind_key(opening: Opening, event: Event) -> tuple[object, ...]:
    alone = event.id if event.headcount > 1 else None
    alcohol = serves_alcohol(opening.problem.rules, event)
    return event.store_id, event.type, event.subtype, event.minutes, event.exclusive, alcohol, alone


def _own(opening: Opening, event: Event) -> int | None:
    """Events with a partner or an earlier place are not the same as any other."""
    own = event.id in opening.drafts or event.headcount > 1 or bool(opening.problem.partner_events(event))
    return event.id if own else None


def _sites_of(problem: Problem, rules: HardRules, kind: Kind, day: date, events: int) -> Iterator[Site]:
    event = kind.sample
    staff = [person for person in problem.employees.values() if event.store_id in person.store_ids]
    for employee in sorted(staff, key=lambda person: person.id):
        for start in _starts(problem, rules, kind, employee, day):
            place = Assignment(event, employee, problem.stores[event.store_id], day, start)
            yield Site(kind, employee, day, (start,), 1 if events == 1 or collide(place, place) else events)


def _starts(problem: Problem, rules: HardRules, kind: Kind, employee: Employee, day: date) -> list[int]:
    event, store = kind.sample, problem.stores[kind.sample.store_id]
    seated = problem.by_event.get(event.id, ()) if kind.together else ()
    own = problem.by_employee.get(employee.id, ())
    others = [*own, *(row for row in seated if row.employee.id != employee.id)]
    return [
        start
        for start in allowed_starts(problem.rules, event, day)
        if all((other.day, other.start) == (day, start) for other in seated)
        and rules.allow(Assignment(event, employee, store, day, start), others)
    ]
