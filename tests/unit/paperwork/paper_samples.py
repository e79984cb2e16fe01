"""Invented days for the layouts, and ways to read a printed page back as a person or a scanner would."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pypdfium2
import zxingcpp
from PIL.Image import Image
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from app.paperwork.model import (
    Brand,
    DayPaperwork,
    EdrData,
    EdrItem,
    EventBundle,
    FormLayout,
    FormTemplate,
    Lunch,
    PdfPart,
    ScheduleLine,
)

ZONE = ZoneInfo("America/Indiana/Indianapolis")
DAY = date(2026, 11, 24)
SCAN_DPI = 300


def foreign_pdf(*page_texts: str, rotate: int = 0) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for wording in page_texts:
        canvas.setPageRotation(rotate)
        canvas.drawString(72, 500, wording)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def report(number: str = "612345", items: int = 2, **changes: object) -> EdrData:
    listed = tuple(
        EdrItem(f"98{int(number) % 10_000:04d}{place:03d}", str(int(number) * 1000 + place), f"Sample Bites {place} CT")
        for place in range(items)
    )
    plain = EdrData(number, "SAMPLE PRETZEL BITES", DAY, "Supplier", "APPROVED", True, listed, "Bake it.", "One each.")
    return replace(plain, **changes)  # type: ignore[arg-type]  # tests name real fields


def bundle(number: str = "612345", **changes: object) -> EventBundle:
    plain = EventBundle(
        event_number=number,
        event_name=f"{number}-CF-Sample Pretzel Bites",
        event_type="Core",
        employee="Ann Example",
        start=time(9, 45),
        end=time(16, 15),
        lunch=Lunch(time(13), time(13, 30)),
        edr=report(number),
        sales_tools=(PdfPart(foreign_pdf(f"Guide {number} one", f"Guide {number} two"), 2, "guide"),),
        templates=(
            FormTemplate("Activity log", FormLayout.ACTIVITY_LOG),
            FormTemplate("Checkoff sheet", FormLayout.CHECKLIST),
        ),
        event_url=f"https://schedule.example/events/{number}",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # tests name real fields


def line(**changes: object) -> ScheduleLine:
    plain = ScheduleLine(
        time(9, 45), time(16, 15), Lunch(time(13), time(13, 30)), "Ann Example", "Sample Bites", "Core", "612345"
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # tests name real fields


def day(*bundles: EventBundle, **changes: object) -> DayPaperwork:
    plain = DayPaperwork(
        date=DAY,
        store_name="Sample Club",
        store_number="1234",
        built_at=datetime(2026, 11, 23, 18, 32, tzinfo=ZONE),
        brand=Brand("Prairie Demo Team"),
        lines=tuple(
            line(start=one.start, employee=one.employee, event_name=one.event_name, event_number=one.event_number)
            for one in bundles
        ),
        bundles=bundles,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # tests name real fields


def page_texts(pdf: bytes) -> list[str]:
    """Words of each page, whitespace evened out."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def picture(pdf: bytes, page: int, dpi: int = SCAN_DPI) -> Image:
    """The page as a printer would lay it on paper; `page` counts from 1."""
    with opened(pdf) as document:
        printed: Image = document[page - 1].render(scale=dpi / 72).to_pil()
        return printed.convert("L")


def scanned(pdf: bytes, page: int) -> list[str]:
    """What a scanner reads on the page, from top to bottom."""
    codes = zxingcpp.read_barcodes(picture(pdf, page))
    return [_digits(code) for code in sorted(codes, key=lambda code: code.position.top_left.y)]


def _digits(code: zxingcpp.Barcode) -> str:
    """UPC-A is EAN-13 with a leading zero; the reader reports either."""
    is_upc = code.format == zxingcpp.BarcodeFormat.EAN13 and code.text.startswith("0")
    return code.text[1:] if is_upc else code.text
