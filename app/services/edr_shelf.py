"""The reports that are here: found again, read and printed without asking Walmart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import Invalid, NotFound
from app.formatting import wall_time
from app.models import EdrReport, Store
from app.models.columns import utc_now
from app.paperwork.model import DayPaperwork, EdrLayout, EventBundle, PacketOptions
from app.paperwork.packet import build_in_order
from app.queries import edr as queries
from app.queries.edr import Looked
from app.queries.paging import Page, Wanted
from app.services.actors import Actor
from app.services.paperwork_brand import brand
from app.services.paperwork_gathering import edr_data
from app.vocabulary import Permission
from app.wording import language, say

__all__ = ["MOST_PRINTED", "Looked", "Shelf", "find", "look", "printed", "printed_all"]

_A_PAGE = 25
MOST_PRINTED = 100


@dataclass(frozen=True)
class Shelf:
    """One page of the list, and what can be chosen to narrow it."""

    found: Page[EdrReport]
    statuses: Sequence[str]
    kinds: Sequence[str]


def look(session: Session, actor: Actor, looked: Looked, *, page: int) -> Shelf:
    """Newest day first. Raises NotFound for a store the actor does not see."""
    actor.require(Permission.PRINT_PAPERWORK)
    actor.require_store(looked.store_id, "That store")
    statuses, kinds = queries.labels(session, looked.store_id)
    wanted = Wanted(page=page, per_page=_A_PAGE, sort_by="date", descending=True)
    return Shelf(queries.reports_page(session, looked, wanted), statuses, kinds)


def find(session: Session, actor: Actor, report_id: int) -> tuple[EdrReport, Store]:
    """Raises NotFound, also for another store's report."""
    actor.require(Permission.PRINT_PAPERWORK)
    found = queries.report(session, report_id)
    if found is None or not actor.sees_store(found.store_id):
        raise NotFound(say("That report was not found. It may have been fetched for another store."))
    return found, session.get_one(Store, found.store_id)


def printed(session: Session, actor: Actor, report_id: int, *, official: bool) -> bytes:
    """The report as a page to sign, without anybody's name on it."""
    report, store = find(session, actor, report_id)
    return _drawn(session, store, [report], official=official)


def printed_all(session: Session, actor: Actor, looked: Looked, *, official: bool) -> bytes:
    """Every report that is found, by day, each as a page to sign.

    Raises NotFound when there is none or the store is another's, Invalid for more than MOST_PRINTED.
    """
    actor.require(Permission.PRINT_PAPERWORK)
    actor.require_store(looked.store_id, "That store")
    found = queries.reports_page(session, looked, Wanted(page=1, per_page=MOST_PRINTED, sort_by="date"))
    if not found.rows:
        raise NotFound(say("No report matches, so there is nothing to print. Fetch the list from Walmart first."))
    if found.total > MOST_PRINTED:
        raise Invalid(say("Narrow the list to at most %(most)s reports to print it as one PDF.", most=MOST_PRINTED))
    return _drawn(session, session.get_one(Store, looked.store_id), found.rows, official=official)


def _drawn(session: Session, store: Store, reports: Sequence[EdrReport], *, official: bool) -> bytes:
    now = wall_time(utc_now(), store.timezone)
    paper = DayPaperwork(
        date=(reports[0].event_date if len(reports) == 1 else None) or now.date(),
        store_name=store.name,
        store_number=store.number,
        built_at=now,
        brand=brand(session),
        bundles=tuple(_unsigned(report, store.timezone) for report in reports),
        options=PacketOptions(edr_layout=EdrLayout.OFFICIAL if official else EdrLayout.COMPACT),
    )
    return build_in_order(paper).pdf


def _unsigned(report: EdrReport, zone: str) -> EventBundle:
    return EventBundle(
        report.event_number, report.name, "", "", None, None, None, edr=edr_data(report, zone), language=language()
    )
