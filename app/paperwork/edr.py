"""The event detail report as one compact page with the signatures the store keeps on file."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepTogether, Paragraph

from app.formatting import clock
from app.paperwork import labels
from app.paperwork.house import (
    BODY,
    BOLD,
    CENTRED,
    CENTRED_BOLD,
    DARK_BLUE,
    LARGE,
    LIGHT_BLUE,
    SMALL,
    TITLE,
    cell,
    gap,
    grid_table,
    head_row,
    markup,
    section,
    shorten,
    text,
)
from app.paperwork.marks import lines_with_code
from app.paperwork.model import DayPaperwork, EdrData, EdrItem, EventBundle
from app.paperwork.sheet import Sheet
from app.wording import say

_WIDTH = 525.6
_CATEGORY_LINE = 18
_TITLE = ParagraphStyle("edr-title", TITLE, alignment=TA_CENTER, spaceAfter=2)
_DAY = ParagraphStyle("edr-day", LARGE, fontName=BOLD, fontSize=12, leading=16, alignment=TA_CENTER)
_SHIFT = ParagraphStyle("edr-shift", _DAY, textColor=DARK_BLUE, fontSize=12.5)
_NOTICE = ParagraphStyle("edr-notice", _DAY, fontSize=11)
_NAME = ParagraphStyle("edr-name", LARGE, fontName=BOLD)
_FRAME = (("GRID", (0, 0), (-1, -1), 1, black),)


def american_day(day: date) -> str:
    return f"{day:%m-%d-%Y}"


def sheet(day: DayPaperwork, bundle: EventBundle, report: EdrData) -> Sheet:
    scheduled = day.date if bundle.employee else report.event_date or day.date
    story: list[Flowable] = [
        text(say(labels.EDR_TITLE), _TITLE),
        text(say(labels.EDR_SCHEDULED_ON, day=american_day(scheduled)), _DAY),
        gap(8),
        *_facts(report, bundle),
        gap(8),
        *_items(report.items),
        *_instructions(report),
        gap(8),
        KeepTogether(_signing(day, bundle)),
    ]
    if report.age:
        story.append(text(report.age.said(), SMALL))
    return Sheet(labels.EDR, story)


def _facts(report: EdrData, bundle: EventBundle) -> list[Flowable]:
    name = grid_table(
        head_row([labels.EVENT_NUMBER, labels.EVENT_NAME]),
        [[cell(report.event_number, _NAME), cell(report.event_name or bundle.event_name, LARGE)]],
        [_WIDTH * 0.25, _WIDTH * 0.75],
        extra=_FRAME,
    )
    values = [
        text(american_day(report.event_date) if report.event_date else "", CENTRED),
        cell(report.class_label, CENTRED),
        cell(report.status_label, CENTRED),
        text(say(labels.YES) if report.locked else say(labels.NO), CENTRED_BOLD),
    ]
    names = [labels.EVENT_DATE, labels.EVENT_TYPE, labels.EVENT_STATUS, labels.EVENT_LOCKED]
    facts = grid_table(head_row(names, centred=range(4)), [values], [_WIDTH / 4] * 4, extra=_FRAME)
    return [name, gap(6), facts]


def _items(items: Sequence[EdrItem]) -> list[Flowable]:
    if not items:
        return [text(say(labels.NO_EDR_ITEMS))]
    rows = [[cell(item.item_number, CENTRED), _description(item), _category(item.department)] for item in items]
    head = head_row((labels.ITEM_NUMBER, labels.DESCRIPTION, labels.CATEGORY), centred=(0, 2))
    widths = [_WIDTH * 0.18, _WIDTH * 0.5, _WIDTH * 0.32]
    return [grid_table(head, rows, widths, head_colour=LIGHT_BLUE)]


def _description(item: EdrItem) -> Paragraph:
    name = markup(shorten(item.description, 400))
    tag = f'<br/><font size="8" color="#2E4C73">{say(labels.PRIMARY_ITEM_TAG)}</font>' if item.featured else ""
    return Paragraph(name + tag, BODY)


def _category(department: str) -> Paragraph:
    """Broken at words to short lines, as the store is used to."""
    lines = textwrap.wrap(shorten(department, 120), _CATEGORY_LINE, break_long_words=False)
    return text("\n".join(lines), CENTRED)


def _instructions(report: EdrData) -> list[Flowable]:
    story: list[Flowable] = []
    for label, wording in ((labels.EVENT_PREPARATION, report.preparation), (labels.EVENT_PORTION, report.portion)):
        if wording.strip():
            story += [*section(say(label), 48), *(text(line) for line in wording.splitlines() if line.strip())]
    return story


def _signing(day: DayPaperwork, bundle: EventBundle) -> list[Flowable]:
    fields = [
        [(say(labels.SCHEDULED_EMPLOYEE), bundle.employee), (say(labels.EMPLOYEE_SIGNATURE), "")],
        [(say(labels.DATE_PERFORMED), ""), (say(labels.SUPERVISOR_SIGNATURE), "")],
    ]
    printed = say(labels.PRINTED, day=american_day(day.built_at.date()), time=clock(day.built_at))
    return [
        text(shift_text(bundle), _SHIFT),
        gap(6),
        text(say(labels.MUST_BE_SIGNED), _NOTICE),
        gap(4),
        lines_with_code(fields, bundle, _WIDTH, 38),
        gap(4),
        text(printed, ParagraphStyle("edr-printed", SMALL, alignment=2)),
    ]


def shift_text(bundle: EventBundle) -> str:
    """START, LUNCH and LEAVE as far as they are known."""
    parts = []
    if bundle.start:
        parts.append(say(labels.SHIFT_START, start=clock(bundle.start)))
    if bundle.lunch:
        parts.append(say(labels.SHIFT_LUNCH, start=clock(bundle.lunch.start), end=clock(bundle.lunch.end)))
    if bundle.end:
        parts.append(say(labels.SHIFT_LEAVE, end=clock(bundle.end)))
    return "   |   ".join(parts)
