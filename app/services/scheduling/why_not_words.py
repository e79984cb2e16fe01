"""The reason that decides why nobody does an event, as one sentence a manager can act on."""

from __future__ import annotations

from collections.abc import Sequence

from app.formatting import minutes_clock, short_day
from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.explanation import NAMED_PEOPLE, most_telling, wanted_people
from app.services.scheduling.problem import Problem
from app.services.scheduling.rules.violation import label
from app.services.scheduling.why_not import Stage, Stop, WhyNot


def binding_reason(problem: Problem, found: WhyNot) -> str:
    event = found.event
    if not found.days:
        return f"Its window ended on {short_day(event.due)}."
    if found.closed and not found.open_days:
        violation = min(found.closed, key=most_telling)
        more = len(found.closed) - 1
        same = f" The same holds for {more} more {'day' if more == 1 else 'days'}." if more else ""
        return violation.message + same
    if found.able:
        return _somebody_could(found)
    if not any(allowed_starts(problem.rules, event, day) for day in found.days):
        return f"No start time is set for {event.type} events. Set one under Settings, Times."
    return _everybody_is_stopped(problem, found)


def _somebody_could(found: WhyNot) -> str:
    first = found.able[0]
    more = len(found.able) - 1
    others = f", and {more} more could as well" if more else ""
    where = f"on {short_day(first.day)} at {minutes_clock(first.start)}"
    return f"Nothing stands against it: {first.employee.name} could do it {where}{others}."


def _everybody_is_stopped(problem: Problem, found: WhyNot) -> str:
    busy, limited = found.stopped_at(Stage.FREE), found.stopped_at(Stage.LIMITS)
    if busy or limited:
        parts = [f"Everybody who could do it is on other work: {_named(problem, busy)}."] if busy else []
        also = "Everybody else who is free" if busy else "Everybody who is free"
        parts += [f"{also} has reached a limit: {_messages(limited)}."] if limited else []
        return " ".join(parts)
    away = found.stopped_at(Stage.AVAILABLE)
    if away:
        return f"Nobody who may do it is there on any of its days: {_messages(away)}."
    return f"No {wanted_people(problem, found.event)} works at {problem.stores[found.event.store_id].name}."


def _named(problem: Problem, stops: Sequence[Stop]) -> str:
    return _listed([_on_what(problem, stop) for stop in stops])


def _on_what(problem: Problem, stop: Stop) -> str:
    other = problem.events.get(stop.violation.other_event_id or 0)
    if other is None:
        return stop.violation.message.rstrip(".")
    return f"{stop.place.employee.name} on {label(other)} ({short_day(stop.place.day)})"


def _messages(stops: Sequence[Stop]) -> str:
    return _listed([stop.violation.message.rstrip(".") for stop in stops])


def _listed(words: Sequence[str]) -> str:
    more = len(words) - NAMED_PEOPLE
    return "; ".join(words[:NAMED_PEOPLE]) + (f"; and {more} more" if more > 0 else "")
