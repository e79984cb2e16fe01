"""One event on a day, or on some, as the rules see it, read in two steps: people first, then the work of who is left.

It says of that event and day what `problem_loader.load` says: the rules look at nobody's work but a person's own and
that on the event and its partner. Most people fall out before their work is asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.formatting import local_day
from app.models import Event
from app.models.columns import utc_now
from app.queries import problem as queries
from app.queries import problem_people, team
from app.services import rulebook, team_days
from app.services.problem_loader import NEIGHBOURHOOD, assignment_of, by_event, event_of, midnight
from app.services.scheduling.problem import Problem
from app.services.team_people import employees
from app.vocabulary import ScheduleStatus


def people_alone(
    session: Session, event: Event, first_day: date, last_day: date, *, named: Collection[int] = ()
) -> Problem:
    """Without any work. With the named people, wherever they work."""
    first, last = first_day - NEIGHBOURHOOD, last_day + NEIGHBOURHOOD
    rows = [event_of(event), *(event_of(row) for row in queries.partners_of(session, [event]))]
    people = problem_people.members(session, event.store_id, named=named, events=[row.id for row in rows])
    facts = list(team.facts(session, event.store_id, first, last, named=named))
    stores = team_days.stores(session, first, last)
    return Problem(
        today=local_day(utc_now(), stores[event.store_id].zone),
        first_day=first_day,
        last_day=last_day,
        stores=stores,
        employees=employees(people, facts),
        events={row.id: row for row in rows},
        rotations=team_days.rotations(facts),
        rotation_exceptions=team_days.rotation_exceptions(facts),
        rules=rulebook.read(session).between(first_day, last_day),
    )


def with_work(session: Session, problem: Problem, people: Collection[int]) -> Problem:
    """With what these people do around the day, and whatever is booked on the events of the problem."""
    first, last = problem.first_day - NEIGHBOURHOOD, problem.last_day + NEIGHBOURHOOD
    found = queries.work_around(session, people, problem.events, midnight(first), midnight(last))
    events = {**problem.events, **{row.id: event_of(row) for _schedule, row in found if row.id not in problem.events}}
    rows = [
        (schedule.status, assignment_of(schedule, problem.stores, problem.employees, events))
        for schedule, _event in found
    ]
    return replace(
        problem,
        events=events,
        assignments=tuple(row for status, row in rows if status is not ScheduleStatus.CONFLICT),
        in_conflict=by_event(row for status, row in rows if status is ScheduleStatus.CONFLICT),
    )
