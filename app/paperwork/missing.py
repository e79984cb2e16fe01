"""The page that stands in the place of a part that is not there: what, why, and what to do about it."""

from __future__ import annotations

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Table, TableStyle

from app.formatting import clock, long_day
from app.paperwork import labels
from app.paperwork.house import (
    ALERT,
    ALERT_TINT,
    BODY,
    CENTRED,
    HEADING,
    LARGE,
    LIGHT_BLUE,
    SUBTITLE,
    TITLE,
    gap,
    grid_table,
    head_row,
    labelled,
    shorten,
    text,
)
from app.paperwork.marks import lines_with_code
from app.paperwork.model import DayPaperwork, EventBundle, Missing
from app.paperwork.sheet import Sheet
from app.wording import say

_WIDTH = 525.6
_TITLE = ParagraphStyle("missing-title", TITLE, textColor=ALERT)
_LIMIT = 1200


def sheet(
    day: DayPaperwork, missing: Missing, bundle: EventBundle | None = None, *, blank_report: bool = False
) -> Sheet:
    """With `blank_report` the page can be filled in by hand as an event report."""
    story: list[Flowable] = [_notice(missing), gap(12), *_facts(day, bundle)]
    if blank_report and bundle is not None:
        story += _blank_report(bundle)
    return Sheet(missing.what, story)


def _notice(missing: Missing) -> Table:
    fix = missing.how_to_fix or labels.MISSING_FIX_DEFAULT
    content = [
        text("✖  " + say(labels.MISSING_TITLE, what=shorten(say(missing.what), 120)), _TITLE),
        gap(8),
        labelled(f"{say(labels.MISSING_WHY)}:", shorten(say(missing.why), _LIMIT), LARGE),
        gap(4),
        labelled(f"{say(labels.MISSING_FIX)}:", shorten(say(fix), _LIMIT), LARGE),
    ]
    box = Table([[content]], colWidths=[_WIDTH])
    box.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 1.5, ALERT),
                ("BACKGROUND", (0, 0), (-1, -1), ALERT_TINT),
                ("LEFTPADDING", (0, 0), (-1, -1), 16),
                ("RIGHTPADDING", (0, 0), (-1, -1), 16),
                ("TOPPADDING", (0, 0), (-1, -1), 14),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 16),
            ]
        )
    )
    return box


def _facts(day: DayPaperwork, bundle: EventBundle | None) -> list[Flowable]:
    if bundle is None:
        return [text(long_day(day.date), SUBTITLE)]
    event, person, start = (say(name) for name in labels.MISSING_FACTS)
    when = f"{long_day(day.date)}, {clock(bundle.start)}" if bundle.start else long_day(day.date)
    return [
        labelled(f"{event}:", bundle.label, LARGE),
        labelled(f"{person}:", bundle.employee or say(labels.NOT_ASSIGNED), LARGE),
        labelled(f"{start}:", when, LARGE),
    ]


def _blank_report(bundle: EventBundle) -> list[Flowable]:
    head = head_row((labels.ITEM_NUMBER, labels.DESCRIPTION, labels.CATEGORY), centred=(0, 2))
    empty = [[text(" ", CENTRED), text(" ", BODY), text(" ", CENTRED)] for _ in range(6)]
    table = grid_table(
        head, empty, [_WIDTH * 0.2, _WIDTH * 0.5, _WIDTH * 0.3], head_colour=LIGHT_BLUE,
        extra=[("BOTTOMPADDING", (0, 1), (-1, -1), 11)],
    )  # fmt: skip
    fields = [
        [(say(labels.SCHEDULED_EMPLOYEE), bundle.employee), (say(labels.EMPLOYEE_SIGNATURE), "")],
        [(say(labels.DATE_PERFORMED), ""), (say(labels.SUPERVISOR_SIGNATURE), "")],
    ]
    return [
        gap(10),
        text(say(labels.MISSING_BY_HAND), HEADING),
        table,
        gap(6),
        lines_with_code(fields, bundle, _WIDTH, 38),
    ]
