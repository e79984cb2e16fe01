"""Configurations of the auto-scheduler."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import OptimisationConfig


def all_configs(session: Session) -> Sequence[OptimisationConfig]:
    """The default first, then by name."""
    order = OptimisationConfig.is_default.desc(), func.lower(OptimisationConfig.name), OptimisationConfig.id
    return session.scalars(select(OptimisationConfig).order_by(*order)).all()


def lock_configs(session: Session) -> Sequence[OptimisationConfig]:
    """All of them: which one is the default concerns each."""
    return session.scalars(select(OptimisationConfig).order_by(OptimisationConfig.id).with_for_update()).all()


def default_config(session: Session) -> OptimisationConfig | None:
    query = select(OptimisationConfig).where(OptimisationConfig.is_default).order_by(OptimisationConfig.id)
    return session.scalars(query).first()
