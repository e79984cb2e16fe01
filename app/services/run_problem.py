"""What a run hands to the engine: the problem narrowed to what was asked, and what of the booked week may change.

A repair changes as little as possible. Work that cannot stay (a sick call, a closed day) is sought a new place; other
work that is not pinned moves only where it is needed, and the next days are left alone unless the manager says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.formatting import minutes_clock, short_day
from app.services.scheduling.conflict_resolver import can_spare_its_place
from app.services.scheduling.constraint_validator import check
from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rules import (
    active_employee,
    alcohol_training,
    availability_override,
    date_unavailability,
    holiday,
    store,
    time_off,
    title,
    window,
)
from app.services.scheduling.rules.left_to_people import may_be_automatic
from app.services.scheduling.rules.violation import Mode, label
from app.vocabulary import Condition, Severity

#: Nobody may set these aside by hand, so a schedule that breaks one was right when it was made and is not any more.
_CANNOT_STAY = frozenset(
    rule.NAME
    for rule in (
        active_employee,
        alcohol_training,
        availability_override,
        date_unavailability,
        holiday,
        store,
        time_off,
        title,
        window,
    )
)


@dataclass(frozen=True)
class Displaced:
    """A booking that cannot stay where it is, and why."""

    row: Assignment
    why: str


@dataclass(frozen=True)
class Prepared:
    standing: Problem
    """As booked, before anything may move: what the result is compared with."""
    problem: Problem
    """What the engine gets."""
    displaced: tuple[Displaced, ...] = ()
    held_back: tuple[str, ...] = ()
    """What cannot stay and yet is not touched, in words."""


def only(problem: Problem, event_ids: Collection[int]) -> Problem:
    """Nothing but these events is planned, each with the other half of its Core and Supervisor pair."""
    named = [problem.events[event_id] for event_id in event_ids if event_id in problem.events]
    wanted = {event.id for one in named for event in (one, *problem.partner_events(one))}
    events = {
        event.id: event if event.id in wanted else replace(event, auto_schedule=False)
        for event in problem.events.values()
    }
    rows = tuple(replace(row, event=events[row.event.id]) for row in problem.assignments)
    return replace(problem, events=events, assignments=rows)


def unfrozen(problem: Problem) -> Problem:
    """The next days, from tomorrow on, count like any other."""
    return replace(problem, rules=replace(problem.rules, scheduling_window_days=1, core_first_fill_offset=1))


def repair(problem: Problem, store_ids: Collection[int], *, touch_frozen: bool) -> Prepared:
    """What the people of these stores do elsewhere stays."""
    first = first_free_day(problem, touch_frozen=touch_frozen)
    opened = unfrozen(problem) if touch_frozen else problem
    broken = list(_broken(problem, store_ids))
    moving = [one for one in broken if not _holds(problem, one.row, first)]
    kept = [one for one in broken if one not in moving]
    gone = {one.row.schedule_id for one in moving}
    free = {
        row.schedule_id
        for row in problem.assignments
        if row.store.id in store_ids and not _holds(problem, row, first) and _may_give_way(problem, row)
    }
    released = tuple(
        replace(row, published=False) if row.schedule_id in free else row
        for row in problem.assignments
        if row.schedule_id not in gone
    )
    asked = replace(opened, events=_asking(problem, moving), assignments=released, keeps_booked=True)
    told = tuple(f"{one.why} {_place(one.row)} stays: {_holds(problem, one.row, first)}" for one in kept)
    return Prepared(problem, asked, tuple(moving), told)


def first_free_day(problem: Problem, *, touch_frozen: bool) -> date:
    """Today's work is never moved by a run; that of the frozen days only when asked."""
    frozen = 0 if touch_frozen else problem.rules.scheduling_window_days
    return problem.today + timedelta(days=frozen + 1)


def _broken(problem: Problem, store_ids: Collection[int]) -> Iterator[Displaced]:
    for row in problem.assignments:
        if row.schedule_id is None or row.store.id not in store_ids:
            continue
        if not max(problem.first_day, problem.today) <= row.day <= problem.last_day:
            continue
        plain = replace(row, schedule_id=None, pinned=False, published=False)
        found = check(problem, plain, mode=Mode.MANUAL, ignoring=frozenset({row.schedule_id}))
        reason = next((v.message for v in found if v.severity is Severity.HARD and v.rule in _CANNOT_STAY), None)
        if reason:
            yield Displaced(row, reason)


def _holds(problem: Problem, row: Assignment, first: date) -> str:
    """Why a run must leave the booking alone; empty when it may move."""
    if row.pinned:
        return "it is pinned."
    if row.day < first:
        return "its day is too near to change without asking." if row.day > problem.today else "it is today."
    if row.day < problem.first_day or row.day > problem.last_day:
        return "it lies outside the days of this run."
    return "" if may_be_automatic(problem.rules, row.event) else "automatic scheduling is turned off for it."


def _may_give_way(problem: Problem, row: Assignment) -> bool:
    """Drafts are nobody's promise."""
    return not row.published or can_spare_its_place(problem, row)


def _asking(problem: Problem, moving: Collection[Displaced]) -> dict[int, Event]:
    wanted = {one.row.event.id for one in moving}
    return {
        event.id: replace(event, condition=Condition.UNSTAFFED) if event.id in wanted else event
        for event in problem.events.values()
    }


def _place(row: Assignment) -> str:
    return f"{label(row.event)} on {short_day(row.day)} {minutes_clock(row.start)}"
