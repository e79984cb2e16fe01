"""Columns that many tables share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.db import UtcDateTime


def utc_now() -> datetime:
    return datetime.now(UTC)


class Versioned:
    """Optimistic locking: `version` grows with each update; forms and the API carry the version they saw."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__dict__.get("version") or cls.version}


class Created:
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Tracked:
    """Marks a table whose every insert, update and delete must happen inside a recorded change.

    `__untracked__` names columns that carry no decision of a person (sign-in counters, hashes).
    """

    __untracked__: frozenset[str] = frozenset()

    def retire(self) -> bool:
        """Take back the creation of this row without deleting history. False = deleting it is right."""
        return False
