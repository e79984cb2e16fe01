"""Reports carry product numbers in every form that the barcode policy has to deal with."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from app.sandbox.edr_wire import browse_rows, report_json
from app.sandbox.reports import check_digit, make_gtin
from app.sandbox.sales_tools import draw_sales_tool
from app.sandbox.seed import build_world
from app.sandbox.world import Report


@pytest.fixture(scope="module")
def reports() -> tuple[Report, ...]:
    return build_world(1, date(2026, 3, 3)).reports


def test_the_check_digit_is_the_one_printed_on_packages() -> None:
    assert check_digit("03600029145") == 2


@pytest.mark.parametrize(
    ("form", "length"),
    [("nine", 9), ("eleven", 11), ("type_two", 11), ("twelve", 12), ("thirteen", 13), ("fourteen", 14)],
)
def test_each_form_has_its_length(form: str, length: int) -> None:
    assert len(str(make_gtin(form, 6_100_030))) == length


@pytest.mark.parametrize(("form", "zeros"), [("twelve", 0), ("thirteen", 1), ("fourteen", 2)])
def test_long_forms_end_in_a_valid_check_digit(form: str, zeros: int) -> None:
    digits = str(make_gtin(form, 6_100_037))

    assert digits[:zeros] == "0" * zeros
    assert int(digits[-1]) == check_digit(digits[zeros:-1])


def test_all_forms_occur(reports: tuple[Report, ...]) -> None:
    gtins = [item.gtin for report in reports for item in report.items or ()]

    assert {len(str(gtin)) for gtin in gtins} == {1, 9, 11, 12, 13, 14}
    assert 0 in gtins
    assert any(str(gtin).startswith("2") and len(str(gtin)) == 11 for gtin in gtins)
    assert {type(gtin) for gtin in gtins} == {int, str}


def test_reports_have_two_to_six_items_and_one_has_none(reports: tuple[Report, ...]) -> None:
    assert {len(report.items) for report in reports if report.items is not None} == {2, 3, 4, 5, 6}
    assert sum(report.items is None for report in reports) == 1
    assert {report.preparation is None for report in reports} == {True, False}


def test_no_item_number_stands_for_two_descriptions(reports: tuple[Report, ...]) -> None:
    items = [(item.number, item.description) for report in reports for item in report.items or ()]

    assert len({number for number, _ in items}) == len(set(items))


def test_a_report_without_items_says_null_and_browses_as_nothing(reports: tuple[Report, ...]) -> None:
    empty = next(report for report in reports if report.items is None)

    assert report_json(empty)["itemDetails"] is None
    assert browse_rows(empty) == []


def test_a_sales_tool_is_a_two_page_pdf_that_never_changes() -> None:
    drawn = draw_sales_tool("610003", "Sample Pretzel Bites")

    reader = PdfReader(io.BytesIO(drawn))
    assert len(reader.pages) == 2
    assert "610003" in reader.pages[0].extract_text()
    assert drawn == draw_sales_tool("610003", "Sample Pretzel Bites")
