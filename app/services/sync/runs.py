"""A sync run from the request to its result. Whatever fails, not one row of the schedule is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import AppError, Invalid
from app.formatting import local_day
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.models import SyncRun
from app.models.columns import utc_now
from app.queries import sync as queries
from app.services import breakers, changes, edr_sync, rulebook, sync_requests
from app.services import settings as settings_service
from app.services.actors import Actor, system_actor
from app.services.crossmark_access import crossmark_account
from app.services.import_planning import plan_new
from app.services.jobs import JobCancelled, LeaseLost, Progress
from app.services.sync import booked, notices, people, places, work
from app.services.sync.judging import Judge
from app.services.sync.report import Report
from app.services.sync.snapshot import Snapshot, Window, fetch
from app.services.sync.standing import Translation
from app.services.sync_requests import Requested
from app.vocabulary import EventType, JobKind, Permission
from app.wording import say

_DAYS_BACK, _DAYS_AHEAD = 30, 90


@dataclass(frozen=True)
class _Plan:
    """What a run needs to know before it begins."""

    run_id: int
    account: CrossmarkAccount
    window: Window
    today: date


def request_sync(session: Session, actor: Actor, *, source: str) -> Requested:
    """Raises Invalid for an unknown source or a missing account, AlreadyRunning while one is open."""
    actor.require(Permission.RUN_SYNC)
    if source == "walmart_edr":
        return edr_sync.request_edr_sync(session, actor)
    if source != "crossmark":
        raise Invalid(
            say("There is nothing to sync from %(source)s; choose crossmark or walmart_edr.", source=repr(source))
        )
    crossmark_account(session)
    return sync_requests.request(session, actor, source=source, kind=JobKind.SYNC_CROSSMARK, payload={})


def run_crossmark_sync(job_id: int, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job. Raises an AppError with a plain reason when nothing could be applied."""
    del payload
    run_id = _begin(job_id)
    with _failure_noted(run_id):
        plan = _plan(run_id)
        client = CrossmarkClient(plan.account, gate=breakers.gate("crossmark"))
        snapshot = fetch(client, plan.window, plan.today, progress)
        progress.report(0.75, "Applying")
        report = _apply(plan, snapshot)
    read = {"people": len(snapshot.reps), "events": len(snapshot.mplans), "bookings": len(snapshot.bookings)}
    found = {"counts": dict(report.counts), "problems": len(report.problems)}
    return {"sync_run_id": run_id, "read": read, **found, "message": report.summary()}


def _begin(job_id: int) -> int:
    """The run that the request made; a job that starts again after a crash goes on with the same one."""
    with transaction() as session:
        run = queries.run_of_job(session, job_id)
        if run is None:
            run = SyncRun(source="crossmark", job_id=job_id, started_at=utc_now())
            session.add(run)
        run.status, run.error = "running", ""
        session.flush()
        for other in queries.runs_left_open(session, run.id, run.source):
            other.status, other.finished_at = "failed", utc_now()
            other.error = "It was interrupted before anything was changed."
        return run.id


def _plan(run_id: int) -> _Plan:
    with transaction() as session:
        account = crossmark_account(session)
    window, today = window_of_today()
    return _Plan(run_id, account, window, today)


def window_of_today() -> tuple[Window, date]:
    """The days Crossmark is asked about, and today."""
    zone = ZoneInfo(current_app.extensions["settings"].timezone)
    with transaction() as session:
        stored = settings_service.read(session)
    today = utc_now().astimezone(zone).date()
    back, ahead = (int(stored.get(key) or default) for key, default in _SPAN)
    return Window(today - timedelta(days=back), today + timedelta(days=ahead)), today


_SPAN = (("sync_days_back", _DAYS_BACK), ("sync_days_ahead", _DAYS_AHEAD))


@contextmanager
def _failure_noted(run_id: int) -> Iterator[None]:
    try:
        yield
    except LeaseLost:
        raise  # another worker has it now and writes the result
    except JobCancelled:
        _end(run_id, "cancelled", "Cancelled before anything was changed.")
        raise
    except AppError as error:
        _end(run_id, "failed", error.message)
        raise
    except Exception:  # noted on the row and raised again: a crash must not leave it "running"
        _end(run_id, "failed", "Something unexpected happened; nothing was changed. The log has the details.")
        raise


def _end(run_id: int, status: str, reason: str) -> None:
    with transaction() as session:
        run = session.get_one(SyncRun, run_id)
        run.status, run.error, run.finished_at = status, reason, utc_now()


def _apply(plan: _Plan, snapshot: Snapshot) -> Report:
    """The whole difference in one transaction and one recorded change."""
    report = Report()
    actor = system_actor("sync")
    with transaction() as session:
        with changes.record(
            session, actor, command="sync_crossmark", summary="Crossmark sync", push_to_crossmark=False
        ) as recording:
            _apply_parts(session, snapshot, report)
            recording.summary = report.summary()
        if planning := plan_new(session, report.new_events):
            report.told("auto_scheduler", planning)
        run = session.get_one(SyncRun, plan.run_id)
        run.status = "needs_review" if report.needs_review else "completed"
        run.counts, run.differences, run.problems = dict(report.counts), report.differences, report.problems
        run.held = report.held
        run.change_id, run.finished_at = recording.change_id, utc_now()
    return report


def _apply_parts(session: Session, snapshot: Snapshot, report: Report) -> None:
    stored = settings_service.read(session)
    now = utc_now()
    zone = current_app.extensions["settings"].timezone
    stores = places.apply_stores(session, snapshot.mplans, zone, report)
    active = bool(stored.get("import_new_reps_active"))
    staff = people.apply_people(session, snapshot.reps, snapshot.bookings, stores, active=active, report=report)
    recognition = work.Recognition(rulebook.read(session).on(local_day(now, zone)), _patterns(stored))
    events = work.apply_events(session, snapshot, stores, recognition, now=now, report=report)
    standing = Translation(events, staff, stores.values(), report).standing(snapshot)
    judge = Judge(now, {store.id: store.timezone for store in stores.values()})
    window = _moments(snapshot.booked, zone)
    booked.apply_schedules(session, standing, events, window=window, now=now, judge=judge, report=report)
    notices.write(session, report.touched, {store.id: store for store in stores.values()}, now)


def _patterns(stored: dict[str, Any]) -> list[tuple[str, EventType]] | None:
    """The manager's table of words, or None for the trade's own."""
    table = stored.get("type_patterns")
    return [(str(word), EventType(kind)) for word, kind in table] if table else None


def _moments(window: Window, zone: str) -> tuple[datetime, datetime]:
    """A day less at both ends: stores lie in several zones, and only whole days prove that a booking is gone."""
    place = ZoneInfo(zone)
    first = datetime.combine(window.first + timedelta(days=1), time(), place)
    return first, datetime.combine(window.last, time(), place)
