"""Many chosen cards changed at once: previewed line by line, then one undoable change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid, NotFound
from app.formatting import local_day
from app.models import Event, Schedule
from app.queries import schedules as queries
from app.services import board_changes, changes, problem_loader
from app.services.actors import Actor
from app.services.board_changes import Carried, Wish
from app.services.scheduling.beside import Beside
from app.services.scheduling.bulk_plan import plan_assignments, plan_moves
from app.services.scheduling.plan_line import Plan, PlanLine, standing
from app.services.scheduling.problem import Assignment, Employee, Problem
from app.vocabulary import BulkAction, Permission, ScheduleStatus
from app.wording import say

MOST_CHOSEN = 200
MOST_DAYS = 92
_TOLD = {
    BulkAction.MOVE: "moved",
    BulkAction.ASSIGN: "assigned",
    BulkAction.PIN: "pinned",
    BulkAction.UNPIN: "unpinned",
    BulkAction.CANCEL: "cancelled",
    BulkAction.PUBLISH: "published",
}


@dataclass(frozen=True)
class Bulk:
    """What was chosen and what is to happen with it."""

    action: BulkAction
    schedules: Mapping[int, int] = field(default_factory=dict)
    """The version each had when it was chosen, by id."""
    event_ids: tuple[int, ...] = ()
    """Open events, which can only be assigned."""
    days: int = 0
    minutes: int = 0
    employee_id: int | None = None
    """Who takes them; None lets each open event go to the best person."""
    first: date | None = None
    last: date | None = None
    """Days on which open events may be placed."""


def preview(session: Session, actor: Actor, bulk: Bulk) -> tuple[PlanLine, ...]:
    """Raises NotFound for what the actor does not see, Invalid for a choice that makes no sense."""
    return plan(session, actor, bulk).lines


def plan(session: Session, actor: Actor, bulk: Bulk) -> Plan:
    """As preview, with the surroundings."""
    actor.require(Permission.EDIT_SCHEDULE)
    return _planned(session, actor, bulk)


def apply(session: Session, actor: Actor, bulk: Bulk, wish: Wish) -> Carried:
    """Raises as preview and `board_changes.chosen`; nothing is half written."""
    board_changes.lock(session, preview(session, actor, bulk))
    planned = _planned(session, actor, bulk)
    problem, lines = planned.problem, planned.lines
    able = board_changes.chosen(actor, lines, wish)
    store_id = next(row.store.id for line in able for row in (line.before, line.after) if row is not None)
    summary = f"{len(able)} {'schedule' if len(able) == 1 else 'schedules'} {_TOLD[bulk.action]}{_by(bulk)}"
    with changes.record(
        session, actor, command=f"bulk_{bulk.action.value}", summary=summary, reason=wish.reason, store_id=store_id
    ) as recording:
        also = _carry_out(session, actor, bulk.action, problem, able, wish.reason)
    return Carried(recording.change_id or 0, summary, len(able), len(lines) - len(able), also)


def _by(bulk: Bulk) -> str:
    if bulk.action is not BulkAction.MOVE:
        return ""
    parts = [f"{bulk.days:+d} days"] if bulk.days else []
    parts += [f"{bulk.minutes:+d} minutes"] if bulk.minutes else []
    return f" by {' and '.join(parts)}"


def _carry_out(
    session: Session, actor: Actor, action: BulkAction, problem: Problem, lines: Sequence[PlanLine], reason: str
) -> tuple[str, ...]:
    if action in (BulkAction.MOVE, BulkAction.ASSIGN, BulkAction.CANCEL):
        return board_changes.carry_out(session, actor, problem, lines, reason)
    for line in lines:
        schedule = session.get_one(Schedule, line.before.schedule_id if line.before else None)
        if action is BulkAction.PUBLISH:
            schedule.status = ScheduleStatus.PUBLISHED
        else:
            schedule.pinned = action is BulkAction.PIN
    return ()


def _planned(session: Session, actor: Actor, bulk: Bulk) -> Plan:
    _require_sense(bulk)
    schedules = queries.selected(session, bulk.schedules)
    events = queries.events_with_store(session, bulk.event_ids)
    store_id = _one_store(actor, bulk, schedules, events)
    problem = _problem(session, bulk, store_id, schedules, events)
    lines = _schedule_lines(problem, bulk, schedules)
    return Plan(problem, (*lines, *_event_lines(problem, bulk, events)))


def _require_sense(bulk: Bulk) -> None:
    chosen = len(bulk.schedules) + len(bulk.event_ids)
    if not chosen:
        raise Invalid(say("Nothing is chosen. Tick at least one card first."))
    if chosen > MOST_CHOSEN:
        raise Invalid(say("Choose at most %(most)s cards at a time.", most=MOST_CHOSEN))
    if bulk.action is BulkAction.MOVE and not (bulk.days or bulk.minutes):
        wrong = say("Say by how many days or minutes they are moved.")
        raise Invalid(wrong, [FieldError("days", wrong)])
    if abs(bulk.days) > MOST_DAYS:
        wrong = say("Move by at most %(most)s days.", most=MOST_DAYS)
        raise Invalid(wrong, [FieldError("days", wrong)])


def _one_store(actor: Actor, bulk: Bulk, schedules: Sequence[Schedule], events: Sequence[Event]) -> int:
    """Another store's rows look exactly like rows that do not exist."""
    if len(schedules) < len(bulk.schedules) or len(events) < len(set(bulk.event_ids)):
        raise NotFound(say("One of the chosen cards was not found. Reload the page and choose again."))
    stores = {event.store_id for event in (*(row.event for row in schedules), *events)}
    for store_id in stores:
        actor.require_store(store_id, say("One of the chosen cards"))
    if len(stores) > 1:
        raise Invalid(say("Choose cards of one store."))
    return stores.pop()


def _problem(
    session: Session, bulk: Bulk, store_id: int, schedules: Sequence[Schedule], events: Sequence[Event]
) -> Problem:
    zone = (schedules[0].event.store if schedules else events[0].store).timezone
    days = [local_day(row.starts_at, zone) for row in schedules]
    days += [day + timedelta(days=bulk.days) for day in days]
    days += [day for day in (bulk.first, bulk.last) if day is not None] if events else []
    days = days or [day for event in events for day in (event.start_date, event.due_date)]
    people = {row.employee_id for row in schedules} | ({bulk.employee_id} if bulk.employee_id else set())
    problem = problem_loader.load(
        session,
        store_ids=[store_id],
        first_day=min(days),
        last_day=max(days),
        event_ids={row.event_id for row in schedules} | {event.id for event in events},
        employee_ids=people,
    )
    if bulk.employee_id is not None and bulk.employee_id not in problem.employees:
        raise NotFound(say("That employee was not found."))
    return problem


def _schedule_lines(problem: Problem, bulk: Bulk, schedules: Sequence[Schedule]) -> list[PlanLine]:
    lines: dict[int, PlanLine] = {}
    moves = []
    for schedule in schedules:
        before = problem_loader.assignment_of(schedule, problem.stores, problem.employees, problem.events)
        line = _line(problem, bulk, schedule, before)
        lines[schedule.id] = line
        if bulk.action in (BulkAction.MOVE, BulkAction.ASSIGN) and not line.note and line.after is not None:
            moves.append((before, line.after))
    for moved in plan_moves(problem, moves):
        if moved.before is not None and moved.before.schedule_id is not None:
            lines[moved.before.schedule_id] = moved
    return list(lines.values())


def _line(problem: Problem, bulk: Bulk, schedule: Schedule, before: Assignment) -> PlanLine:
    note = _obstacle(bulk, schedule)
    if note:
        return PlanLine(before, None, note=note)
    if bulk.action is BulkAction.CANCEL:
        return PlanLine(before, None)
    if bulk.action is BulkAction.PUBLISH:
        frozen_until = problem.today + timedelta(days=problem.rules.scheduling_window_days)
        if before.day <= frozen_until:
            words = say(
                "It begins within the frozen days. Publish it from the button of the calendar, which can thaw it."
            )
            return PlanLine(before, None, note=words)
        beside = Beside(problem, (row for row in problem.assignments if row.schedule_id != schedule.id))
        return PlanLine(before, before, standing(problem, before, beside))
    if bulk.action in (BulkAction.PIN, BulkAction.UNPIN):
        return PlanLine(before, before)
    return PlanLine(before, _moved(problem, bulk, before))


def _moved(problem: Problem, bulk: Bulk, before: Assignment) -> Assignment:
    person = before.employee if bulk.employee_id is None else problem.employees[bulk.employee_id]
    day = before.day + timedelta(days=bulk.days)
    return replace(before, employee=person, day=day, start=before.start + bulk.minutes, minutes=None)


def _obstacle(bulk: Bulk, schedule: Schedule) -> str:
    """Why nothing can be done with it, before any rule is asked."""
    if schedule.version != bulk.schedules[schedule.id]:
        return say("Somebody changed it after you chose it. Look at it, then choose it again.")
    if schedule.status is ScheduleStatus.CANCELLED:
        return say("It is cancelled.")
    if schedule.status is ScheduleStatus.COMPLETED:
        return say("It is done already.")
    if bulk.action is BulkAction.PUBLISH and schedule.status is not ScheduleStatus.DRAFT:
        return say("It is published already.")
    if bulk.action in (BulkAction.PIN, BulkAction.UNPIN) and schedule.pinned is (bulk.action is BulkAction.PIN):
        return say("It is so already.")
    if bulk.action is BulkAction.ASSIGN and bulk.employee_id is None:
        return say("Choose who takes it over: it has somebody.")
    if bulk.action is BulkAction.ASSIGN and bulk.employee_id == schedule.employee_id:
        return say("This person has it already.")
    return ""


def _event_lines(problem: Problem, bulk: Bulk, events: Sequence[Event]) -> tuple[PlanLine, ...]:
    work = [problem.events[event.id] for event in events]
    if bulk.action is not BulkAction.ASSIGN:
        return tuple(PlanLine(None, None, note=say("Nobody has it yet."), event=event) for event in work)
    first, last = bulk.first or problem.first_day, bulk.last or problem.last_day
    days = [first + timedelta(days=number) for number in range(min((last - first).days + 1, MOST_DAYS))]
    return plan_assignments(problem, work, [day for day in days if day >= problem.today], _people(problem, bulk))


def _people(problem: Problem, bulk: Bulk) -> list[Employee]:
    if bulk.employee_id is not None:
        return [problem.employees[bulk.employee_id]]
    return sorted(problem.employees.values(), key=lambda person: (person.name, person.id))
