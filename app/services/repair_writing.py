"""Writes what repair plans say, as part of a change that is being recorded. Plans that were chosen side by side are
locked together, because two managers who lock one after another would wait for each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from app.errors import Forbidden
from app.models import Schedule
from app.queries import booking
from app.services.actors import Actor
from app.services.repair_plan import RepairPlan
from app.services.schedule_checks import as_broken_rules, keep_exceptions, require_allowed
from app.services.schedules import mark_staffed, new_row, place
from app.services.scheduling.problem import Assignment
from app.vocabulary import Permission, ScheduleStatus
from app.wording import say


def lock(session: Session, plans: Sequence[RepairPlan]) -> None:
    """Events first, then people, then schedules. What was read before is forgotten: it may be old."""
    booking.lock_events(session, {number for plan in plans for number in _event_ids(plan)})
    booking.lock_employees(session, {number for plan in plans for number in _people(plan)})
    booking.lock_schedules(session, {number for plan in plans for number in plan.touched})
    session.expire_all()


def require_allowed_plan(actor: Actor, plan: RepairPlan, reason: str) -> None:
    """Raises RuleBroken without a reason, Forbidden for whoever may set no rule aside."""
    if plan.violations and not actor.may(Permission.OVERRIDE_RULES):
        raise Forbidden(
            say("This sets a rule aside, which only a manager may do. Choose another way out, or ask a manager.")
        )
    require_allowed(actor, plan.violations, reason)


def write(session: Session, actor: Actor, plan: RepairPlan, reason: str) -> list[Schedule]:
    """Everything that moves steps aside first, because the database looks at each row as it is written."""
    rows = booking.lock_schedules(session, plan.touched)
    before = {row.id: row.status for row in rows.values()}
    for row in rows.values():
        row.status = ScheduleStatus.CANCELLED
    session.flush()
    written = [_stand(session, actor, plan, change, rows, before, reason) for change in plan.repair.changes]
    _count_bumps(session, plan.repair.bumped)
    mark_staffed(session, _event_ids(plan))
    return written


def _event_ids(plan: RepairPlan) -> set[int]:
    return {row.event.id for row in (*plan.repair.changes, *plan.released, plan.workshop.candidate)}


def _people(plan: RepairPlan) -> set[int]:
    earlier = [row for change in plan.repair.changes if (row := plan.earlier(change)) is not None]
    return {row.employee.id for row in (*plan.repair.changes, *plan.released, *earlier)}


def _stand(
    session: Session,
    actor: Actor,
    plan: RepairPlan,
    change: Assignment,
    rows: Mapping[int, Schedule],
    before: Mapping[int, ScheduleStatus],
    reason: str,
) -> Schedule:
    if change.schedule_id is None:
        row = new_row(session, change)
    else:
        row = rows[change.schedule_id]
        row.status = before[row.id]
        place(row, change)
        session.flush()
    own = [item for item in plan.repair.violations if item.event_id == change.event.id]
    keep_exceptions(session, actor, row, as_broken_rules(own), reason)
    return row


def _count_bumps(session: Session, event_ids: Collection[int]) -> None:
    if event_ids:
        for event in booking.lock_events(session, event_ids).values():
            event.bumps += 1
