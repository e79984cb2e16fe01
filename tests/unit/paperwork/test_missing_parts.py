from __future__ import annotations

from dataclasses import replace

from app.paperwork import packet
from app.paperwork.model import FormTemplate, Missing, PdfPart
from tests.unit.paperwork.paper_samples import bundle, day, page_texts

NO_REPORT = Missing("EDR", "Walmart asked for a new code.", "Send a new code and press Retry.")
NO_TOOL = Missing("Sales tool", "A web page came instead of a PDF.")


def test_a_missing_part_has_a_page_in_its_place_that_says_why_and_what_to_do():
    paper = packet.build(day(bundle(edr=NO_REPORT)))
    part = next(part for part in paper.manifest if part.title == "EDR")

    wording = page_texts(paper.pdf)[part.first_page - 1]

    assert "EDR is missing" in wording
    assert "Why: Walmart asked for a new code." in wording
    assert "What to do: Send a new code and press Retry." in wording
    assert "612345-CF-Sample Pretzel Bites" in wording
    assert "Ann Example" in wording


def test_a_missing_report_can_be_filled_in_and_signed_by_hand():
    paper = packet.build(day(bundle(edr=NO_REPORT)))
    part = next(part for part in paper.manifest if part.title == "EDR")

    wording = page_texts(paper.pdf)[part.first_page - 1]

    assert "Fill in by hand" in wording
    assert "Supervisor Signature" in wording


def test_a_missing_sales_tool_offers_no_report_form():
    paper = packet.build(day(bundle(sales_tools=(NO_TOOL,))))
    part = next(part for part in paper.manifest if part.title == "Sales tool")

    assert "Fill in by hand" not in page_texts(paper.pdf)[part.first_page - 1]


def test_the_cover_names_each_missing_part_with_reason_and_fix():
    paper = packet.build(day(bundle(edr=NO_REPORT, sales_tools=(NO_TOOL,))))

    cover = " ".join(page_texts(paper.pdf)[: paper.manifest[0].first_page - 1])

    assert "2 parts are missing" in cover
    assert cover.count("✖ Missing") == 2
    assert "Walmart asked for a new code." in cover
    assert "Send a new code and press Retry." in cover


def test_the_cover_of_a_complete_day_says_ready():
    cover = page_texts(packet.build(day(bundle())).pdf)[0]

    assert "Ready to print" in cover
    assert "✖" not in cover


def test_a_waived_part_has_no_page_but_a_line_on_the_cover():
    waived = replace(NO_TOOL, waived_by="Mara Manager")
    paper = packet.build(day(bundle(sales_tools=(waived,))))
    part = next(part for part in paper.manifest if part.title == "Sales tool")

    texts = page_texts(paper.pdf)

    assert part.state == "waived"
    assert (part.first_page, part.pages) == (0, 0)
    assert "Waived by Mara Manager" in " ".join(texts[0].split())
    assert not any("Sales tool is missing" in wording for wording in texts)


def test_a_stored_file_that_broke_becomes_a_missing_page_and_the_rest_prints():
    broken = PdfPart(b"%PDF-1.4 nothing of use", 2)
    paper = packet.build(day(bundle("612345", sales_tools=(broken,)), bundle("612346")))

    broken_part, whole_part = (part for part in paper.manifest if part.title == "Sales tool")

    assert broken_part.state == "missing"
    assert "cannot be read" in page_texts(paper.pdf)[broken_part.first_page - 1]
    assert whole_part.state == "present"


def test_a_missing_form_of_the_day_has_its_page_too():
    template = FormTemplate("Parking map", Missing("Parking map", "The file is gone.", "Upload it again."))

    paper = packet.build(day(bundle(), daily_templates=(template,)))

    assert "Parking map is missing" in page_texts(paper.pdf)[-1]
