"""The reason that decides why nobody does an event, as one sentence a manager can act on."""

from __future__ import annotations

from collections.abc import Sequence

from app.formatting import minutes_clock, short_day
from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.explanation import NAMED_PEOPLE, more_days, most_telling, wanted_people
from app.services.scheduling.problem import Problem
from app.services.scheduling.rules.violation import label
from app.services.scheduling.why_not import Stage, Stop, WhyNot
from app.wording import say


def binding_reason(problem: Problem, found: WhyNot) -> str:
    event = found.event
    if not found.days:
        return say("Its window ended on %(day)s.", day=short_day(event.due))
    if found.closed and not found.open_days:
        violation = min(found.closed, key=most_telling)
        more = len(found.closed) - 1
        return " ".join([violation.message, *more_days(more)])
    if found.able:
        return _somebody_could(found)
    if not any(allowed_starts(problem.rules, event, day) for day in found.days):
        return say("No start time is set for %(type)s events. Set one under Settings, Times.", type=event.type)
    return _everybody_is_stopped(problem, found)


def _somebody_could(found: WhyNot) -> str:
    first = found.able[0]
    more = len(found.able) - 1
    others = say(", and %(more)s more could as well", more=more) if more else ""
    where = say("on %(day)s at %(time)s", day=short_day(first.day), time=minutes_clock(first.start))
    return say(
        "Nothing stands against it: %(employee)s could do it %(where)s%(others)s.",
        employee=first.employee.name,
        where=where,
        others=others,
    )


def _everybody_is_stopped(problem: Problem, found: WhyNot) -> str:
    busy, limited = found.stopped_at(Stage.FREE), found.stopped_at(Stage.LIMITS)
    if busy or limited:
        parts = (
            [say("Everybody who could do it is on other work: %(named)s.", named=_named(problem, busy))] if busy else []
        )
        also = say("Everybody else who is free") if busy else say("Everybody who is free")
        parts += (
            [say("%(also)s has reached a limit: %(messages)s.", also=also, messages=_messages(limited))]
            if limited
            else []
        )
        return " ".join(parts)
    away = found.stopped_at(Stage.AVAILABLE)
    if away:
        return say("Nobody who may do it is there on any of its days: %(messages)s.", messages=_messages(away))
    return say(
        "No %(wanted)s works at %(store)s.",
        wanted=wanted_people(problem, found.event),
        store=problem.stores[found.event.store_id].name,
    )


def _named(problem: Problem, stops: Sequence[Stop]) -> str:
    return _listed([_on_what(problem, stop) for stop in stops])


def _on_what(problem: Problem, stop: Stop) -> str:
    other = problem.events.get(stop.violation.other_event_id or 0)
    if other is None:
        return stop.violation.message.rstrip(".")
    return say(
        "%(employee)s on %(event)s (%(day)s)",
        employee=stop.place.employee.name,
        event=label(other),
        day=short_day(stop.place.day),
    )


def _messages(stops: Sequence[Stop]) -> str:
    return _listed([stop.violation.message.rstrip(".") for stop in stops])


def _listed(words: Sequence[str]) -> str:
    more = len(words) - NAMED_PEOPLE
    return "; ".join(words[:NAMED_PEOPLE]) + (say("; and %(more)s more", more=more) if more > 0 else "")
