"""Work that was reported wrongly, or not at all, is done again: the old booking is closed at Crossmark and a new one
made, by one person at one time. Several at once keep their people and hours and are one change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, NotFound, Stale
from app.formatting import local_day, local_minutes, minutes_clock, short_day
from app.models import Event, Schedule
from app.models.columns import utc_now
from app.queries import outbox as outbox_queries
from app.queries import schedules as queries
from app.services import board_changes, changes, problem_loader
from app.services.actors import Actor
from app.services.board_changes import Carried, Wish
from app.services.schedule_checks import as_broken_rules, keep_exceptions, problem_around, require_allowed
from app.services.schedules import Scheduled
from app.services.scheduling.constraint_validator import check_together
from app.services.scheduling.plan_line import Plan, PlanLine
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import label
from app.vocabulary import UNREPORTED, Condition, Permission, ScheduleStatus, Severity
from app.wording import say

_ALL_POSSIBLE = Wish(only_possible=True)


@dataclass(frozen=True)
class Again:
    """Who does it again, when, and until when. `expires_on` None = the later of due + 1 day and today + 1 day."""

    employee_id: int
    day: date
    minutes: int
    expires_on: date | None = None
    include_responses: bool = False


def look(session: Session, actor: Actor, *, schedule_id: int, again: Again) -> Plan:
    """What would become of it, before anything is saved; its one line says what stands against it.

    Raises NotFound, Conflict for work that is still ahead, Invalid.
    """
    actor.require(Permission.EDIT_SCHEDULE)
    return _planned(session, [(_due_again(session, actor, [schedule_id])[0], again)])


def reissue(
    session: Session,
    actor: Actor,
    *,
    schedule_id: int,
    version: int | None,
    again: Again,
    override_reason: str = "",
) -> Scheduled:
    """Raises as look, Stale, and as schedule_event."""
    board_changes.lock(session, look(session, actor, schedule_id=schedule_id, again=again).lines)
    line = look(session, actor, schedule_id=schedule_id, again=again).lines[0]
    [schedule] = queries.selected(session, [schedule_id])
    if version is not None and version != schedule.version:
        raise Stale(say("Somebody else changed this schedule after you opened it. Reload to see it, then try again."))
    broken, wanted = as_broken_rules(line.violations), _wanted(line)
    require_allowed(actor, broken, override_reason)
    summary = f"{label(wanted.event)} reissued: {wanted.employee.name}, {_when(wanted)}"
    with changes.record(
        session, actor, command="reissue", summary=summary, reason=override_reason, store_id=schedule.event.store_id
    ) as recording:
        _write(session, actor, schedule, line, override_reason)
    _say_how(session, schedule, expiry(schedule.event, again))
    return Scheduled(schedule.id, recording.change_id or 0, schedule.event_id, summary, broken)


def look_at_several(session: Session, actor: Actor, *, schedule_ids: Collection[int], day: date) -> Plan:
    """Each keeps its person and hour; every line is judged beside those before it. Raises as look."""
    actor.require(Permission.EDIT_SCHEDULE)
    rows = _due_again(session, actor, schedule_ids)
    if len({row.event.store_id for row in rows}) > 1:
        raise Invalid(say("Choose work of one store."))
    return _planned(session, [(row, _as_before(row, day)) for row in rows])


def reissue_several(
    session: Session, actor: Actor, *, schedule_ids: Collection[int], day: date, wish: Wish = _ALL_POSSIBLE
) -> Carried:
    """One change. Raises as look_at_several and `board_changes.chosen`."""
    board_changes.lock(session, look_at_several(session, actor, schedule_ids=schedule_ids, day=day).lines)
    lines = look_at_several(session, actor, schedule_ids=schedule_ids, day=day).lines
    able = board_changes.chosen(actor, lines, wish)
    rows = {row.id: row for row in queries.selected(session, schedule_ids)}
    done = [(rows[_wanted(line).schedule_id or 0], line) for line in able]
    summary = f"{len(able)} {'event' if len(able) == 1 else 'events'} reissued for {short_day(day)}"
    store_id = _wanted(able[0]).store.id
    with changes.record(
        session, actor, command="reissue_several", summary=summary, reason=wish.reason, store_id=store_id
    ) as recording:
        for schedule, line in done:
            _write(session, actor, schedule, line, wish.reason)
    for schedule, _line in done:
        _say_how(session, schedule, expiry(schedule.event, _as_before(schedule, day)))
    return Carried(recording.change_id or 0, summary, len(able), len(lines) - len(able))


@dataclass(frozen=True)
class Expiry:
    on: date
    include_responses: bool


def expiry(event: Event, again: Again) -> Expiry:
    later = max(event.due_date, again.day, utc_now().date()) + timedelta(days=1)
    return Expiry(again.expires_on or later, again.include_responses)


def _due_again(session: Session, actor: Actor, ids: Collection[int]) -> Sequence[Schedule]:
    """With their events. Raises NotFound, Conflict."""
    rows = queries.selected(session, ids)
    if not rows or len(rows) < len(set(ids)):
        raise NotFound(say("That schedule was not found."))
    for row in rows:
        actor.require_store(row.event.store_id, "That schedule")
        was_done = row.event.condition is Condition.SUBMITTED or row.event.condition in UNREPORTED
        if row.status not in (ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED) or not was_done:
            raise Conflict(say("Only work that was reported, or should have been, can be reissued."))
        if row.starts_at > utc_now():
            raise Conflict(say("This work is still ahead. Move it instead."))
    return rows


def _as_before(row: Schedule, day: date) -> Again:
    return Again(row.employee_id, day, local_minutes(row.starts_at, row.event.store.timezone))


def _planned(session: Session, wishes: Sequence[tuple[Schedule, Again]]) -> Plan:
    """The rules are asked as if the events were open, until they expire again."""
    for row, again in wishes:
        _require_sense(row, again)
    problem = _opened(session, wishes)
    lines: list[PlanLine] = []
    beside = problem
    for row, again in wishes:
        before = problem_loader.assignment_of(row, problem.stores, problem.employees, problem.events)
        wanted = problem.assignment(row.event_id, again.employee_id, again.day, again.minutes)
        wanted = replace(wanted, schedule_id=row.id)
        line = PlanLine(before, wanted, check_together(beside, [wanted]))
        lines.append(line)
        if line.severity is not Severity.HARD:
            stay = (other for other in beside.assignments if other.schedule_id != row.id)
            beside = replace(beside, assignments=(*stay, wanted))
    return Plan(problem, tuple(lines))


def _require_sense(row: Schedule, again: Again) -> None:
    if again.day < local_day(utc_now(), row.event.store.timezone):
        said = say("Choose today or a later day.")
        raise Invalid(said, [FieldError("date", said)])
    if expiry(row.event, again).on < again.day:
        said = say("It would expire before it is done.")
        raise Invalid(said, [FieldError("expires_on", said)])


def _opened(session: Session, wishes: Sequence[tuple[Schedule, Again]]) -> Problem:
    problem = problem_around(
        session,
        store_id=wishes[0][0].event.store_id,
        days=[again.day for _, again in wishes],
        event_ids={row.event_id for row, _ in wishes},
        employee_ids={person for row, again in wishes for person in (row.employee_id, again.employee_id)},
    )
    if any(again.employee_id not in problem.employees for _, again in wishes):
        raise NotFound(say("That employee was not found."))
    opened = {
        row.event_id: replace(
            problem.events[row.event_id],
            condition=Condition.REISSUED,
            due=max(row.event.due_date, expiry(row.event, again).on),
        )
        for row, again in wishes
    }
    return replace(problem, events={**problem.events, **opened})


def _wanted(line: PlanLine) -> Assignment:
    assert line.after is not None  # noqa: S101  # a reissue never takes work away
    return line.after


def _write(session: Session, actor: Actor, schedule: Schedule, line: PlanLine, reason: str) -> None:
    wanted = _wanted(line)
    schedule.employee_id = wanted.employee.id
    schedule.starts_at, schedule.ends_at = wanted.starts_at, wanted.ends_at
    schedule.status = ScheduleStatus.PUBLISHED
    schedule.event.condition = Condition.REISSUED
    keep_exceptions(session, actor, schedule, as_broken_rules(line.violations), reason)


def _say_how(session: Session, schedule: Schedule, expires: Expiry) -> None:
    """The delivery closes the old booking instead of removing it."""
    items = outbox_queries.open_of_schedule(session, schedule.id)
    if items:
        said = {"expires_on": expires.on.isoformat(), "include_responses": expires.include_responses}
        items[-1].payload = {**items[-1].payload, "reissue": said}


def _when(wanted: Assignment) -> str:
    return f"{short_day(wanted.day)} at {minutes_clock(wanted.start)}"
