"""The stores an actor may see, as a list."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import Employee, EmployeeStore, Store
from app.queries.paging import Page, Wanted, page_of

SORTABLE = {"id": Store.id, "number": Store.number, "name": Store.name}


def stores_page(
    session: Session, store_ids: Collection[int] | None, filters: dict[str, Any], wanted: Wanted
) -> Page[Store]:
    query = select(Store)
    if store_ids is not None:
        query = query.where(Store.id.in_(store_ids))
    for name in ("number", "active"):
        if name in filters:
            query = query.where(getattr(Store, name) == filters[name])
    if "search" in filters:
        word = filters["search"]
        query = query.where(or_(Store.name.icontains(word, autoescape=True), Store.number == word))
    return page_of(session, query, SORTABLE, wanted)


def staff_counts(session: Session, store_ids: Collection[int]) -> dict[int, int]:
    """Active people of each store."""
    query = (
        select(EmployeeStore.store_id, func.count())
        .join(Employee, Employee.id == EmployeeStore.employee_id)
        .where(EmployeeStore.store_id.in_(store_ids), Employee.active.is_(True))
        .group_by(EmployeeStore.store_id)
    )
    return dict(session.execute(query).all())


def holder_of(session: Session, column: str, value: str, *, but: int | None) -> Store | None:
    """Another store that has this number or location already."""
    query = select(Store).where(getattr(Store, column) == value)
    return session.scalar(query.where(Store.id != but) if but is not None else query)
