"""Exported tables open as what they are: text stays text."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.exports.csv_file import as_csv, written
from app.exports.table import Table
from app.exports.xlsx_file import as_xlsx

FORMULAS = ["=1+1", "+1 555 0100", "-2", "@SUM(A1)", "\t=1", "\r=1"]


def csv_rows(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_csv_cell_never_begins_like_a_formula(text):
    assert csv_rows(Table("t", ["Name"], [[text]]))[1] == [f"'{text}"]


def test_numbers_days_and_moments_are_written_plainly():
    row = [-5, 1.5, date(2026, 3, 2), datetime(2026, 3, 2, 9, 45), None]  # noqa: DTZ001  # wall time on purpose

    assert csv_rows(Table("t", list("abcde"), [row]))[1] == ["-5", "1.5", "2026-03-02", "2026-03-02 09:45", ""]


def test_excel_finds_accents_because_of_the_mark():
    assert as_csv(Table("t", ["Señal"], [])).startswith(b"\xef\xbb\xbfSe")


@pytest.mark.parametrize("text", [*FORMULAS, "#N/A", "plain"])
def test_a_sheet_cell_is_text_and_nothing_else(text):
    sheet = load_workbook(io.BytesIO(as_xlsx(Table("t", ["Name"], [[text]])))).active

    assert sheet is not None
    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).strip() == text.strip()


def test_a_sheet_keeps_days_and_numbers_as_such():
    sheet = load_workbook(io.BytesIO(as_xlsx(Table("t", ["Day", "Count"], [[date(2026, 3, 2), 7]])))).active

    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == [datetime(2026, 3, 2), 7]  # noqa: DTZ001  # a sheet has no zones


def test_a_title_that_a_sheet_may_not_have_is_changed():
    workbook = load_workbook(io.BytesIO(as_xlsx(Table("Events: [all] of a store with a long name", ["A"], []))))

    assert workbook.sheetnames == ["Events   all  of a store with a"]


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=5))
def test_any_text_at_all_can_be_exported(rows):
    table = Table("t", ["A", "B"], rows)

    assert as_xlsx(table).startswith(b"PK")
    assert as_csv(table)


@given(st.text(max_size=30))
def test_no_csv_cell_starts_a_formula(text):
    assert not written(text).startswith(("=", "+", "-", "@", "\t", "\r"))
