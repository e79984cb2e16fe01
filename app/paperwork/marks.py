"""Small drawn things that stand between text: boxes to tick, lines to write on, QR codes, status words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import segno
from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Table, TableStyle

from app.paperwork import labels
from app.paperwork.house import GREY, INK, LARGE, REGULAR, SMALL, cell, text
from app.paperwork.model import EventBundle
from app.wording import say

_QR_QUIET_MODULES = 4
_CODE_WIDTH = 96.0
_CODE_LABEL = ParagraphStyle("code-label", SMALL, fontSize=7, leading=8.5, alignment=TA_CENTER)


class TickBox(Flowable):
    """An empty square for a pen."""

    def __init__(self, size: float = 10) -> None:
        super().__init__()
        self.size = size
        self.hAlign = "CENTER"

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.size, self.size

    def draw(self) -> None:
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(0.9)
        self.canv.rect(0, 0, self.size, self.size)


class WritingLine(Flowable):
    """A line to write on, its label in small print below and perhaps a printed value above. Grows with the value."""

    def __init__(self, label: str, value: str = "", height: float = 34) -> None:
        super().__init__()
        self.label, self.height, self.width = label, height, 0.0
        self._value = cell(value, LARGE) if value else None

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.width = available_width
        if self._value is not None:
            _, needed = self._value.wrap(available_width, available_height)
            self.height = max(self.height, needed + 14)
        return available_width, self.height

    def draw(self) -> None:
        canvas = self.canv
        canvas.setStrokeColor(GREY)
        canvas.setLineWidth(0.8)
        canvas.line(0, 11, self.width, 11)
        canvas.setFillColor(GREY)
        canvas.setFont(REGULAR, 7.5)
        canvas.drawString(0, 2, self.label)
        if self._value is not None:
            self._value.drawOn(canvas, 0, 12)


class QrCode(Flowable):
    """Opens an address of the product on a phone; error correction M."""

    def __init__(self, address: str, size: float) -> None:
        super().__init__()
        self.size = size
        self._matrix = segno.make(address, error="m", micro=False).matrix

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.size, self.size

    def draw(self) -> None:
        rows = self._matrix
        module = self.size / (len(rows) + 2 * _QR_QUIET_MODULES)
        self.canv.setFillColor(black)
        for down, row in enumerate(rows):
            top = self.size - (down + 1 + _QR_QUIET_MODULES) * module
            for start, length in _dark_runs(row):
                self.canv.rect((start + _QR_QUIET_MODULES) * module, top, length * module, module, stroke=0, fill=1)


def _dark_runs(row: Sequence[int]) -> list[tuple[int, int]]:
    runs, place = [], 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            runs.append((place, length))
        place += length
    return runs


def ticked_line(wording: str, width: float) -> Table:
    """A box to tick and its wording, kept on one line grid."""
    table = Table([[TickBox(9), text(wording)]], colWidths=[18, width - 18])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (0, 0), 2.5),
                ("TOPPADDING", (1, 0), (1, 0), 0.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ]
        )
    )
    return table


def writing_lines(fields: Sequence[Sequence[tuple[str, str]]], width: float, height: float = 34) -> Table:
    """Rows of lines to write on; each field is (label, printed value or nothing)."""
    columns = max(len(row) for row in fields)
    cells = [[WritingLine(label, value, height) for label, value in row] for row in fields]
    table = Table(cells, colWidths=[width / columns] * columns)
    table.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-2, -1), 18),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def lines_with_code(
    fields: Sequence[Sequence[tuple[str, str]]], bundle: EventBundle, width: float, height: float
) -> Table:
    """Lines to sign, and beside them the code with which the set's person checks in."""
    if not bundle.check_in_url:
        return writing_lines(fields, width, height)
    code = [QrCode(bundle.check_in_url, _CODE_WIDTH - 8), text(say(labels.SCAN_TO_CHECK_IN), _CODE_LABEL)]
    left = width - _CODE_WIDTH
    table = Table([[writing_lines(fields, left, height), code]], colWidths=[left, _CODE_WIDTH])
    table.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]))
    return table
