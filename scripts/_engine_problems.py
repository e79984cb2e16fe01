"""Problems to measure the engine with: weeks of the invented demo world, and larger made-up ones."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from app.formatting import local_day, local_minutes
from app.sandbox.closings import falls_on
from app.sandbox.world import DemoWorld, MPlan, Person
from app.services.scheduling.problem import (
    Assignment,
    Employee,
    Event,
    Override,
    Problem,
    RotationSlot,
    Store,
    TimeOff,
    Window,
)
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import Condition, EventSubtype, EventType, RotationKind, TimeOffStatus, Title

SHORT_VISIT = 30
AROUND = timedelta(days=14)
_RULES = RuleSettings()


def week_of(world: DemoWorld, first_day: date, days: int = 7) -> Problem:
    """The demo world as the scheduling core sees it for some days."""
    stores = {int(store.number): _store(world, store.number, first_day, days) for store in world.stores}
    ids = {person.employee_id: number for number, person in enumerate(world.people, start=1)}
    employees = {ids[person.employee_id]: _employee(world, person, ids) for person in world.people}
    events = {int(plan.mplan_id): _event(plan) for plan in world.mplans}
    bookings = _bookings(world, stores, employees, events)
    last_day = first_day + timedelta(days=days - 1)
    near = tuple(row for row in bookings if first_day - AROUND <= row.day <= last_day + AROUND)
    return Problem(
        today=world.today,
        first_day=first_day,
        last_day=last_day,
        stores=stores,
        employees=employees,
        events=events,
        assignments=near,
        rotations={
            (int(r.store_number), r.kind, r.weekday): RotationSlot(
                ids[r.employee_id], ids.get(r.backup_employee_id or "")
            )
            for r in world.rotations
        },
        rotation_exceptions={
            (int(r.store_number), r.kind, r.day): ids[r.employee_id] for r in world.rotation_exceptions
        },
        rules=_RULES,
    )


def _store(world: DemoWorld, number: str, first_day: date, days: int) -> Store:
    demo = next(store for store in world.stores if store.number == number)
    around = (first_day + timedelta(days=offset) for offset in range(-14, days + 14))
    closed = {day: h.name for day in around for h in world.holidays if h.active and falls_on(h, day)}
    return Store(int(number), demo.name, demo.timezone, closed, demo.location_id)


def _employee(world: DemoWorld, person: Person, ids: dict[str, int]) -> Employee:
    own = person.employee_id
    weekly: dict[int, tuple[Window, ...]] | None = None
    if person.weekly is not None:
        gathered: dict[int, list[Window]] = defaultdict(list)
        for item in person.weekly:
            gathered[item.weekday].append((item.starts_minute, item.ends_minute))
        weekly = {weekday: tuple(windows) for weekday, windows in gathered.items()}
    return Employee(
        id=ids[own],
        name=person.name,
        title=person.title,
        store_ids=frozenset(int(number) for number in person.store_numbers),
        active=person.active,
        rep_id=person.rep_id,
        terminated_on=person.terminated_on,
        adult_beverage_trained=person.adult_beverage_trained,
        weekly=weekly,
        dates={d.day: d.available for d in world.date_availability if d.employee_id == own},
        overrides=tuple(Override(o.starts_on, o.ends_on, o.weekdays) for o in world.overrides if o.employee_id == own),
        time_off=tuple(_time_off(world, own)),
        max_minutes_week=person.max_minutes_week,
        target_minutes_week=person.target_minutes_week,
        max_days_week=person.max_days_week,
    )


def _time_off(world: DemoWorld, employee_id: str) -> list[TimeOff]:
    approved = [t for t in world.time_off if t.employee_id == employee_id and t.status is TimeOffStatus.APPROVED]
    found = []
    for item in approved:
        hours = None
        if item.starts_minute is not None and item.ends_minute is not None:
            hours = (item.starts_minute, item.ends_minute)
        found.append(TimeOff(item.starts_on, item.ends_on, hours))
    return found


def _event(plan: MPlan) -> Event:
    return Event(
        id=int(plan.mplan_id),
        ref_num=plan.mplan_id,
        name=plan.name,
        type=plan.type,
        store_id=int(plan.store_number),
        start=plan.start_date,
        due=plan.due_date,
        minutes=plan.minutes,
        subtype=plan.subtype,
        event_number=plan.number,
        exclusive=not (plan.type in _RULES.overlap_exempt and plan.minutes <= SHORT_VISIT),
        condition=plan.condition,
    )


def _bookings(
    world: DemoWorld, stores: dict[int, Store], employees: dict[int, Employee], events: dict[int, Event]
) -> list[Assignment]:
    by_rep = {employee.rep_id: employee for employee in employees.values()}
    found = []
    for number, booking in enumerate(world.bookings, start=1):
        event = events[int(booking.mplan_id)]
        store, employee = stores[event.store_id], by_rep[booking.rep_id]
        day = local_day(booking.starts_at, store.zone)
        start = local_minutes(booking.starts_at, store.zone)
        found.append(Assignment(event, employee, store, day, start, number, published=True, minutes=booking.minutes))
    return found


def made_up(stores: int, employees: int, events: int, weeks: int, seed: int = 1) -> Problem:
    """A tight problem of any size: mixed titles, part-time weeks, some time off, Core and Supervisor pairs."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    monday = date(2026, 3, 2)
    last = monday + timedelta(days=7 * weeks - 1)
    places = {n: Store(n, f"Store {n}", "America/Indiana/Indianapolis") for n in range(1, stores + 1)}
    people = {n: _made_up_person(dice, n, stores, monday, weeks) for n in range(1, employees + 1)}
    rotations = {}
    for store_id in places:
        for kind, title in ((RotationKind.JUICER, Title.JUICER), (RotationKind.PRIMARY_LEAD, Title.LEAD)):
            own = [p.id for p in people.values() if p.title is title and store_id in p.store_ids]
            for weekday in range(7):
                rotations[store_id, kind, weekday] = RotationSlot(dice.choice(own), dice.choice(own))
    work = _made_up_events(dice, stores, events, monday, weeks)
    today = monday - timedelta(days=7)
    return Problem(today, monday, last, places, people, {event.id: event for event in work}, rotations=rotations)


_TITLES = (Title.CLUB_SUPERVISOR, Title.LEAD, Title.LEAD, Title.LEAD, Title.JUICER, Title.JUICER, Title.JUICER)


def _made_up_person(dice: random.Random, number: int, stores: int, monday: date, weeks: int) -> Employee:
    turn = (number - 1) // stores
    title = _TITLES[turn] if turn < len(_TITLES) else Title.SPECIALIST
    store_ids = {(number - 1) % stores + 1}
    if dice.random() < 0.1:
        store_ids.add(dice.randint(1, stores))
    weekly = None
    if dice.random() < 0.6:
        weekly = {weekday: ((360, 1320),) for weekday in dice.sample(range(7), dice.choice((4, 5, 6)))}
    off: tuple[TimeOff, ...] = ()
    if dice.random() < 0.3:
        first = monday + timedelta(days=dice.randrange(7 * weeks))
        off = (TimeOff(first, first + timedelta(days=dice.randrange(4))),)
    target = dice.choice((1170, 1560, 1950))
    person = Employee(number, f"Person {number}", title, frozenset(store_ids), weekly=weekly, time_off=off)
    return replace(person, max_minutes_week=2400, target_minutes_week=target, max_days_week=dice.choice((4, 5, 5)))


def _made_up_events(dice: random.Random, stores: int, events: int, monday: date, weeks: int) -> list[Event]:
    ids = count(1)
    found: list[Event] = []
    while len(found) < events:
        store_id, number = dice.randint(1, stores), str(600000 + len(found))
        kind, subtype, minutes, share = dice.choices(_MIX, [item[3] for item in _MIX])[0]
        start = monday + timedelta(days=dice.randrange(7 * weeks - 1))
        due = start + timedelta(days=dice.choice((3, 6, 7, 7, 10)))
        event = Event(next(ids), number, f"{number} {kind}", kind, store_id, start, due, minutes, subtype, number)
        event = replace(
            event, exclusive=minutes > SHORT_VISIT, priority=dice.randint(1, 5), condition=Condition.UNSTAFFED
        )
        found.append(event)
        if kind is EventType.CORE and share and dice.random() < 0.5 and len(found) < events:
            found.append(replace(event, id=next(ids), type=EventType.SUPERVISOR, minutes=5, exclusive=False))
    return found


_MIX: tuple[tuple[EventType, EventSubtype | None, int, float], ...] = (
    (EventType.CORE, None, 390, 60),
    (EventType.JUICER, EventSubtype.JUICER_PRODUCTION, 540, 6),
    (EventType.JUICER, EventSubtype.JUICER_SURVEY, 30, 3),
    (EventType.FREEOSK, None, 30, 6),
    (EventType.DIGITALS, EventSubtype.DIGITAL_SETUP, 30, 5),
    (EventType.DIGITALS, EventSubtype.DIGITAL_TEARDOWN, 30, 4),
    (EventType.OTHER, None, 60, 5),
)
