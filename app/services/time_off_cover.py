"""Time off decided with its impact in view: which work it hits, who could cover each piece, approved and handed over as
one change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Schedule, TimeOff
from app.models.columns import utc_now
from app.queries import time_off as queries
from app.services import changes, day_changes, employees, optimisation, problem_loader, repair_writing, time_off
from app.services.actors import Actor
from app.services.call_out import AHEAD, instead_of_somebody
from app.services.day_changes import Piece
from app.services.scheduling.assumptions import with_absence
from app.services.scheduling.problem import TimeOff as Away
from app.vocabulary import Permission, TimeOffStatus
from app.wording import say

LONGEST = timedelta(days=31)
"""Of a longer absence the work of the first days is covered here; the rest when it comes nearer."""


@dataclass(frozen=True)
class Impact:
    row: TimeOff
    pieces: tuple[Piece, ...]
    """The work that the absence hits, with what is chosen for each."""


def impact(session: Session, actor: Actor, *, time_off_id: int, picks: Mapping[int, str] | None = None) -> Impact:
    """Raises NotFound, Stale for an old pick."""
    actor.require(Permission.DECIDE_TIME_OFF)
    row = queries.with_employee(session, time_off_id)
    if row is None:
        raise NotFound(say("That time off was not found."))
    employees.find(session, actor, employee_id=row.employee_id)
    hit = work_ahead(session, actor, row)
    if not hit:
        return Impact(row, ())
    last = min(row.ends_on, row.starts_on + LONGEST)
    problem = problem_loader.load(
        session,
        store_ids={booked.event.store_id for booked in hit},
        first_day=row.starts_on,
        last_day=last + AHEAD,
        event_ids=[booked.event_id for booked in hit],
        employee_ids=[row.employee_id],
    )
    hours = None if row.starts_minute is None or row.ends_minute is None else (row.starts_minute, row.ends_minute)
    away = Away(row.starts_on, row.ends_on, hours)
    problem = replace(problem, weights=optimisation.default_weights(session))
    problem = with_absence(problem, row.employee_id, away)
    ids = {booked.id for booked in hit}
    own = [one for one in problem.by_employee.get(row.employee_id, ()) if one.schedule_id in ids and one.day <= last]
    return Impact(row, day_changes.arrange(session, actor, problem, own, instead_of_somebody, picks))


def work_ahead(session: Session, actor: Actor, row: TimeOff) -> list[Schedule]:
    """What the absence hits of the work that has not begun, in the actor's stores."""
    return [
        booked
        for booked in time_off.hit_by(session, [row])[row.id]
        if actor.sees_store(booked.event.store_id) and booked.starts_at > utc_now()
    ]


def approve(
    session: Session, actor: Actor, *, time_off_id: int, version: int | None, picks: Mapping[int, str], note: str = ""
) -> tuple[int | None, tuple[str, ...]]:
    """The decision and every chosen cover, or nothing. Returns the change and what could not go along.

    Raises NotFound, Stale, Conflict, RuleBroken, Forbidden, DoubleBooked.
    """
    shown = impact(session, actor, time_off_id=time_off_id, picks=picks)
    repair_writing.lock(session, day_changes.chosen_plans(shown.pieces))
    row, employee = time_off.undecided(session, actor, time_off_id=time_off_id, version=version)
    found = impact(session, actor, time_off_id=time_off_id, picks=picks)
    covered = len(day_changes.chosen_plans(found.pieces))
    summary = (
        f"Time off of {employee.name}, {time_off.days_of(row)}: approved, {covered} of {len(found.pieces)} handed over"
    )
    store_id = next((place.store_id for place in employee.stores), None)
    reason = note.strip() or f"Time off of {employee.name}"
    with changes.record(
        session, actor, command="approve_time_off", summary=summary, reason=reason, store_id=store_id
    ) as recording:
        also = day_changes.write(session, actor, found.pieces, reason)
        time_off.put_status(actor, row, TimeOffStatus.APPROVED, note)
    return recording.change_id, also
