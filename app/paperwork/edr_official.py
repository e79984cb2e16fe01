"""The event detail report in the look of the retailer's own page, made from HTML.

Only our own markup goes in, every value escaped; the renderer may read this package's fonts and nothing else.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from html import escape
from pathlib import Path

from pypdf import PdfReader
from xhtml2pdf import pisa
from xhtml2pdf.config.resources import ResourceAccessPolicy

from app.formatting import clock
from app.paperwork import labels
from app.paperwork import official_labels as words
from app.paperwork.edr import american_day, shift_text
from app.paperwork.house import CELL_LIMIT, clean, shorten
from app.paperwork.model import DayPaperwork, EdrData, EdrItem, EventBundle
from app.wording import say

_FONTS = Path(__file__).with_name("fonts")
_INSTRUCTION_LIMIT = 6000

# Quiet: the renderer reports every unknown property, and nobody reads that.
logging.getLogger("xhtml2pdf").setLevel(logging.ERROR)

_STYLE = """
@font-face { font-family: Paper; src: url("DejaVuSansCondensed.ttf"); }
@font-face { font-family: Paper; font-weight: bold; src: url("DejaVuSansCondensed-Bold.ttf"); }
@page { size: letter portrait; margin: 0.6in 0.6in 0.75in 0.6in; }
body { font-family: Paper; font-size: 9pt; color: #1C1C1C; }
p { margin: 0 0 3pt 0; }
table { width: 100%; }
td, th { padding: 3pt 4pt 2pt 4pt; vertical-align: top; text-align: left; }
h1 { font-size: 17pt; color: #2E4C73; margin: 0 0 2pt 0; }
h2 { font-size: 11pt; color: #2E4C73; margin: 10pt 0 3pt 0; }
.run { font-size: 8pt; color: #5B6470; }
.important { border: 1pt solid #2E4C73; background-color: #EDF3F9; padding: 5pt; margin-bottom: 8pt; }
.label { font-weight: bold; color: #2E4C73; }
.items th { background-color: #2E4C73; color: #FFFFFF; border: 0.6pt solid #2E4C73; }
.items td { border: 0.6pt solid #DDDDDD; }
.sign td { border-top: 0.8pt solid #5B6470; font-size: 7.5pt; color: #5B6470; }
.room { margin-top: 22pt; }
"""


def render(day: DayPaperwork, bundle: EventBundle, report: EdrData) -> bytes:
    """What is signed is never broken over two pages. Raises RuntimeError when the renderer reports an error."""
    above, signing = _above(day, bundle, report), _signing(bundle)
    pdf = _rendered(above + signing, report)
    pages = _count(pdf)
    if pages > 1 and _count(_rendered(above, report)) < pages:
        return _rendered(f"{above}<pdf:nextpage/>{signing}", report)
    return pdf


def _count(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def _rendered(body: str, report: EdrData) -> bytes:
    target = io.BytesIO()
    outcome = pisa.CreatePDF(
        f"<html><head><style>{_STYLE}</style></head><body>{body}</body></html>",
        dest=target,
        path=str(_FONTS / "report.html"),
        encoding="utf-8",
        link_callback=_only_fonts,
        resource_policy=ResourceAccessPolicy.server(_FONTS, allow_remote=False),
    )
    if outcome.err:
        raise RuntimeError(f"the official report of event {report.event_number} could not be rendered")
    return target.getvalue()


def _only_fonts(address: str, _base: str | None) -> str:
    """Answers with a file of the fonts folder, whatever the address; a stranger's address finds no file there."""
    return str(_FONTS / Path(address).name)


def _above(day: DayPaperwork, bundle: EventBundle, report: EdrData) -> str:
    run = say(words.RUN_ON, day=american_day(day.built_at.date()), time=clock(day.built_at))
    return (
        f'<table><tr><td width="68%"><h1>{_safe(say(words.TITLE))}</h1></td><td class="run">{_safe(run)}<br/>'
        f"{_safe(report.age.said() if report.age else '')}</td></tr></table>"
        f"{_important()}{_facts(bundle, report)}{_items(report.items)}{_instructions(report)}"
    )


def _safe(value: str, limit: int = CELL_LIMIT) -> str:
    return escape(clean(shorten(value, limit)))


def _important() -> str:
    lines = "".join(f"<p>{_safe(say(line))}</p>" for line in words.IMPORTANT_LINES)
    return f'<div class="important"><p class="label">{_safe(say(words.IMPORTANT))}</p>{lines}</div>'


def _facts(bundle: EventBundle, report: EdrData) -> str:
    day = american_day(report.event_date) if report.event_date else ""
    facts = (
        ((labels.EVENT_NUMBER, report.event_number), (words.EVENT_TYPE, report.class_label)),
        (
            (words.EVENT_LOCKED, say(labels.YES if report.locked else labels.NO)),
            (words.EVENT_STATUS, report.status_label),
        ),
        ((labels.EVENT_DATE, day), (labels.EVENT_NAME, report.event_name or bundle.event_name)),
    )
    rows = "".join(f"<tr>{''.join(_fact(label, value) for label, value in row)}</tr>" for row in facts)
    return f"<table>{rows}</table>"


def _fact(label: str, value: str) -> str:
    return f'<td width="16%" class="label">{_safe(say(label))}</td><td width="34%">{_safe(value)}</td>'


def _items(items: Sequence[EdrItem]) -> str:
    primary = next((item.item_number for item in items if item.featured), "")
    head = "".join(f'<th width="{width}">{_safe(say(label))}</th>' for label, width in words.ITEM_COLUMNS)
    rows = "".join(_item(item, primary) for item in items)
    if not rows:
        return f"<p>{_safe(say(labels.NO_EDR_ITEMS))}</p>"
    return f'<h2>{_safe(say(words.ITEMS))}</h2><table class="items" repeat="1"><tr>{head}</tr>{rows}</table>'


def _item(item: EdrItem, primary: str) -> str:
    gtin = item.gtin if item.gtin.strip("0") else ""
    values = (item.item_number, primary, gtin, item.description, item.vendor, item.department)
    return f"<tr>{''.join(f'<td>{_safe(value)}</td>' for value in values)}</tr>"


def _instructions(report: EdrData) -> str:
    blocks = "".join(
        f'<p class="label">{_safe(say(label))}</p><p>{_lines(wording)}</p>'
        for label, wording in ((words.EVENT_PREPARATION, report.preparation), (words.EVENT_PORTION, report.portion))
        if wording.strip()
    )
    return f"<h2>{_safe(say(words.INSTRUCTIONS))}</h2>{blocks}" if blocks else ""


def _lines(wording: str) -> str:
    return _safe(wording, _INSTRUCTION_LIMIT).replace("\n", "<br/>")


def _line(fields: Sequence[str]) -> str:
    return f'<table class="sign"><tr>{"".join(f"<td>{_safe(say(field))}</td>" for field in fields)}</tr></table>'


def _signing(bundle: EventBundle) -> str:
    lines = (
        f'<h2>{_safe(say(words.SIGNATURES))}</h2><p class="label">{_safe(shift_text(bundle))}</p>'
        f'<p class="room">{_safe(bundle.employee)}</p>{_line(words.ASSOCIATE_LINE)}'
        f'<p class="room">&nbsp;</p>{_line(words.REPRESENTATIVE_LINE)}'
    )
    row = f'<tr><td width="82%">{lines}</td><td width="18%">{_code(bundle)}</td></tr>'
    return f"<table>{row}</table>"


def _code(bundle: EventBundle) -> str:
    """With which the set's person checks in."""
    if not bundle.check_in_url:
        return ""
    address = escape(bundle.check_in_url, quote=True)
    code = f'<pdf:barcode type="qr" value="{address}" barwidth="84" barheight="84"/>'
    return f'<p>{code}</p><p class="run">{_safe(say(labels.SCAN_TO_CHECK_IN))}</p>'
