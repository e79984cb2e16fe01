"""What is open: events that still need people, what stays as it is, and where each event could go at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.services.scheduling.constraint_validator import check
from app.services.scheduling.draft_parts import Group, Kind
from app.services.scheduling.problem import Assignment, Event, Problem
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
from app.services.scheduling.rules.violation import Mode, PostedRule, Violation, severity
from app.vocabulary import Condition, EventSubtype, EventType, Severity

DAY_RULES: tuple[PostedRule, ...] = (event_condition, left_to_people, window, due_day, fixed_day, short_notice)
"""These look only at the event and its day."""
NOT_OF_PEOPLE = frozenset(rule.NAME for rule in (*DAY_RULES, pairing))
"""Decided per event, not per person, because the events of a kind share their people."""
_Calendar = tuple[EventType, EventSubtype | None, date, date, Condition, bool]
"""What the rules of days look at."""
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

    known_days: dict[_Calendar, tuple[date, ...]] = field(default_factory=dict, compare=False)

    def days(self, event: Event) -> tuple[date, ...]:
        """Days of the range on which the event may be done by its own rules; asked once for all that are alike."""
        calendar = event.type, event.subtype, event.start, event.due, event.condition, event.auto_schedule
        if calendar not in self.known_days:
            self.known_days[calendar] = possible_days(self.problem, event)
        return self.known_days[calendar]

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
    hard = hard_day_rules(problem)
    return tuple(day for day in days if not any(_against_day(problem, hard, event, day)))


def day_violations(problem: Problem, event: Event, day: date) -> list[Violation]:
    """What stands against the day whoever does the event."""
    return list(_against_day(problem, hard_day_rules(problem), event, day))


def hard_day_rules(problem: Problem) -> list[PostedRule]:
    return [rule for rule in DAY_RULES if severity(problem.rules, rule, Mode.AUTOMATIC) is Severity.HARD]


def _against_day(problem: Problem, rules: Sequence[PostedRule], event: Event, day: date) -> Iterator[Violation]:
    anybody = next(iter(problem.employees.values()), None)
    if anybody is not None:
        candidate = Assignment(event, anybody, problem.stores[event.store_id], day, 0)
        for rule in rules:
            yield from rule.violations(problem, candidate, ())


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


def _movable(problem: Problem, store_ids: frozenset[int] | None) -> dict[int, Assignment]:
    rows = [row for row in problem.assignments if _may_move(problem, row, store_ids)]
    gone = frozenset(row.schedule_id for row in rows if row.schedule_id is not None)
    drafts = {row.event.id: row for row in rows if row.released or not _is_unusual(problem, row, gone)}
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
    alcohol = tuple(serves_alcohol(rules, event) for rules in opening.problem.rules.versions)
    return event.store_id, event.type, event.subtype, event.minutes, event.exclusive, event.own, alcohol, alone


def _own(opening: Opening, event: Event) -> int | None:
    """Events with a partner or an earlier place are not the same as any other."""
    own = event.id in opening.drafts or event.headcount > 1 or bool(opening.problem.partner_events(event))
    return event.id if own else None
