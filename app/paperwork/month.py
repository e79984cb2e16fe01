"""The team's month: a box for each day with who works, and how much is still unstaffed."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Sequence
from datetime import date

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph

from app.formatting import clock, month, short_weekday
from app.paperwork import labels
from app.paperwork.binder import publish
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
_MOST_LINES = 8
_NUMBER = ParagraphStyle("month-number", BODY, fontName=BOLD, fontSize=10, leading=12, textColor=DARK_BLUE)
_LINE = ParagraphStyle("month-line", BODY, fontSize=7, leading=8.6)


def build_month(roster: Roster, paper: Paper = LETTER) -> bytes:
    """The month in which the roster begins; a day of many bookings tells the first ones and how many more."""
    first = roster.first_day
    title = f"{month(first)} {first.year}"
    weeks = Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    entries = sorted_entries(roster.entries)
    head = [text(short_weekday(day), HEAD_CELL_CENTRED) for day in weeks[0]]
    width = paper.room(wide=True)
    room = width / _DAYS - 7
    rows = [[_day(day, first, [one for one in entries if one.day == day], room) for day in week] for week in weeks]
    table = grid_table(head, rows, [width / _DAYS] * _DAYS, extra=WEEK_CELLS)
    story = [*heading_block(title, roster.store), table, text(say(labels.WEEK_NOTICE), SMALL)]
    sheet = Sheet(title, story, landscape=True, paper=paper)
    return publish([sheet], Masthead(roster.brand, roster.store), roster_imprint(roster, labels.MONTH))


def _day(day: date, first: date, entries: Sequence[RosterEntry], room: float) -> list[Flowable]:
    """A day of the month before or after stays empty."""
    if day.month != first.month:
        return [text(" ", _LINE)]
    shown = entries if len(entries) <= _MOST_LINES else entries[: _MOST_LINES - 1]
    lines = [_entry(one, room) for one in shown]
    if len(shown) < len(entries):
        lines.append(text(say(labels.MONTH_MORE, count=len(entries) - len(shown)), _LINE))
    empty = [text(" ", _LINE)] * max(0, 3 - len(lines))
    return [text(str(day.day), _NUMBER), *lines, *empty]


def _entry(entry: RosterEntry, room: float) -> Paragraph:
    """One line, whatever the name."""
    time = clock(entry.start).replace(" ", "")
    left = room - stringWidth(time, BOLD, _LINE.fontSize) - 3
    name = fit(entry.employee, REGULAR, _LINE.fontSize, left)
    return Paragraph(f'<font name="{BOLD}">{time}</font> {markup(name)}', _LINE)
