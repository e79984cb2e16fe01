"""One page of a list, in a stable order, with the number of rows in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")

#: What `sort_by` may name, and the column or expression behind each name.
Sortable = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which page, and in which order. `sort_by` must be a name of the list's sortable columns."""

    page: int = 1
    per_page: int = 20
    sort_by: str = "id"
    descending: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        return -(-self.total // self.per_page)


def page_of(session: Session, query: Select[Any], sortable: Sortable, wanted: Wanted) -> Page[Any]:
    """Two statements. Rows that sort alike are ordered by id, so that no row is shown twice or never."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    columns = [sortable[wanted.sort_by], sortable["id"]] if wanted.sort_by != "id" else [sortable["id"]]
    ordered = query.order_by(None).order_by(
        *(column.desc() if wanted.descending else column.asc() for column in columns)
    )
    found = session.execute(ordered.limit(wanted.per_page).offset((wanted.page - 1) * wanted.per_page))
    rows = [row[0] if len(row) == 1 else tuple(row) for row in found.unique()]
    return Page(rows, total, wanted.page, wanted.per_page)


def slice_of(rows: Sequence[Row], wanted: Wanted) -> Page[Row]:
    """A page of rows that are in memory and in order already."""
    first = (wanted.page - 1) * wanted.per_page
    return Page(rows[first : first + wanted.per_page], len(rows), wanted.page, wanted.per_page)
