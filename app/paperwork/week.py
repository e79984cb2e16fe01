"""The team's week in landscape: what happens each day, and a summary of who works when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Table

from app.formatting import clock, short_day
from app.paperwork import labels
from app.paperwork.binder import publish
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
_PERSON = ParagraphStyle("week-person", BODY, fontName=BOLD)
_LayOut = Callable[[Roster, Sequence[date], Sequence[RosterEntry], float], Flowable]
_ENTRY = ParagraphStyle("week-entry", BODY, fontSize=8.5, leading=10.5)
_TIMES = ParagraphStyle("week-times", CENTRED, fontSize=8, leading=10.5)


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
    sheet = Sheet(say(title), _story(roster, title, lay_out, paper.room(wide=True)), landscape=True, paper=paper)
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


def _story(roster: Roster, title: str, lay_out: _LayOut, width: float) -> list[Flowable]:
    week = [roster.first_day + timedelta(days=offset) for offset in range(_DAYS)]
    entries = [entry for entry in sorted_entries(roster.entries) if entry.day in week]
    body = lay_out(roster, week, entries, width)
    heading = badged_heading(
        say(title), day_range(roster.first_day, _DAYS), "".join(map(week_label, roster.weeks[:1])), width
    )
    return [*heading, body, gap(6), text(say(labels.WEEK_NOTICE), SMALL)]


def sorted_entries(entries: Sequence[RosterEntry]) -> list[RosterEntry]:
    return sorted(entries, key=lambda entry: (entry.day, entry.start, entry.employee.casefold(), entry.event_name))


def hours(entry: RosterEntry) -> str:
    return f"{clock(entry.start)}–{clock(entry.end)}".replace(" ", "\u00a0") if entry.end else clock(entry.start)


def _by_day(_roster: Roster, week: Sequence[date], entries: Sequence[RosterEntry], width: float) -> Flowable:
    if not entries:
        return text(say(labels.WEEK_EMPTY))
    columns = [[_entry(entry) for entry in entries if entry.day == day] for day in week]
    rows = list(zip_longest(*columns, fillvalue=""))
    head = [text(short_day(day), HEAD_CELL_CENTRED) for day in week]
    return _table(head, rows, [width / _DAYS] * _DAYS)


def _entry(entry: RosterEntry) -> Paragraph:
    name = markup(shorten(entry.employee, 80))
    what = markup(shorten(say(entry.event_type), 40))
    return Paragraph(
        f'<font name="{BOLD}">{name}</font><br/>{hours(entry)}<br/><font size="7.5" color="#5B6470">{what}</font>',
        _ENTRY,
    )


def _by_person(roster: Roster, week: Sequence[date], entries: Sequence[RosterEntry], width: float) -> Flowable:
    if not roster.people:
        return text(say(labels.WEEK_EMPTY))
    head = [text(say(labels.EMPLOYEE), HEAD_CELL), *(text(short_day(day), HEAD_CELL_CENTRED) for day in week)]
    rows = []
    for person in roster.people:
        own = [entry for entry in entries if entry.employee == person]
        times = ["\n".join(hours(entry) for entry in own if entry.day == day) for day in week]
        rows.append([cell(person, _PERSON), *(text(t, _TIMES) for t in times)])
    return _table(head, rows, [130, *[(width - 130) / _DAYS] * _DAYS])


def _table(head: Sequence[Flowable], rows: Sequence[Sequence[Flowable | str]], widths: Sequence[float]) -> Table:
    return grid_table(head, rows, widths, extra=WEEK_CELLS)
