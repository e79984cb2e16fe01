"""Forms that a manager wrote as HTML: filled in for one set, drawn by a short-lived process with limits."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from app.formatting import long_day
from app.paperwork import labels
from app.paperwork.apart import DEFAULT_LIMITS, Answer, Limits, ask
from app.paperwork.facts import digest
from app.paperwork.house import clean
from app.paperwork.model import DayPaperwork, EventBundle, FormTemplate, HtmlForm, Missing, PdfPart

FIELDS = ("date", "employee", "event", "store")
LONGEST = 60_000
_RENDER = Path(__file__).with_name("html_form_render.py")
_FONTS = Path(__file__).with_name("fonts")
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_HEAD = (
    "<html><head><style>"
    '@font-face { font-family: Paper; src: url("DejaVuSansCondensed.ttf"); }'
    '@font-face { font-family: Paper; font-weight: bold; src: url("DejaVuSansCondensed-Bold.ttf"); }'
    "@page { size: letter portrait; margin: 0.6in 0.6in 0.75in 0.6in; }"
    "body { font-family: Paper; font-size: 10pt; color: #1C1C1C; }"
    "h1, h2, h3 { color: #2E4C73; } td, th { padding: 4pt; border: 0.6pt solid #5B6470; }"
    "</style></head><body>"
)


def unknown_fields(html: str) -> list[str]:
    """Names in double braces that nobody fills in."""
    return sorted({name for name in _PLACE.findall(html) if name not in FIELDS})


def values(day: DayPaperwork, bundle: EventBundle | None) -> dict[str, str]:
    """What stands in the place of each field."""
    return {
        "date": long_day(day.date),
        "store": day.store,
        "employee": bundle.employee if bundle else "",
        "event": bundle.label if bundle else "",
    }


def filled(form: HtmlForm, told: dict[str, str]) -> str:
    """The whole page. Values are escaped; a field that nobody knows stays empty."""
    body = _PLACE.sub(lambda found: escape(clean(told.get(found[1], ""))), form.html)
    return f"{_HEAD}{body}</body></html>"


def draw(pages: Sequence[str], limits: Limits = DEFAULT_LIMITS) -> list[bytes]:
    """A PDF for each page, empty for one that could not be drawn; an empty list when the limits were reached."""
    answer = ask(_RENDER, [str(_FONTS)], json.dumps(list(pages)).encode(), limits)
    return list(_split(answer.content, answer.head)) if isinstance(answer, Answer) else []


def _split(content: bytes, lengths: Sequence[int]) -> Iterator[bytes]:
    at = 0
    for length in lengths:
        yield content[at : at + length]
        at += length


def accept(form: HtmlForm, name: str) -> PdfPart | Missing:
    """The form with nothing filled in, or why it cannot be drawn."""
    drawn = draw([filled(form, {})])
    return _part(name, form, drawn[0] if drawn else b"")


def _part(name: str, form: HtmlForm, pdf: bytes) -> PdfPart | Missing:
    bare, pages = _bare(pdf) if pdf else (b"", 0)
    if not pages:
        return Missing(name, labels.HTML_NOT_DRAWN, labels.HTML_NOT_DRAWN_FIX)
    return PdfPart(bare, pages, name, source=digest(form.html))


def _bare(pdf: bytes) -> tuple[bytes, int]:
    """Pages without links: nothing on paper can be clicked."""
    try:
        writer = PdfWriter()
        for page in PdfReader(io.BytesIO(pdf)).pages:
            page.pop("/Annots", None)
            writer.add_page(page)
    except PyPdfError:
        return b"", 0
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue(), len(writer.pages)


def with_drawn_forms(day: DayPaperwork) -> DayPaperwork:
    """The day with every HTML form in it drawn, all of them by one process."""
    wanted = [
        (template.content, bundle)
        for bundle, templates in [*((one, one.templates) for one in day.bundles), (None, day.daily_templates)]
        for template in templates
        if isinstance(template.content, HtmlForm)
    ]
    if not wanted:
        return day
    drawn = draw([filled(form, values(day, bundle)) for form, bundle in wanted])
    left = iter(drawn or [b""] * len(wanted))
    bundles = tuple(replace(one, templates=tuple(_drawn(one.templates, left))) for one in day.bundles)
    return replace(day, bundles=bundles, daily_templates=tuple(_drawn(day.daily_templates, left)))


def _drawn(templates: Sequence[FormTemplate], left: Iterator[bytes]) -> Iterator[FormTemplate]:
    for template in templates:
        if isinstance(template.content, HtmlForm):
            template = replace(template, content=_part(template.name, template.content, next(left)))
        yield template
