"""The item list is read back with a scanner from the rendered page, not from the code that drew it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import zxingcpp

from app.paperwork import packet
from app.paperwork.barcodes import check_digit, plan_barcode
from app.paperwork.model import DayPaperwork, EdrItem, Missing, PacketOptions, UpcMode
from tests.unit.paperwork.paper_samples import SCAN_DPI, bundle, day, page_texts, picture, report, scanned

DELIVERED = (
    "333832507",
    "20123400000",
    "036000291452",
    "036000291453",
    "5901234123457",
    "10012345678902",
    "10012345678903",
    "123456789012345678",
    "0",
)
LEAST_MODULE_MM, LEAST_QUIET_MODULES = 0.25, 9


def list_of(*gtins: str, **options: object) -> DayPaperwork:
    listed = tuple(EdrItem(f"98000{place + 1:04d}", gtin, f"Sample {place}") for place, gtin in enumerate(gtins))
    return day(bundle(edr=replace(report(), items=listed)), options=PacketOptions(**options))  # type: ignore[arg-type]


def test_a_scanner_reads_every_barcode_at_print_size():
    paper = packet.build_item_numbers(list_of(*DELIVERED))

    codes = scanned(paper.pdf, 1)

    plans = [plan_barcode(gtin, f"98000{place + 1:04d}") for place, gtin in enumerate(DELIVERED)]
    assert codes == [plan.digits for plan in plans if plan]


@pytest.mark.parametrize("mode", list(UpcMode))
def test_a_scanner_reads_what_the_first_column_prints(mode):
    paper = packet.build_item_numbers(list_of("333832507", "36000291452", "012345678905", upc_mode=mode))

    codes = scanned(paper.pdf, 1)

    words = page_texts(paper.pdf)[0].split()
    assert len(codes) == 3
    assert all(code in words for code in codes)


@pytest.mark.parametrize(("gtin", "modules"), [("333832507", 95), ("123456789012345678", 134)])
def test_modules_and_quiet_zones_are_wide_enough_for_hand_scanners(gtin, modules):
    paper = packet.build_item_numbers(list_of(gtin))
    page = picture(paper.pdf, 1, dpi=1200)
    (code,) = zxingcpp.read_barcodes(picture(paper.pdf, 1))
    scale = 1200 / SCAN_DPI
    row = int((code.position.top_left.y + code.position.bottom_left.y) / 2 * scale)
    left, right = int(code.position.top_left.x * scale), int(code.position.top_right.x * scale)

    module = (right - left) / modules
    quiet = int(LEAST_QUIET_MODULES * module)

    assert module / 1200 * 25.4 >= LEAST_MODULE_MM
    assert page.crop((left - quiet, row, left - int(module), row + 1)).getextrema() == (255, 255)
    assert page.crop((right + int(module), row, right + quiet, row + 1)).getextrema() == (255, 255)


def test_the_list_goes_over_pages_with_its_head_and_every_code_readable():
    gtins = [str(36000291400 + place) for place in range(40)]
    paper = packet.build_item_numbers(list_of(*gtins))

    texts = page_texts(paper.pdf)
    codes = [code for page in range(1, paper.pages + 1) for code in scanned(paper.pdf, page)]

    assert paper.pages > 2
    assert all("UPC number Bar code Description" in wording for wording in texts)
    assert codes == [gtin + check_digit(gtin) for gtin in gtins]
    assert "Total items: 40" in texts[-1]


def test_an_item_of_two_events_is_listed_once_under_the_first():
    shared = EdrItem("980001234", "333832507", "Sample Bites")
    first = bundle("612345", edr=replace(report("612345"), items=(shared,)))
    second = bundle("612346", start=first.end, edr=replace(report("612346"), items=(shared,)))

    paper = packet.build_item_numbers(day(first, second))

    assert scanned(paper.pdf, 1) == ["003338325074"]
    assert "Total items: 1" in page_texts(paper.pdf)[0]


def test_grouping_puts_the_event_above_its_items():
    paper = packet.build_item_numbers(list_of("333832507", items_group_by_event=True))

    assert "612345-CF-Sample Pretzel Bites 003338325074" in page_texts(paper.pdf)[0]


def test_a_row_without_upc_says_so():
    paper = packet.build_item_numbers(list_of("0"))

    assert scanned(paper.pdf, 1) == ["980000001"]
    assert "no UPC" in page_texts(paper.pdf)[0]


def test_it_names_the_events_whose_items_are_unknown():
    gone = bundle("612399", edr=Missing("EDR", "Nobody signed in."))

    wording = page_texts(packet.build_item_numbers(day(gone)).pdf)[0]

    assert "No item list for: 612399" in wording
    assert "No items were found" in wording
