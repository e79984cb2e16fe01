"""What a manager set for a rule from a date on."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, stored_enum
from app.models.columns import Created, Tracked, Versioned
from app.vocabulary import Severity

BEGINNING = date(2000, 1, 1)
"""As `effective_from`: always in force, until a later row of the rule."""


class RuleSetting(Tracked, Versioned, Created, Base):
    """A row says everything about its rule; what it leaves out is the rule's own default."""

    __tablename__ = "rule_settings"
    __table_args__ = (UniqueConstraint("rule", "effective_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(60))
    effective_from: Mapped[date]
    severity_automatic: Mapped[Severity | None] = mapped_column(stored_enum(Severity))
    severity_manual: Mapped[Severity | None] = mapped_column(stored_enum(Severity))
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Plain values by the names of `RuleSettings`."""
    note: Mapped[str] = mapped_column(String(300), default="")
    """Why it was set, for those who read it later."""
