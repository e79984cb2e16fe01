"""Writes many lines of a preview as one undoable change, the same way as the single commands do.

Everything is asked again under locks: what the preview did not show is not done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.errors import BrokenRule, Conflict, Forbidden, StaleProposal
from app.models import Schedule
from app.queries import booking
from app.services.actors import Actor
from app.services.schedule_checks import as_broken_rules, keep_exceptions
from app.services.schedule_pairs import follow, saved_visits
from app.services.schedules import mark_staffed, new_row, take_along
from app.services.scheduling.plan_line import PlanLine
from app.services.scheduling.problem import Assignment, Problem
from app.vocabulary import Permission, ScheduleStatus, Severity
from app.wording import say


@dataclass(frozen=True)
class Wish:
    """How the previewed lines are to be carried out."""

    reason: str = ""
    """For lines with warnings, which are left out without one."""
    only_possible: bool = False
    """Do the lines that can be done; else all of them or nothing."""
    seen: str = ""
    """Fingerprint of the preview that was agreed to."""


@dataclass(frozen=True)
class Carried:
    change_id: int
    summary: str
    done: int
    left: int
    also: tuple[str, ...] = ()


def fingerprint(lines: Iterable[PlanLine]) -> str:
    """Says whether two previews are the same."""
    told = [
        (_place(line.before), _place(line.after), line.severity.value, [_place(row) for row in line.gives_way])
        for line in lines
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _place(row: Assignment | None) -> tuple[object, ...]:
    return () if row is None else (row.schedule_id, row.event.id, row.employee.id, row.day, row.start)


def chosen(actor: Actor, lines: Sequence[PlanLine], wish: Wish) -> list[PlanLine]:
    """The lines to carry out. Raises StaleProposal when the preview showed others, Conflict when not all can be done
    and all were wanted, Forbidden when warnings are set aside by somebody who may not."""
    if wish.seen and wish.seen != fingerprint(lines):
        raise StaleProposal(say("Something changed since this preview. Nothing was done; look at it as it is now."))
    may_warn = bool(wish.reason.strip())
    if may_warn and any(line.severity is Severity.SOFT for line in lines) and not actor.may(Permission.OVERRIDE_RULES):
        raise Forbidden(say("Only a manager may set a rule aside. Leave the reason out, or ask a manager."))
    allowed = (Severity.OFF, Severity.SOFT) if may_warn else (Severity.OFF,)
    able = [line for line in lines if line.severity in allowed]
    if not able:
        raise Conflict(say("Nothing was changed: none of these can be done."))
    if len(able) < len(lines) and not wish.only_possible:
        raise Conflict(
            say(
                "Nothing was changed: %(left)s of %(all)s cannot be done. Do only those that can, or change them.",
                left=len(lines) - len(able),
                all=len(lines),
            )
        )
    return able


def lock(session: Session, lines: Sequence[PlanLine]) -> None:
    """Events first, then people, then schedules, each in the order of their ids, as every booking does."""
    rows = [row for line in lines for row in (line.before, line.after, *line.gives_way) if row is not None]
    booking.lock_events(session, {row.event.id for row in rows})
    booking.lock_employees(session, {row.employee.id for row in rows})
    booking.lock_schedules(session, {row.schedule_id for row in rows if row.schedule_id is not None})


def carry_out(
    session: Session, actor: Actor, problem: Problem, lines: Sequence[PlanLine], reason: str
) -> tuple[str, ...]:
    """Inside an open change. Answers what moved along. Raises Conflict for work that is done already."""
    leaving = [row for line in lines for row in (line.before, *line.gives_way) if row is not None]
    was = _step_aside(session, leaving)
    written = [_write(session, actor, line, was, reason) for line in lines if line.after is not None]
    after = _as_written(problem, leaving, written)
    gone = [row for line in lines for row in (*line.gives_way, *_taken_back(line))]
    told = [*_release(session, after, gone), *_take_visits(session, after, written)]
    events = {row.event.id for row in (*leaving, *written)}
    visits = {event.id for row in (*leaving, *written) for event in problem.partner_events(row.event)}
    mark_staffed(session, events | visits)
    return tuple(dict.fromkeys(told))


def _taken_back(line: PlanLine) -> tuple[Assignment, ...]:
    return (line.before,) if line.before is not None and line.after is None else ()


def _step_aside(session: Session, rows: Sequence[Assignment]) -> dict[int, ScheduleStatus]:
    """All of them let go of their time first, so that any two may trade places under the constraint."""
    ids = {row.schedule_id for row in rows if row.schedule_id is not None}
    was: dict[int, ScheduleStatus] = {}
    for schedule in booking.lock_schedules(session, ids).values():
        if schedule.status in (ScheduleStatus.COMPLETED, ScheduleStatus.CANCELLED):
            raise Conflict(say("One of these is done or cancelled by now. Nothing was changed."))
        was[schedule.id] = schedule.status
        schedule.status = ScheduleStatus.CANCELLED
    session.flush()
    return was


def _write(session: Session, actor: Actor, line: PlanLine, was: dict[int, ScheduleStatus], reason: str) -> Assignment:
    """Answers the place as it is saved."""
    wanted = line.after
    assert wanted is not None  # noqa: S101  # the caller leaves out lines that only take work away
    if line.before is not None and line.before.schedule_id is not None:
        schedule = session.get_one(Schedule, line.before.schedule_id)
        schedule.employee_id = wanted.employee.id
        schedule.starts_at, schedule.ends_at = wanted.starts_at, wanted.ends_at
        is_draft = was[schedule.id] is ScheduleStatus.DRAFT
        schedule.status = ScheduleStatus.DRAFT if is_draft else ScheduleStatus.PUBLISHED
    else:
        schedule = new_row(session, wanted)
    broken: tuple[BrokenRule, ...] = as_broken_rules(line.violations)
    keep_exceptions(session, actor, schedule, broken, reason)
    session.flush()  # one by one: what the database refuses is then this very line
    return replace(wanted, schedule_id=schedule.id)


def _as_written(problem: Problem, leaving: Sequence[Assignment], written: Sequence[Assignment]) -> Problem:
    gone = {row.schedule_id for row in leaving}
    stays = [row for row in problem.assignments if row.schedule_id not in gone]
    return replace(problem, assignments=(*stays, *written))


def _release(session: Session, problem: Problem, gone: Sequence[Assignment]) -> Iterable[str]:
    """The visits of Core work that is taken away go with it."""
    for row in gone:
        for visit in saved_visits(problem, row.event):
            schedule = session.get_one(Schedule, visit.schedule_id)
            if schedule.status is not ScheduleStatus.COMPLETED and not problem.by_event.get(row.event.id):
                schedule.status = ScheduleStatus.CANCELLED
                yield say("The visit of %(employee)s was cancelled with it", employee=visit.employee.name)


def _take_visits(session: Session, problem: Problem, written: Sequence[Assignment]) -> Iterable[str]:
    """The visits of Core work follow it, one after the other, because they may go to the same person."""
    for row in written:
        visits = follow(problem, row)
        yield from take_along(session, visits)
        placed = [visit for visit in visits if visit.wanted is not None]
        if placed:
            old = [visit.saved for visit in placed if visit.saved is not None]
            problem = _as_written(problem, old, [visit.wanted for visit in placed if visit.wanted is not None])
