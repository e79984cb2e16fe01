"""Fetching the product instructions (PDF) of events. Only a cleaned copy that holds nothing but pages is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from app.config import Settings
from app.db import after_commit, transaction
from app.errors import AppError, Invalid
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.downloads import DownloadRules, fetch_sales_tool
from app.integrations.errors import IntegrationError
from app.integrations.http import origin_of
from app.models import Event, SalesTool
from app.models.columns import utc_now
from app.paperwork import foreign
from app.paperwork.labels import SALES_TOOL
from app.paperwork.model import Missing, PdfPart
from app.queries import paperwork as queries
from app.services import breakers, stored_files
from app.services.crossmark_access import crossmark_account
from app.services.paperwork_rows import DayRows
from app.wording import N_

MAX_AGE = timedelta(hours=24)
LONGEST_URL = 1000


@dataclass(frozen=True)
class Wanted:
    event_id: int
    url: str


def wanted(rows: DayRows) -> list[Wanted]:
    """Documents of the day that are missing, older than a day, or failed the last time."""
    oldest = rows.read_at - MAX_AGE
    found = [
        Wanted(booking.event.id, url)
        for booking in rows.core
        for url in booking.event.sales_tool_urls
        if len(url) <= LONGEST_URL
    ]
    return [tool for tool in dict.fromkeys(found) if not _is_good(rows.tools.get((tool.event_id, tool.url)), oldest)]


def _is_good(tool: SalesTool | None, oldest: datetime) -> bool:
    return tool is not None and tool.fetched_at >= oldest and stored_files.find(tool.stored_name) is not None


def download_rules(session: Session, tools: list[Wanted]) -> DownloadRules:
    """Signs in at Crossmark only when a document lies there; without its cookie the host decides."""
    config: Settings = current_app.extensions["settings"]
    base_url, cookie = config.crossmark_base_url, ""
    try:
        account = crossmark_account(session)
    except Invalid:
        return DownloadRules(config.sales_tools_allowed_hosts, base_url)
    session.rollback()  # nothing is held open while Crossmark is asked
    base_url = account.base_url
    if any(_lies_at(tool.url, base_url) for tool in tools):
        client = CrossmarkClient(account, gate=breakers.gate("crossmark"))
        try:
            client.sign_in()
            cookie = client.session_cookie
        except IntegrationError:
            cookie = ""  # logged by the transport; the download then says what is wrong
    return DownloadRules(config.sales_tools_allowed_hosts, base_url, cookie)


def _lies_at(url: str, base_url: str) -> bool:
    try:
        return "://" not in url or origin_of(url) == origin_of(base_url)
    except ValueError:
        return False


def fetch(tool: Wanted, rules: DownloadRules) -> PdfPart | Missing:
    """Fetch and check one document. It touches no table, so that several may be fetched at once."""
    try:
        content = fetch_sales_tool(tool.url, rules)
    except AppError as error:
        return Missing(SALES_TOOL, error.message)
    return foreign.accept(content)


def keep(tool: Wanted, found: PdfPart | Missing) -> None:
    """An older copy stays when there is none now."""
    part, error = (found, "") if isinstance(found, PdfPart) else (None, found.why)
    name = stored_files.write(part.pdf) if part else None
    with transaction() as session:
        # Packets of two days may fetch the same document at the same moment.
        session.get(Event, tool.event_id, with_for_update={"key_share": True})
        row = queries.sales_tool(session, tool.event_id, tool.url)
        if row is None:
            row = SalesTool(event_id=tool.event_id, url=tool.url)
            session.add(row)
        row.error = error[:300]
        if part is None and stored_files.find(row.stored_name) is not None:
            return
        old = row.stored_name
        row.stored_name, row.pages, row.fetched_at = name, part.pages if part else 0, utc_now()
        after_commit(session, lambda: stored_files.remove(old))


@dataclass(frozen=True)
class Known:
    """One address that Crossmark names, and how its last fetch ended; `pages` is 0 when there is no copy."""

    name: str
    pages: int
    why: str


def of_event(session: Session, event_id: int) -> list[Known]:
    event = session.get_one(Event, event_id)
    fetched = {tool.url: tool for tool in queries.sales_tools(session, [event_id])}
    return [_known(url, fetched.get(url)) for url in event.sales_tool_urls]


def _known(url: str, tool: SalesTool | None) -> Known:
    name = url.rsplit("/", 1)[-1][:120]
    if tool is None:
        return Known(name, 0, N_("Not fetched yet; building the packet fetches it."))
    return Known(name, tool.pages if stored_files.find(tool.stored_name) else 0, tool.error)
