"""The house look: typefaces, colours, text styles and tables that every document shares.

DejaVu Sans Condensed ships with this package: reportlab's own faces lack half of the Latin alphabet's accents.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer, Table, TableStyle
from reportlab.platypus.flowables import HRFlowable

from app.wording import say

# Pages as letters instead of bytes are of use to nobody today; they take a fifth more room, and time.
rl_config.useA85 = 0

_FONTS = Path(__file__).with_name("fonts")
REGULAR, BOLD = "PaperworkSans", "PaperworkSans-Bold"

DARK_BLUE = HexColor("#2E4C73")
LIGHT_BLUE = HexColor("#1B9BD8")
ZEBRA = HexColor("#F9F9F9")
GRID = HexColor("#DDDDDD")
INK = HexColor("#1C1C1C")
GREY = HexColor("#5B6470")
ALERT = HexColor("#A3261B")
ALERT_TINT = HexColor("#FCEFEE")
BLUE_TINT = HexColor("#EDF3F9")

MARGIN = 0.6 * inch

CELL_LIMIT = 600
"""Characters in one table cell; a cell that fills a page could not be laid out."""


def register_fonts() -> None:
    if BOLD in pdfmetrics.getRegisteredFontNames():
        return
    pdfmetrics.registerFont(TTFont(REGULAR, str(_FONTS / "DejaVuSansCondensed.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(_FONTS / "DejaVuSansCondensed-Bold.ttf")))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


register_fonts()

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=9.5, leading=12.5, textColor=INK, splitLongWords=1)
BODY_BOLD = ParagraphStyle("body-bold", BODY, fontName=BOLD)
SMALL = ParagraphStyle("small", BODY, fontSize=8, leading=10.5, textColor=GREY)
LARGE = ParagraphStyle("large", BODY, fontSize=11, leading=14.5)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=21, leading=25, textColor=DARK_BLUE)
SUBTITLE = ParagraphStyle("subtitle", BODY, fontSize=11.5, leading=15, textColor=GREY)
HEADING = ParagraphStyle(
    "heading", BODY, fontName=BOLD, fontSize=12, leading=15, textColor=DARK_BLUE, spaceBefore=9, spaceAfter=4
)
CENTRED = ParagraphStyle("centred", BODY, alignment=TA_CENTER)
CENTRED_BOLD = ParagraphStyle("centred-bold", CENTRED, fontName=BOLD)
RIGHT = ParagraphStyle("right", BODY, alignment=TA_RIGHT)
HEAD_CELL = ParagraphStyle("head-cell", BODY, fontName=BOLD, fontSize=9, leading=11, textColor=white)
HEAD_CELL_CENTRED = ParagraphStyle("head-cell-centred", HEAD_CELL, alignment=TA_CENTER)
_BADGE = ParagraphStyle("badge", HEAD_CELL_CENTRED, fontSize=10.5, leading=13)
ALERT_TEXT = ParagraphStyle("alert", BODY, fontName=BOLD, textColor=ALERT)


def clean(value: str) -> str:
    """Foreign text without the control characters that neither XML nor paper can carry."""
    return "".join(
        character if character == "\n" or unicodedata.category(character)[0] != "C" else " " for character in value
    )


def shorten(value: str, limit: int = CELL_LIMIT) -> str:
    return value if len(value) <= limit else value[: limit - 1].rstrip() + "…"


def markup(value: str) -> str:
    """Foreign text made safe for a paragraph's XML, line breaks kept."""
    return escape(clean(value), quote=False).replace("\n", "<br/>")


def fit(value: str, font: str, size: float, width: float) -> str:
    """One line of at most `width` points."""
    line = clean(value).replace("\n", " ")
    while line and pdfmetrics.stringWidth(line, font, size) > width:
        line = line[:-2].rstrip() + "…" if len(line) > 2 else ""
    return line


def text(value: str, style: ParagraphStyle = BODY) -> Paragraph:
    return Paragraph(markup(value), style)


def cell(value: str, style: ParagraphStyle = BODY) -> Paragraph:
    return text(shorten(value), style)


def labelled(label: str, value: str, style: ParagraphStyle = BODY, limit: int = CELL_LIMIT) -> Paragraph:
    return Paragraph(f'<font name="{BOLD}">{markup(label)}</font> {markup(shorten(value, limit))}', style)


def gap(points: float) -> Spacer:
    return Spacer(1, points)


def heading_block(title: str, subtitle: str = "") -> list[Flowable]:
    block: list[Flowable] = [text(title, TITLE)]
    if subtitle:
        block.append(text(subtitle, SUBTITLE))
    rule = HRFlowable(width="100%", thickness=2.25, color=DARK_BLUE, spaceBefore=5, spaceAfter=10, lineCap="butt")
    return [*block, rule]


def badged_heading(title: str, subtitle: str, badge: str, width: float) -> list[Flowable]:
    """As heading_block(), with a badge at the right edge, such as the retailer's number of the week."""
    if not badge:
        return heading_block(title, subtitle)
    head, below, rule = heading_block(title, subtitle)
    place = 118.0
    label = Table([[text(badge, _BADGE)]], colWidths=[place])
    label.setStyle(TableStyle([("BACKGROUND", (0, 0), (-1, -1), LIGHT_BLUE), ("BOTTOMPADDING", (0, 0), (-1, -1), 5)]))
    table = Table([[[head, below], label]], colWidths=[width - place, place])
    table.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
                ("VALIGN", (1, 0), (1, 0), "MIDDLE"),
            ]
        )
    )
    return [table, rule]


def section(title: str, room: float = 90) -> list[Flowable]:
    """A heading that moves to the next page when less than `room` points are left for what it heads."""
    return [CondPageBreak(room), text(title, HEADING)]


def head_row(labels: Sequence[str], centred: Sequence[int] = ()) -> list[Paragraph]:
    """The labels, as they stand in the catalogue, in the reader's language; a column may have none."""
    return [
        text(say(label) if label else "", HEAD_CELL_CENTRED if at in centred else HEAD_CELL)
        for at, label in enumerate(labels)
    ]


def grid_table(
    head: Sequence[Flowable],
    rows: Sequence[Sequence[Flowable | str]],
    widths: Sequence[float],
    *,
    head_colour: HexColor = DARK_BLUE,
    extra: Sequence[tuple[object, ...]] = (),
    heights: Sequence[float] | None = None,
) -> Table:
    """A ruled, striped table whose head is repeated on each page. Rows are as high as needed, unless `heights` says."""
    table = Table([list(head), *map(list, rows)], colWidths=list(widths), rowHeights=heights, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), head_colour),
                ("ROWBACKGROUNDS", (0, 1), (-1, -1), [white, ZEBRA]),
                ("GRID", (0, 0), (-1, -1), 0.6, GRID),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 6),
                ("RIGHTPADDING", (0, 0), (-1, -1), 6),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
                *extra,
            ]
        )
    )
    return table


def band_style(row: int) -> list[tuple[object, ...]]:
    """A row across the whole table that heads the rows below it and stays with the first of them."""
    return [
        ("SPAN", (0, row), (-1, row)),
        ("BACKGROUND", (0, row), (-1, row), BLUE_TINT),
        ("NOSPLIT", (0, row), (0, row + 1)),
    ]


def panel(title: str, content: Sequence[Flowable], width: float) -> Table:
    """A framed box with a dark title band, for forms that are filled in by hand."""
    table = Table([[text(title, HEAD_CELL)], [list(content)]], colWidths=[width])
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), DARK_BLUE),
                ("BOX", (0, 0), (-1, -1), 0.9, DARK_BLUE),
                ("LEFTPADDING", (0, 0), (-1, -1), 7),
                ("RIGHTPADDING", (0, 0), (-1, -1), 7),
                ("TOPPADDING", (0, 0), (-1, -1), 3.5),
                ("BOTTOMPADDING", (0, 0), (-1, 0), 4),
                ("BOTTOMPADDING", (0, 1), (-1, 1), 7),
            ]
        )
    )
    return table
