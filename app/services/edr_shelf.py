"""The reports that are here: found again, read and printed without asking Walmart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.formatting import local_day, wall_time
from app.models import EdrReport, Store
from app.models.columns import utc_now
from app.paperwork.model import DayPaperwork, EdrLayout, EventBundle, PacketOptions
from app.paperwork.packet import build_sets
from app.queries import edr as queries
from app.queries.edr import Looked
from app.queries.paging import Page, Wanted
from app.services.actors import Actor
from app.services.paperwork_brand import brand
from app.services.paperwork_gathering import edr_data
from app.vocabulary import Permission
from app.wording import say

__all__ = ["Looked", "Shelf", "find", "look", "printed"]

_A_PAGE = 25


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
    now = wall_time(utc_now(), store.timezone)
    bundle = EventBundle(
        report.event_number, report.name, "", "", None, None, None, edr=edr_data(report, store.timezone)
    )
    paper = DayPaperwork(
        date=report.event_date or local_day(utc_now(), store.timezone),
        store_name=store.name,
        store_number=store.number,
        built_at=now,
        brand=brand(session),
        bundles=(bundle,),
        options=PacketOptions(edr_layout=EdrLayout.OFFICIAL if official else EdrLayout.COMPACT),
    )
    return build_sets(paper).pdf
