"""A table as CSV that spreadsheets open without running anything."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from app.exports.table import FORMULA_STARTS, Cell, Table

MIMETYPE = "text/csv; charset=utf-8"


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, without which Excel misreads every accent."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([written(heading) for heading in table.headings])
    writer.writerows([written(cell) for cell in row] for row in table.rows)
    return target.getvalue().encode("utf-8-sig")


def written(cell: Cell) -> str:
    """Text that a spreadsheet could take for a formula gets an apostrophe in front, which the import takes off."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if not isinstance(cell, str):
        return str(cell)
    text = cell.replace("\x00", "")
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
