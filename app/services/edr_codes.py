"""What Walmart's numbers mean: the tables that came with its site, and what was corrected or added here.

Reports that are kept carry the words of the day they were fetched; edr_relabelling corrects them, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid
from app.integrations.walmart_edr.codes import CLASS, DEPARTMENT, KINDS, STATUS, CodeTables, walmarts_own
from app.models import Change, EdrCode
from app.queries import edr as queries
from app.services import changes
from app.services.actors import Actor
from app.vocabulary import Permission
from app.wording import N_, say

__all__ = [
    "CLASS",
    "DEPARTMENT",
    "KINDS",
    "STATUS",
    "TITLES",
    "Line",
    "history",
    "lines",
    "save",
    "tables",
]

TITLES = {CLASS: N_("Types of events"), STATUS: N_("Statuses"), DEPARTMENT: N_("Departments")}
LARGEST, LONGEST = 9999, 80


@dataclass(frozen=True)
class Line:
    """`own` is Walmart's label, empty for a number that was added here; `set_by` is empty where nobody changed it."""

    number: int
    label: str
    own: str
    set_by: str = ""


def tables(session: Session) -> CodeTables:
    found = walmarts_own()
    for row in queries.codes(session):
        found = found.changed(row.kind, row.number, row.label)
    return found


def lines(session: Session, kind: str) -> list[Line]:
    """Of one of KINDS, by number."""
    own = walmarts_own().tables[kind]
    rows = {row.number: row for row in queries.codes(session) if row.kind == kind}
    return [
        Line(number, rows[number].label, own.get(number, ""), rows[number].set_by)
        if number in rows
        else Line(number, own[number], own[number])
        for number in sorted({*own, *rows})
    ]


def save(session: Session, actor: Actor, *, kind: str, number: int, label: str) -> int | None:
    """Correct or add a number; an empty label brings Walmart's own back. The id of the change, None without one.

    Raises Forbidden, and Invalid naming the field.
    """
    actor.require(Permission.EDIT_SETTINGS)
    label = " ".join(label.split())
    own = _checked(kind, number, label)
    after = label or own
    summary = f"Walmart's {KINDS[kind].lower()} {number} reads {after}"
    with changes.record(session, actor, command="save_edr_code", summary=summary) as recording:
        _put(session, actor, kind, number, "" if after == own else after)
    return recording.change_id


def history(session: Session) -> Sequence[Change]:
    """Newest first."""
    return queries.code_changes(session)


def _checked(kind: str, number: int, label: str) -> str:
    """Walmart's own label, empty when it has none. Raises Invalid."""
    if kind not in KINDS:
        raise Invalid(say("Choose one of the tables."), [FieldError("kind", say("Choose one of the tables."))])
    if not 0 <= number <= LARGEST:
        message = say("Give a number from 0 to %(most)s.", most=LARGEST)
        raise Invalid(message, [FieldError("number", message)])
    own = walmarts_own().tables[kind].get(number, "")
    if len(label) > LONGEST or not (label or own):
        message = say("Give a label of 1 to %(most)s characters; Walmart has none of its own for it.", most=LONGEST)
        raise Invalid(message, [FieldError("label", message)])
    return own


def _put(session: Session, actor: Actor, kind: str, number: int, label: str) -> None:
    row = queries.code(session, kind, number)
    if not label:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = EdrCode(kind=kind, number=number)
        session.add(row)
    row.label, row.set_by = label, actor.display_name[:120]
