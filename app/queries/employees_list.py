"""The employees of the stores an actor may see."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, selectinload

from app.models import Employee, EmployeeStore
from app.queries.paging import Page, Wanted, page_of

SORTABLE = {"id": Employee.id, "name": Employee.name, "title": Employee.title, "rep_id": Employee.rep_id}
_EXACT = ("title", "active", "rep_id", "external_id", "email", "adult_beverage_trained")


def employees_page(
    session: Session, store_ids: Collection[int] | None, filters: dict[str, Any], wanted: Wanted
) -> Page[Employee]:
    """With their stores loaded."""
    query = _visible(store_ids).options(selectinload(Employee.stores))
    for name in _EXACT:
        if name in filters:
            query = query.where(getattr(Employee, name) == filters[name])
    if "store_id" in filters:
        query = query.where(_works_in([filters["store_id"]]))
    if "search" in filters:
        query = query.where(Employee.name.icontains(filters["search"], autoescape=True))
    return page_of(session, query, SORTABLE, wanted)


def employee_seen(session: Session, store_ids: Collection[int] | None, employee_id: int) -> Employee | None:
    """With stores and weekly availability loaded; None also for an employee of other stores only."""
    query = _visible(store_ids).where(Employee.id == employee_id)
    return session.scalar(query.options(selectinload(Employee.stores), selectinload(Employee.weekly)))


def _visible(store_ids: Collection[int] | None) -> Select[Employee]:
    query = select(Employee)
    return query if store_ids is None else query.where(_works_in(store_ids))


def _works_in(store_ids: Collection[int]) -> Any:
    return exists().where(EmployeeStore.employee_id == Employee.id, EmployeeStore.store_id.in_(store_ids))
