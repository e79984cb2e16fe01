"""The words of an import: fields, what was read of a row, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.services.actors import Actor
from app.vocabulary import Permission
from app.wording import say


class Effect(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Field:
    """`read` turns the text of a cell into a value, or raises ValueError saying how to write it."""

    name: str
    label: str
    read: Callable[[str], Any] = str
    needed: bool = False
    also: tuple[str, ...] = ()
    """Other headings under which files have it."""


@dataclass(frozen=True)
class Fault:
    """`column` is the heading in the file; `message` says what is wrong and how to fix it."""

    row: int
    column: str
    message: str


@dataclass
class ReadRow:
    """`number` is the row in the file, headings being 1. `effect` and `what` are known when nothing is wrong."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    effect: Effect = Effect.NEW
    what: str = ""
    differing: tuple[str, ...] = ()
    """Labels of the fields that a known row is changed in."""
    plan: Any = None
    """What the kind keeps for writing the row."""


@dataclass(frozen=True)
class Context:
    """Who imports, in which store rows go that name none, and the heading of each mapped field."""

    session: Session
    actor: Actor
    store_id: int | None
    headings: Mapping[str, str]

    def fault(self, row: ReadRow, name: str, message: str) -> None:
        row.faults.append(Fault(row.number, self.headings.get(name, name.replace("_", " ")), message))


@dataclass(frozen=True)
class Kind:
    """`check` resolves and judges rows in bulk; `write` writes good ones inside a recorded change."""

    name: str
    title: str
    permission: Permission
    fields: tuple[Field, ...]
    check: Callable[[Context, Sequence[ReadRow]], None]
    write: Callable[[Context, Sequence[ReadRow]], None]


def labels_of(fields: Sequence[Field], names: Iterable[str]) -> tuple[str, ...]:
    labels = {one.name: one.label for one in fields}
    return tuple(labels[name] for name in names)


def guess(fields: Sequence[Field], headings: Sequence[str]) -> dict[str, int]:
    """Which column holds each field, by its heading; columns that nobody claims are left out."""
    plain = [_plain(heading) for heading in headings]
    found: dict[str, int] = {}
    for one in fields:
        for name in (one.name, one.label, *one.also):
            if _plain(name) in plain and plain.index(_plain(name)) not in found.values():
                found[one.name] = plain.index(_plain(name))
                break
    return found


def _plain(heading: str) -> str:
    return "".join(sign for sign in heading.lower() if sign.isalnum())


def read_row(
    fields: Sequence[Field], mapping: Mapping[str, int], context: Context, number: int, cells: Sequence[str]
) -> ReadRow:
    """An empty cell is no value: what is there already stays."""
    row = ReadRow(number)
    for one in fields:
        place = mapping.get(one.name)
        text = cells[place] if place is not None and place < len(cells) else ""
        if not text:
            if one.needed:
                context.fault(row, one.name, say("It is empty, but needed. Fill it in."))
            continue
        try:
            row.values[one.name] = one.read(text)
        except ValueError as error:
            context.fault(row, one.name, say("“%(text)s” cannot be read. %(how)s", text=text[:40], how=error))
    return row
