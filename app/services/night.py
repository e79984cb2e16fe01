"""The night's work, step after step: sync, comparison, audit, auto-scheduler, event reports, packets, backup, summary.

Each step is a job with the local date of the night, which the database allows once. What comes next is read from
those rows, so that a tick that comes late, twice or in the hour that happens twice changes nothing. A step that fails
does not stop the next: a packet from yesterday's data is better than none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from app.errors import AlreadyRunning, Conflict, Invalid, NotFound
from app.formatting import local_day, wall_time
from app.models import Job
from app.models.columns import utc_now
from app.queries import jobs as queries
from app.queries import problem as store_queries
from app.services import edr, jobs, packets, reconciling, run_requests, settings
from app.services import sync as crossmark_sync
from app.services.actors import Actor, system_actor
from app.vocabulary import JobKind, JobState, Permission
from app.wording import say

_ACTOR = system_actor("upkeep")
#: A step that has nothing to do is noted with this key, so that the night goes on and its page says why.
SKIPPED = queries.SKIPPED


class NothingToDo(Exception):
    """Why a step is left out tonight."""


@dataclass(frozen=True)
class Wish:
    """Who wants it, and for which night; None when a person wants it now."""

    actor: Actor
    night: date | None


Begin = Callable[[Session, Wish], Sequence[int]]


def _sync(session: Session, wish: Wish) -> Sequence[int]:
    _needs_sync(session, wish)
    try:
        return [crossmark_sync.request_sync(session, wish.actor, source="crossmark").job_id]
    except Invalid as error:
        raise NothingToDo(error.message) from error


def _auto_schedule(session: Session, wish: Wish) -> Sequence[int]:
    """This week and the next one."""
    _needs_sync(session, wish)
    if wish.night is not None and not settings.read(session)["nightly_auto_schedule"]:
        raise NothingToDo(say("The auto-scheduler runs only when somebody starts it; switch it on in Settings."))
    today = _today()
    try:
        week = today - timedelta(days=today.weekday())
        return [run_requests.request_run(session, wish.actor, week=week, weeks=2).job_id]
    except (Conflict, Invalid) as error:
        if isinstance(error, AlreadyRunning):
            raise
        raise NothingToDo(error.message) from error


def _reports(session: Session, wish: Wish) -> Sequence[int]:
    _needs_sync(session, wish)
    if problem := edr.status(session).problem:
        raise NothingToDo(problem)
    return [edr.request_edr_sync(session, wish.actor).job_id]


def _packets(session: Session, wish: Wish) -> Sequence[int]:
    """Of today and the days after it, of every store that is open for business."""
    _needs_sync(session, wish)
    ahead = int(settings.read(session)["nightly_packet_days"])
    begun = []
    for store in store_queries.all_stores(session):
        first = local_day(utc_now(), store.timezone)
        for day in (first + timedelta(days=number) for number in range(ahead + 1 if store.active else 0)):
            try:
                begun.append(packets.request_packet(session, wish.actor, day=day, store_id=store.id).job_id)
            except AlreadyRunning:
                continue
    if not begun:
        raise NothingToDo(say("There is no store to print for."))
    return begun


def _reconcile(session: Session, wish: Wish) -> Sequence[int]:
    _needs_sync(session, wish)
    try:
        return [reconciling.request(session, wish.actor)]
    except Invalid as error:
        raise NothingToDo(error.message) from error


def _audit(session: Session, wish: Wish) -> Sequence[int]:
    """Of today, store by store."""
    begun = []
    for store in store_queries.all_stores(session):
        day = local_day(utc_now(), store.timezone)
        payload, key = {"day": day.isoformat(), "store_id": store.id}, packets.job_key(day, store.id)
        try:
            begun += [jobs.enqueue(session, wish.actor, kind=JobKind.AUDIT, key=key, payload=payload).id]
        except AlreadyRunning:
            continue
    if not begun:
        raise NothingToDo(say("There is no store to audit."))
    return begun


def _backup(session: Session, wish: Wish) -> Sequence[int]:
    if wish.night is not None and not settings.read(session)["nightly_backup"]:
        raise NothingToDo(say("Backups are switched off in Settings."))
    return [jobs.enqueue(session, wish.actor, kind=JobKind.BACKUP, key="all", payload={}).id]


def _summary(session: Session, wish: Wish) -> Sequence[int]:
    _needs_sync(session, wish)
    if not current_app.extensions["settings"].smtp_url:
        raise NothingToDo(say("No mail server is set up (SMTP_URL)."))
    if not settings.read(session)["summary_recipients"]:
        raise NothingToDo(say("Nobody wants the summary by mail; enter addresses in Settings."))
    newest = wish.night or queries.newest_night(session) or _today()
    payload = {"night": newest.isoformat()}
    return [jobs.enqueue(session, wish.actor, kind=JobKind.SUMMARY, key="all", payload=payload).id]


STEPS: dict[JobKind, Begin] = {
    JobKind.SYNC_CROSSMARK: _sync,
    JobKind.RECONCILE: _reconcile,
    JobKind.AUDIT: _audit,
    JobKind.AUTO_SCHEDULE: _auto_schedule,
    JobKind.SYNC_EDR: _reports,
    JobKind.PACKET: _packets,
    JobKind.BACKUP: _backup,
    JobKind.SUMMARY: _summary,
}


def _needs_sync(session: Session, wish: Wish) -> None:
    """By night only where a manager has said that the product may work by itself."""
    if wish.night is not None and not settings.read(session)["sync_enabled"]:
        raise NothingToDo(say("Reading Crossmark by itself is switched off in Settings."))


def _today() -> date:
    return local_day(utc_now(), current_app.extensions["settings"].timezone)


def due_night(now: datetime, zone: str, hour: int) -> date:
    """The local date whose night began last: a day counts from `hour` on, whatever the clocks do that night."""
    local = wall_time(now, zone)
    return local.date() if local.hour >= hour else local.date() - timedelta(days=1)


def go_on(session: Session, now: datetime) -> list[int]:
    """Begin the next step of the night when the one before has ended; ids of the jobs begun."""
    zone, hour = current_app.extensions["settings"].timezone, int(settings.read(session)["nightly_hour"])
    night = due_night(now, zone, hour)
    found = queries.jobs_of_night(session, night)
    for kind, begin in STEPS.items():
        of_step = [job for job in found if job.kind is kind]
        if any(job.state in jobs.OPEN_STATES for job in of_step):
            return []
        if not of_step and (begun := _begin(session, kind, begin, night)) is not None:
            return begun
    return []


def _begin(session: Session, kind: JobKind, begin: Begin, night: date) -> list[int] | None:
    """None when the step is left out and the night goes on at once; empty when it has to wait for another job."""
    try:
        begun = list(begin(session, Wish(_ACTOR, night)))
    except AlreadyRunning:
        return []
    except NothingToDo as reason:
        _note_skipped(session, kind, night, str(reason))
        return None
    for job in queries.by_ids(session, begun):
        job.local_date = night
    return begun


def _note_skipped(session: Session, kind: JobKind, night: date, reason: str) -> None:
    now = utc_now()
    session.add(
        Job(
            kind=kind,
            key=SKIPPED,
            state=JobState.DONE,
            message=reason[:300],
            local_date=night,
            run_at=now,
            started_at=now,
            finished_at=now,
        )
    )


def run_now(session: Session, actor: Actor, *, kind: JobKind) -> list[int]:
    """One step at once, because a manager wants it. Raises NotFound, AlreadyRunning and Invalid."""
    actor.require(Permission.RUN_SYNC)
    if kind not in STEPS:
        raise NotFound(say("There is no such step of the night."))
    try:
        return list(STEPS[kind](session, Wish(actor, None)))
    except NothingToDo as reason:
        raise Invalid(str(reason)) from reason


@dataclass(frozen=True)
class ShownStep:
    """One step of one night; `job` is the one that says most: an open one, else one that failed, else the last."""

    kind: JobKind
    job: Job | None
    count: int


@dataclass(frozen=True)
class ShownNight:
    night: date
    steps: tuple[ShownStep, ...]


def history(session: Session, *, nights: int = 14) -> list[ShownNight]:
    """The last nights, newest first."""
    by_night: dict[date, list[Job]] = {}
    for job in queries.jobs_of_nights(session, nights=nights):
        if job.local_date is not None:
            by_night.setdefault(job.local_date, []).append(job)
    return [ShownNight(night, tuple(_shown(kind, found) for kind in STEPS)) for night, found in by_night.items()]


def _shown(kind: JobKind, found: list[Job]) -> ShownStep:
    of_step = [job for job in found if job.kind is kind]
    telling = sorted(of_step, key=lambda job: (job.state is JobState.DONE, job.state not in jobs.OPEN_STATES, -job.id))
    return ShownStep(kind, telling[0] if telling else None, len(of_step))
