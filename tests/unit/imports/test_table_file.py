"""Foreign tables are read as text, or refused with the reason; nothing about them is believed."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from app.exports.csv_file import as_csv
from app.exports.table import Table
from app.exports.xlsx_file import as_xlsx
from app.imports import limits, table_file
from app.imports.table_file import Unreadable


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def archive(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as refused:
        table_file.read(content, name)
    return str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        b"Name,Note\nNora,caf\xc3\xa9\n",
        b"\xef\xbb\xbfName;Note\r\nNora;caf\xc3\xa9\r\n",
        b"Name\tNote\nNora\tcaf\xe9\n",
        "Name,Note\nNora,café\n".encode("utf-16"),
    ],
)
def test_text_is_read_whatever_program_wrote_it(content):
    assert table_file.read(content, "a.csv") == [(1, ["Name", "Note"]), (2, ["Nora", "café"])]


def test_blank_rows_and_comments_are_left_out_and_the_numbers_stay_those_of_the_file():
    rows = table_file.read(b"Name,Note\n\n#Nora,outside its window\nIvo,\n", "a.csv")

    assert rows == [(1, ["Name", "Note"]), (4, ["Ivo", ""])]


def test_cells_of_a_workbook_become_plain_text():
    row = [date(2026, 3, 2), datetime(2026, 3, 2, 9, 45), time(9, 45), 7.0, 7.5, True, None, "x"]  # noqa: DTZ001

    rows = table_file.read(workbook([list("abcdefgh"), row]), "a.xlsx")

    assert rows[1] == (2, ["2026-03-02", "2026-03-02 09:45", "09:45", "7", "7.5", "yes", "", "x"])


@pytest.mark.parametrize(("write", "name"), [(as_csv, "a.csv"), (as_xlsx, "a.xlsx")])
def test_what_was_exported_comes_back_as_it_was(write, name):
    cells = ["=1+1", "+1 555 0100", "-x", "@x", "plain", "it's", "'quoted'"]

    assert table_file.read(write(Table("t", list("abcdefg"), [cells])), name)[1][1] == cells


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"a,b\n1,2\n", "a.xlsx", "not_excel"),
        (workbook([["a"]]), "a.csv", "not_text"),
        (b"%PDF-1.7", "a.csv", "not_text"),
        (b"a\x00b,c\n", "a.csv", "not_text"),
        (b"<html><body>Please sign in", "a.csv", "web_page"),
        (b"\xd0\xcf\x11\xe0\xa1", "a.xls", "old_excel"),
        (b"\xd0\xcf\x11\xe0\xa1", "a.xlsx", "old_excel"),
        (b"a,b", "a.exe", "other_kind"),
        (b"a,b", "", "other_kind"),
        (b"", "a.csv", "empty"),
        (b"\n\n,,\n", "a.csv", "empty"),
        (b'a,b\n"1,2\n', "a.csv", "broken_quotes"),
        (b"PK\x03\x04 nothing more", "a.xlsx", "broken"),
        (archive(word__document_xml=b"<x/>"), "a.xlsx", "not_excel"),
        (archive(xl__workbook_xml=b"no xml"), "a.xlsx", "broken"),
        (archive(xl__workbook_xml=b"0" * 60_000_000), "a.xlsx", "bomb"),
        (archive(**{"xl/workbook.xml": b"<x/>", "xl/a.zip": b"x"}), "a.xlsx", "bomb"),
        (archive(**{"xl/workbook.xml": b"<x/>"} | {f"e{n}": b"" for n in range(201)}), "a.xlsx", "bomb"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(content, name, reason):
    assert refusal(content, name) == reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a\n" + b"1\n" * (limits.ROWS + 1), "too_many_rows"),
        (b"," * limits.COLUMNS + b"x\n1\n", "too_many_columns"),
        (b"a\n" + b"x" * (limits.CELL + 1) + b"\n", "cell_too_long"),
        (b'a\n"' + b"x" * (limits.CELL * 5) + b'"\n', "cell_too_long"),
        (b"x" * (limits.SIZE + 1), "too_large"),
    ],
)
def test_a_table_over_a_limit_is_refused(content, reason):
    assert refusal(content, "a.csv") == reason


def test_a_table_at_its_limits_is_read():
    assert len(table_file.read(b"a\n" + b"1\n" * limits.ROWS, "a.csv")) == limits.ROWS + 1


def test_a_workbook_with_entities_in_its_xml_is_refused():
    lol = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><workbook>&a;</workbook>'
    book = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["a"], ["b"]]))) as good, zipfile.ZipFile(book, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, lol if name == "xl/workbook.xml" else good.read(name))

    assert refusal(book.getvalue(), "a.xlsx") == "broken"


def test_a_sheet_that_claims_a_million_rows_is_read_for_what_it_holds():
    book = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["a"], ["b"]]))) as good, zipfile.ZipFile(book, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"').replace(b'r="2"', b'r="1048576"')
            bad.writestr(name, content)

    assert len(table_file.read(book.getvalue(), "a.xlsx")) <= 2
