"""Fetching event reports from Walmart into the local copies that paperwork prints from."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from queue import SimpleQueue
from threading import Event

from sqlalchemy.orm import Session

from app.db import db, transaction
from app.errors import AppError
from app.integrations.errors import ReportMissing, SessionExpired
from app.integrations.walmart_edr.account import EdrState
from app.integrations.walmart_edr.client import EdrClient
from app.integrations.walmart_edr.codes import CodeTables
from app.integrations.walmart_edr.payloads import NAME as WALMART
from app.integrations.walmart_edr.payloads import EdrReportData
from app.models import EdrItem, EdrReport, Store
from app.models.columns import utc_now
from app.queries import edr as queries
from app.services import breakers, edr_codes, edr_session
from app.services.edr_session import AUTHENTICATED
from app.services.jobs import Progress
from app.services.side_by_side import side_by_side
from app.wording import N_

#: Between two reports in one of the two windows, as a person clicking quickly would.
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
    work = _Work(pairs, progress, first, last)
    gate = breakers.gate("walmart_edr")
    codes = _codes()
    clients = [EdrClient(used, state, gate=gate, codes=codes)]
    try:
        # The first alone: when the token has to be renewed, two that do so at once would shut each other out.
        work.ask(clients, 1)
        if work.left and clients[0].state.stage == AUTHENTICATED:
            clients.append(EdrClient(used, clients[0].state, gate=gate, codes=codes))
            work.ask(clients, len(work.left))
        living = [client for client in clients if client.state.stage == AUTHENTICATED]
        if work.left and living:
            work.ask(living[:1], len(work.left))
    finally:
        edr_session.keep(_outcome(clients))
    return work.troubles | dict.fromkeys((number for _store, number in work.left), SessionExpired(WALMART).message)


def _outcome(clients: Sequence[EdrClient]) -> EdrState:
    """Signed in as long as one of them is."""
    return next((c.state for c in clients if c.state.stage == AUTHENTICATED), clients[0].state)


class _Work:
    """Reports that are wanted, from first to last; `left` are those that have no answer yet."""

    def __init__(self, wanted: Sequence[tuple[int, str]], progress: Progress, first: float, last: float) -> None:
        self.left = list(wanted)
        self.troubles: dict[str, str] = {}
        self._count, self._progress, self._share = len(self.left), progress, (first, last)

    def ask(self, clients: Sequence[EdrClient], most: int) -> None:
        """Each client asks one thing at a time. Ends early when the sign-in has ended for one of them."""
        windows, asked = _Windows(clients), self.left[:most]
        numbers = [number for _store, number in asked]
        with side_by_side(windows.fetch, numbers, at_once=len(clients)) as found:
            for one in asked:
                self._tell()
                self._keep(one, next(found))

    def _tell(self) -> None:
        first, last = self._share
        place = self._count - len(self.left)
        share = first + (last - first) * place / self._count
        self._progress.report(share, f"Fetching report {place + 1} of {self._count} from Walmart ...")

    def _keep(self, one: tuple[int, str], found: EdrReportData | str | None) -> None:
        if found is None:
            return
        self.left.remove(one)
        store_id, number = one
        if isinstance(found, str):
            self.troubles[number] = found
            return
        with transaction() as session:
            store_report(session, store_id=store_id, report=found)


class _Windows:
    """Clients with one and the same sign-in; each asks one thing at a time and then takes breath."""

    def __init__(self, clients: Sequence[EdrClient]) -> None:
        self._free: SimpleQueue[EdrClient] = SimpleQueue()
        self._over = Event()
        for client in clients:
            self._free.put(client)

    def fetch(self, number: str) -> EdrReportData | str | None:
        """The report, or why there is none; None when the sign-in has ended, after which nothing is asked any more."""
        client = self._free.get()
        try:
            return None if self._over.is_set() else client.get_report(event_number=number)
        except SessionExpired:
            self._over.set()
            return None
        except ReportMissing:
            return NO_REPORT
        except AppError as error:
            return error.message
        finally:
            if not self._over.is_set():
                time.sleep(BREATH_SECONDS)
            self._free.put(client)


def _codes() -> CodeTables:
    session = db.session()
    try:
        return edr_codes.tables(session)
    finally:
        session.rollback()


def browse(store_number: str, first: date, last: date) -> tuple[EdrReportData, ...] | None:
    """Walmart's list of a store's events in these days; None when the sign-in has ended. Raises IntegrationError."""
    used, state = edr_session.taken_up()
    client = EdrClient(used, state, gate=breakers.gate("walmart_edr"), codes=_codes())
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
