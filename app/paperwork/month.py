"""The team's month: a box for each day with who works, and how much is still unstaffed."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph

from app.formatting import clock, month, short_weekday
from app.paperwork import labels
from app.paperwork.binder import publish
from app.paperwork.fitting import room_left
from app.paperwork.house import (
    BODY,
    BOLD,
    DARK_BLUE,
    HEAD_CELL_CENTRED,
    REGULAR,
    SMALL,
    fit,
    grid_table,
    heading_block,
    markup,
    text,
)
from app.paperwork.model import Roster, RosterEntry
from app.paperwork.sheet import LETTER, Masthead, Paper, Sheet
from app.paperwork.week import WEEK_CELLS, roster_imprint, sorted_entries
from app.wording import say

_DAYS = 7
_HEAD_HIGH = 20.0
_FEWEST_LINES = 3
_TYPES = (9.5, 8.5, 7.8, 7.0)
"""Sizes of the lines, from large to small."""
_NUMBER = ParagraphStyle("month-number", BODY, fontName=BOLD, fontSize=10, leading=12, textColor=DARK_BLUE)
_AIR = 9.0
"""Points above and below what stands in a cell."""


@dataclass(frozen=True)
class _Box:
    """A day's room for lines: `most` of them, `width` points wide."""

    width: float
    most: int
    style: ParagraphStyle


def build_month(roster: Roster, paper: Paper = LETTER) -> bytes:
    """The month in which the roster begins, filling the page; a day of many bookings tells the first ones and how many
    more."""
    first = roster.first_day
    title = f"{month(first)} {first.year}"
    weeks = Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    entries = sorted_entries(roster.entries)
    heading, notice = heading_block(title, roster.store), text(say(labels.WEEK_NOTICE), SMALL)
    head = [text(short_weekday(day), HEAD_CELL_CENTRED) for day in weeks[0]]
    width = paper.room(wide=True)
    high = (room_left(paper, [*heading, notice], wide=True) - _HEAD_HIGH) / len(weeks)
    box = _box(width / _DAYS - 7, high, [one for one in entries if one.day.month == first.month])
    rows = [[_day(day, first, [one for one in entries if one.day == day], box) for day in week] for week in weeks]
    table = grid_table(
        head, rows, [width / _DAYS] * _DAYS, extra=WEEK_CELLS, heights=[_HEAD_HIGH, *[high] * len(weeks)]
    )
    sheet = Sheet(title, [*heading, table, notice], landscape=True, paper=paper)
    return publish([sheet], Masthead(roster.brand, roster.store), roster_imprint(roster, labels.MONTH))


def _box(width: float, high: float, entries: Sequence[RosterEntry]) -> _Box:
    """In the largest type in which the busiest day is told whole and nearly no name is cut; else in the smallest."""
    wanted = max(Counter(one.day for one in entries).values(), default=0)
    may_be_cut = len(entries) // 10
    for size in _TYPES:
        style = ParagraphStyle(f"month-line-{size}", BODY, fontSize=size, leading=size * 1.22)
        most = int((high - _AIR - _NUMBER.leading) / style.leading)
        cut = sum(stringWidth(one.employee, REGULAR, size) > _left_for_name(one, width, size) for one in entries)
        if most >= wanted and cut <= may_be_cut:
            break
    return _Box(width, max(most, _FEWEST_LINES), style)


def _day(day: date, first: date, entries: Sequence[RosterEntry], box: _Box) -> list[Flowable]:
    """A day of the month before or after stays empty."""
    if day.month != first.month:
        return [text(" ", box.style)]
    shown = entries if len(entries) <= box.most else entries[: box.most - 1]
    lines = [_entry(one, box) for one in shown]
    if len(shown) < len(entries):
        lines.append(text(say(labels.MONTH_MORE, count=len(entries) - len(shown)), box.style))
    return [text(str(day.day), _NUMBER), *lines]


def _entry(entry: RosterEntry, box: _Box) -> Paragraph:
    """One line, whatever the name."""
    size = box.style.fontSize
    name = fit(entry.employee, REGULAR, size, _left_for_name(entry, box.width, size))
    return Paragraph(f'<font name="{BOLD}">{_time(entry)}</font> {markup(name)}', box.style)


def _left_for_name(entry: RosterEntry, width: float, size: float) -> float:
    return float(width - stringWidth(_time(entry), BOLD, size) - 3)


def _time(entry: RosterEntry) -> str:
    return clock(entry.start).replace(" ", "")
