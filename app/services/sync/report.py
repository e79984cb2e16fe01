"""What a sync changed, counted and in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.db import Base
from app.models import Event

MAX_LINES = 200


@dataclass(frozen=True)
class Touched:
    """A change of an event that people may be booked on; `employee_id` when it is about one person's booking."""

    event: Event
    kind: str
    text: str
    employee_id: int | None = None


@dataclass
class Report:
    """`counts` has only what changed, so a run that changed nothing has none."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[dict[str, str]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    touched: list[Touched] = field(default_factory=list)
    new_events: list[Event] = field(default_factory=list)
    held: dict[str, list[int]] = field(default_factory=dict)
    """Ids of what was gone all at once and is kept until a manager decides."""

    @property
    def needs_review(self) -> bool:
        return bool(self.held)

    def hold(self, what: str, ids: list[int], known: int) -> None:
        """The brake: `what` is events or bookings, `known` how many there were."""
        self.held[what] = ids
        text = f"{len(ids)} of {known} {what} are gone from Crossmark's list; none was removed. Decide about it below."
        self.problem("missing", text)

    def changed(self, what: str, text: str) -> None:
        self.counts[what] += 1
        if len(self.differences) < MAX_LINES:
            self.differences.append({"what": what, "text": text[:300]})

    def told(self, what: str, text: str) -> None:
        """Worth knowing before all the rest, and no change of what is known."""
        self.differences.insert(0, {"what": what, "text": text[:300]})

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
