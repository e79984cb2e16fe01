"""Translates rows into what the scheduling core sees. The only bridge between the two."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app import models
from app.formatting import local_day, wall_time
from app.models.columns import utc_now
from app.queries import problem as queries
from app.queries import problem_people, team
from app.queries.problem import EventRow, ScheduleRow
from app.queries.problem_people import PersonRow
from app.services import rulebook, team_days
from app.services.scheduling.problem import (
    Assignment,
    Employee,
    Event,
    Problem,
    Store,
)
from app.services.team_people import employees
from app.vocabulary import ScheduleStatus

#: So that rules about weeks and days in a row see what lies before and behind the asked days.
NEIGHBOURHOOD = timedelta(days=14)


def load(
    session: Session,
    *,
    store_ids: Collection[int],
    first_day: date,
    last_day: date,
    now: datetime | None = None,
    event_ids: Collection[int] = (),
    employee_ids: Collection[int] = (),
) -> Problem:
    """What decides about these days in these stores, as it is in this transaction.

    `event_ids` and `employee_ids` are loaded in any case, wherever and whenever they are.
    """
    rules = rulebook.read(session).between(first_day, last_day)
    first, last = first_day - NEIGHBOURHOOD, last_day + NEIGHBOURHOOD
    stores = team_days.stores(session, first, last)
    people = problem_people.staff(session, store_ids, midnight(first), named=employee_ids)
    rows = queries.events_around(session, store_ids, first_day, last_day, event_ids)
    known = {row.id for row in rows}
    work = queries.schedules_around(session, {row.id for row in people}, known, midnight(first), midnight(last))
    elsewhere = queries.events_with_stuck(session, {row.event_id for row in work} - known)
    work += [row for _event, row in elsewhere if row]
    held, stuck = [row for row in work if not queries.is_stuck(row)], [row for row in work if queries.is_stuck(row)]
    people += _strangers(session, work, people)
    facts = list(team.facts_of(session, {row.id for row in people}, store_ids, first, last))
    staff = employees(people, facts)
    events = {row.id: event_of(row) for row in (*rows, *(event for event, _row in elsewhere))}
    return Problem(
        today=local_day(now or utc_now(), _zone(stores, store_ids)),
        first_day=first_day,
        last_day=last_day,
        stores=stores,
        employees=staff,
        events=events,
        assignments=tuple(assignment_of(row, stores, staff, events) for row in held),
        in_conflict=by_event(assignment_of(row, stores, staff, events) for row in stuck),
        rotations=team_days.rotations(facts),
        rotation_exceptions=team_days.rotation_exceptions(facts),
        rules=rules,
    )


def load_duties(session: Session, *, store_ids: Collection[int], first_day: date, last_day: date) -> Problem:
    """People and rotations alone: what says who has which duty on these days, without any work."""
    stores = team_days.stores(session, first_day, last_day)
    people = problem_people.staff(session, store_ids, midnight(first_day))
    facts = list(team.facts_of(session, {row.id for row in people}, store_ids, first_day, last_day))
    return Problem(
        today=local_day(utc_now(), _zone(stores, store_ids)),
        first_day=first_day,
        last_day=last_day,
        stores=stores,
        employees=employees(people, facts),
        events={},
        rotations=team_days.rotations(facts),
        rotation_exceptions=team_days.rotation_exceptions(facts),
        rules=rulebook.read(session).between(first_day, last_day),
    )


def event_of(row: models.Event | EventRow) -> Event:
    return Event(
        id=row.id,
        ref_num=row.ref_num,
        name=row.name,
        type=row.type,
        store_id=row.store_id,
        start=row.start_date,
        due=row.due_date,
        minutes=row.duration_minutes,
        subtype=row.subtype,
        event_number=row.event_number,
        priority=row.priority,
        headcount=row.required_headcount,
        exclusive=row.exclusive,
        condition=row.condition,
        bumps=row.bumps,
        auto_schedule=row.auto_schedule,
    )


def assignment_of(
    row: models.Schedule | ScheduleRow,
    stores: Mapping[int, Store],
    employees: Mapping[int, Employee],
    events: Mapping[int, Event],
) -> Assignment:
    event = events[row.event_id]
    store = stores[event.store_id]
    local = wall_time(row.starts_at, store.zone)
    return Assignment(
        event=event,
        employee=employees[row.employee_id],
        store=store,
        day=local.date(),
        start=local.hour * 60 + local.minute,
        schedule_id=row.id,
        pinned=row.pinned,
        published=row.status is not ScheduleStatus.DRAFT,
        minutes=int((row.ends_at - row.starts_at).total_seconds()) // 60,
    )


def _strangers(session: Session, work: Iterable[ScheduleRow], known: Iterable[PersonRow]) -> list[PersonRow]:
    """Who works on one of the events although he belongs to none of the stores."""
    missing = {row.employee_id for row in work} - {row.id for row in known}
    return problem_people.employees_by_id(session, missing)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _zone(places: Mapping[int, Store], store_ids: Collection[int]) -> str:
    asked = [places[store_id] for store_id in sorted(store_ids) if store_id in places]
    return (asked or list(places.values()))[0].zone if places else "UTC"


def by_event(rows: Iterable[Assignment]) -> dict[int, tuple[Assignment, ...]]:
    found: dict[int, tuple[Assignment, ...]] = {}
    for row in rows:
        found[row.event.id] = (*found.get(row.event.id, ()), row)
    return found
