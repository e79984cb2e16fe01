"""Walmart's event reports (EDR): signing in with a text message, and the local copies that paperwork prints from.

Nothing here holds a transaction while Walmart is asked; a text message is only ever sent because a person clicked.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.db import db, transaction
from app.errors import AppError, Conflict, FieldError, Invalid, TooManyRequests
from app.formatting import local_day
from app.integrations.errors import CodeRefused, IntegrationError, ReportMissing, SessionExpired, TooManyWrongCodes
from app.integrations.walmart_edr.account import EdrState
from app.integrations.walmart_edr.client import EdrClient
from app.integrations.walmart_edr.payloads import EdrReportData
from app.models import EdrItem, EdrReport, EdrSession, Job, Store
from app.models.columns import utc_now
from app.queries import edr as queries
from app.queries import jobs as job_queries
from app.queries import paperwork as paperwork_queries
from app.services import edr_session, jobs
from app.services import settings as settings_service
from app.services.actors import Actor
from app.services.edr_session import AUTHENTICATED, CODE_SENT, SignInStatus, status
from app.vocabulary import JobKind, Permission

__all__ = [
    "Requested",
    "SignInStatus",
    "confirm_code",
    "fetch_reports",
    "latest_sync",
    "no_report",
    "request_edr_sync",
    "run_edr_sync",
    "sign_out",
    "start_sign_in",
    "status",
]

#: Between two reports, as a person clicking quickly would.
BREATH_SECONDS = 0.2
SYNC_DAYS_AHEAD = 14
MAX_AGE = timedelta(hours=24)
NEEDS_CODE = (
    "It needs the code: nobody is signed in at Walmart. Open Paperwork, choose Walmart sign-in, type the code from "
    "the text message, then start again."
)


@dataclass(frozen=True)
class Requested:
    job_id: int


def start_sign_in(actor: Actor) -> None:
    """Send one text message. Opens its own transactions.

    Raises Invalid when no account is set, Conflict for a double click, TooManyRequests during the pause, or the
    IntegrationError that says what Walmart did not like.
    """
    actor.require(Permission.PRINT_PAPERWORK)
    with transaction() as session:
        used = edr_session.account(session)
        _claim(edr_session.locked(session))
    client = EdrClient(used)
    try:
        client.send_code()
    except TooManyWrongCodes:
        edr_session.pause()
        raise
    except IntegrationError:
        edr_session.keep(EdrState(), actor=actor)
        raise
    edr_session.keep(client.state, actor=actor)


def _claim(row: EdrSession) -> None:
    now = utc_now()
    if row.paused_until is not None and row.paused_until > now:
        raise _paused(row)
    if row.state == CODE_SENT and row.last_used_at + edr_session.DOUBLE_CLICK > now:
        raise Conflict("A code was sent a moment ago. Wait for the text message; ask for another one in half a minute.")
    row.state, row.secret = CODE_SENT, None
    row.last_used_at = now


def _paused(row: EdrSession) -> TooManyRequests:
    left = max(1, int((row.paused_until - utc_now()).total_seconds())) if row.paused_until else 1
    minutes = -(-left // 60)
    return TooManyRequests(f"Too many wrong codes. Start again with a new code in {minutes} minutes.", left)


def confirm_code(actor: Actor, *, code: str) -> None:
    """Finish the sign-in with the typed code. Opens its own transactions.

    Raises Invalid naming the field for anything but the right six digits, TooManyRequests when three were wrong,
    Conflict when no code is awaited.
    """
    actor.require(Permission.PRINT_PAPERWORK)
    used, state = edr_session.taken_up()
    if state.stage != CODE_SENT or not state.cookies:
        raise Conflict("No code is awaited. Ask for a new code first.")
    client = EdrClient(used, state)
    try:
        client.validate_code(code=code)
    except Invalid as error:
        raise _wrong_code(error.message) from error
    except CodeRefused as error:
        edr_session.keep(client.state)
        raise _wrong_code(error.message) from error
    except TooManyWrongCodes as error:
        edr_session.pause()
        raise TooManyRequests(error.message, error.pause_seconds) from error
    except SessionExpired:
        edr_session.keep(client.state)
        raise
    edr_session.keep(client.state, actor=actor)


def _wrong_code(message: str) -> Invalid:
    return Invalid(message, [FieldError("code", message)])


def sign_out(actor: Actor) -> None:
    """Forget cookies and token. Opens its own transaction."""
    actor.require(Permission.PRINT_PAPERWORK)
    edr_session.keep(EdrState(), actor=actor)


def request_edr_sync(session: Session, actor: Actor) -> Requested:
    """Raises AlreadyRunning."""
    actor.require(Permission.PRINT_PAPERWORK)
    stores = [s.id for s in paperwork_queries.active_stores(session) if actor.sees_store(s.id)]
    payload = {"store_ids": stores}
    return Requested(jobs.enqueue(session, actor, kind=JobKind.SYNC_EDR, key="all", payload=payload).id)


def latest_sync(session: Session) -> Job | None:
    """The newest fetch of reports, done or not."""
    return next(iter(job_queries.latest(session, JobKind.SYNC_EDR, limit=1)), None)


def run_edr_sync(_job_id: int, payload: dict[str, Any], progress: jobs.Progress) -> dict[str, Any]:
    """Fetch the reports of the coming Core events; fresh ones are left alone. Raises Conflict when a code is needed."""
    progress.report(0.0, "Looking for events without a fresh report ...")
    wanted = _coming(payload.get("store_ids"))
    if not wanted:
        return {"message": "Every report is fresh.", "fetched": 0, "failed": 0}
    if edr_session.taken_up()[1].stage != AUTHENTICATED:
        raise Conflict(NEEDS_CODE)
    troubles = fetch_reports(wanted, progress)
    if len(troubles) == len(wanted) and not _is_signed_in():
        raise Conflict(NEEDS_CODE)
    fetched = len(wanted) - len(troubles)
    message = (
        f"{fetched} reports fetched, {len(troubles)} not available." if troubles else f"{fetched} reports fetched."
    )
    return {"message": message, "fetched": fetched, "failed": len(troubles), "troubles": troubles}


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


def fetch_reports(
    wanted: Iterable[tuple[int, str]], progress: jobs.Progress, *, first: float = 0.0, last: float = 1.0
) -> dict[str, str]:
    """Fetch reports by (store id, event number) into the cache; the reason by event number for those that failed.

    Progress moves from `first` to `last`. When the sign-in ends under way the rest is not asked for.
    """
    pairs = list(wanted)
    used, state = edr_session.taken_up()
    if state.stage != AUTHENTICATED:
        return {number: "Nobody is signed in at Walmart." for _store, number in pairs}
    client = EdrClient(used, state)
    troubles: dict[str, str] = {}
    try:
        for place, (store_id, number) in enumerate(pairs):
            share = first + (last - first) * place / len(pairs)
            progress.report(share, f"Fetching report {place + 1} of {len(pairs)} from Walmart ...")
            trouble = _fetch(client, store_id, number)
            if trouble:
                troubles[number] = trouble
            time.sleep(BREATH_SECONDS)
    except SessionExpired as error:
        troubles |= {number: error.message for _store, number in pairs[place:]}
    finally:
        edr_session.keep(client.state)
    return troubles


def _fetch(client: EdrClient, store_id: int, number: str) -> str:
    """Empty, or why there is no report. Raises SessionExpired."""
    try:
        report = client.get_report(event_number=number)
    except SessionExpired:
        raise
    except ReportMissing:
        return no_report(number)
    except AppError as error:
        return error.message
    with transaction() as session:
        store_report(session, store_id=store_id, report=report)
    return ""


def no_report(number: str) -> str:
    return f"Walmart has no report of event {number}."


def store_report(session: Session, *, store_id: int, report: EdrReportData) -> EdrReport:
    """Replace the cached copy, items and all. Two jobs that fetch the same report wait for each other."""
    session.get(Store, store_id, with_for_update={"key_share": True})
    row = next(iter(queries.reports(session, store_id, [report.event_number])), None)
    if row is None:
        row = EdrReport(store_id=store_id, event_number=report.event_number, source=report.source, items=[])
        session.add(row)
    else:
        row.items.clear()
        session.flush()  # the old items go first: item numbers are unique within a report
    row.name, row.event_date = report.name[:300], report.event_date
    row.class_label, row.status_label = report.class_label[:80], report.status_label[:80]
    row.locked, row.source = report.locked, report.source
    row.preparation, row.portion = report.preparation, report.portion
    row.raw, row.fetched_at = report.raw, utc_now()
    row.items = [
        EdrItem(
            position=place,
            item_number=item.item_number[:20],
            gtin=item.gtin[:20],
            description=item.description[:300],
            vendor=item.vendor[:120],
            department=item.department[:120],
            featured=item.featured,
        )
        for place, item in enumerate(report.items)
    ]
    return row
