"""Long work: the job row owns the truth, Celery only rings.

A worker claims a row with a lease and a fence. Who loses the lease (a pause, a crash) holds an old fence and cannot
write any more; the tick gives the row to the next worker.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from app.db import after_commit, db, transaction
from app.errors import AlreadyRunning, AppError, Conflict, NotFound
from app.extensions import celery
from app.models import Job
from app.models.columns import utc_now
from app.queries import jobs as job_queries
from app.services import webhook_messages
from app.services.actors import Actor
from app.vocabulary import JobKind, JobState
from app.wording import say

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
HEARTBEAT_SECONDS = 15.0
MAX_ATTEMPTS = 5
RUN_TASK = "run_job"
OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)


class JobCancelled(Exception):
    """Somebody pressed Cancel; the job function lets it pass and nothing half-done stays."""


class NeedsCode(Conflict):
    """The work waits until somebody has typed the code of a text message; `go_on` then starts it again."""


class LeaseLost(Exception):
    """Another worker has taken over; this one must not write anything."""


class Progress(Protocol):
    """How a job function tells where it is."""

    def report(self, fraction: float, message: str) -> None:
        """`fraction` 0 to 1. Raises JobCancelled when a cancel was asked for, LeaseLost when it must stop."""

    @property
    def cancelled(self) -> bool:
        """Cheap to ask often."""


Runner = Callable[[int, dict[str, Any], Progress], dict[str, Any]]


def enqueue(
    session: Session,
    actor: Actor,
    *,
    kind: JobKind,
    key: str,
    payload: dict[str, Any],
    local_date: date | None = None,
) -> Job:
    """Write a job and ring the worker once it is committed.

    Raises AlreadyRunning, naming the open job, when the same work waits or runs already.
    """
    job_queries.lock_kind(session, kind)
    opened = job_queries.open_job(session, kind, key)
    if opened is not None:
        raise AlreadyRunning(
            say("This is already being worked on (%(what)s).", what=opened.message or "waiting for a worker"), opened.id
        )
    job = Job(
        kind=kind,
        key=key,
        payload=payload,
        run_at=utc_now(),
        local_date=local_date,
        user_id=actor.user_id,
        request_id=str(get_contextvars().get("request_id", ""))[:64],
    )
    session.add(job)
    session.flush()  # the caller answers with the job's id
    after_commit(session, partial(ring, job.id, job.request_id))
    return job


def ring(job_id: int, request_id: str) -> None:
    celery.send_task(RUN_TASK, args=[job_id], headers={"request_id": request_id})


def cancel(session: Session, actor: Actor, *, job_id: int) -> Job:
    """Ask a job to stop; one that has not begun ends at once. Raises NotFound."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or not may_see(actor, job):
        raise NotFound(say("That job was not found."))
    if job.state in (JobState.QUEUED, JobState.NEEDS_MFA):
        _finish(session, job, JobState.CANCELLED, "Cancelled before it began.")
    elif job.state is JobState.RUNNING:
        job.cancel_requested = True
        job.message = "Cancelling ..."
    return job


def retry(session: Session, actor: Actor, *, job_id: int) -> Job:
    """The same work again, by the same row. Raises NotFound, and Conflict unless it has ended without success."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or not may_see(actor, job):
        raise NotFound(say("That job was not found."))
    if job.state in (*OPEN_STATES, JobState.DONE):
        raise Conflict(say("Only work that did not succeed can be tried again."))
    if job_queries.open_job(session, job.kind, job.key) is not None:
        raise Conflict(say("The same work is under way already."))
    _queue_again(session, job)
    return job


def _queue_again(session: Session, job: Job) -> None:
    job.state, job.attempts, job.run_at, job.cancel_requested = JobState.QUEUED, 0, utc_now(), False
    job.message, job.error, job.progress = "", "", 0.0
    job.started_at = job.finished_at = None
    after_commit(session, partial(ring, job.id, job.request_id))


def go_on(session: Session, kind: JobKind) -> list[Job]:
    """Start what waited for a code again: of each key the newest, unless it is under way already."""
    going: dict[str, Job] = {}
    for job in job_queries.waiting_for_code(session, kind):
        if job.key in going or job_queries.open_job(session, kind, job.key) is not None:
            _finish(session, job, JobState.CANCELLED, "A newer one was started instead.")
            continue
        _queue_again(session, job)
        going[job.key] = job
        session.flush()  # the next look must see that it is open
    return list(going.values())


def find(session: Session, actor: Actor, *, job_id: int) -> Job:
    """Raises NotFound."""
    job = session.get(Job, job_id)
    if job is None or not may_see(actor, job):
        raise NotFound(say("That job was not found."))
    return job


def may_see(actor: Actor, job: Job) -> bool:
    """Jobs about stores are seen by those who see one of the stores; the rest by everybody who may ask for jobs."""
    stores = job.payload.get("store_ids") or ([job.payload["store_id"]] if "store_id" in job.payload else [])
    return actor.store_ids is None or not stores or any(actor.sees_store(store) for store in stores)


def run(job_id: int, runners: dict[JobKind, Runner]) -> None:
    """Do a job if it is due and nobody else has it. Called by the worker; safe to call twice."""
    claimed = _claim(job_id)
    if claimed is None:
        return
    log.info("job started", job_id=job_id, kind=claimed.kind.value, attempt=claimed.attempts)
    with _Heartbeat(claimed) as beat:
        state, message, answer = _outcome(claimed, runners[claimed.kind], beat)
    _settle(claimed, state, message, answer)
    log.info("job ended", job_id=job_id, kind=claimed.kind.value, state=state.value)


@dataclass(frozen=True)
class Claimed:
    id: int
    kind: JobKind
    payload: dict[str, Any]
    fence: int
    attempts: int


def _claim(job_id: int) -> Claimed | None:
    now = utc_now()
    with transaction() as session:
        job = session.scalar(select(Job).where(Job.id == job_id).with_for_update(skip_locked=True))
        if job is None or job.state not in OPEN_STATES or job.run_at > now:
            return None
        if job.state is JobState.RUNNING and job.lease_until is not None and job.lease_until > now:
            return None
        job.state = JobState.RUNNING
        job.fence += 1
        job.attempts += 1
        job.lease_until = now + LEASE
        job.started_at = job.started_at or now
        return Claimed(job.id, job.kind, dict(job.payload), job.fence, job.attempts)


def _outcome(claimed: Claimed, runner: Runner, progress: Progress) -> tuple[JobState, str, dict[str, Any]]:
    try:
        answer = runner(claimed.id, claimed.payload, progress)
    except JobCancelled:
        return JobState.CANCELLED, "Cancelled.", {}
    except LeaseLost:
        log.warning("job lost its lease", job_id=claimed.id)
        return JobState.RUNNING, "", {}
    except NeedsCode as error:
        log.info("job waits for a code", job_id=claimed.id)
        return JobState.NEEDS_MFA, error.message, {}
    except AppError as error:
        log.warning("job failed", job_id=claimed.id, reason=error.message)
        return JobState.FAILED, error.message, {}
    except Exception:  # the last resort of the worker: the row must say that the work crashed
        log.exception("job crashed", job_id=claimed.id)
        return JobState.FAILED, "It stopped because of a fault in the product. The log has the details.", {}
    return JobState.DONE, str(answer.pop("message", "Done.")), answer


def _settle(claimed: Claimed, state: JobState, message: str, answer: dict[str, Any]) -> None:
    if state is JobState.RUNNING:
        return
    with transaction() as session:
        job = session.get(Job, claimed.id, with_for_update=True)
        if job is None or job.fence != claimed.fence:
            return
        job.result = answer
        job.error = message if state in (JobState.FAILED, JobState.NEEDS_MFA) else ""
        _finish(session, job, state, message)


def _finish(session: Session, job: Job, state: JobState, message: str) -> None:
    job.state = state
    job.message = message[:300]
    job.lease_until = None
    job.finished_at = utc_now()
    if state is JobState.DONE:
        job.progress = 1.0
    webhook_messages.of_job(session, job)


class _Heartbeat:
    """Keeps the lease while the job function works, and carries its progress and the wish to cancel."""

    def __init__(self, claimed: Claimed) -> None:
        self._claimed = claimed
        self._stop = threading.Event()
        self._cancelled = False
        self._lost = False
        self._thread = threading.Thread(target=self._beat, args=(current_app._get_current_object(),), daemon=True)  # type: ignore[attr-defined]

    def __enter__(self) -> _Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def cancelled(self) -> bool:
        return self._cancelled or self._lost

    def report(self, fraction: float, message: str) -> None:
        self._renew({"progress": min(max(fraction, 0.0), 1.0), "message": message[:300]})
        if self._lost:
            raise LeaseLost
        if self._cancelled:
            raise JobCancelled

    def _beat(self, app: Any) -> None:
        while not self._stop.wait(HEARTBEAT_SECONDS if not self._cancelled else 1.0):
            with app.app_context():
                self._renew({})

    def _renew(self, values: dict[str, Any]) -> None:
        """Its own short transaction on its own connection: the job function may be inside another one."""
        with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
            held = (Job.id == self._claimed.id, Job.fence == self._claimed.fence, Job.state == JobState.RUNNING)
            asked = connection.scalar(select(Job.cancel_requested).where(*held).with_for_update())
            if asked is None:
                self._lost = True
                return
            self._cancelled = bool(asked)
            if self._cancelled:
                values.pop("message", None)
            connection.execute(update(Job).where(*held).values(lease_until=utc_now() + LEASE, **values))


def reap(session: Session) -> list[tuple[int, str]]:
    """Jobs that wait although nobody works on them, to be rung again (id, request id).

    One that has crashed its worker too often is dead: a manager starts it anew.
    """
    again = []
    for job in job_queries.abandoned(session, utc_now()):
        if job.attempts >= MAX_ATTEMPTS:
            job.error = f"It crashed {job.attempts} times. Start it again; if it crashes again, look at the log."
            _finish(session, job, JobState.DEAD, job.error)
            continue
        again.append((job.id, job.request_id))
    return again
