"""The list of time off: its tabs, filter and columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.formatting import hhmm
from app.models import Schedule, TimeOff
from app.queries import time_off as queries
from app.queries.time_off import TimeOffFilter
from app.services import time_off
from app.services.rotation_warnings import Duty, duties_hit
from app.vocabulary import TimeOffStatus
from app.web import listing
from app.web.listing import Asked, Column, Filter, Listing


@dataclass(frozen=True)
class TimeOffRow:
    off: TimeOff
    bookings: Sequence[Schedule]
    duties: Sequence[Duty]


def _clock(minute: int | None) -> str:
    return "" if minute is None else hhmm(minute)


COLUMNS: tuple[Column[TimeOffRow], ...] = (
    Column(_l("Who"), lambda row: row.off.employee.name, "employee"),
    Column(_l("Days"), lambda row: row.off.starts_on, "starts_on"),
    Column(_l("Last day"), lambda row: row.off.ends_on, shown=False),
    Column(_l("From"), lambda row: _clock(row.off.starts_minute), shown=False),
    Column(_l("Until"), lambda row: _clock(row.off.ends_minute), shown=False),
    Column(_l("State"), lambda row: row.off.status.value, "status"),
    Column(_l("Reason"), lambda row: row.off.reason, "reason"),
    Column(_l("Decision"), lambda row: row.off.decision_note, shown=False),
    Column(_l("Bookings it hits")),
    Column(_l("Duties it hits")),
    Column(_l("Action")),
)


def wants_the_past() -> bool:
    return request.args.get("over") == "yes"


def found_in(session: Session, store_ids: Collection[int] | None, today: date) -> Listing[TimeOffRow]:
    """What is not over yet, the first to begin on top, or what is over, the last on top."""
    over, status = wants_the_past(), _status_filter()
    asked = listing.asked(queries.ORDERS, "-starts_on" if over else "starts_on")
    looked_for = TimeOffFilter(
        status=TimeOffStatus(status.chosen) if status.chosen else None,
        first=None if over else today,
        over_before=today if over else None,
        words=asked.words,
    )
    page = queries.entries_page(session, store_ids, looked_for, asked.wanted)
    rows = _rows(session, page.rows, asked)
    clear = url_for("time_off.index", over="yes" if over else None)
    shown = page.of(rows)
    return Listing("time-off", _("Time off"), COLUMNS, [status], asked, shown, clear=clear)


def _rows(session: Session, found: Sequence[TimeOff], asked: Asked) -> list[TimeOffRow]:
    """A file may hold thousands of rows, and does not say what each hits."""
    if asked.export:
        return [TimeOffRow(off, (), ()) for off in found]
    hit, duties = time_off.hit_by(session, found), duties_hit(session, found)
    return [TimeOffRow(off, hit[off.id], duties[off.id]) for off in found]


def _status_filter() -> Filter:
    words = {
        TimeOffStatus.REQUESTED: _("requested"),
        TimeOffStatus.APPROVED: _("approved"),
        TimeOffStatus.DENIED: _("denied"),
        TimeOffStatus.WITHDRAWN: _("withdrawn"),
    }
    return Filter("status", _("State"), [("", _("All")), *((status.value, said) for status, said in words.items())])
