"""A Supervisor event is done on the day of its Core."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.formatting import short_day
from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rules.violation import Violation, broken, label
from app.vocabulary import EventType, Severity
from app.wording import N_, say

if TYPE_CHECKING:
    from app.services.scheduling.draft import Draft, Group

NAME = "pairing"
TITLE = N_("On the day of its Core")
AUTOMATIC = Severity.HARD
MANUAL = Severity.SOFT


def partners(problem: Problem, event: Event, others: Sequence[Assignment]) -> list[Assignment]:
    ids = {partner.id for partner in problem.partner_events(event)}
    return [other for other in others if other.event.id in ids]


def violations(problem: Problem, candidate: Assignment, others: Sequence[Assignment]) -> Iterator[Violation]:
    event = candidate.event
    there = partners(problem, event, others)
    if event.type is EventType.SUPERVISOR:
        if all(core.day != candidate.day for core in there):
            yield _without_core(candidate, there)
    elif there and all(visit.day != candidate.day for visit in there):
        visit = there[0]
        message = say(
            "Its %(event)s is on %(day)s, not on %(last_day)s.",
            event=label(visit.event),
            day=short_day(visit.day),
            last_day=short_day(candidate.day),
        )
        yield broken(NAME, candidate, message, say("Move the Supervisor event to the same day."), other=visit)


def _without_core(candidate: Assignment, cores: list[Assignment]) -> Violation:
    if cores:
        message = say("Its %(event)s is on %(day)s.", event=label(cores[0].event), day=short_day(cores[0].day))
        return broken(NAME, candidate, message, say("Choose %(day)s.", day=short_day(cores[0].day)), other=cores[0])
    number = candidate.event.event_number
    if number is None:
        message = say("Its name holds no six-digit number, so its Core cannot be found.")
        return broken(NAME, candidate, message, say("Add the number to the event, or schedule it by hand."))
    return broken(
        NAME,
        candidate,
        say("There is no Core %(number)s on the schedule.", number=number),
        say("Schedule the Core first."),
    )


def post(draft: Draft, problem: Problem) -> None:
    for group in draft.groups:
        partners = {partner.id for event in group.events for partner in problem.partner_events(event)}
        if group.kind.sample.type is EventType.SUPERVISOR:
            _visits_need_core(draft, group, partners)
        elif group.kind.sample.type is EventType.CORE and partners:
            _core_keeps_visits(draft, group, partners)


def _visits_need_core(draft: Draft, visits: Group, cores: set[int]) -> None:
    for day in draft.days_of(visits):
        if not draft.is_fixed_on(cores, day):
            draft.require(draft.done(visits, day), draft.done_on(cores, day))


def _core_keeps_visits(draft: Draft, core: Group, visits: set[int]) -> None:
    """Where there are visits at all, one of them is on the day of the Core."""
    if _needs_only(draft, core, visits):
        return
    for day in draft.days_of(core):
        if draft.is_fixed_on(visits, day):
            continue
        here = draft.done_on(visits, day)
        if draft.is_fixed_on(visits):
            draft.require(draft.done(core, day), here)
        for visit in draft.groups_of(visits):
            elsewhere = [draft.done(visit, at) for at in draft.days_of(visit) if at != day]
            draft.limit([(draft.done(core, day), 1), *((it, 1) for it in elsewhere), *((it, -1) for it in here)], 1)


def _needs_only(draft: Draft, core: Group, visits: set[int]) -> bool:
    """Whether the visits can be nowhere but with this Core, as their own rows say already."""
    if core.size > 1 or draft.is_fixed_on(visits):
        return False
    partners = {
        partner.id
        for group in draft.groups_of(visits)
        for visit in group.events
        for partner in draft.problem.partner_events(visit)
    }
    return partners == {event.id for event in core.events}
