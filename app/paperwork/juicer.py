"""The sheets of the juice station: compliance checklist, daily shift tracker and closing checklist."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, PageBreak, Table

from app.formatting import long_day
from app.paperwork import form_labels as words
from app.paperwork.fitting import on_one_page
from app.paperwork.house import (
    BLUE_TINT,
    BODY,
    BODY_BOLD,
    DARK_BLUE,
    HEADING,
    SMALL,
    band_style,
    cell,
    gap,
    grid_table,
    head_row,
    heading_block,
    shorten,
    text,
)
from app.paperwork.marks import TickBox, ticked_line, writing_lines
from app.paperwork.model import DayPaperwork
from app.paperwork.sheet import Sheet
from app.wording import say

_WIDTH = 525.6
_DENSE = ParagraphStyle("juicer-dense", BODY, fontSize=8.5, leading=10.5)
_BAND = ParagraphStyle("juicer-band", BODY_BOLD, fontSize=8.5, leading=10.5, textColor=DARK_BLUE)
_TIGHT = (("TOPPADDING", (0, 1), (-1, -1), 1.8), ("BOTTOMPADDING", (0, 1), (-1, -1), 2.4))


_ROOMY = (("TOPPADDING", (0, 1), (-1, -1), 10), ("BOTTOMPADDING", (0, 1), (-1, -1), 11))


def compliance(day: DayPaperwork) -> Sheet:
    people = [
        [(say(words.DATE), long_day(day.date)), (say(words.CLUB), shorten(day.store, 60))],
        *(
            [(f"{who}, {say(words.PRINTED_NAME)}", ""), (f"{who}, {say(words.SIGNATURE).lower()}", "")]
            for who in map(say, (words.OPENING_ES, words.CLOSING_ES, words.CLUB_SUPERVISOR))
        ),
    ]
    questions: list[Flowable] = [
        *heading_block(say(words.JUICER_TITLE), say(words.JUICER_SUBTITLE)),
        writing_lines(people, _WIDTH, 24),
        gap(4),
        _answers(),
        gap(2),
        text(say(words.JUICER_FOOTNOTE), SMALL),
    ]
    story: list[Flowable] = [
        *on_one_page(questions),
        PageBreak(),
        *heading_block(say(words.JUICER_COUNTS_TITLE), f"{long_day(day.date)}  ·  {day.store}"),
        _counts(),
        gap(10),
        text(say(words.COMMENTS), HEADING),
        writing_lines([[("", "")]] * 9, _WIDTH, 26),
    ]
    return Sheet(say(words.JUICER_TITLE), story)


def _answers() -> Table:
    """Each section is a band with one row a question."""
    rows: list[list[Flowable | str]] = []
    style: list[tuple[object, ...]] = [*_TIGHT, ("ALIGN", (1, 1), (2, -1), "CENTER")]
    for title, questions in words.JUICER_SECTIONS:
        at = len(rows) + 1
        rows.append([text(say(title), _BAND), "", "", "", ""])
        style += band_style(at)
        rows += [[text(say(question), _DENSE), TickBox(8), TickBox(8), "", ""] for question in questions]
    head = head_row(["", words.YES, words.NO, words.CORRECTIVE_ACTION, words.INITIALS], centred=(1, 2))
    return grid_table(head, rows, [_WIDTH * 0.5, 34, 34, _WIDTH * 0.5 - 68 - 56, 56], extra=style)


def _counts() -> Table:
    dense = ParagraphStyle("juicer-head", _BAND, fontSize=8, leading=9.5)
    head = [text(say(label), dense) for label in words.JUICER_COUNTS]
    rows: list[list[Flowable | str]] = [[text(say(fruit), _DENSE), *[""] * 6] for fruit in words.JUICER_FRUIT]
    return grid_table(head, rows, [_WIDTH / 7] * 7, head_colour=BLUE_TINT, extra=_ROOMY)


def tracker(day: DayPaperwork) -> Sheet:
    rows: list[list[Flowable | str]] = [[cell(say(question)), "", "", "", ""] for question in words.TRACKER_ROWS]
    room = [("TOPPADDING", (0, 1), (-1, -1), 14), ("BOTTOMPADDING", (0, 1), (-1, -1), 15)]
    widths = [_WIDTH * 0.34, *[_WIDTH * 0.165] * 4]
    table = grid_table(head_row(words.TRACKER_HEAD, centred=(1, 2, 3, 4)), rows, widths, extra=room)
    story = [*heading_block(say(words.TRACKER_TITLE), f"{long_day(day.date)}  ·  {day.store}"), table]
    return Sheet(say(words.TRACKER_TITLE), story)


def closing(day: DayPaperwork) -> Sheet:
    story = heading_block(say(words.CLOSING_TITLE), f"{long_day(day.date)}  ·  {day.store}")
    for title, steps in words.CLOSING_SECTIONS:
        story += _steps(title, steps)
    fields = [[(f"{say(words.EVENT_SPECIALIST)}, {say(words.PRINTED_NAME)}", ""), (say(words.SIGNATURE), "")]]
    return Sheet(say(words.CLOSING_TITLE), on_one_page([*story, gap(14), writing_lines(fields, _WIDTH, 36)]))


def _steps(title: str, steps: Sequence[str]) -> list[Flowable]:
    return [text(say(title), HEADING), *(ticked_line(say(step), _WIDTH) for step in steps)]
