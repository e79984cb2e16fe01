"""Runs alone in a limited process: reads a foreign table on stdin, writes its cells as text or a verdict on stdout.

Started by path, so that nothing of the application is loaded next to a file nobody knows.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

OUT_OF_MEMORY = 3
_BLANK_ROWS = 1_000
_FORMULA_STARTS = ("'=", "'+", "'-", "'@", "'\t", "'\r")
_NESTED = (".zip", ".xlsx", ".xlsm", ".docx", ".jar", ".7z", ".rar", ".gz")


class Refused(Exception):
    """Carries the code of a reason."""


@dataclass(frozen=True)
class Limits:
    unpacked: int
    ratio: int
    entries: int
    rows: int
    columns: int
    cell: int


def main() -> int:
    kind = sys.argv[1]
    memory, cpu, *rest = (int(argument) for argument in sys.argv[2:10])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content, limits = sys.stdin.buffer.read(), Limits(*rest)
    try:
        rows = _from_excel(content, limits) if kind == "xlsx" else _from_csv(content, limits)
        found = _kept(rows, limits)
    except Refused as refusal:
        return _answer({"refused": str(refusal)})
    except MemoryError:
        return OUT_OF_MEMORY
    return _answer({"rows": found} if found else {"refused": "empty"})


def _answer(verdict: dict[str, object]) -> int:
    sys.stdout.write(json.dumps(verdict))
    sys.stdout.flush()
    return 0


def _kept(rows: Iterable[Sequence[str]], limits: Limits) -> list[tuple[int, list[str]]]:
    """Without blank rows and comments, all of one width, each with its number in the file."""
    kept: list[tuple[int, list[str]]] = []
    blank = 0
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            blank += 1
            if blank > _BLANK_ROWS:
                break
            continue
        blank = 0
        if cells[0].startswith("#"):
            continue
        _check(cells, len(kept), limits)
        kept.append((number, [_unmarked(cell) for cell in cells]))
    width = max((len(cells) for _number, cells in kept), default=0)
    return [(number, cells + [""] * (width - len(cells))) for number, cells in kept]


def _check(cells: list[str], kept: int, limits: Limits) -> None:
    if kept > limits.rows:
        raise Refused("too_many_rows")
    if len(cells) > limits.columns:
        raise Refused("too_many_columns")
    if any(len(cell) > limits.cell for cell in cells):
        raise Refused("cell_too_long")
    if any("\x00" in cell for cell in cells):
        raise Refused("not_text")


def _unmarked(cell: str) -> str:
    """Our own files put an apostrophe before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith(_FORMULA_STARTS) else cell


def _from_csv(content: bytes, limits: Limits) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\x00" in text:
        raise Refused("not_text")
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise Refused("web_page")
    csv.field_size_limit(limits.cell * 4)
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t|", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise Refused("cell_too_long" if "field larger" in str(error) else "broken_quotes") from error


def _decoded(content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    codecs = ("utf-16",) if wide else ("utf-8-sig", "cp1252")
    for codec in codecs:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    raise Refused("not_text")


def _from_excel(content: bytes, limits: Limits) -> Iterator[list[str]]:
    """Whatever else a foreign file makes the reader raise ends this process, which is a verdict as well."""
    _check_archive(content, limits)
    from openpyxl import load_workbook  # heavy, and useless for CSV

    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()  # the size that a sheet claims may be a lie of a million rows
    for row in sheet.iter_rows(values_only=True):
        yield [_text(value) for value in row]


def _check_archive(content: bytes, limits: Limits) -> None:
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused("broken") from error
    names = {entry.filename.lower() for entry in entries}
    if "xl/workbook.xml" not in names:
        raise Refused("not_excel")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    nested = any(name.endswith(_NESTED) for name in names)
    if len(entries) > limits.entries or unpacked > limits.unpacked or nested:
        raise Refused("bomb")
    if unpacked > limits.ratio * packed and unpacked > 1_000_000:
        raise Refused("bomb")


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


if __name__ == "__main__":
    sys.exit(main())
