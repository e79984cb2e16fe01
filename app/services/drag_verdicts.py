"""Who may take an event, and when: everything a drag has to know, read once when it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid, NotFound
from app.models import Event, Schedule
from app.queries import schedules as queries
from app.services import problem_loader
from app.services.actors import Actor
from app.services.schedule_pairs import saved_visits
from app.services.scheduling.allowed_times import STEP
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.verdicts import Asked, Verdict, copy_verdicts, verdicts
from app.vocabulary import Permission
from app.wording import language, say, speaking

#: A month with the days around it that fill its weeks.
MOST_DAYS = 42


@dataclass(frozen=True)
class DragVerdicts:
    """`version` is that of the dragged schedule now, None for an open event."""

    event_id: int
    version: int | None
    places: Mapping[int, Mapping[date, Sequence[Verdict]]]
    """By employee id and day, in order of the starts."""


def verdicts_for(
    session: Session,
    actor: Actor,
    *,
    event_id: int,
    schedule_id: int | None,
    first_day: date,
    last_day: date,
    hours: tuple[int, int] | None = None,
    copies: bool = False,
) -> DragVerdicts:
    """Of every person and day; with `hours` (minutes after midnight) at each quarter of an hour between them, and with
    `copies` about a copy of the schedule, which stays where it is.

    Raises NotFound for unknown ids, Invalid for too many days.
    """
    actor.require(Permission.EDIT_SCHEDULE)
    days = _days(first_day, last_day)
    event, schedule = _dragged(session, actor, event_id, schedule_id)
    named = [schedule.employee_id] if schedule is not None else []
    problem = problem_loader.load(
        session,
        store_ids=[event.store_id],
        first_day=first_day,
        last_day=last_day,
        event_ids=[event.id],
        employee_ids=named,
    )
    starts = tuple(range(hours[0], hours[1], STEP)) if hours else ()
    found: dict[int, dict[date, list[Verdict]]] = {}
    with speaking(language()):  # looked up once, not for each of thousands of places
        asked = _asked(problem, event, schedule, starts)
        told = verdicts(problem, asked, days)
        if copies and asked.saved is not None:
            told = copy_verdicts(problem, asked.saved, days, starts)
        for one in told:
            found.setdefault(one.employee_id, {}).setdefault(one.day, []).append(one)
    return DragVerdicts(event.id, schedule.version if schedule is not None else None, found)


def _days(first: date, last: date) -> list[date]:
    count = (last - first).days + 1
    if not 1 <= count <= MOST_DAYS:
        wrong = say("Ask about 1 to %(most)s days, the first one first.", most=MOST_DAYS)
        raise Invalid(wrong, [FieldError("last", wrong)])
    return [first + timedelta(days=number) for number in range(count)]


def _dragged(session: Session, actor: Actor, event_id: int, schedule_id: int | None) -> tuple[Event, Schedule | None]:
    event = queries.event_with_store(session, event_id)
    if event is None:
        raise NotFound(say("That event was not found."))
    actor.require_store(event.store_id, "That event")
    if schedule_id is None:
        return event, None
    schedule = queries.detailed(session, schedule_id)
    if schedule is None or schedule.event_id != event.id:
        raise NotFound(say("That schedule was not found."))
    return event, schedule


def _asked(problem: Problem, event: Event, schedule: Schedule | None, starts: tuple[int, ...]) -> Asked:
    work = problem.events[event.id]
    along = frozenset(row.schedule_id for row in saved_visits(problem, work) if row.schedule_id is not None)
    return Asked(work, _saved(problem, schedule), along, starts)


def _saved(problem: Problem, schedule: Schedule | None) -> Assignment | None:
    if schedule is None:
        return None
    return problem_loader.assignment_of(schedule, problem.stores, problem.employees, problem.events)
