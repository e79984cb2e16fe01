"""The team's week in landscape: what happens each day, and a summary of who works when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import zip_longest

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Table

from app.formatting import clock, short_day
from app.paperwork import labels
from app.paperwork.binder import publish
from app.paperwork.fitting import room_left, roomiest
from app.paperwork.house import (
    BODY,
    BOLD,
    CENTRED,
    HEAD_CELL,
    HEAD_CELL_CENTRED,
    SMALL,
    badged_heading,
    cell,
    clean,
    gap,
    grid_table,
    markup,
    shorten,
    text,
)
from app.paperwork.model import Roster, RosterEntry
from app.paperwork.sheet import LETTER, Masthead, Paper, Sheet
from app.paperwork.stamps import Imprint
from app.wording import say

_DAYS = 7
_SIZES = (1.35, 1.25, 1.2, 1.15, 1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8)


@dataclass(frozen=True)
class _Week:
    """What the body of the sheet is made of; `width` in points."""

    people: Sequence[str]
    days: Sequence[date]
    entries: Sequence[RosterEntry]
    width: float


_LayOut = Callable[[_Week, float], Flowable]
"""With how large: 1 is the usual type."""


WEEK_CELLS = (
    ("VALIGN", (0, 1), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 1), (-1, -1), 3.5),
    ("RIGHTPADDING", (0, 1), (-1, -1), 2),
)


def sunday_of(day: date) -> date:
    """The Sunday on which the printed week of this day begins."""
    return day - timedelta(days=(day.weekday() + 1) % _DAYS)


def build_team_week(roster: Roster, paper: Paper = LETTER) -> bytes:
    """Seven columns of entries by time; as many pages as it takes."""
    return _publish(roster, labels.TEAM_WEEK, _by_day, paper)


def build_week_summary(roster: Roster, paper: Paper = LETTER) -> bytes:
    """One row for each person, with or without work."""
    return _publish(roster, labels.WEEK_SUMMARY, _by_person, paper)


def _publish(roster: Roster, title: str, lay_out: _LayOut, paper: Paper) -> bytes:
    sheet = Sheet(say(title), _story(roster, title, lay_out, paper), landscape=True, paper=paper)
    return publish([sheet], Masthead(roster.brand, roster.store), roster_imprint(roster, title))


def roster_imprint(roster: Roster, title: str) -> Imprint:
    return Imprint(
        title=f"{say(title)} {roster.first_day.isoformat()}",
        author=clean(roster.brand.name),
        subject=say(labels.ROSTER_SUBJECT),
        left_stamp=f"{shorten(roster.store, 60)}  ·  {roster.first_day.isoformat()}",
        built_at=roster.built_at,
    )


def day_range(first: date, days: int) -> str:
    last = first + timedelta(days=days - 1)
    return say(labels.DAY_RANGE, first=f"{short_day(first)}, {first.year}", last=f"{short_day(last)}, {last.year}")


def week_label(number: int) -> str:
    return say(labels.WALMART_WEEK, number=number)


def _story(roster: Roster, title: str, lay_out: _LayOut, paper: Paper) -> list[Flowable]:
    width = paper.room(wide=True)
    week = [roster.first_day + timedelta(days=offset) for offset in range(_DAYS)]
    entries = [entry for entry in sorted_entries(roster.entries) if entry.day in week]
    heading = badged_heading(
        say(title), day_range(roster.first_day, _DAYS), "".join(map(week_label, roster.weeks[:1])), width
    )
    below: list[Flowable] = [gap(6), text(say(labels.WEEK_NOTICE), SMALL)]
    room = room_left(paper, [*heading, *below], wide=True)
    body = roomiest(partial(lay_out, _Week(roster.people, week, entries, width)), _SIZES, (width, room), otherwise=1.0)
    return [*heading, body, *below]


def sorted_entries(entries: Sequence[RosterEntry]) -> list[RosterEntry]:
    return sorted(entries, key=lambda entry: (entry.day, entry.start, entry.employee.casefold(), entry.event_name))


def hours(entry: RosterEntry) -> str:
    return f"{clock(entry.start)}–{clock(entry.end)}".replace(" ", "\u00a0") if entry.end else clock(entry.start)


def _by_day(week: _Week, size: float) -> Flowable:
    if not week.entries:
        return text(say(labels.WEEK_EMPTY))
    columns = [[_entry(entry, size) for entry in week.entries if entry.day == day] for day in week.days]
    rows = list(zip_longest(*columns, fillvalue=""))
    head = [text(short_day(day), HEAD_CELL_CENTRED) for day in week.days]
    return _table(head, rows, [week.width / _DAYS] * _DAYS, size)


def _type(size: float, parent: ParagraphStyle = BODY) -> ParagraphStyle:
    return ParagraphStyle(f"week-{size}", parent, fontSize=8.5 * size, leading=10.5 * size)


def _entry(entry: RosterEntry, size: float) -> Paragraph:
    name = markup(shorten(entry.employee, 80))
    what = markup(shorten(say(entry.event_type), 40))
    return Paragraph(
        f'<font name="{BOLD}">{name}</font><br/>{hours(entry)}'
        f'<br/><font size="{7.5 * size:.1f}" color="#5B6470">{what}</font>',
        _type(size),
    )


def _by_person(week: _Week, size: float) -> Flowable:
    if not week.people:
        return text(say(labels.WEEK_EMPTY))
    head = [text(say(labels.EMPLOYEE), HEAD_CELL), *(text(short_day(day), HEAD_CELL_CENTRED) for day in week.days)]
    named, times_style = ParagraphStyle("week-person", _type(size * 1.1), fontName=BOLD), _type(size, CENTRED)
    rows = []
    for person in week.people:
        own = [entry for entry in week.entries if entry.employee == person]
        times = ["\n".join(hours(entry) for entry in own if entry.day == day) for day in week.days]
        rows.append([cell(person, named), *(text(t, times_style) for t in times)])
    return _table(head, rows, [130, *[(week.width - 130) / _DAYS] * _DAYS], size)


def _table(
    head: Sequence[Flowable], rows: Sequence[Sequence[Flowable | str]], widths: Sequence[float], size: float
) -> Table:
    air = 4 + 14 * (size - 1)
    padded = [(f"{side}PADDING", (0, 1), (-1, -1), air) for side in ("TOP", "BOTTOM")]
    return grid_table(head, rows, widths, extra=[*WEEK_CELLS, *padded])
