"""The daily packet: fetch what is missing, draw it, keep it. Printable even when Walmart and Crossmark are down.

Network and drawing happen outside transactions; a packet exists only once its file is complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.db import db, transaction
from app.errors import Conflict, Invalid, NotFound
from app.formatting import local_day
from app.models import Event, Store
from app.models.columns import utc_now
from app.paperwork import packet as drawing
from app.queries import packets as queries
from app.queries import paperwork as paperwork_queries
from app.queries.edr import FULL
from app.services import edr_reports, edr_session, packets, sales_tools, stored_files
from app.services.actors import Actor
from app.services.jobs import Progress
from app.services.packets import Requested, find_packet, latest_job, latest_packet, packet_file, request_packet
from app.services.paperwork_brand import paper_language
from app.services.paperwork_gathering import arrange, gather
from app.services.paperwork_rows import DayRows, read_day
from app.services.paperwork_templates import seed_templates
from app.services.side_by_side import side_by_side
from app.vocabulary import Permission
from app.wording import say, speaking

__all__ = [
    "Requested",
    "event_paperwork",
    "find_packet",
    "gather",
    "latest_job",
    "latest_packet",
    "packet_file",
    "request_packet",
    "run_packet",
    "seed_templates",
]

#: Where the progress bar stands when the reports are there, the sales tools too, and the pages are drawn.
_REPORTS_DONE, _FETCHED, _DRAWN = 0.45, 0.75, 0.95
#: At once; each is opened by a process of its own that may need a core.
_DOWNLOADS = 4


@dataclass(frozen=True)
class _Needs:
    tools: list[sales_tools.Wanted]
    reports: list[tuple[int, str]]


def run_packet(job_id: int | None, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Build and keep one packet. What cannot be had gets a page that says why; only a cancel or a fault stops it.

    Raises NotFound for a store that does not exist, JobCancelled.
    """
    day, store_id = date.fromisoformat(payload["day"]), int(payload["store_id"])
    progress.report(0.02, "Reading the day ...")
    with _reading() as session:
        needs = _needs(read_day(session, day=day, store_id=store_id))
    troubles = _fetch(needs, progress)
    progress.report(_FETCHED, "Drawing the pages ...")
    with _reading() as session, speaking(paper_language(session)):
        paper = gather(session, day=day, store_id=store_id, base_url=payload.get("base_url", ""), edr_troubles=troubles)
        built = drawing.build(paper)
    progress.report(_DRAWN, "Saving the packet ...")
    return _keep(job_id, day, store_id, built)


def event_paperwork(session: Session, actor: Actor, *, event_id: int, base_url: str = "") -> bytes:
    """Every set of one event as a PDF, from what is stored here; nothing is fetched.

    Raises Forbidden, NotFound for an event that does not exist or lies in another store, and Conflict without anybody
    scheduled.
    """
    actor.require(Permission.PRINT_PAPERWORK)
    event = session.get(Event, event_id)
    if event is None or not actor.sees_store(event.store_id):
        raise NotFound(say("That event was not found."))
    bookings = paperwork_queries.bookings_of_event(session, event_id)
    if not bookings:
        raise Conflict(
            say("Nobody is scheduled for this event, so there is nothing to print. Schedule somebody first.")
        )
    store = session.get_one(Store, event.store_id)
    day = local_day(bookings[0].starts_at, store.timezone)
    rows = read_day(session, day=day, store_id=store.id, base_url=base_url.rstrip("/"), only=event_id)
    return drawing.build_sets(arrange(rows, findings=())).pdf


@contextmanager
def _reading() -> Iterator[Session]:
    """A look at the database that locks nothing and is over when the block ends."""
    session = db.session()
    try:
        yield session
    finally:
        session.rollback()


def _needs(rows: DayRows) -> _Needs:
    hours = float(rows.settings.get("edr_cache_max_age_hours") or edr_reports.MAX_AGE.total_seconds() / 3600)
    oldest = rows.read_at - timedelta(hours=hours)
    numbers = dict.fromkeys(b.event.event_number for b in rows.core if b.event.event_number)
    good = {n for n, report in rows.reports.items() if report.source == FULL and report.fetched_at >= oldest}
    stale = [n for n in numbers if n not in good]
    return _Needs(sales_tools.wanted(rows), [(rows.store.id, number) for number in stale])


def _fetch(needs: _Needs, progress: Progress) -> dict[str, str]:
    """Sales tools come while Walmart is asked for its reports. Why each report could not be had."""
    tools = needs.tools
    if not tools:
        return _fetch_reports(needs.reports, progress)
    progress.report(0.05, "Signing in at Crossmark for the sales tools ...")
    with _reading() as session:
        rules = sales_tools.download_rules(session, tools)
    with side_by_side(partial(sales_tools.fetch, rules=rules), tools, at_once=_DOWNLOADS) as found:
        troubles = _fetch_reports(needs.reports, progress)
        for place, tool in enumerate(tools):
            share = _REPORTS_DONE + (_FETCHED - _REPORTS_DONE) * place / len(tools)
            progress.report(share, f"Fetching sales tool {place + 1} of {len(tools)} ...")
            sales_tools.keep(tool, next(found))
    return troubles


def _fetch_reports(reports: list[tuple[int, str]], progress: Progress) -> dict[str, str]:
    """Why each report could not be had; nothing when nobody is signed in, which is said in its place."""
    if not reports:
        return {}
    try:
        stage = edr_session.taken_up()[1].stage
    except Invalid:
        return {}
    if stage != edr_session.AUTHENTICATED:
        return {}
    return edr_reports.fetch_reports(reports, progress, first=0.08, last=_REPORTS_DONE)


def _keep(job_id: int | None, day: date, store_id: int, built: drawing.Packet) -> dict[str, Any]:
    # A crash between file and row leaves a file that nobody sees; a later build removes it.
    name = stored_files.write(built.pdf)
    with transaction() as session:
        packet_id = packets.insert(
            session, job_id=job_id, day=day, store_id=store_id, stored_name=name, built=built, built_at=utc_now()
        ).id
    with _reading() as session:
        stored_files.remove_orphans(queries.stored_names(session))
    missing = sum(part.state == "missing" for part in built.manifest)
    words = f"Built: {built.pages} pages, " + (f"{missing} parts missing." if missing else "nothing is missing.")
    return {"message": words, "packet_id": packet_id, "pages": built.pages, "missing": missing}
