"""How evenly the duties of a store are shared: who did their work before, and who has them in the weeks ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.services.scheduling.problem import Employee, Problem
from app.services.scheduling.rotation_manager import is_eligible, on_duty
from app.vocabulary import RotationKind

DoneDay = tuple[int, RotationKind, date]
"""Employee id, duty and the day on which the person did work of that duty."""


@dataclass(frozen=True)
class Share:
    employee: Employee
    done: int
    """Days."""
    ahead: int

    @property
    def total(self) -> int:
        return self.done + self.ahead


@dataclass(frozen=True)
class DutyShares:
    """Whoever may have the duty or had it, the most days first."""

    kind: RotationKind
    shares: tuple[Share, ...]
    fair: float
    """Days of each if everybody who may had as many."""

    @property
    def most(self) -> int:
        return max((max(share.done, share.ahead) for share in self.shares), default=0)


def duty_shares(
    problem: Problem, store_id: int, kind: RotationKind, done: Iterable[DoneDay], first: date, last: date
) -> DutyShares:
    """`first`..`last` are the days ahead, both inclusive."""
    before = Counter(person for person, of_kind, _ in set(done) if of_kind is kind)
    ahead = _days_ahead(problem, store_id, kind, first, last)
    able = {e.id for e in problem.employees.values() if store_id in e.store_ids and is_eligible(kind, e)}
    people = [problem.employees[one] for one in able | before.keys() | ahead.keys() if one in problem.employees]
    shares = [Share(person, before[person.id], ahead[person.id]) for person in people]
    days = before.total() + ahead.total()
    ordered = sorted(shares, key=lambda share: (-share.total, share.employee.name, share.employee.id))
    return DutyShares(kind, tuple(ordered), days / len(able) if able else 0.0)


def _days_ahead(problem: Problem, store_id: int, kind: RotationKind, first: date, last: date) -> Counter[int]:
    found: Counter[int] = Counter()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        person = on_duty(problem, store_id, kind, day).employee
        if person is not None and day not in problem.stores[store_id].holidays:
            found[person.id] += 1
    return found
