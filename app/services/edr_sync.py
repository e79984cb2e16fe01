"""The job that fetches the reports of the coming Core events, and the row that says how it went."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.db import db, transaction
from app.errors import AppError, Conflict
from app.formatting import local_day
from app.models import Job, SyncRun
from app.models.columns import utc_now
from app.queries import edr as queries
from app.queries import jobs as job_queries
from app.queries import paperwork as paperwork_queries
from app.queries import sync as sync_queries
from app.services import edr_session, jobs, sync_requests
from app.services import settings as settings_service
from app.services.actors import Actor
from app.services.edr_reports import fetch_reports
from app.services.edr_session import AUTHENTICATED
from app.services.sync_requests import Requested
from app.vocabulary import JobKind, Permission

SOURCE = "walmart_edr"
SYNC_DAYS_AHEAD = 14
NEEDS_CODE = (
    "It needs the code: nobody is signed in at Walmart. Open Paperwork, choose Walmart sign-in, type the code from "
    "the text message, then start again."
)


def request_edr_sync(session: Session, actor: Actor) -> Requested:
    """Raises AlreadyRunning."""
    actor.require(Permission.PRINT_PAPERWORK)
    stores = [s.id for s in paperwork_queries.active_stores(session) if actor.sees_store(s.id)]
    payload = {"store_ids": stores}
    return sync_requests.request(session, actor, source=SOURCE, kind=JobKind.SYNC_EDR, payload=payload)


def latest_sync(session: Session) -> Job | None:
    """The newest fetch of reports, done or not."""
    return next(iter(job_queries.latest(session, JobKind.SYNC_EDR, limit=1)), None)


def run_edr_sync(job_id: int, payload: dict[str, Any], progress: jobs.Progress) -> dict[str, Any]:
    """Fetch the reports of the coming Core events; fresh ones are left alone. Raises Conflict when a code is needed."""
    run_id = _begin(job_id)
    with _noted(run_id) as answer:
        progress.report(0.0, "Looking for events without a fresh report ...")
        answer |= _fetch_coming(payload.get("store_ids"), progress)
    return answer


def _fetch_coming(store_ids: list[int] | None, progress: jobs.Progress) -> dict[str, Any]:
    wanted = _coming(store_ids)
    if not wanted:
        return {"message": "Every report is fresh.", "fetched": 0, "failed": 0}
    if not _is_signed_in():
        raise Conflict(NEEDS_CODE)
    troubles = fetch_reports(wanted, progress)
    failed = sum(number in troubles for _store, number in wanted)
    if failed == len(wanted) and not _is_signed_in():
        raise Conflict(NEEDS_CODE)
    fetched = len(wanted) - failed
    message = f"{fetched} reports fetched." if not failed else f"{fetched} reports fetched, {failed} not available."
    return {"message": message, "fetched": fetched, "failed": failed, "troubles": troubles}


def _begin(job_id: int) -> int:
    """The run that the request made, or a new one; a run left open by a crash is closed."""
    with transaction() as session:
        run = sync_queries.run_of_job(session, job_id)
        if run is None:
            run = SyncRun(source=SOURCE, job_id=job_id, started_at=utc_now())
            session.add(run)
        run.status, run.error = "running", ""
        session.flush()  # the id is needed to tell it from others
        for other in sync_queries.runs_left_open(session, run.id, SOURCE):
            other.status, other.finished_at = "failed", utc_now()
            other.error = "It was interrupted; the reports fetched so far were kept."
        return run.id


@contextmanager
def _noted(run_id: int) -> Iterator[dict[str, Any]]:
    """Writes into the run how the block ended; the block fills in what it answers."""
    answer: dict[str, Any] = {}
    try:
        yield answer
    except jobs.LeaseLost:
        raise  # another worker has it now and writes the outcome
    except jobs.JobCancelled:
        _end(run_id, "cancelled", error="Cancelled; the reports fetched so far were kept.")
        raise
    except AppError as error:
        _end(run_id, "failed", error=error.message)
        raise
    except Exception:  # noted on the row and raised again: a crash must not leave it "running"
        _end(run_id, "failed", error="It stopped because of a fault in the product. The log has the details.")
        raise
    _end(run_id, "completed", answer)


def _end(run_id: int, status: str, answer: dict[str, Any] | None = None, *, error: str = "") -> None:
    answer = answer or {}
    troubles: dict[str, str] = answer.get("troubles", {})
    with transaction() as session:
        run = session.get_one(SyncRun, run_id)
        run.status, run.error, run.finished_at = status, error, utc_now()
        run.counts = {name: answer[name] for name in ("fetched", "failed") if name in answer}
        run.problems = [{"what": number, "text": why} for number, why in troubles.items()]


def _is_signed_in() -> bool:
    return edr_session.taken_up()[1].stage == AUTHENTICATED


def _coming(store_ids: list[int] | None) -> list[tuple[int, str]]:
    session = db.session()
    try:
        found: dict[tuple[int, str], None] = {}
        settings = settings_service.read(session)
        since = utc_now() - timedelta(hours=float(settings.get("edr_cache_max_age_hours") or 24))
        for store in paperwork_queries.active_stores(session):
            if store_ids is not None and store.id not in store_ids:
                continue
            fresh = queries.fresh_numbers(session, store.id, since=since)
            today = local_day(utc_now(), store.timezone)
            last = today + timedelta(days=SYNC_DAYS_AHEAD)
            for event in paperwork_queries.core_events_between(session, [store.id], today, last):
                if event.event_number and event.event_number not in fresh:
                    found[(store.id, event.event_number)] = None
        return list(found)
    finally:
        session.rollback()
