"""What a sync changed, counted and in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.db import Base

MAX_LINES = 200


@dataclass
class Report:
    """`counts` has only what changed, so a run that changed nothing has none."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[dict[str, str]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    needs_review: bool = False

    def changed(self, what: str, text: str) -> None:
        self.counts[what] += 1
        if len(self.differences) < MAX_LINES:
            self.differences.append({"what": what, "text": text[:300]})

    def problem(self, what: str, text: str) -> None:
        entry = {"what": what, "text": text[:300]}
        if len(self.problems) < MAX_LINES and entry not in self.problems:
            self.problems.append(entry)

    def summary(self) -> str:
        parts = [f"{count} {what.replace('_', ' ')}" for what, count in sorted(self.counts.items())]
        return "Crossmark sync: " + (", ".join(parts) or "nothing new")


def assign(row: Base, **values: Any) -> list[str]:
    """Set what differs and say which; an equal value is not touched, so that no change is recorded."""
    differing = [name for name, value in values.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, values[name])
    return differing
