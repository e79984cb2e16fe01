"""What is laid over every page: where it belongs, when it was built, its number, and what is written onto forms."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas

from app import formatting
from app.paperwork import labels
from app.paperwork.house import GREY, INK, MARGIN, REGULAR, clean, fit, register_fonts
from app.wording import say, speaking

_BASELINE = 0.3 * inch

Written = tuple[str, float, float]
"""A text with its points from the left and the top edge."""


@dataclass(frozen=True)
class Imprint:
    """What the document says about itself; `built_at` is aware, in the store's zone."""

    title: str
    author: str
    subject: str
    left_stamp: str
    built_at: datetime


@dataclass(frozen=True)
class Stamp:
    """For one page, as wide and high as the reader sees it, in points."""

    width: float
    height: float
    language: str
    is_blank: bool = False
    writing: Sequence[Written] = ()


def draw_stamps(stamps: Sequence[Stamp], imprint: Imprint) -> bytes:
    """A PDF with one page for each; the same input gives the same bytes."""
    register_fonts()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number, stamp in enumerate(stamps, start=1):
        canvas.setPageSize((stamp.width, stamp.height))
        with speaking(stamp.language):
            _paint(canvas, stamp, imprint, number, len(stamps))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _paint(canvas: Canvas, stamp: Stamp, imprint: Imprint, number: int, pages: int) -> None:
    built = clean(f"{formatting.moment(imprint.built_at)} {imprint.built_at:%Z}".strip())
    room = (stamp.width - 2 * MARGIN) * 0.35
    canvas.setFillColor(GREY)
    if stamp.is_blank:
        canvas.setFont(REGULAR, 9)
        canvas.drawCentredString(stamp.width / 2, stamp.height / 2, say(labels.BLANK_PAGE))
    _write(canvas, stamp)
    canvas.setFont(REGULAR, 7.5)
    canvas.drawString(MARGIN, _BASELINE, fit(imprint.left_stamp, REGULAR, 7.5, room))
    canvas.drawCentredString(stamp.width / 2, _BASELINE, say(labels.BUILT, moment=built))
    canvas.drawRightString(stamp.width - MARGIN, _BASELINE, say(labels.PAGE_OF, page=number, pages=pages))


def _write(canvas: Canvas, stamp: Stamp) -> None:
    canvas.saveState()
    canvas.setFillColor(INK)
    canvas.setFont(REGULAR, 11)
    for wording, left, top in stamp.writing:
        canvas.drawString(left, stamp.height - top, fit(wording, REGULAR, 11, max(stamp.width - left - 12, 0)))
    canvas.restoreState()
