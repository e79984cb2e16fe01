"""A table as it is exported, and what a cell may hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | date | datetime | None
"""A moment is the store's wall time without zone: spreadsheets know no zones."""

#: What a spreadsheet takes for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Table:
    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
