"""Turns the lines of a run into schedules: all in one transaction, each asked again against what is true now.

A line that does not hold any more is stale: it is named with the reason and not applied.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.errors import BrokenRule, Conflict, FieldError, Invalid, StaleProposal
from app.models import Proposal, Run, Schedule
from app.models.columns import utc_now
from app.queries import booking
from app.queries import changes as change_queries
from app.queries import problem as problem_queries
from app.queries import runs as queries
from app.services import changes, undoing
from app.services.actors import Actor
from app.services.draft_first import first_status, is_draft_first
from app.services.run_plan import OVERWRITING, Outlook, StaleLine, Step, look_ahead, named
from app.services.run_review import REVIEWED, problem_of, seen_run
from app.services.schedule_checks import keep_exceptions
from app.services.schedules import mark_staffed, place
from app.services.what_if import make_true
from app.vocabulary import ApplyMode, Permission, ProposalKind, ProposalStatus, RunStatus, ScheduleStatus
from app.wording import say

_APPLICABLE = (*queries.OPEN_LINES, ProposalStatus.STALE)


@dataclass(frozen=True)
class Applied:
    """How many schedules were made, changed and left as they are; `stale` names what did not hold any more,
    `gave_way` the bookings of other events that an overwriting mode cancelled."""

    created: int
    changed: int
    skipped: int
    stale: tuple[StaleLine, ...]
    change_id: int | None = None
    gave_way: tuple[str, ...] = ()


def apply_run(
    session: Session,
    actor: Actor,
    *,
    run_id: int,
    mode: ApplyMode,
    proposal_ids: Collection[int] | None = None,
    reason: str = "",
    seen: str = "",
) -> Applied:
    """fill_gaps books only what is open; merge also moves what the run saw and nobody touched since;
    overwrite_unpinned replaces whatever is not pinned; overwrite_all replaces everything and needs a reason.

    `seen` is the fingerprint of the preview that the manager agreed to. Applying twice changes nothing the second time.
    Raises NotFound, Conflict, Invalid, and StaleProposal when a line that was asked for by id does not hold any more or
    when applying would do something else than was seen; then nothing is applied.
    """
    actor.require(Permission.APPLY_RUN)
    run = _open_run(session, actor, run_id, mode, reason)
    everything = queries.lines(session, run.id)
    lines, done = _chosen(everything, proposal_ids)
    if not lines:
        return Applied(0, 0, done, ())
    found = _looked_ahead(session, run, lines, mode)
    if found.stale and proposal_ids is not None:
        raise StaleProposal("Nothing was applied: " + " ".join(line.message for line in found.stale))
    if seen and seen != found.fingerprint:
        raise StaleProposal(say("Nothing was applied: something changed after you looked. See what applying does now."))
    change_id = _write(session, actor, run, found, reason)
    _close(actor, run, everything, found, change_id)
    skipped = done + len(found.standing) + len(found.left_alone)
    changed = len(found.moves) + len(found.cancelled)
    return Applied(found.created, changed, skipped, tuple(found.stale), change_id, tuple(found.cancels))


def preview(session: Session, actor: Actor, *, run_id: int) -> list[Outlook]:
    """What applying everything that is open would do at this moment, in each mode; writes and locks nothing.

    Nothing at all for a run that is not open for review. Raises NotFound.
    """
    run = seen_run(actor, queries.run(session, run_id))
    lines = [line for line in queries.lines(session, run.id) if line.status in _APPLICABLE]
    if run.status not in REVIEWED or not lines:
        return []
    event_ids = {line.event_id for line in lines}
    problem = problem_of(session, run, event_ids=event_ids, employee_ids=_people(lines))
    standing = booking.standing_schedules(session, event_ids, _replaced(lines))
    return [look_ahead(problem, lines, standing, mode) for mode in ApplyMode]


def _open_run(session: Session, actor: Actor, run_id: int, mode: ApplyMode, reason: str) -> Run:
    run = seen_run(actor, queries.lock_run(session, run_id))
    if run.status not in (*REVIEWED, RunStatus.APPLIED):
        raise Conflict(say("This run cannot be applied: it is not finished, or it was rejected. Start a new one."))
    if run.assumptions and mode is ApplyMode.FILL_GAPS:
        wrong = "A what-if is applied as a whole: choose merge, so that what must move moves."
        raise Invalid(wrong, [FieldError("mode", wrong)])
    if mode is ApplyMode.OVERWRITE_ALL and not reason.strip():
        wrong = "Say why pinned schedules may be overwritten."
        raise Invalid(wrong, [FieldError("reason", wrong)])
    return run


def _chosen(lines: Sequence[Proposal], ids: Collection[int] | None) -> tuple[list[Proposal], int]:
    """The lines to apply, and how many of those asked for were applied before."""
    if ids is None:
        applied = sum(line.status is ProposalStatus.APPLIED for line in lines)
        return [line for line in lines if line.status in _APPLICABLE], applied
    known = {line.id: line for line in lines}
    unknown = [number for number in ids if number not in known]
    if unknown:
        wrong = f"Line {unknown[0]} is not part of this run."
        raise Invalid(wrong, [FieldError("proposal_ids", wrong)])
    asked = [known[number] for number in dict.fromkeys(ids)]
    closed = [line for line in asked if line.status not in (*_APPLICABLE, ProposalStatus.APPLIED)]
    if closed:
        raise StaleProposal(say("Nothing was applied: %(closed)s", closed=_closed(closed[0])))
    wanted = [line for line in asked if line.status in _APPLICABLE]
    return wanted, len(asked) - len(wanted)


def _closed(line: Proposal) -> str:
    why = {
        ProposalStatus.REJECTED: "was rejected",
        ProposalStatus.SUPERSEDED: "was planned again by a newer run",
        ProposalStatus.UNASSIGNED: "has nobody to book",
    }
    return f"line {line.id} (“{line.event.name}”) {why.get(line.status, 'is closed')}. Reload the run."


def _looked_ahead(session: Session, run: Run, lines: Sequence[Proposal], mode: ApplyMode) -> Outlook:
    """Under locks: events first, then people, then schedules, each in the order of their ids, as every booking does."""
    event_ids, people = {line.event_id for line in lines}, _people(lines)
    first = datetime.combine(run.week_start, time(), tzinfo=UTC) - timedelta(days=1)
    last = datetime.combine(run.last_day, time(), tzinfo=UTC) + timedelta(days=2)
    others = queries.events_held(session, people, first, last) if mode in OVERWRITING else set()
    others |= booking.events_of(session, _replaced(lines))
    booking.lock_events(session, event_ids | others)
    booking.lock_employees(session, people)
    saved = _replaced(lines)
    saved |= {row.id for row in booking.standing_schedules(session, event_ids)}
    booking.lock_schedules(session, saved)
    problem = problem_of(session, run, event_ids=event_ids, employee_ids=people)
    standing = booking.standing_schedules(session, event_ids, _replaced(lines))
    return look_ahead(problem, lines, standing, mode)


def _replaced(lines: Sequence[Proposal]) -> set[int]:
    return {line.replaces_schedule_id for line in lines if line.replaces_schedule_id is not None}


def _people(lines: Sequence[Proposal]) -> set[int]:
    return {line.employee_id for line in lines if line.employee_id is not None}


def _write(session: Session, actor: Actor, run: Run, found: Outlook, reason: str) -> int | None:
    told = [f"{found.created} scheduled", f"{len(found.moves)} changed"]
    told += [f"{len(found.cancelled)} cancelled"] if found.cancelled else []
    summary = f"Run {run.id} applied ({found.mode.value.replace('_', ' ')}): {', '.join(told)}"
    store_id = run.store_ids[0] if len(run.store_ids) == 1 else None
    with changes.record(
        session, actor, command="apply_run", summary=summary, reason=reason.strip(), store_id=store_id
    ) as recording:
        if not run.applied_change_ids:
            make_true(session, actor, run)
        drafts = {step.replaces.id for step in found.steps if step.replaces and _is_draft(step.replaces)}
        cancelled = _step_aside(session, found)
        _count_bumps(session, found)
        for step in found.steps:
            _book(session, actor, step, drafts)
        mark_staffed(session, {step.line.event_id for step in found.steps} | cancelled)
    return recording.change_id


def _step_aside(session: Session, found: Outlook) -> set[int]:
    """Everything that moves or gives way lets go of its old time first, so that two may trade places under the
    constraint. Answers the events that lose their booking."""
    for step in found.steps:
        if step.replaces is not None:
            step.replaces.status = ScheduleStatus.CANCELLED
    going = booking.lock_schedules(session, found.cancelled.keys())
    for schedule in going.values():
        if schedule.status is ScheduleStatus.COMPLETED:
            raise Conflict(
                say("%(named)s is done already and cannot give way.", named=named(found.cancelled[schedule.id]))
            )
        schedule.status = ScheduleStatus.CANCELLED
    session.flush()
    return {schedule.event_id for schedule in going.values()}


def _count_bumps(session: Session, found: Outlook) -> None:
    """So that nothing gives way for ever."""
    bumped = {row.event.id for step in found.steps for row in step.bumps}
    for event in booking.lock_events(session, bumped).values() if bumped else ():
        event.bumps += 1


def _is_draft(schedule: Schedule) -> bool:
    return schedule.status is ScheduleStatus.DRAFT


def _book(session: Session, actor: Actor, step: Step, drafts: Collection[int]) -> None:
    schedule = step.replaces
    if schedule is None:
        schedule = Schedule(event_id=step.line.event_id, status=first_status(session))
    place(schedule, step.wanted)
    if schedule.id in drafts and is_draft_first(session):
        schedule.status = ScheduleStatus.DRAFT
    session.add(schedule)
    session.flush()  # one by one: what the database refuses is then this very line
    _keep_warnings(session, actor, schedule, step.line.warnings)
    step.line.status, step.line.schedule_id, step.line.failure_reason = ProposalStatus.APPLIED, schedule.id, ""


def _keep_warnings(session: Session, actor: Actor, schedule: Schedule, warnings: Sequence[dict[str, Any]]) -> None:
    """Rules that a manager set aside with a reason are kept as his exceptions, what the engine weighed as warnings."""
    reason = next((one["reason"] for one in warnings if one.get("reason")), "")
    if reason:
        broken = [BrokenRule(one["rule"], one["severity"], one["message"]) for one in warnings]
        keep_exceptions(session, actor, schedule, broken, reason)
    else:
        schedule.warnings, schedule.override_reason = list(warnings), ""


def _close(actor: Actor, run: Run, lines: Sequence[Proposal], found: Outlook, change_id: int | None) -> None:
    reasons = {line.proposal_id: line.message for line in found.stale}
    for line, schedule in found.standing:
        line.status, line.schedule_id, line.failure_reason = ProposalStatus.APPLIED, schedule.id, ""
    for line in lines:
        if line.id in reasons:
            line.status, line.failure_reason = ProposalStatus.STALE, reasons[line.id]
    left = any(line.status in _APPLICABLE and line.kind is not ProposalKind.KEEP for line in lines)
    run.status = RunStatus.PARTLY_APPLIED if left else RunStatus.APPLIED
    run.applied_at, run.applied_by_id = utc_now(), actor.user_id
    run.reverted_at, run.reverted_by = None, ""
    if change_id is not None:
        run.applied_change_ids = [*run.applied_change_ids, change_id]


def revert_run(session: Session, actor: Actor, *, run_id: int) -> int:
    """Take back everything that applying the run changed, newest first; how many changes that were.

    Raises NotFound, and Conflict naming what was changed again since; then nothing is taken back.
    """
    actor.require(Permission.APPLY_RUN)
    run = seen_run(actor, queries.lock_run(session, run_id))
    if not run.applied_change_ids:
        raise Conflict(say("This run has not been applied, so there is nothing to take back."))
    taken = 0
    for change_id in reversed(run.applied_change_ids):
        if change_queries.undo_of(session, change_id) is None:  # somebody may have undone one of them already
            undoing.undo(session, actor, change_id=change_id)
            taken += 1
    lines = [line for line in queries.lines(session, run.id) if line.status is ProposalStatus.APPLIED]
    if taken == len(run.applied_change_ids):
        _note_versions(session, lines)
    for line in lines:
        line.status, line.schedule_id = ProposalStatus.PROPOSED, None
    run.applied_change_ids, run.status = [], RunStatus.REVERTED
    run.reverted_at, run.reverted_by = utc_now(), actor.display_name[:120]
    return taken


def _note_versions(session: Session, lines: Sequence[Proposal]) -> None:
    """The undo itself gave the schedules that the lines move a new version. It proved that nobody else touched them;
    after an undo of an earlier time somebody may have, so then the lines stay out of date."""
    session.flush()  # versions grow while rows are written
    versions = problem_queries.schedule_versions(session, _replaced(lines))
    for line in lines:
        if line.replaces_schedule_id is not None:
            line.replaces_version = versions.get(line.replaces_schedule_id)
