"""A table as an Excel workbook with one sheet, a frozen heading and a filter."""

from __future__ import annotations

import io
import re

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.exports.table import Cell, Table

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
#: XML knows no control characters, and openpyxl refuses the whole file for one of them.
_NOT_IN_A_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_LONGEST_CELL = 32_767
_WIDTH, _WIDEST = 12, 60


def as_xlsx(table: Table) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(_NOT_IN_A_TITLE.sub(" ", table.title)[:31])
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(table.headings, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(max(_WIDTH, len(heading) + 4), _WIDEST)
    sheet.append([_bold(sheet, heading) for heading in table.headings])
    for row in table.rows:
        sheet.append([_value(sheet, cell) for cell in row])
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _bold(sheet: WriteOnlyWorksheet, heading: str) -> SheetCell:
    cell = WriteOnlyCell(sheet, heading)
    cell.font = Font(bold=True)
    return cell


def _value(sheet: WriteOnlyWorksheet, cell: Cell) -> Cell | SheetCell:
    """Text stays text: without its type openpyxl writes what begins with = as a formula and #N/A as an error."""
    if not isinstance(cell, str):
        return cell
    text = _NOT_IN_A_CELL.sub("", cell)[:_LONGEST_CELL]
    if not text.startswith(("=", "#")):
        return text
    typed = WriteOnlyCell(sheet, text)
    typed.data_type = "s"
    return typed
