"""Fetching event reports from Walmart into the local copies that paperwork prints from."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import AppError
from app.integrations.errors import ReportMissing, SessionExpired
from app.integrations.walmart_edr.client import EdrClient
from app.integrations.walmart_edr.payloads import EdrReportData
from app.models import EdrItem, EdrReport, Store
from app.models.columns import utc_now
from app.queries import edr as queries
from app.services import breakers, edr_session
from app.services.edr_session import AUTHENTICATED
from app.services.jobs import Progress
from app.wording import N_

#: Between two reports, as a person clicking quickly would.
BREATH_SECONDS = 0.2
MAX_AGE = timedelta(hours=24)
NO_REPORT = N_("Walmart has no report of this event.")


def fetch_reports(
    wanted: Iterable[tuple[int, str]], progress: Progress, *, first: float = 0.0, last: float = 1.0
) -> dict[str, str]:
    """Fetch reports by (store id, event number) into the cache; the reason by event number for those that failed.

    Progress moves from `first` to `last`. When the sign-in ends under way the rest is not asked for.
    """
    pairs = list(wanted)
    used, state = edr_session.taken_up()
    if state.stage != AUTHENTICATED:
        return {number: N_("Nobody is signed in at Walmart.") for _store, number in pairs}
    client = EdrClient(used, state, gate=breakers.gate("walmart_edr"))
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
        return NO_REPORT
    except AppError as error:
        return error.message
    with transaction() as session:
        store_report(session, store_id=store_id, report=report)
    return ""


def browse(store_number: str, first: date, last: date) -> tuple[EdrReportData, ...] | None:
    """Walmart's list of a store's events in these days; None when the sign-in has ended. Raises IntegrationError."""
    used, state = edr_session.taken_up()
    client = EdrClient(used, state)
    try:
        return client.browse_events(first=first, last=last, store_number=store_number)
    except SessionExpired:
        return None
    finally:
        edr_session.keep(client.state)


def store_listed(session: Session, *, store_id: int, report: EdrReportData) -> None:
    """Keep what the list says of an event, unless its whole report is here: the list knows no instructions."""
    known = next(iter(queries.reports(session, store_id, [report.event_number])), None)
    if known is None or known.source != queries.FULL:
        store_report(session, store_id=store_id, report=report)
        return
    known.status_label, known.locked = report.status_label[:80], report.locked


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
