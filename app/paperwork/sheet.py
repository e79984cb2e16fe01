"""Draws sheets: each a story that starts on a fresh page under the masthead, or follows the one before. All of one
call share their fonts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from reportlab.lib.pagesizes import A3, letter
from reportlab.lib.units import inch
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
)

from app.formatting import short_day
from app.paperwork.house import BOLD, DARK_BLUE, GREY, GRID, MARGIN, REGULAR, fit
from app.paperwork.model import Brand
from app.wording import language, speaking

_TOP = 0.82 * inch
_BOTTOM = 0.62 * inch


@dataclass(frozen=True)
class Paper:
    """A size of paper, upright, in points; everything on it is drawn `scale` times as large as on Letter."""

    width: float
    height: float
    scale: float = 1.0

    def room(self, *, wide: bool) -> float:
        """Points between the margins, as the story counts them."""
        return float((self.height if wide else self.width) / self.scale - 2 * MARGIN)

    def tall(self, *, wide: bool) -> float:
        """Points from head to foot, as the story counts them."""
        return float((self.width if wide else self.height) / self.scale - _TOP - _BOTTOM)


LETTER = Paper(float(letter[0]), float(letter[1]))
WALL = Paper(float(A3[0]), float(A3[1]), scale=1.42)
"""A3: read from two steps away."""
PAPERS = {"letter": LETTER, "a3": WALL}


@dataclass(frozen=True)
class Sheet:
    """One document of the packet before it is drawn. It speaks the language in which it was written."""

    title: str
    story: list[Flowable] = field(repr=False)
    landscape: bool = False
    paper: Paper = LETTER
    language: str = field(default_factory=language)
    follows: float = 0.0
    """Points of room that let it begin below the sheet before, on paper of the same size; 0 for a fresh page."""

    @property
    def size(self) -> tuple[float, float]:
        """Of the page as it is printed."""
        width, height = self.paper.width, self.paper.height
        return (height, width) if self.landscape else (width, height)


@dataclass(frozen=True)
class Masthead:
    """What stands in the head of every page we draw."""

    brand: Brand
    place: str
    day: date | None = None

    def right(self) -> str:
        return f"{self.place}  ·  {short_day(self.day)}" if self.day else self.place


@dataclass(frozen=True)
class Drawn:
    """`lengths` holds the number of pages that each sheet is ahead of the next, in order."""

    pdf: bytes
    lengths: tuple[int, ...]


class _Begin(Flowable):
    """Takes no room; notes on which page a sheet begins."""

    def __init__(self, first_pages: list[int]) -> None:
        super().__init__()
        self._first_pages = first_pages

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self._first_pages.append(self.canv.getPageNumber())


def draw(sheets: Sequence[Sheet], masthead: Masthead) -> Drawn:
    """The same input gives the same bytes: nothing is read from the machine."""
    if not sheets:
        raise ValueError("there is no sheet to draw")
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=letter, invariant=1)
    document.addPageTemplates([_page_template(str(place), sheet, masthead) for place, sheet in enumerate(sheets)])
    first_pages: list[int] = []
    document.build(_joined_story(sheets, first_pages))
    ends = [*first_pages, document.page + 1]
    return Drawn(buffer.getvalue(), tuple(after - first for first, after in pairwise(ends)))


def _joined_story(sheets: Sequence[Sheet], first_pages: list[int]) -> list[Flowable]:
    story: list[Flowable] = []
    for place, sheet in enumerate(sheets):
        if sheet.follows:
            story.append(CondPageBreak(sheet.follows))
        elif place:
            story += [NextPageTemplate(str(place)), PageBreak()]
        story += [_Begin(first_pages), *sheet.story]
    return story


def _page_template(name: str, sheet: Sheet, masthead: Masthead) -> PageTemplate:
    scale = sheet.paper.scale
    width, height = sheet.size[0] / scale, sheet.size[1] / scale
    frame = Frame(
        MARGIN, _BOTTOM, width - 2 * MARGIN, height - _TOP - _BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip

    def paint(canvas: Canvas, _document: BaseDocTemplate) -> None:
        canvas.scale(scale, scale)  # holds for the story, too
        with speaking(sheet.language):
            _paint_masthead(canvas, masthead, width, height)

    return PageTemplate(id=name, frames=[frame], onPage=paint, pagesize=sheet.size)


def _paint_masthead(canvas: Canvas, masthead: Masthead, width: float, height: float) -> None:
    baseline = height - 0.5 * inch
    left = MARGIN
    canvas.saveState()
    if masthead.brand.logo is not None:
        picture = ImageReader(io.BytesIO(masthead.brand.logo))
        wide, high = picture.getSize()
        drawn = min(1.4 * inch, 0.28 * inch * wide / high)
        canvas.drawImage(picture, left, baseline - 4, drawn, 0.28 * inch, mask="auto", preserveAspectRatio=True)
        left += drawn + 6
    canvas.setFillColor(DARK_BLUE)
    canvas.setFont(BOLD, 9.5)
    canvas.drawString(left, baseline, fit(masthead.brand.name, BOLD, 9.5, (width - 2 * MARGIN) * 0.4))
    canvas.setFillColor(GREY)
    canvas.setFont(REGULAR, 9)
    canvas.drawRightString(width - MARGIN, baseline, fit(masthead.right(), REGULAR, 9, (width - 2 * MARGIN) * 0.55))
    canvas.setStrokeColor(GRID)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, baseline - 7, width - MARGIN, baseline - 7)
    canvas.restoreState()
