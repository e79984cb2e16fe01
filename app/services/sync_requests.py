"""Asking for a sync, whichever source: the job that does it and the row that will say how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.models import SyncRun
from app.models.columns import utc_now
from app.queries import sync as queries
from app.services import jobs
from app.services.actors import Actor
from app.vocabulary import JobKind, JobState

#: Everything of one source at once.
KEY = "all"


@dataclass(frozen=True)
class Requested:
    sync_run_id: int
    job_id: int


def request(session: Session, actor: Actor, *, source: str, kind: JobKind, payload: dict[str, Any]) -> Requested:
    """Raises AlreadyRunning while one of this source is open."""
    job = jobs.enqueue(session, actor, kind=kind, key=KEY, payload=payload)
    run = SyncRun(source=source, status="running", job_id=job.id, started_at=utc_now())
    session.add(run)
    session.flush()  # the caller answers with its id
    return Requested(run.id, job.id)


def close_ended(session: Session) -> None:
    """Runs whose job ended before it could say so itself: cancelled while it waited, or given up after crashes."""
    for run, job in queries.runs_of_ended_jobs(session):
        run.finished_at = job.finished_at
        if job.state is JobState.CANCELLED:
            run.status, run.error = "cancelled", "Cancelled before anything was changed."
        else:
            run.status, run.error = "failed", job.error or job.message
