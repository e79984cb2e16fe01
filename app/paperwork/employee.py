"""One person's next two weeks on a page: a cell for each day with times or OFF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Table

from app.formatting import short_day
from app.paperwork import labels
from app.paperwork.binder import publish
from app.paperwork.fitting import height_of
from app.paperwork.house import (
    BODY,
    BOLD,
    GREY,
    HEAD_CELL_CENTRED,
    SMALL,
    fit,
    gap,
    grid_table,
    heading_block,
    markup,
    section,
    shorten,
    text,
)
from app.paperwork.model import Roster, RosterEntry
from app.paperwork.sheet import LETTER, Masthead, Sheet
from app.paperwork.week import WEEK_CELLS, day_range, hours, roster_imprint, sorted_entries, week_label
from app.wording import language, say, speaking

_WIDTH = LETTER.room(wide=True)
_DAYS, _WEEKS = 7, 2
_ROOMS_TO_WRITE = (130.0, 110.0, 90.0, 70.0, 50.0, 30.0, 10.0)
"""Points below what stands in a cell, as much as the page has."""
_ENTRY = ParagraphStyle("employee-entry", BODY, fontSize=8.5, leading=11)
_OFF = ParagraphStyle("employee-off", BODY, fontName=BOLD, fontSize=13, leading=17, alignment=1, textColor=GREY)


def build_fortnight(roster: Roster, people: Sequence[str] | None = None) -> bytes:
    """A page for each of `people`, in the person's language; everybody of the roster when none is named.

    Raises ValueError for an empty list.
    """
    sheets = [_spoken(roster, person) for person in (roster.people if people is None else people)]
    return publish(sheets, Masthead(roster.brand, roster.store), roster_imprint(roster, labels.PERSONAL_TITLE))


def _spoken(roster: Roster, person: str) -> Sheet:
    with speaking(roster.languages.get(person, language())):
        return _sheet(roster, person)


def _sheet(roster: Roster, person: str) -> Sheet:
    title = say(labels.PERSONAL_SCHEDULE, employee=shorten(person, 80))
    subtitle = "  ·  ".join(
        [day_range(roster.first_day, _DAYS * _WEEKS), " & ".join(map(week_label, roster.weeks[:_WEEKS]))]
    )
    own = [entry for entry in sorted_entries(roster.entries) if entry.employee == person]
    make = partial(_weeks, roster, own, heading_block(title, subtitle.strip(" ·")))
    room = next((air for air in _ROOMS_TO_WRITE if height_of(make(air), _WIDTH) <= LETTER.tall(wide=True) - 4), 0.0)
    return Sheet(fit(title, BOLD, 10, 400), make(room), landscape=True)


def _weeks(roster: Roster, own: Sequence[RosterEntry], heading: Sequence[Flowable], air: float) -> list[Flowable]:
    story = [*heading]
    for week in range(_WEEKS):
        first = roster.first_day + timedelta(days=week * _DAYS)
        story += [*_week_label(roster, week), _week(first, own, air), gap(10)]
    return [*story, text(say(labels.WEEK_NOTICE), SMALL)]


def _week_label(roster: Roster, week: int) -> list[Flowable]:
    return section(week_label(roster.weeks[week]), 140) if week < len(roster.weeks) else []


def _week(first: date, own: Sequence[RosterEntry], air: float) -> Table:
    days = [first + timedelta(days=offset) for offset in range(_DAYS)]
    head = [text(short_day(day), HEAD_CELL_CENTRED) for day in days]
    cells = [_cell([entry for entry in own if entry.day == day]) for day in days]
    room = [*WEEK_CELLS, ("BOTTOMPADDING", (0, 1), (-1, -1), air)]
    return grid_table(head, [cells], [_WIDTH / _DAYS] * _DAYS, extra=room)


def _cell(entries: Sequence[RosterEntry]) -> Flowable | list[Flowable]:
    if not entries:
        return text(say(labels.OFF), _OFF)
    return [_entry(entry) for entry in entries]


def _entry(entry: RosterEntry) -> Paragraph:
    what = markup(shorten(entry.event_name, 90))
    return Paragraph(
        f'<font name="{BOLD}">{hours(entry)}</font><br/><font size="7.5" color="#5B6470">{what}</font>', _ENTRY
    )
