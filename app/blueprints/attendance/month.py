"""The attendance of a month as calendar, as numbers and as a file."""

from __future__ import annotations

import re
from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.attendance import bp
from app.blueprints.attendance.forms import STATUS_WORDS
from app.db import db
from app.exports.table import Cell, Table
from app.formatting import local_day, wall_time
from app.models import Attendance, Store
from app.models.columns import utc_now
from app.queries import attendance as queries
from app.queries import rotations
from app.services.attendance_month import GRAVEST_FIRST, Month
from app.vocabulary import Permission
from app.web import listing
from app.web.access import requires
from app.web.converters import FIRST_YEAR, LAST_YEAR
from app.web.stores import chosen_store

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_SUNDAY = 6


@dataclass(frozen=True)
class _Asked:
    first: date
    employee_id: int | None

    @property
    def last(self) -> date:
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@bp.get("/month")
@requires(Permission.RECORD_ATTENDANCE)
def month() -> ResponseReturnValue:
    """`?month=2026-11`, `?employee=7` for one person, `?export=csv` or `xlsx` for a file."""
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    asked = _asked(local_day(utc_now(), store.timezone))
    found = queries.records_between(db.session(), store.id, asked.first, asked.last, asked.employee_id)
    kind = request.args.get("export", "")
    if kind in listing.WRITERS:
        return listing.download(_table(store, found), f"attendance-{asked.first:%Y-%m}", kind)
    return _page(store, asked, found)


def _page(store: Store, asked: _Asked, found: list[tuple[Attendance, str]]) -> ResponseReturnValue:
    return render_template(
        "attendance/month.html",
        store=store,
        asked=asked,
        weeks=Calendar(_SUNDAY).monthdatescalendar(asked.first.year, asked.first.month),
        month=Month([record for record, _by in found]),
        found=found,
        people=rotations.staff_of(db.session(), store.id),
        before=_month_of(asked.first - timedelta(days=1)),
        after=_month_of(asked.last + timedelta(days=1)),
        words=STATUS_WORDS,
        gravest_first=GRAVEST_FIRST,
        here=url_for("attendance.month", month=_month_of(asked.first), employee=asked.employee_id, store=store.id),
    )


def _asked(today: date) -> _Asked:
    """What cannot be read counts as not given."""
    typed = _MONTH.fullmatch(request.args.get("month", ""))
    year, number = (int(part) for part in typed.groups()) if typed else (today.year, today.month)
    first = date(year, number, 1) if FIRST_YEAR <= year <= LAST_YEAR else today.replace(day=1)
    return _Asked(first, request.args.get("employee", type=int))


def _month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def _table(store: Store, found: list[tuple[Attendance, str]]) -> Table:
    headings = [_("Day"), _("Employee"), _("Status"), _("Notes"), _("Recorded by"), _("Recorded at")]
    return Table(_("Attendance"), headings, (_cells(store, record, by) for record, by in found))


def _cells(store: Store, record: Attendance, by: str) -> list[Cell]:
    moment = f"{wall_time(record.recorded_at, store.timezone):%Y-%m-%d %H:%M}"
    return [record.day, record.employee.name, str(STATUS_WORDS[record.status]), record.notes, by, moment]
