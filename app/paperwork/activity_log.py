"""Event table activity log: one page by hand for sanitizing times and temperatures, prefilled as far as known."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import Flowable, Table, TableStyle

from app.formatting import long_day
from app.paperwork import form_labels as words
from app.paperwork.fitting import on_one_page
from app.paperwork.house import (
    BODY,
    CENTRED,
    GREY,
    SMALL,
    SUBTITLE,
    TITLE,
    gap,
    panel,
    shorten,
    text,
)
from app.paperwork.marks import QrCode, ticked_line, writing_lines
from app.paperwork.model import DayPaperwork, EventBundle
from app.paperwork.sheet import Sheet
from app.wording import say

_WIDTH = 525.6
_INNER = _WIDTH - 14
_QR = 1.05 * inch
_QR_LABEL = ParagraphStyle("log-qr", SMALL, fontSize=6.5, leading=8, alignment=TA_CENTER)
_NAME_LIMIT = 110


def sheet(day: DayPaperwork, bundle: EventBundle | None = None) -> Sheet:
    story: list[Flowable] = [
        _head(day, bundle),
        gap(6),
        panel(say(words.LOG_SANITIZATION), [text(say(words.LOG_SANITIZATION_HELP)), gap(4), _cells(3, 10, 31)], _WIDTH),
        gap(7),
        panel(say(words.LOG_CONTROL), [text(say(words.LOG_CONTROL_HELP)), gap(4), _temperatures()], _WIDTH),
        gap(7),
        _rules(),
        gap(7),
        panel(
            say(words.LOG_PREPARATION),
            [ticked_line(line, _INNER) for line in map(say, words.LOG_PREPARATION_LINES)],
            _WIDTH,
        ),
        gap(12),
        text(say(words.LOG_CONFIRMATION)),
        writing_lines([[(say(words.SIGNATURE), ""), (say(words.DATE), "")]], _WIDTH, 42),
        text(say(words.LOG_FILE), SMALL),
    ]
    return Sheet(say(words.LOG_TITLE), on_one_page(story))


def _head(day: DayPaperwork, bundle: EventBundle | None) -> Table:
    employee = shorten(bundle.employee, 60) if bundle else ""
    event = shorten(bundle.label, _NAME_LIMIT) if bundle else ""
    address = bundle.event_url if bundle else ""
    width = _WIDTH - (_QR + 10 if address else 0)
    left = [
        text(say(words.LOG_TITLE), TITLE),
        text(shorten(day.store, 60), SUBTITLE),
        writing_lines([[(say(words.DATE), long_day(day.date)), (say(words.ES_NAME), employee)]], width, 32),
        writing_lines([[(say(words.EVENT), event)]], width, 30),
        writing_lines([[(say(words.LOG_THERMOMETER), ""), (say(words.INITIALS), "")]], width, 26),
    ]
    row: list[object] = [left]
    if address:
        row.append([QrCode(address, _QR), text(say(words.LOG_QR), _QR_LABEL)])
    table = Table([row], colWidths=[width, _QR + 10][: len(row)])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, 0), 0),
                ("LEFTPADDING", (1, 0), (-1, -1), 10),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return table


def _cells(rows: int, columns: int, height: float) -> Table:
    table = Table([[""] * columns] * rows, colWidths=[_INNER / columns] * columns, rowHeights=[height] * rows)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.7, GREY)]))
    return table


def _temperatures() -> Table:
    head = [text(word, CENTRED) for _ in range(5) for word in (say(words.LOG_TIME), say(words.LOG_TEMPERATURE))]
    table = Table([head, [""] * 10], colWidths=[_INNER / 10] * 10, rowHeights=[18, 34])
    pairs = [("LINEAFTER", (place, 0), (place, -1), 1.6, GREY) for place in (1, 3, 5, 7)]
    padding = [("LEFTPADDING", (0, 0), (-1, -1), 1), ("RIGHTPADDING", (0, 0), (-1, -1), 1)]
    table.setStyle(
        TableStyle([("GRID", (0, 0), (-1, -1), 0.7, GREY), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *padding, *pairs])
    )
    return table


def _rules() -> Table:
    half = (_WIDTH - 10) / 2
    holding = _rule(say(words.LOG_HOLDING), [say(line) for line in words.LOG_HOLDING_LINES], half)
    cooking = _rule(say(words.LOG_COOKING), [say(line) for line in words.LOG_COOKING_LINES], half)
    table = Table([[holding, cooking]], colWidths=[half + 10, half])
    table.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    table.hAlign = "LEFT"
    return table


def _rule(title: str, lines: Sequence[str], width: float) -> Table:
    box = panel(title, [text(line, BODY) for line in lines], width)
    box.hAlign = "LEFT"
    return box
