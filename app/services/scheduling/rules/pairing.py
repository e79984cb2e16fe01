"""A Supervisor event is done on the day of its Core."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.formatting import short_day
from app.services.scheduling.problem import Assignment, Event, Problem
from app.services.scheduling.rules.violation import Violation, broken, label
from app.vocabulary import EventType, Severity

NAME = "pairing"
TITLE = "On the day of its Core"
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
        message = f"Its {label(visit.event)} is on {short_day(visit.day)}, not on {short_day(candidate.day)}."
        yield broken(NAME, candidate, message, "Move the Supervisor event to the same day.", other=visit)


def _without_core(candidate: Assignment, cores: list[Assignment]) -> Violation:
    if cores:
        message = f"Its {label(cores[0].event)} is on {short_day(cores[0].day)}."
        return broken(NAME, candidate, message, f"Choose {short_day(cores[0].day)}.", other=cores[0])
    number = candidate.event.event_number
    if number is None:
        message = "Its name holds no six-digit number, so its Core cannot be found."
        return broken(NAME, candidate, message, "Add the number to the event, or schedule it by hand.")
    return broken(NAME, candidate, f"There is no Core {number} on the schedule.", "Schedule the Core first.")
