"""Settings a manager edits. Secrets are encrypted before they get here and never leave in clear text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Tracked, Versioned


class Setting(Tracked, Versioned, Base):
    __tablename__ = "settings"
    # A change of a secret is recorded, its value is not.
    __untracked__ = frozenset({"secret"})

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    value: Mapped[Any] = mapped_column(JSON, nullable=True)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    secret_set: Mapped[int] = mapped_column(default=0)
    """Counts how often the secret was replaced, so that the history shows it."""
