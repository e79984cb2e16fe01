"""An import from upload to writing: the file is read, its columns mapped, its rows tried, and then taken over."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, NotFound
from app.imports import limits, table_file
from app.imports.table_file import Rows, Unreadable
from app.models import ImportFile
from app.models.columns import utc_now
from app.queries import imports as queries
from app.services import changes
from app.services.actors import Actor
from app.services.imports import absence_rows, employee_rows, event_rows
from app.services.imports.rows import Context, Effect, Fault, Kind, ReadRow, guess, read_row
from app.wording import N_, say

KINDS = {
    kind.name: kind for kind in (event_rows.KIND, employee_rows.KIND, absence_rows.TIME_OFF, absence_rows.AVAILABILITY)
}
KEPT = timedelta(days=3)
_REFUSALS = {
    "other_kind": N_("Send a CSV file or an Excel workbook (.csv or .xlsx)."),
    "old_excel": N_("This is an old Excel file. Open it in Excel, save it as .xlsx, and send that."),
    "not_excel": N_("The name says Excel, but the file is no workbook. Save it again as .xlsx, or send a CSV file."),
    "not_text": N_("The name says CSV, but the file is no text. Save it again as CSV (UTF-8)."),
    "web_page": N_("This is a web page, not a table. Download the file itself, or save it as CSV."),
    "empty": N_("The file holds no rows. Check that the table stands on the first sheet."),
    "too_large": N_("The file is too large. Split it into several files."),
    "too_many_rows": N_("The file has too many rows. Split it into several files."),
    "too_many_columns": N_("The file has too many columns. Leave out those that are not needed."),
    "cell_too_long": N_("A cell holds too much text, or a quotation mark is missing. Shorten or correct it."),
    "broken_quotes": N_("The quotation marks of the CSV file do not fit together. Save it again as CSV."),
    "encrypted": N_("The workbook is protected with a password. Save it without one."),
    "bomb": N_("The workbook unpacks to far more than its size. It was not opened."),
    "broken": N_("The file cannot be read. Save it again, or send it as CSV."),
    "too_slow": N_("Reading the file takes too long. Send it as CSV, or split it."),
    "too_heavy": N_("Reading the file takes too much memory. Send it as CSV, or split it."),
}


@dataclass(frozen=True)
class DryRun:
    """`left_out` are the numbers of the rows that somebody does not want."""

    rows: Sequence[ReadRow]
    left_out: frozenset[int]

    @property
    def picked(self) -> list[ReadRow]:
        return [row for row in self.rows if row.number not in self.left_out]

    @property
    def to_write(self) -> list[ReadRow]:
        return [row for row in self.picked if not row.faults and row.effect is not Effect.SAME]

    def count(self, effect: Effect) -> int:
        return sum(not row.faults and row.effect is effect for row in self.rows)

    @property
    def faults(self) -> list[Fault]:
        return [fault for row in self.rows for fault in row.faults]

    @property
    def faulty(self) -> int:
        return sum(bool(row.faults) for row in self.rows)


def read(content: bytes, file_name: str) -> Rows:
    """Headings and at least one row. Blocks up to half a minute, so no transaction may be open. Raises Invalid."""
    try:
        rows = table_file.read(content, file_name)
    except Unreadable as error:
        raise _refused(say(_REFUSALS[str(error)])) from error
    if len(rows) < 2:
        raise _refused(say("The file holds headings only, or nothing below its first row."))
    return rows


def _refused(words: str) -> Invalid:
    return Invalid(words, [FieldError("file", words)])


def keep(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    file_name: str,
    rows: Rows,
    store_id: int | None,
    left_out: Collection[int] = (),
    from_crossmark: bool = False,
) -> ImportFile:
    """Raises NotFound for another's store."""
    actor.require(KINDS[kind].permission)
    if store_id is not None:
        actor.require_store(store_id, "That store")
    queries.forget_before(session, utc_now() - KEPT)
    file = ImportFile(
        kind=kind,
        file_name=file_name[-120:],
        user_id=actor.user_id,
        store_id=store_id,
        rows=zlib.compress(json.dumps(rows).encode()),
        row_count=len(rows) - 1,
        mapping=guess(KINDS[kind].fields, rows[0][1]),
        left_out=sorted(left_out),
        from_crossmark=from_crossmark,
    )
    session.add(file)
    session.flush()
    return file


def find(session: Session, actor: Actor, file_id: int) -> tuple[ImportFile, Kind]:
    """One's own only. Raises NotFound."""
    file = session.get(ImportFile, file_id)
    if file is None or file.user_id != actor.user_id or actor.user_id is None:
        raise NotFound(say("That import was not found. Files are kept for three days."))
    actor.require(KINDS[file.kind].permission)
    return file, KINDS[file.kind]


def rows_of(file: ImportFile) -> Rows:
    return [(number, cells) for number, cells in json.loads(zlib.decompress(file.rows))]


def headings_of(file: ImportFile) -> list[str]:
    return rows_of(file)[0][1]


def map_columns(session: Session, actor: Actor, *, file_id: int, mapping: Mapping[str, int | None]) -> None:
    """`mapping` gives the place of the column for each field. Raises NotFound, Invalid, Conflict."""
    file, kind = find(session, actor, file_id)
    _require_open(file)
    width = len(headings_of(file))
    chosen = {name: place for name, place in mapping.items() if place is not None}
    wrong = [
        FieldError(field.name, say("Choose the column that holds it."))
        for field in kind.fields
        if field.needed and field.name not in chosen
    ]
    if any(not 0 <= place < width for place in chosen.values()):
        wrong.append(FieldError(kind.fields[0].name, say("Choose columns from the list.")))
    if wrong:
        raise Invalid(say("Some columns are missing."), wrong)
    file.mapping = chosen


def pick(session: Session, actor: Actor, *, file_id: int, shown: Collection[int], ticked: Collection[int]) -> None:
    """Of the rows that were shown the ticked ones are taken over; what was said about other rows stays.

    Raises NotFound, Conflict.
    """
    find(session, actor, file_id)
    file = _locked(session, file_id)
    asked = set(shown) & {number for number, _cells in rows_of(file)[1:]}
    file.left_out = sorted((set(file.left_out) - asked) | (asked - set(ticked)))


def _locked(session: Session, file_id: int) -> ImportFile:
    """Raises NotFound, and Conflict for one that was taken over already."""
    file = queries.file_for_update(session, file_id)
    if file is None:
        raise NotFound(say("That import was not found. Files are kept for three days."))
    _require_open(file)
    return file


def dry_run(session: Session, actor: Actor, file: ImportFile) -> DryRun:
    """What each row would do, or what is wrong with it; writes nothing."""
    kind, (headings, *rows) = KINDS[file.kind], rows_of(file)
    context = _context(session, actor, file, headings[1])
    read_rows = [read_row(kind.fields, file.mapping, context, number, cells) for number, cells in rows]
    with session.no_autoflush:
        kind.check(context, read_rows)
    return DryRun(read_rows, frozenset(file.left_out))


def _context(session: Session, actor: Actor, file: ImportFile, headings: Sequence[str]) -> Context:
    return Context(session, actor, file.store_id, {name: headings[place] for name, place in file.mapping.items()})


def chosen(tried: DryRun, *, leave_out_faulty: bool) -> list[ReadRow]:
    """The rows to write. Raises Invalid when there are none, or when one that was not left out has a fault."""
    faulty = [row for row in tried.picked if row.faults]
    if faulty and not leave_out_faulty:
        first = faulty[0].faults[0]
        raise Invalid(
            say(
                "Row %(row)s has a fault (%(column)s: %(message)s). Nothing was imported. Correct the file, or leave "
                "the faulty rows out.",
                row=first.row,
                column=first.column,
                message=first.message,
            )
        )
    if not tried.to_write:
        raise Invalid(say("There is nothing to import: no row is left that would change anything."))
    return tried.to_write


def apply(session: Session, actor: Actor, *, file_id: int, leave_out_faulty: bool) -> tuple[int, int | None]:
    """Takes over every row but those left out, as one change. Returns how many it wrote and the id of the change.

    Raises NotFound, Conflict for a file that was taken over already, and Invalid when a row that is to be taken over
    has a fault; then nothing is written.
    """
    find(session, actor, file_id)
    file = _locked(session, file_id)
    kind = KINDS[file.kind]
    good = chosen(dry_run(session, actor, file), leave_out_faulty=leave_out_faulty)
    context = _context(session, actor, file, headings_of(file))
    summary = f"{len(good)} rows imported from {file.file_name} ({kind.title.lower()})"
    with changes.record(
        session, actor, command=f"import_{kind.name}", summary=summary, store_id=file.store_id, push_to_crossmark=False
    ) as recording:
        kind.write(context, good)
    file.change_id = recording.change_id
    return len(good), recording.change_id


def _require_open(file: ImportFile) -> None:
    if file.change_id is not None:
        raise Conflict(say("This file was imported already. Send it again to import it once more."))


def promises() -> dict[str, int]:
    """The limits, as the upload form tells them."""
    return {
        "megabytes": limits.SIZE // 1_000_000,
        "rows": limits.ROWS,
        "columns": limits.COLUMNS,
        "cell": limits.CELL,
    }
