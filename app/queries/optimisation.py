"""Configurations of the auto-scheduler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import OptimisationConfig
from app.queries.paging import Page, Wanted, page_of

SORTABLE = {"id": OptimisationConfig.id, "name": OptimisationConfig.name}


def all_configs(session: Session) -> Sequence[OptimisationConfig]:
    """The default first, then by name."""
    order = OptimisationConfig.is_default.desc(), func.lower(OptimisationConfig.name), OptimisationConfig.id
    return session.scalars(select(OptimisationConfig).order_by(*order)).all()


def configs_page(session: Session, filters: dict[str, Any], wanted: Wanted) -> Page[OptimisationConfig]:
    query = select(OptimisationConfig).filter_by(**filters)
    return page_of(session, query, SORTABLE, wanted)


def lock_configs(session: Session) -> Sequence[OptimisationConfig]:
    """All of them, as they are now: which one is the default concerns each."""
    query = select(OptimisationConfig).order_by(OptimisationConfig.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def default_config(session: Session) -> OptimisationConfig | None:
    query = select(OptimisationConfig).where(OptimisationConfig.is_default).order_by(OptimisationConfig.id)
    return session.scalars(query).first()
