"""Turns the lines of a run into schedules: all in one transaction, each asked again against what is true now.

A line that does not hold any more is stale: it is named with the reason and not applied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, StaleProposal
from app.formatting import minutes_clock, short_day
from app.models import Proposal, Run, Schedule
from app.models.columns import utc_now
from app.queries import booking
from app.queries import runs as queries
from app.services import changes
from app.services.actors import Actor
from app.services.run_review import REVIEWED, placed, problem_of, seen_run
from app.services.schedules import mark_staffed, place
from app.services.scheduling.constraint_validator import check_beside
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules import pinned, short_notice
from app.services.scheduling.rules.violation import Mode, Violation, label
from app.vocabulary import ApplyMode, Permission, ProposalStatus, RunStatus, ScheduleStatus, Severity

#: Asked when the line was planned; that time has gone by since, or that a mode sets it aside, is no reason to drop it.
_NOT_ASKED_AGAIN = frozenset({short_notice.NAME, pinned.NAME})


@dataclass(frozen=True)
class StaleLine:
    proposal_id: int
    message: str


@dataclass(frozen=True)
class Applied:
    """How many schedules were made, changed and left as they are; `stale` names what did not hold any more."""

    created: int
    changed: int
    skipped: int
    stale: tuple[StaleLine, ...]
    change_id: int | None = None


@dataclass
class _Step:
    """One line and what applying it would do."""

    line: Proposal
    wanted: Assignment
    replaces: Schedule | None = None


@dataclass
class _Sorted:
    steps: list[_Step] = field(default_factory=list)
    skipped: int = 0
    stale: list[StaleLine] = field(default_factory=list)

    def drop(self, line: Proposal, message: str) -> None:
        self.stale.append(StaleLine(line.id, message))


def apply_run(
    session: Session,
    actor: Actor,
    *,
    run_id: int,
    mode: ApplyMode,
    proposal_ids: Collection[int] | None = None,
    reason: str = "",
) -> Applied:
    """fill_gaps books only what is open; merge also moves what the run saw and nobody touched since;
    overwrite_unpinned replaces whatever is not pinned; overwrite_all replaces everything and needs a reason.

    Raises NotFound, Conflict, Invalid, and StaleProposal when a line that was asked for by id does not hold any more.
    """
    actor.require(Permission.APPLY_RUN)
    run = _open_run(session, actor, run_id, mode, reason)
    lines = _chosen(queries.lines(session, run.id), proposal_ids)
    if not lines:
        raise Conflict("There is nothing left to apply in this run.")
    booking.lock_events(session, {line.event_id for line in lines})
    booking.lock_employees(session, {line.employee_id for line in lines if line.employee_id is not None})
    problem = problem_of(session, run, event_ids=[line.event_id for line in lines])
    found = _hold(problem, _sort(session, problem, lines, mode))
    if found.stale and proposal_ids is not None:
        raise StaleProposal("Nothing was applied: " + " ".join(line.message for line in found.stale))
    return _write(session, actor, run, found, mode, reason)


def _open_run(session: Session, actor: Actor, run_id: int, mode: ApplyMode, reason: str) -> Run:
    run = seen_run(actor, queries.lock_run(session, run_id))
    if run.status not in REVIEWED:
        raise Conflict("This run cannot be applied: it is not finished, was rejected, or is applied already.")
    if mode is ApplyMode.OVERWRITE_ALL and not reason.strip():
        wrong = "Say why pinned schedules may be overwritten."
        raise Invalid(wrong, [FieldError("reason", wrong)])
    return run


def _chosen(lines: Sequence[Proposal], ids: Collection[int] | None) -> list[Proposal]:
    if ids is None:
        return [line for line in lines if line.status in queries.OPEN_LINES]
    known = {line.id: line for line in lines}
    unknown = [number for number in ids if number not in known]
    if unknown:
        wrong = f"Line {unknown[0]} is not part of this run."
        raise Invalid(wrong, [FieldError("proposal_ids", wrong)])
    closed = [known[number] for number in ids if known[number].status not in queries.OPEN_LINES]
    if closed:
        raise StaleProposal(f"Line {closed[0].id} was applied, rejected or is out of date. Reload the run.")
    return [known[number] for number in dict.fromkeys(ids)]


def _sort(session: Session, problem: Problem, lines: Iterable[Proposal], mode: ApplyMode) -> _Sorted:
    """Which lines book, which replace what, which have nothing to do and which are out of date."""
    found = _Sorted()
    rows = list(lines)
    standing: dict[int, list[Schedule]] = {}
    for schedule in booking.standing_schedules(session, {line.event_id for line in rows}):
        standing.setdefault(schedule.event_id, []).append(schedule)
    for line in rows:
        wanted = placed(problem, line)
        if wanted is None:
            found.drop(line, f"“{line.event.name}”: its event or its person is gone.")
            continue
        _sort_line(found, line, wanted, standing.get(line.event_id, []), mode)
    return found


def _sort_line(found: _Sorted, line: Proposal, wanted: Assignment, there: list[Schedule], mode: ApplyMode) -> None:
    if any(_is_at(schedule, wanted) for schedule in there):
        found.skipped += 1
        return
    mine = next((schedule for schedule in there if schedule.id == line.replaces_schedule_id), None)
    if line.replaces_schedule_id is not None and mine is None:
        found.drop(line, f"{_named(wanted)}: the schedule it would move is gone.")
        return
    if mine is None and len(there) < wanted.event.headcount:
        found.steps.append(_Step(line, replace(wanted, schedule_id=None)))
        return
    target = mine or there[0]
    refusal = _refusal(line, target, wanted, mode, is_mine=mine is not None)
    if refusal:
        found.drop(line, f"{_named(wanted)}: {refusal}")
    else:
        found.steps.append(_Step(line, replace(wanted, schedule_id=target.id), target))


def _refusal(line: Proposal, target: Schedule, wanted: Assignment, mode: ApplyMode, *, is_mine: bool) -> str:
    if target.status is ScheduleStatus.COMPLETED:
        return "the work is done already."
    if mode is ApplyMode.FILL_GAPS:
        return "it is scheduled by now; this mode only fills gaps."
    if mode is ApplyMode.MERGE and not is_mine:
        return "somebody scheduled it after the run."
    if is_mine and line.replaces_version not in (None, target.version):
        return "its schedule was changed after the run."
    if target.pinned and mode is not ApplyMode.OVERWRITE_ALL:
        return "its schedule is pinned."
    return ""


def _is_at(schedule: Schedule, wanted: Assignment) -> bool:
    return schedule.employee_id == wanted.employee.id and schedule.starts_at == wanted.starts_at


def _hold(problem: Problem, found: _Sorted) -> _Sorted:
    """Ask the rules about the plan as it would stand; a line that falls may take others with it, so ask again."""
    while True:
        plan = [step.wanted for step in found.steps]
        gone = {step.wanted.schedule_id for step in found.steps if step.replaces is not None}
        staying = [row for row in problem.assignments if row.schedule_id not in gone]
        fallen = {id(step): broken for step in found.steps if (broken := _broken(problem, step, staying, plan))}
        if not fallen:
            return found
        for step in [step for step in found.steps if id(step) in fallen]:
            found.drop(step.line, f"{_named(step.wanted)}: {fallen[id(step)].message}")
            found.steps.remove(step)


def _broken(
    problem: Problem, step: _Step, staying: Sequence[Assignment], plan: Sequence[Assignment]
) -> Violation | None:
    mode = Mode.MANUAL if step.line.status is ProposalStatus.EDITED else Mode.AUTOMATIC
    others = [*staying, *(other for other in plan if other is not step.wanted)]
    near = [row for row in others if row.employee.id == step.wanted.employee.id or _is_related(problem, step, row)]
    return next(
        (
            violation
            for violation in check_beside(problem, step.wanted, near, mode=mode)
            if violation.severity is Severity.HARD and violation.rule not in _NOT_ASKED_AGAIN
        ),
        None,
    )


def _is_related(problem: Problem, step: _Step, row: Assignment) -> bool:
    event = step.wanted.event
    return row.event.id == event.id or any(row.event.id == other.id for other in problem.partner_events(event))


def _write(session: Session, actor: Actor, run: Run, found: _Sorted, mode: ApplyMode, reason: str) -> Applied:
    moved = [step for step in found.steps if step.replaces is not None]
    created = len(found.steps) - len(moved)
    summary = f"Run {run.id} applied ({mode.value.replace('_', ' ')}): {created} scheduled, {len(moved)} changed"
    store_id = run.store_ids[0] if len(run.store_ids) == 1 else None
    with changes.record(
        session, actor, command="apply_run", summary=summary, reason=reason, store_id=store_id
    ) as recording:
        _step_aside(session, moved)
        for step in found.steps:
            _book(session, step)
        mark_staffed(session, {step.line.event_id for step in found.steps})
    _close(session, actor, run, found, recording.change_id)
    return Applied(created, len(moved), found.skipped, tuple(found.stale), recording.change_id)


def _step_aside(session: Session, moved: Sequence[_Step]) -> None:
    """Everything that moves lets go of its old time first, so that two may trade places under the constraint."""
    for step in moved:
        if step.replaces is not None:
            step.replaces.status = ScheduleStatus.CANCELLED
    session.flush()


def _book(session: Session, step: _Step) -> None:
    schedule = step.replaces
    if schedule is None:
        schedule = Schedule(event_id=step.line.event_id, status=ScheduleStatus.PUBLISHED)
    place(schedule, step.wanted)
    schedule.warnings = step.line.warnings
    session.add(schedule)
    session.flush()  # one by one: what the database refuses is then this very line
    step.line.status, step.line.schedule_id, step.line.failure_reason = ProposalStatus.APPLIED, schedule.id, ""


def _close(session: Session, actor: Actor, run: Run, found: _Sorted, change_id: int | None) -> None:
    reasons = {line.proposal_id: line.message for line in found.stale}
    lines = queries.lines(session, run.id)
    for line in lines:
        if line.id in reasons:
            line.status, line.failure_reason = ProposalStatus.STALE, reasons[line.id]
    left = any(line.status in queries.OPEN_LINES for line in lines)
    run.status = RunStatus.PARTLY_APPLIED if left or not found.steps else RunStatus.APPLIED
    run.applied_at, run.applied_by_id = utc_now(), actor.user_id
    if change_id is not None:
        run.applied_change_ids = [*run.applied_change_ids, change_id]


def revert_run(session: Session, actor: Actor, *, run_id: int) -> int:
    """Take back everything that applying the run changed; how many changes that were.

    Raises NotFound, and Conflict naming what was changed again since; then nothing is taken back.
    """
    actor.require(Permission.APPLY_RUN)
    run = seen_run(actor, queries.lock_run(session, run_id))
    if not run.applied_change_ids:
        raise Conflict("This run has not been applied, so there is nothing to take back.")
    for change_id in reversed(run.applied_change_ids):
        changes.undo(session, actor, change_id=change_id)
    number = len(run.applied_change_ids)
    run.applied_change_ids, run.status = [], RunStatus.REVERTED
    for line in queries.lines(session, run.id):
        if line.status is ProposalStatus.APPLIED:
            line.status, line.schedule_id = ProposalStatus.PROPOSED, None
    return number


def _named(wanted: Assignment) -> str:
    when = f"{short_day(wanted.day)} {minutes_clock(wanted.start)}"
    return f"{label(wanted.event)} for {wanted.employee.name} on {when}"
