"""Asking for a run of the auto-scheduler, and calling it off: what may be asked, and one run a store at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.errors import AlreadyRunning, Conflict, FieldError, Invalid, NotFound
from app.formatting import local_day, short_day
from app.models import Job, Run
from app.models.columns import utc_now
from app.queries import booking
from app.queries import jobs as job_queries
from app.queries import problem as problem_queries
from app.queries import runs as queries
from app.services import events, jobs, optimisation, settings
from app.services.actors import Actor
from app.services.run_review import seen_run
from app.vocabulary import JobKind, JobState, Permission, RunStatus
from app.wording import say

#: normal keeps everything that is published; replan moves what is not pinned where it is needed; greedy shows the
#: rulebook's waves.
MODES = ("normal", "replan", "greedy")
TIME_LIMIT_S = 30
LONGEST_S = 600
MOST_WEEKS = 5
"""A month, whatever weekday it begins on."""


@dataclass(frozen=True)
class Requested:
    run_id: int
    job_id: int


def request_run(
    session: Session,
    actor: Actor,
    *,
    week: date,
    weeks: int = 1,
    store_ids: Collection[int] | None = None,
    event_ids: Collection[int] = (),
    touch_frozen: bool = False,
    assumptions: Sequence[dict[str, Any]] = (),
    mode: str = "normal",
    time_limit_s: int | None = None,
    config_id: int | None = None,
) -> Requested:
    """Ask the worker to plan the week that begins on Monday `week` (and those after it), for some or for all stores
    the actor sees; with `event_ids` only these events. `touch_frozen` lets the next days change as well. Without a
    configuration or a time limit those of the default hold.

    Raises Invalid, NotFound for another's store, Conflict while the auto-scheduler is switched off, and
    AlreadyRunning while a run plans one of the stores.
    """
    actor.require(Permission.RUN_AUTO_SCHEDULER)
    if not settings.read(session)["auto_scheduler_enabled"]:
        raise Conflict(say("The auto-scheduler is switched off. Switch it on under Settings, Auto-scheduler."))
    stores = _stores(session, actor, store_ids)
    config = optimisation.copy_for_run(session, config_id)
    seconds = _checked(week, weeks, mode, time_limit_s, config.get("time_limit_s", TIME_LIMIT_S))
    job_queries.lock_kind(session, JobKind.AUTO_SCHEDULE)
    _refuse_second_run(session, stores)
    run = Run(
        week_start=week,
        last_day=week + timedelta(days=7 * weeks - 1),
        store_ids=stores,
        event_ids=sorted(event_ids),
        touch_frozen=touch_frozen,
        assumptions=list(assumptions),
        mode=mode,
        time_limit_s=seconds,
        config=config,
        created_by_id=actor.user_id,
    )
    session.add(run)
    session.flush()  # the job names it
    job = jobs.enqueue(
        session,
        actor,
        kind=JobKind.AUTO_SCHEDULE,
        key=f"{week} {','.join(map(str, stores))}",
        payload={"run_id": run.id, "store_ids": stores},
    )
    run.job_id = job.id
    return Requested(run.id, job.id)


def request_event(session: Session, actor: Actor, *, event_id: int) -> Requested:
    """Ask for a place for one event, anywhere in its window; what is found is shown for confirmation.

    Raises NotFound, Conflict for an event that cannot or need not be planned, and what `request_run` raises.
    """
    event = events.find(session, actor, event_id=event_id)
    first = max(event.start_date, local_day(utc_now(), event.store.timezone))
    if event.removed_at is not None or event.due_date < first:
        raise Conflict(say("This event is over or was taken away; there is nothing to plan."))
    held = booking.standing_schedules(session, [event.id])
    if len(held) >= event.required_headcount:
        raise Conflict(say("This event has its people already."))
    monday = first - timedelta(days=first.weekday())
    weeks = min((event.due_date - monday).days // 7 + 1, MOST_WEEKS)
    return request_run(session, actor, week=monday, weeks=weeks, store_ids=[event.store_id], event_ids=[event.id])


def _stores(session: Session, actor: Actor, wanted: Collection[int] | None) -> list[int]:
    known = [s.id for s in problem_queries.all_stores(session) if s.active and actor.sees_store(s.id)]
    if wanted is None:
        if not known:
            raise Invalid(say("There is no store to plan yet. Sync Crossmark first."))
        return known
    for store_id in wanted:
        if store_id not in known:
            raise NotFound(say("That store was not found."))
    if not wanted:
        raise Invalid(say("Choose a store."), [FieldError("store_ids", say("Choose at least one store."))])
    return sorted(set(wanted))


def _checked(week: date, weeks: int, mode: str, time_limit_s: int | None, a_week_s: int) -> int:
    if week.weekday() != 0:
        monday = week - timedelta(days=week.weekday())
        wrong = say(
            "%(day)s is no Monday; the week begins on %(monday)s.", day=short_day(week), monday=short_day(monday)
        )
        raise Invalid(wrong, [FieldError("week", wrong)])
    if not 1 <= weeks <= MOST_WEEKS:
        wrong = say("Choose 1 to %(most)s weeks.", most=MOST_WEEKS)
        raise Invalid(wrong, [FieldError("weeks", wrong)])
    if mode not in MODES:
        wrong = say("There is no mode “%(mode)s”; choose one of: %(choices)s.", mode=mode, choices=", ".join(MODES))
        raise Invalid(wrong, [FieldError("mode", wrong)])
    seconds = min(a_week_s * weeks, LONGEST_S) if time_limit_s is None else time_limit_s
    if not 1 <= seconds <= LONGEST_S:
        wrong = say("Choose between 1 and %(most)s seconds.", most=LONGEST_S)
        raise Invalid(wrong, [FieldError("time_limit_s", wrong)])
    return seconds


def _refuse_second_run(session: Session, stores: list[int]) -> None:
    """Two plans of one store at a time would propose the same people twice."""
    for run, job in queries.runs_in_work(session):
        ended = ended_without_result(run, job)
        if ended is not None:
            run.status, run.finished_at = ended, utc_now()
        elif set(run.store_ids) & set(stores) and job is not None:
            raise AlreadyRunning(
                say("Run %(id)s is planning one of these stores. Wait for it or cancel it.", id=run.id), job.id
            )


def ended_without_result(run: Run, job: Job | None) -> RunStatus | None:
    """What became of a run whose job is over although the run was never told: its worker died, or nobody began it."""
    if run.status not in queries.OPEN_RUNS or (job is not None and job.state in jobs.OPEN_STATES):
        return None
    return RunStatus.CANCELLED if job is not None and job.state is JobState.CANCELLED else RunStatus.CRASHED


def cancel_run(session: Session, actor: Actor, *, run_id: int) -> Run:
    """Ask the worker to stop; the best plan that it has by then is proposed.

    Raises NotFound, and Conflict when it is over already.
    """
    actor.require(Permission.RUN_AUTO_SCHEDULER)
    run = seen_run(actor, queries.run(session, run_id))
    if run.job_id is None or run.status not in queries.OPEN_RUNS:
        raise Conflict(say("This run is over already; there is nothing to cancel."))
    job = jobs.cancel(session, actor, job_id=run.job_id)
    locked = seen_run(actor, queries.lock_run(session, run_id))
    ended = ended_without_result(locked, job)
    if ended is not None:
        locked.status, locked.finished_at, locked.error = ended, utc_now(), job.message
    return locked
