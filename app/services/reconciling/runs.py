"""The job that compares: fetched as a whole first, nothing changed anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.db import transaction
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.errors import IntegrationError
from app.integrations.walmart_edr.client import EdrClient
from app.models import Reconciliation
from app.models.columns import utc_now
from app.queries import reconciliations as queries
from app.queries import sync as sync_queries
from app.services import breakers, edr_session, jobs
from app.services.actors import Actor
from app.services.crossmark_access import crossmark_account
from app.services.edr_session import AUTHENTICATED
from app.services.jobs import Progress
from app.services.reconciling import compare
from app.services.reconciling.compare import Listed
from app.services.reconciling.finding import Finding
from app.services.sync.runs import window_of_today
from app.services.sync.snapshot import fetch
from app.vocabulary import JobKind, Permission

#: Walmart is compared for these days; reports of work further ahead are often not there yet.
_DAYS_AHEAD = 14
#: An event's day at Walmart may lie anywhere in its window.
_AROUND = timedelta(days=30)
_MOST_FINDINGS = 1000


@dataclass(frozen=True)
class _Place:
    id: int
    number: str


def request(session: Session, actor: Actor) -> int:
    """The job's id. Raises Invalid without an account, AlreadyRunning while one is open."""
    actor.require(Permission.RUN_SYNC)
    crossmark_account(session)
    return jobs.enqueue(session, actor, kind=JobKind.RECONCILE, key="all", payload={}).id


def run_reconciliation(job_id: int, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job. Raises an IntegrationError when Crossmark's list is not complete; Walmart's may be missing."""
    del job_id, payload
    with transaction() as session:
        account = crossmark_account(session)
        places = [_Place(store.id, store.number) for store in sync_queries.stores(session) if store.active]
    window, today = window_of_today()
    snapshot = fetch(CrossmarkClient(account, gate=breakers.gate("crossmark")), window, today, progress)
    progress.report(0.8, "Reading Walmart's list")
    listed = _walmarts_lists(places, today)
    with transaction() as session:
        found = compare.crossmark(session, snapshot, now=utc_now())
        for store in sync_queries.stores(session):
            found += _edr_findings(session, store.id, listed, today)
        kept = [one.plain() for one in found[:_MOST_FINDINGS]]
        session.add(Reconciliation(at=utc_now(), with_walmart=listed is not None, findings=kept))
    return {"message": f"{len(found)} differences.", "findings": len(found), "with_walmart": listed is not None}


def _edr_findings(session: Session, store_id: int, listed: dict[int, Listed] | None, today: date) -> list[Finding]:
    last = today + timedelta(days=_DAYS_AHEAD)
    store = next(one for one in sync_queries.stores(session) if one.id == store_id)
    numbers = queries.cached_reports(session, store_id) if listed is None else listed.get(store_id, {})
    found = compare.walmart(session, store, numbers, today, last)
    # Copies exist only of what was asked for: one that is missing proves nothing.
    return [one for one in found if listed is not None or one.event_id is None]


def _walmarts_lists(places: list[_Place], today: date) -> dict[int, Listed] | None:
    """By store; None without a sign-in or when Walmart does not answer."""
    with transaction() as session:
        if not edr_session.status(session).is_signed_in:
            return None
    account, state = edr_session.taken_up()
    if state.stage != AUTHENTICATED:
        return None
    client = EdrClient(account, state, gate=breakers.gate("walmart_edr"))
    first, last = today - _AROUND, today + timedelta(days=_DAYS_AHEAD) + _AROUND
    try:
        return {
            place.id: {
                row.event_number: (row.name, row.event_date)
                for row in client.browse_events(first=first, last=last, store_number=place.number)
            }
            for place in places
        }
    except IntegrationError:  # the page says that only cached reports were compared
        return None
    finally:
        edr_session.keep(client.state)
