"""The job that fetches the reports of the coming Core events, and the row that says how it went."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.db import db, transaction
from app.errors import AppError, FieldError, Invalid
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
from app.services.edr_reports import browse, fetch_reports, store_listed
from app.services.edr_session import AUTHENTICATED
from app.services.sync_requests import Requested
from app.vocabulary import JobKind, Permission
from app.wording import say

SOURCE = "walmart_edr"
SYNC_DAYS_AHEAD = 14
MOST_DAYS = timedelta(days=92)
BROWSE_REACH = timedelta(days=30)
"""Walmart's own page shows this many days back and ahead."""
NEEDS_CODE = (
    "It needs the code: nobody is signed in at Walmart. Open Paperwork, choose Walmart sign-in and type the code from "
    "the text message; then it goes on by itself."
)


@dataclass(frozen=True)
class Days:
    """Which reports are wanted, first and last day included."""

    first: date
    last: date


@dataclass(frozen=True)
class Trouble:
    """One reason and the event numbers that it holds for."""

    why: str
    numbers: tuple[str, ...]


def request_edr_sync(session: Session, actor: Actor, *, days: Days | None = None, browse: bool = False) -> Requested:
    """Fetch the reports of the Core events of the days, by default the coming two weeks; with `browse` the list of
    every event that Walmart has in them.

    Raises AlreadyRunning, and Invalid for days that make no sense.
    """
    actor.require(Permission.PRINT_PAPERWORK)
    if days is not None and not timedelta(0) <= days.last - days.first <= MOST_DAYS:
        message = say("Choose a last day on or after the first, at most %(most)s days later.", most=MOST_DAYS.days)
        raise Invalid(message, [FieldError("last", message)])
    stores = [s.id for s in paperwork_queries.active_stores(session) if actor.sees_store(s.id)]
    payload: dict[str, Any] = {"store_ids": stores, "browse": browse}
    if days is not None:
        payload |= {"first": days.first.isoformat(), "last": days.last.isoformat()}
    return sync_requests.request(session, actor, source=SOURCE, kind=JobKind.SYNC_EDR, payload=payload)


def latest_sync(session: Session) -> Job | None:
    """The newest fetch of reports, done or not."""
    return next(iter(job_queries.latest_work(session, JobKind.SYNC_EDR, limit=1)), None)


def troubles_of(session: Session, job: Job) -> list[Trouble]:
    """Why reports of this fetch could not be had, the reason of most events first."""
    run = sync_queries.run_of_job(session, job.id)
    numbers: dict[str, list[str]] = {}
    for problem in run.problems if run else []:
        if "why" in problem:
            numbers.setdefault(problem["why"], []).append(problem["what"])
    return sorted((Trouble(why, tuple(found)) for why, found in numbers.items()), key=lambda one: -len(one.numbers))


def run_edr_sync(job_id: int, payload: dict[str, Any], progress: jobs.Progress) -> dict[str, Any]:
    """Fetch what was asked for; fresh reports are left alone. Raises NeedsCode when nobody is signed in (any more)."""
    run_id = _begin(job_id)
    with _noted(run_id) as answer:
        if payload.get("browse"):
            answer |= _fetch_list(payload, progress)
        else:
            progress.report(0.0, "Looking for events without a fresh report ...")
            answer |= _fetch_coming(payload, progress)
    return answer


def _days_of(payload: dict[str, Any], today: date, back: timedelta, ahead: timedelta) -> Days:
    if "first" in payload:
        return Days(date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"]))
    return Days(today - back, today + ahead)


def _fetch_list(payload: dict[str, Any], progress: jobs.Progress) -> dict[str, Any]:
    """Each store's events, whole or not at all; a report that was fetched with its instructions stays as it is."""
    if not _is_signed_in():
        raise jobs.NeedsCode(NEEDS_CODE)
    stores, found = _stores(payload.get("store_ids")), 0
    for place, (store_id, number, zone) in enumerate(stores):
        progress.report(place / len(stores), f"Reading the list of store {number} ...")
        days = _days_of(payload, local_day(utc_now(), zone), BROWSE_REACH, BROWSE_REACH)
        listed = browse(number, days.first, days.last)
        if listed is None:
            raise jobs.NeedsCode(NEEDS_CODE)
        with transaction() as session:
            for report in listed:
                store_listed(session, store_id=store_id, report=report)
        found += len(listed)
    return {"message": f"{found} events are on Walmart's list.", "fetched": found, "failed": 0}


def _stores(store_ids: list[int] | None) -> list[tuple[int, str, str]]:
    session = db.session()
    try:
        return [
            (store.id, store.number, store.timezone)
            for store in paperwork_queries.active_stores(session)
            if store_ids is None or store.id in store_ids
        ]
    finally:
        session.rollback()


def _fetch_coming(payload: dict[str, Any], progress: jobs.Progress) -> dict[str, Any]:
    wanted = _coming(payload)
    if not wanted:
        return {"message": "Every report is fresh.", "fetched": 0, "failed": 0}
    if not _is_signed_in():
        raise jobs.NeedsCode(NEEDS_CODE)
    troubles = fetch_reports(wanted, progress)
    failed = sum(number in troubles for _store, number in wanted)
    if failed and not _is_signed_in():
        raise jobs.NeedsCode(NEEDS_CODE)
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
    except jobs.NeedsCode as error:
        _wait(run_id, error.message)
        raise
    except AppError as error:
        _end(run_id, "failed", error=error.message)
        raise
    except Exception:  # noted on the row and raised again: a crash must not leave it "running"
        _end(run_id, "failed", error="It stopped because of a fault in the product. The log has the details.")
        raise
    _end(run_id, "completed", answer)


def _wait(run_id: int, for_what: str) -> None:
    """It has not ended: the same run goes on when somebody has typed the code."""
    with transaction() as session:
        run = session.get_one(SyncRun, run_id)
        run.status, run.error = "needs_mfa", for_what


def _end(run_id: int, status: str, answer: dict[str, Any] | None = None, *, error: str = "") -> None:
    answer = answer or {}
    troubles: dict[str, str] = answer.get("troubles", {})
    with transaction() as session:
        run = session.get_one(SyncRun, run_id)
        run.status, run.error, run.finished_at = status, error, utc_now()
        run.counts = {name: answer[name] for name in ("fetched", "failed") if name in answer}
        run.problems = [{"what": n, "text": f"Event {n}: {why}", "why": why} for n, why in troubles.items()]


def _is_signed_in() -> bool:
    return edr_session.taken_up()[1].stage == AUTHENTICATED


def _coming(payload: dict[str, Any]) -> list[tuple[int, str]]:
    store_ids: list[int] | None = payload.get("store_ids")
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
            days = _days_of(payload, today, timedelta(0), timedelta(days=SYNC_DAYS_AHEAD))
            for event in paperwork_queries.core_events_between(session, [store.id], days.first, days.last):
                if event.event_number and event.event_number not in fresh:
                    found[(store.id, event.event_number)] = None
        return list(found)
    finally:
        session.rollback()
