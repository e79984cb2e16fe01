"""Named configurations of the auto-scheduler: what a run strives for, and for how long it searches."""

from __future__ import annotations

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Created, Tracked, Versioned


class OptimisationConfig(Tracked, Versioned, Created, Base):
    __tablename__ = "optimisation_configs"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    weights: Mapped[dict[str, int]] = mapped_column(JSON)
    """Points by the names of `Weights`; a weight that is left out has the default of the product."""
    time_limit_s: Mapped[int] = mapped_column(default=30)
    """For each week that is planned."""
    is_default: Mapped[bool] = mapped_column(default=False)
    """One is, for runs that name none. Whoever changes that locks them all; a unique index could not, because taking
    the choice back swaps two rows."""
    note: Mapped[str] = mapped_column(String(300), default="")
