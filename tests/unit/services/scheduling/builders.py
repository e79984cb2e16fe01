"""Small worlds for the tests of the scheduling core: one store, invented people, Monday 2026-03-02 as today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.formatting import parse_hhmm
from app.services.scheduling.problem import Assignment, Employee, Event, Problem, Store
from app.services.scheduling.recognition import needs_own_time
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import EventSubtype, EventType, Title

MONDAY = date(2026, 3, 2)
FRIDAY = MONDAY + timedelta(days=4)
STORE = Store(1, "Club 8001", "America/Indiana/Indianapolis", location_id="L-1")
OTHER_STORE = Store(2, "Club 8002", "America/Indiana/Indianapolis", location_id="L-2")


def person(id: int = 1, name: str = "Ann", title: Title = Title.SPECIALIST, **more: Any) -> Employee:
    return Employee(id, name, title, **{"store_ids": frozenset({1}), "rep_id": str(9000 + id), **more})


ANN = person()
BOB = person(2, "Bob")
LEA = person(3, "Lea", Title.LEAD)
CARL = person(4, "Carl", Title.CLUB_SUPERVISOR)
JUNE = person(5, "June", Title.JUICER)


def event(id: int = 1, type: EventType = EventType.CORE, *, start: date = MONDAY, days: int = 14, **more: Any) -> Event:
    """Its number is 600000 + id; `days` after `start` it is due."""
    rules = RuleSettings()
    minutes = more.pop("minutes", rules.default_minutes(type, more.get("subtype")))
    number = more.pop("event_number", str(600000 + id))
    exclusive = more.pop("exclusive", needs_own_time(rules, type, minutes))
    return Event(
        id,
        more.pop("ref_num", f"31{id:06d}"),
        f"{number}-{type.upper()}-Oat milk",
        type,
        more.pop("store_id", 1),
        start,
        more.pop("due", start + timedelta(days=days)),
        minutes,
        event_number=number,
        exclusive=exclusive,
        **more,
    )


def core(id: int = 1, **more: Any) -> Event:
    return event(id, EventType.CORE, **more)


def juicer(id: int = 1, subtype: EventSubtype = EventSubtype.JUICER_PRODUCTION, **more: Any) -> Event:
    return event(id, EventType.JUICER, subtype=subtype, **more)


def at(
    event: Event, employee: Employee = ANN, day: date = FRIDAY, clock: str = "09:45", store: Store = STORE, **more: Any
) -> Assignment:
    return Assignment(event, employee, store, day, parse_hhmm(clock), **more)


def world(
    assignments: Iterable[Assignment] = (),
    *,
    events: Iterable[Event] = (),
    people: Iterable[Employee] = (ANN, BOB, LEA, CARL, JUNE),
    stores: Iterable[Store] = (STORE, OTHER_STORE),
    rules: RuleSettings | None = None,
    **more: Any,
) -> Problem:
    """The events of the assignments belong to it, too; schedule ids 101, 102 ... are given where none was."""
    saved = tuple(
        row if row.schedule_id else replace(row, schedule_id=101 + place) for place, row in enumerate(assignments)
    )
    return Problem(
        today=more.pop("today", MONDAY),
        first_day=more.pop("first_day", MONDAY),
        last_day=more.pop("last_day", MONDAY + timedelta(days=13)),
        stores={store.id: store for store in stores},
        employees={one.id: one for one in people},
        events={one.id: one for one in (*events, *(row.event for row in saved))},
        assignments=saved,
        rules=rules or RuleSettings(),
        **more,
    )
