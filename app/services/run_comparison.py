"""Two runs side by side: which figure is better where, and which events they place differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Invalid
from app.models import Proposal, Run
from app.queries import runs as queries
from app.queries import runs_list
from app.services.actors import Actor
from app.services.run_review import seen_run
from app.vocabulary import ProposalStatus
from app.wording import say

#: Name and whether more of it is better (None = neither).
FIGURES: Mapping[str, bool | None] = {
    "coverage": True,
    "staffed": None,
    "open": False,
    "expiring": False,
    "preference": True,
    "core_spread": False,
    "labour_cents": None,
    "new": None,
    "moved": False,
    "lost": False,
    "untouched": None,
    "gap": False,
    "seconds": False,
}
_NOT_PLANNED = (ProposalStatus.REJECTED,)


@dataclass(frozen=True)
class Figure:
    name: str
    values: tuple[float | None, ...]
    """One for each plan; None where an older run did not note it."""
    best: int | None = None
    """Place of the only best value."""


@dataclass(frozen=True)
class Place:
    employee: str
    starts_at: datetime


@dataclass(frozen=True)
class Difference:
    event_id: int
    event_name: str
    zone: str
    first: tuple[Place, ...]
    """Who does it when in the first run; empty = nobody."""
    second: tuple[Place, ...]


@dataclass(frozen=True)
class Comparison:
    first: Run
    second: Run
    figures: tuple[Figure, ...]
    differences: tuple[Difference, ...]

    @property
    def same_week(self) -> bool:
        """Otherwise the figures are about different work."""
        asked = [(run.week_start, run.last_day, sorted(run.store_ids)) for run in (self.first, self.second)]
        return asked[0] == asked[1]

    @property
    def same_inputs(self) -> bool:
        return bool(self.first.inputs_hash) and self.first.inputs_hash == self.second.inputs_hash


def compare(session: Session, actor: Actor, *, first_id: int, second_id: int) -> Comparison:
    """Raises NotFound, and Invalid for a run with itself or one that has no plan."""
    if first_id == second_id:
        raise Invalid(say("Choose two different runs."))
    first, second = (seen_run(actor, queries.run(session, number)) for number in (first_id, second_id))
    for run in (first, second):
        if not run.metrics:
            raise Invalid(say("Run %(id)s has no plan to compare: it is not finished or failed.", id=run.id))
    shared = set(first.store_ids) & set(second.store_ids)
    lines = [
        [line for line in runs_list.lines_of(session, run.id) if line.event.store_id in shared]
        for run in (first, second)
    ]
    figures = side_by_side([figures_of(first.metrics), figures_of(second.metrics)])
    return Comparison(first, second, figures, tuple(_differences(*lines)))


def figures_of(metrics: Mapping[str, Any], stage: str = "after") -> dict[str, float]:
    """The figures of a run that can be compared; `stage` "before" = of the plan as it stood."""
    found = dict(metrics.get("scores", {}).get(stage, {}))
    if stage == "after":
        found |= metrics.get("changes", {}) | {"gap": metrics.get("gap")}
        found["seconds"] = round(sum(metrics.get("wall_s", {}).values()), 1)
    return {name: value for name, value in found.items() if name in FIGURES and value is not None}


def side_by_side(plans: Sequence[Mapping[str, float]]) -> tuple[Figure, ...]:
    """Figures that no plan knows are left out."""
    names = [name for name in FIGURES if any(name in plan for plan in plans)]
    return tuple(_figure(name, tuple(plan.get(name) for plan in plans)) for name in names)


def _figure(name: str, values: tuple[float | None, ...]) -> Figure:
    more_is_better, known = FIGURES[name], [value for value in values if value is not None]
    if more_is_better is None or len(known) < len(values):
        return Figure(name, values)
    wanted = max(known) if more_is_better else min(known)
    return Figure(name, values, known.index(wanted) if known.count(wanted) == 1 else None)


def _differences(first: Sequence[Proposal], second: Sequence[Proposal]) -> Iterable[Difference]:
    """In order of time. What only one run was asked about is a difference, too, in stores that both planned."""
    events = {line.event_id: line.event for line in (*first, *second)}
    places = _places(first), _places(second)
    for event_id, event in events.items():
        old, new = places[0].get(event_id, ()), places[1].get(event_id, ())
        if old != new:
            yield Difference(event_id, event.name, event.store.timezone, old, new)


def _places(lines: Sequence[Proposal]) -> dict[int, tuple[Place, ...]]:
    found: dict[int, list[Place]] = {}
    for line in lines:
        if line.employee is not None and line.starts_at is not None and line.status not in _NOT_PLANNED:
            found.setdefault(line.event_id, []).append(Place(line.employee.name, line.starts_at))
    return {
        event_id: tuple(sorted(rows, key=lambda row: (row.starts_at, row.employee))) for event_id, rows in found.items()
    }
