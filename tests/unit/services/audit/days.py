"""A day to audit, made of the small worlds of the scheduling core."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from app.services.audit.finding import AuditedDay, Surroundings
from app.services.scheduling.problem import Assignment
from tests.unit.services.scheduling.builders import FRIDAY, world

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


def audited(rows: Iterable[Assignment] = (), *, day: date = FRIDAY, around: dict[str, Any] | None = None, **more: Any):
    return AuditedDay(world(rows, **more), Surroundings(NOW, **(around or {})), 1, day)


def names(check: Any, day: AuditedDay) -> list[tuple[str, str]]:
    """Check and severity of what is found."""
    return [(one.check, one.severity.value) for one in check.findings(day)]
