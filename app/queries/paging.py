"""One page of a list, in a stable order, with the number of rows in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, UnaryExpression, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql import operators

Row = TypeVar("Row")
Other = TypeVar("Other")

#: What `sort_by` may name, and the column, expression or several of them behind each name.
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

    def of(self, rows: Sequence[Other]) -> Page[Other]:
        """The same page, with more known about each row."""
        return Page(rows, self.total, self.page, self.per_page)


def containing(words: str, *columns: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Rows that hold what was typed in the search box, in any of the columns and however it is written."""
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


def page_of(session: Session, query: Select[Any], sortable: Sortable, wanted: Wanted) -> Page[Any]:
    """Two statements. Rows that sort alike are ordered by id, so that no row is shown twice or never."""
    counted = query.order_by(None).with_only_columns(sortable["id"], maintain_column_froms=True)
    total = session.scalar(select(func.count()).select_from(counted.subquery())) or 0
    named = sortable[wanted.sort_by]
    columns = [*(named if isinstance(named, tuple) else (named,)), sortable["id"]]
    ordered = query.order_by(None).order_by(*(_turned(one) if wanted.descending else one for one in columns))
    found = session.execute(ordered.limit(wanted.per_page).offset((wanted.page - 1) * wanted.per_page))
    rows = [row[0] if len(row) == 1 else tuple(row) for row in found.unique()]
    return Page(rows, total, wanted.page, wanted.per_page)


def _turned(column: Any) -> Any:
    """The other way round, also for a column that is listed downwards."""
    if isinstance(column, UnaryExpression) and column.modifier is operators.desc_op:
        return column.element.asc()
    return column.desc()


def slice_of(rows: Sequence[Row], wanted: Wanted) -> Page[Row]:
    """A page of rows that are in memory and in order already."""
    first = (wanted.page - 1) * wanted.per_page
    return Page(rows[first : first + wanted.per_page], len(rows), wanted.page, wanted.per_page)
