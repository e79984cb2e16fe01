"""What is due by the clock. The tick asks every minute; rows say what was done: a late or double tick is harmless."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.errors import AlreadyRunning, Invalid
from app.formatting import wall_time
from app.models.columns import utc_now
from app.queries import jobs as job_queries
from app.queries import problem as queries
from app.services import accounts, audit_mail, idempotency, jobs, mails, night, settings, webhooks
from app.services.actors import system_actor
from app.services.packets import job_key
from app.services.sync import request_sync
from app.vocabulary import JobKind

#: Local hour from which the day's packets are built even when the night has not come that far.
PACKET_HOUR = 4
#: Local hour of the audit: before whoever opens the store looks at the dashboard.
AUDIT_HOUR = 5
TIDY_MINUTE = 17
_ACTOR = system_actor("upkeep")


def enqueue_due(session: Session, now: datetime) -> list[int]:
    """Ids of the jobs that this tick began."""
    begun = night.go_on(session, now)
    # Whatever held the night up, these stand in the morning.
    audits = [*begun, *_daily(session, now, JobKind.AUDIT, 60 * AUDIT_HOUR), *_audit_mails(session, now)]
    if not settings.read(session)["sync_enabled"]:
        return audits
    return [*audits, *_daily(session, now, JobKind.PACKET, 60 * PACKET_HOUR), *_sync(session, now)]


def tidy(session: Session, now: datetime) -> None:
    """Once an hour: sessions, tokens, repeated answers, messages and mails that are over."""
    if now.minute != TIDY_MINUTE:
        return
    accounts.drop_old_rows(session, now=now)
    idempotency.drop_old(session, now=now)
    webhooks.drop_old(session, now=now)
    mails.forget_old(session)


def _audit_mails(session: Session, now: datetime) -> list[int]:
    begins = audit_mail.begins(session)
    return _daily(session, now, JobKind.AUDIT_MAIL, begins, lambda day: audit_mail.is_wanted(session, day))


def _daily(
    session: Session, now: datetime, kind: JobKind, begins: int, is_wanted: Callable[[date], bool] = lambda _day: True
) -> list[int]:
    """One job a store and local date, whatever happens to it later. `begins` is in minutes after local midnight."""
    begun = []
    for store in queries.all_stores(session):
        local = wall_time(now, store.timezone)
        key, day = job_key(local.date(), store.id), local.date()
        if not store.active or 60 * local.hour + local.minute < begins or not is_wanted(day):
            continue
        if job_queries.nightly_job(session, kind, key, day) is not None:
            continue
        payload = {"day": day.isoformat(), "store_id": store.id}
        try:
            job = jobs.enqueue(session, _ACTOR, kind=kind, key=key, payload=payload, local_date=day)
        except AlreadyRunning:
            continue  # a manager pressed the button a moment ago
        begun.append(job.id)
    return begun


def next_sync(session: Session) -> datetime | None:
    """When Crossmark is read by itself next; None when nobody has switched that on."""
    stored = settings.read(session)
    if not stored["sync_enabled"]:
        return None
    newest = job_queries.latest(session, JobKind.SYNC_CROSSMARK, limit=1)
    if not newest:
        return utc_now()
    return newest[0].created_at + timedelta(minutes=int(stored["sync_interval_minutes"]))


def _sync(session: Session, now: datetime) -> list[int]:
    due = next_sync(session)
    if due is None or now < due:
        return []
    try:
        return [request_sync(session, _ACTOR, source="crossmark").job_id]
    except (AlreadyRunning, Invalid):  # somebody was quicker, or there is no account yet: the sync page says so
        return []
