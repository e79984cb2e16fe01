"""Ways out of a conflict or a gap: offered with all they mean, done as one change, and only as they were shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.errors import BrokenRule, Conflict, Invalid, NotFound, Stale
from app.formatting import local_day, local_minutes
from app.models import Event, Schedule
from app.models.columns import utc_now
from app.queries import booking
from app.queries import schedules as schedule_queries
from app.services import changes, optimisation, problem_loader, repair_writing
from app.services.actors import Actor
from app.services.repair_plan import RepairPlan, SavedState, plan_repair
from app.services.schedule_checks import what_stands_against
from app.services.schedule_pairs import saved_visits
from app.services.schedules import Scheduled
from app.services.scheduling.conflict_resolver import repairs
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.repair import Repair, Workshop
from app.services.scheduling.why_not import why_not
from app.services.scheduling.why_not_fixes import EXTENDED_DAYS, fixes
from app.vocabulary import Permission, ScheduleStatus
from app.wording import say

#: Days of a long window that are loaded; work is seldom put off further.
FARTHEST = timedelta(days=35)
OFFERED = 6
_GONE = "This way out does not hold any more: the plan changed after it was shown. Below are those that hold now."


@dataclass(frozen=True)
class Target:
    """What is in trouble: an event without people, a saved schedule, or a place that was refused.

    `schedule_id` alone means the place it has; with person, day and start the place it was to be moved to.
    """

    event_id: int | None = None
    schedule_id: int | None = None
    employee_id: int | None = None
    day: date | None = None
    minutes: int | None = None

    @property
    def is_gap(self) -> bool:
        return self.schedule_id is None and self.employee_id is None


@dataclass(frozen=True)
class Trouble:
    """The event, the place that is asked about (None for a gap), what stands against it and the ways out."""

    event: Event
    place: Assignment | None
    standing: tuple[BrokenRule, ...]
    offers: tuple[RepairPlan, ...]


def ways_out(session: Session, actor: Actor, target: Target) -> Trouble:
    """Raises NotFound for unknown or another store's rows, Invalid for half a place, Conflict for finished work."""
    actor.require(Permission.VIEW_SCHEDULE)
    event, schedule = find(session, actor, target)
    problem = problem_of(session, event, target)
    if target.is_gap:
        return Trouble(event, None, (), gap_offers(session, problem, event.id))
    wanted = _place(problem, event, schedule, target)
    ignoring = visits_along(problem, wanted)
    standing = what_stands_against(problem, [wanted], ignoring=ignoring)
    found = repairs(problem, wanted, ignoring=ignoring, limit=OFFERED)
    workshop = Workshop(problem, wanted, ignoring=ignoring)
    saved = saved_states(session, (*problem.assignments, wanted))
    return Trouble(event, wanted, standing, tuple(planned(workshop, found, saved)))


def gap_offers(session: Session, problem: Problem, event_id: int) -> tuple[RepairPlan, ...]:
    """Fixes for an event without people that can be told and done."""
    event = problem.events[event_id]
    found = fixes(problem, why_not(problem, event), limit=OFFERED)
    return plan_gap(session, problem, found)


def plan_gap(session: Session, problem: Problem, found: Iterable[Repair]) -> tuple[RepairPlan, ...]:
    saved = saved_states(session, problem.assignments)
    asked = ((Workshop(problem, one.changes[0]), one) for one in found)
    return tuple(plan for workshop, one in asked for plan in planned(workshop, [one], saved))


def planned(workshop: Workshop, found: Iterable[Repair], saved: Mapping[int, SavedState]) -> Iterator[RepairPlan]:
    """Those that still hold with everything that goes along, and that begin no work in the past."""
    for repair in found:
        if _is_over(workshop, repair):
            continue
        plan = plan_repair(workshop, repair, saved)
        if plan is not None:
            yield plan


def do(session: Session, actor: Actor, target: Target, *, key: str, reason: str = "") -> Scheduled:
    """Everything the offer of that key said, or nothing.

    Raises Stale when it is not offered any more exactly as it was shown, and as schedule_event.
    """
    actor.require(Permission.EDIT_SCHEDULE)
    repair_writing.lock(session, [_offered(session, actor, target, key)])
    plan = _offered(session, actor, target, key)
    if plan.repair.needs:
        raise Conflict(say("%(needs)s Only then can it be scheduled.", needs=plan.repair.needs))
    repair_writing.require_allowed_plan(actor, plan, reason)
    summary, store_id = plan.repair.summary.rstrip("."), plan.workshop.candidate.store.id
    with changes.record(
        session, actor, command=f"repair_{plan.repair.kind}", summary=summary, reason=reason, store_id=store_id
    ) as recording:
        rows = repair_writing.write(session, actor, plan, reason)
    if recording.change is None:
        raise Conflict(say("It is so already: nothing to change."))
    shown = rows[0].id if rows else min(plan.touched)
    event_id = plan.workshop.candidate.event.id
    return Scheduled(shown, recording.change.id, event_id, summary, plan.violations, plan.also)


def find(session: Session, actor: Actor, target: Target) -> tuple[Event, Schedule | None]:
    """The event with its store, and the schedule where one is named. Raises NotFound."""
    if target.schedule_id is not None:
        schedule = schedule_queries.detailed(session, target.schedule_id)
        if schedule is None or target.event_id not in (None, schedule.event_id):
            raise NotFound(say("That schedule was not found."))
        event: Event | None = schedule.event
    else:
        schedule = None
        event = None if target.event_id is None else schedule_queries.event_with_store(session, target.event_id)
    if event is None:
        raise NotFound(say("That event was not found."))
    actor.require_store(event.store_id, "That event")
    return event, schedule


def problem_of(session: Session, event: Event, target: Target) -> Problem:
    """Around today's part of the window, the asked place, and a little longer in case the window is extended."""
    today = utc_now().date()
    days = [day for day in (max(event.start_date, today), target.day) if day is not None]
    first, last = min(days), max(event.due_date + timedelta(days=EXTENDED_DAYS + 1), *days)
    problem = problem_loader.load(
        session,
        store_ids=[event.store_id],
        first_day=first,
        last_day=min(last, max(days) + FARTHEST),
        event_ids=[event.id],
        employee_ids=[] if target.employee_id is None else [target.employee_id],
    )
    return replace(problem, weights=optimisation.default_weights(session))


def _place(problem: Problem, event: Event, schedule: Schedule | None, target: Target) -> Assignment:
    if schedule is not None and schedule.status in (ScheduleStatus.CANCELLED, ScheduleStatus.COMPLETED):
        raise Conflict(say("This work is done or cancelled; nothing is left to resolve."))
    zone = problem.stores[event.store_id].zone
    if schedule is not None and target.day is None:
        person_id, starts_at = schedule.employee_id, schedule.starts_at
        day, minutes = local_day(starts_at, zone), local_minutes(starts_at, zone)
    elif target.employee_id is None or target.day is None or target.minutes is None:
        raise Invalid(say("Name the person, the day and the start together."))
    else:
        person_id, day, minutes = target.employee_id, target.day, target.minutes
    if person_id not in problem.employees:
        raise NotFound(say("That employee was not found."))
    wanted = problem.assignment(event.id, person_id, day, minutes)
    return wanted if schedule is None else replace(wanted, schedule_id=schedule.id, pinned=schedule.pinned)


def visits_along(problem: Problem, wanted: Assignment) -> frozenset[int]:
    """They go along with their Core and do not stand in its way."""
    rows = saved_visits(problem, wanted.event)
    return frozenset(row.schedule_id for row in rows if row.schedule_id is not None)


def saved_states(session: Session, rows: Iterable[Assignment]) -> Mapping[int, SavedState]:
    """By schedule id. One query."""
    ids = {row.schedule_id for row in rows if row.schedule_id is not None}
    # A line of a run that was not applied has a negative id; it is nothing that Crossmark knows.
    lines = {row_id: SavedState(0, ScheduleStatus.DRAFT, False) for row_id in ids if row_id < 0}
    return lines | {
        row_id: SavedState(version, status, _is_at_crossmark(status, crossmark_id))
        for row_id, version, status, crossmark_id in booking.states(session, ids)
    }


def _is_at_crossmark(status: ScheduleStatus, crossmark_id: str | None) -> bool:
    return status is ScheduleStatus.PUBLISHED or (status is ScheduleStatus.CONFLICT and crossmark_id is not None)


def _is_over(workshop: Workshop, repair: Repair) -> bool:
    """Whoever takes over running work at its own time is late, but not too late."""
    now = utc_now()
    standing = (*workshop.problem.assignments, workshop.candidate)
    started = {(row.day, row.start) for row in standing if row.schedule_id is not None}
    return any(
        change.starts_at < now and ((change.day, change.start) not in started or change.ends_at <= now)
        for change in repair.changes
    )


def _offered(session: Session, actor: Actor, target: Target, key: str) -> RepairPlan:
    offers = ways_out(session, actor, target).offers
    plan = next((offer for offer in offers if offer.key == key), None)
    if plan is None:
        raise Stale(_GONE)
    return plan
