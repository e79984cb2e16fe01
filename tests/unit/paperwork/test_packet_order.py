from __future__ import annotations

import io
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import Destination

from app.paperwork import packet
from app.paperwork.model import (
    Brand,
    BundlePart,
    FormLayout,
    FormTemplate,
    Missing,
    PacketOptions,
    PdfPart,
)
from tests.unit.paperwork.paper_samples import bundle, day, foreign_pdf, page_texts, picture
from tests.unit.paperwork.pdf_specimens import CATALOG, LETTER, ONE_PAGE, document, stream

EARLY = bundle("612345")
LATE = bundle("612346", start=time(10, 30), employee="Ben Example", event_url="")
TRACKER = FormTemplate("Juicer tracker", FormLayout.JUICER_TRACKER)


def opening_words(pdf: bytes) -> list[str]:
    """The first words below the masthead, one entry a page."""
    return [wording.split("Tue Nov 24 ", 1)[-1][:24] for wording in page_texts(pdf)]


def test_the_parts_stand_in_the_order_of_the_day():
    paper = packet.build(day(LATE, EARLY, daily_templates=(TRACKER,)))

    assert [(part.title, part.event_number) for part in paper.manifest] == [
        ("Daily schedule", ""),
        ("Daily item numbers", ""),
        ("EDR", "612345"),
        ("Sales tool", "612345"),
        ("Activity log", "612345"),
        ("Checkoff sheet", "612345"),
        ("EDR", "612346"),
        ("Sales tool", "612346"),
        ("Activity log", "612346"),
        ("Checkoff sheet", "612346"),
        ("Juicer tracker", ""),
    ]


def test_each_part_is_on_the_page_the_manifest_names():
    paper = packet.build(day(LATE, EARLY, daily_templates=(TRACKER,)))
    texts = page_texts(paper.pdf)

    for part in paper.manifest:
        wording = texts[part.first_page - 1]
        expected = {
            "EDR": "EVENT DETAIL REPORT",
            "Sales tool": f"Guide {part.event_number} one",
            "Activity log": "Event Table Activity Log",
            "Checkoff sheet": "Daily Task Checkoff Sheet",
            "Juicer tracker": "Juicer Daily Shift Tracker",
        }.get(part.title, part.title)
        assert expected in wording
    assert paper.pages == len(texts) == paper.manifest[-1].first_page


def test_people_at_the_same_time_stand_by_name():
    zoe, adam = replace(EARLY, employee="Zoë Example"), replace(LATE, start=EARLY.start, employee="adam Example")

    paper = packet.build(day(zoe, adam))

    assert [part.employee for part in paper.manifest if part.title == "EDR"] == ["adam Example", "Zoë Example"]


def test_the_order_inside_a_bundle_is_a_setting():
    order = (BundlePart.SALES_TOOL, BundlePart.TEMPLATES, BundlePart.EDR)

    paper = packet.build(day(EARLY, options=PacketOptions(bundle_order=order)))

    assert [part.title for part in paper.manifest][2:] == ["Sales tool", "Activity log", "Checkoff sheet", "EDR"]


def test_every_page_says_where_it_stands_and_when_it_was_built():
    paper = packet.build(day(EARLY))

    for number, wording in enumerate(page_texts(paper.pdf), start=1):
        assert f"Page {number} of {paper.pages}" in wording
        assert "Built Mon Nov 23, 6:32 PM EST" in wording
        assert "Sample Club #1234" in wording


def has_stamp_in_the_foot(pdf: bytes, page: int) -> bool:
    """Whether the lowest half inch of the page, as seen, is printed at the left, in the middle and at the right."""
    seen = picture(pdf, page, dpi=72)
    width, height = seen.size
    foot = (seen.crop((width * third // 3, height - 36, width * (third + 1) // 3, height - 16)) for third in range(3))
    return all(part.getextrema()[0] < 200 for part in foot)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_stamps_stand_upright_in_the_foot_of_turned_pages(rotate):
    tool = PdfPart(foreign_pdf("Sideways guide", rotate=rotate), 1)

    paper = packet.build(day(replace(EARLY, sales_tools=(tool,))))

    part = next(part for part in paper.manifest if part.title == "Sales tool")
    assert has_stamp_in_the_foot(paper.pdf, part.first_page)


def test_a_foreign_page_cannot_push_the_stamp_away():
    shifting = stream(b"0.01 0 0 0.01 300 300 cm 1 1 1 rg 1 1 1 RG")
    tool = PdfPart(document(CATALOG, ONE_PAGE, b"<<%s/Contents 4 0 R>>" % LETTER, shifting), 1)

    paper = packet.build(day(replace(EARLY, sales_tools=(tool,))))

    part = next(part for part in paper.manifest if part.title == "Sales tool")
    assert has_stamp_in_the_foot(paper.pdf, part.first_page)


def test_bookmarks_lead_to_each_set_and_its_parts():
    paper = packet.build(day(EARLY, LATE, daily_templates=(TRACKER,)))
    reader = PdfReader(io.BytesIO(paper.pdf))

    def titles(entries: Any) -> list[Any]:
        return [titles(entry) if isinstance(entry, list) else entry.title for entry in entries]

    assert titles(reader.outline) == [
        "Cover",
        "Daily schedule",
        "Daily item numbers",
        "612345-CF-Sample Pretzel Bites · Ann Example",
        ["EDR", "Sales tool", "Activity log", "Checkoff sheet"],
        "612346-CF-Sample Pretzel Bites · Ben Example",
        ["EDR", "Sales tool", "Activity log", "Checkoff sheet"],
        "Juicer tracker",
    ]
    pages = [reader.get_destination_page_number(entry) for entry in reader.outline if isinstance(entry, Destination)]
    assert pages == [bookmark.page - 1 for bookmark in paper.bookmarks]


def test_the_document_says_what_it_is():
    reader = PdfReader(io.BytesIO(packet.build(day(EARLY)).pdf))

    assert reader.metadata is not None
    assert reader.metadata.title == "Daily paperwork 2026-11-24 · Sample Club #1234"
    assert reader.metadata.author == "Prairie Demo Team"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.isoformat() == "2026-11-23T18:32:00-05:00"


def test_the_same_day_gives_the_same_bytes():
    assert packet.build(day(EARLY, LATE)).pdf == packet.build(day(EARLY, LATE)).pdf


def test_two_sided_each_set_starts_on_a_fresh_sheet():
    paper = packet.build(day(EARLY, LATE, daily_templates=(TRACKER,), options=PacketOptions(two_sided=True)))
    starts = [part.first_page for part in paper.manifest if part.title == "EDR" or part.bundle is None]

    assert all(page % 2 == 1 for page in starts)
    assert any("Left blank" in wording for wording in page_texts(paper.pdf))
    assert paper.pages == len(page_texts(paper.pdf))


def test_without_cover_the_schedule_comes_first():
    paper = packet.build(day(EARLY, options=PacketOptions(cover=False)))

    assert paper.manifest[0].first_page == 1
    assert "Daily schedule" in page_texts(paper.pdf)[0]


def test_a_day_without_events_still_prints():
    texts = page_texts(packet.build(day()).pdf)

    assert "No event of this day gets its own set" in texts[0]
    assert "Nothing is scheduled" in texts[1]
    assert "No items were found" in texts[2]


def test_one_event_prints_alone():
    paper = packet.build_sets(day(LATE))

    assert [part.title for part in paper.manifest] == ["EDR", "Sales tool", "Activity log", "Checkoff sheet"]
    assert paper.manifest[0].first_page == 1
    assert "612346" in page_texts(paper.pdf)[0]


def test_several_sales_tools_are_told_apart():
    tools = (PdfPart(foreign_pdf("First"), 1), Missing("Sales tool", "Crossmark was busy."))

    paper = packet.build(day(replace(EARLY, sales_tools=tools)))

    assert [part.name for part in paper.manifest][3:5] == ["Sales tool 1/2", "Sales tool 2/2"]


def test_the_logo_stands_in_the_head_of_our_pages():
    picture = io.BytesIO()
    Image.new("RGB", (30, 10), "#1B9BD8").save(picture, "PNG")

    paper = packet.build_schedule(day(EARLY, brand=Brand("Prairie Demo Team", picture.getvalue())))

    (page,) = PdfReader(io.BytesIO(paper.pdf)).pages
    assert len(page.images) == 1
