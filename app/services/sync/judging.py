"""Whether an imported booking may hold its time here: first what the database enforces, then the rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.formatting import local_day, local_minutes
from app.models import Schedule
from app.queries import sync as queries
from app.services import problem_loader
from app.services.scheduling import constraint_validator
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules import active_employee, event_condition
from app.services.scheduling.rules.violation import Mode, Violation
from app.services.sync.standing import Standing
from app.vocabulary import Severity

_OVERLAP = "overlap"


@dataclass(frozen=True)
class Verdict:
    is_conflict: bool
    warnings: tuple[dict[str, str], ...]
    exclusive: bool


class Judge:
    """Made for one run. What it lets in counts when the next one is asked about."""

    def __init__(self, now: datetime, zones: dict[int, str]) -> None:
        self._now = now
        self._zones = zones
        self._held: dict[int, list[tuple[int, datetime, datetime]]] = defaultdict(list)
        self._let_in: list[Assignment] = []
        self._problem: Problem | None = None

    def prepare(self, session: Session, asked: list[Schedule]) -> None:
        if not asked:
            return
        first, last = min(row.starts_at for row in asked), max(row.ends_at for row in asked)
        people = {row.employee_id for row in asked}
        for employee_id, schedule_id, starts_at, ends_at in queries.held_times(session, people, first, last):
            self._held[employee_id].append((schedule_id, starts_at, ends_at))
        days = (first - timedelta(days=1)).date(), (last + timedelta(days=1)).date()
        problem = problem_loader.load(
            session,
            store_ids=frozenset(self._zones),
            first_day=days[0],
            last_day=days[1],
            event_ids={row.event_id for row in asked},
            employee_ids=people,
        )
        # All that is asked about stands aside as a conflict until it is judged.
        self._problem = replace(problem, in_conflict={})

    def verdict(self, schedule: Schedule, entry: Standing) -> Verdict:
        violations = self._violations(schedule, entry)
        warnings = [_warning(one.rule, one.severity, one.message) for one in violations]
        is_conflict = any(one.severity is Severity.HARD for one in violations)
        exclusive = entry.event.exclusive
        if exclusive and (collision := self._collision(schedule)):
            on_default = entry.ends_at is None
            exclusive = not on_default
            is_conflict = is_conflict or not on_default
            if not any(one.rule == _OVERLAP for one in violations):
                severity = Severity.SOFT if on_default else Severity.HARD
                text = f"{entry.employee.name} is also booked {collision}."
                warnings.insert(0, _warning(_OVERLAP, severity, text))
        if entry.doubt:
            warnings.append(_warning("clock", Severity.SOFT, entry.doubt))
        if not is_conflict and exclusive:
            self._held[schedule.employee_id].append((schedule.id, schedule.starts_at, schedule.ends_at))
        return Verdict(is_conflict, tuple(warnings), exclusive)

    def _collision(self, schedule: Schedule) -> str:
        zone = self._zones_of(schedule)
        for schedule_id, starts_at, ends_at in self._held[schedule.employee_id]:
            if schedule_id != schedule.id and starts_at < schedule.ends_at and schedule.starts_at < ends_at:
                return f"on {local_day(starts_at, zone)} at an overlapping time"
        return ""

    def _zones_of(self, schedule: Schedule) -> str:
        event = self._problem.events.get(schedule.event_id) if self._problem else None
        return self._zones[event.store_id] if event else next(iter(self._zones.values()))

    def _violations(self, schedule: Schedule, entry: Standing) -> tuple[Violation, ...]:
        """History is not judged, and neither is whether Crossmark may book its own event."""
        candidate = self._candidate(schedule, entry)
        if candidate is None or self._problem is None or schedule.starts_at < self._now:
            return ()
        ignored = {event_condition.NAME}
        if candidate.employee.terminated_on is None:
            ignored.add(active_employee.NAME)  # newcomers wait for a manager; their bookings stand
        others = [*self._near(candidate), *self._let_in]
        found = constraint_validator.check_beside(self._problem, candidate, others, mode=Mode.MANUAL)
        kept = tuple(self._softened(one, entry) for one in found if one.rule not in ignored)
        if not any(one.severity is Severity.HARD for one in kept):
            self._let_in.append(candidate)
        return kept

    def _softened(self, violation: Violation, entry: Standing) -> Violation:
        """An overlap that rests on a length we only assumed proves nothing."""
        if violation.rule == _OVERLAP and entry.ends_at is None:
            return replace(violation, severity=Severity.SOFT)
        return violation

    def _candidate(self, schedule: Schedule, entry: Standing) -> Assignment | None:
        problem = self._problem
        if problem is None or schedule.event_id not in problem.events or schedule.employee_id not in problem.employees:
            return None
        zone = self._zones[entry.event.store_id]
        day, start = local_day(schedule.starts_at, zone), local_minutes(schedule.starts_at, zone)
        length = round((schedule.ends_at - schedule.starts_at).total_seconds() / 60)
        candidate = problem.assignment(schedule.event_id, schedule.employee_id, day, start)
        return replace(candidate, schedule_id=schedule.id, minutes=length, published=True)

    def _near(self, candidate: Assignment) -> list[Assignment]:
        problem = self._problem
        if problem is None:
            return []
        events = (candidate.event, *problem.partner_events(candidate.event))
        rows = [*problem.by_employee.get(candidate.employee.id, ())]
        rows += [row for event in events for row in problem.by_event.get(event.id, ())]
        unique = {row.schedule_id: row for row in rows if row.schedule_id != candidate.schedule_id}
        return list(unique.values())


def _warning(rule: str, severity: Severity, message: str) -> dict[str, str]:
    return {"rule": rule, "severity": severity.value, "message": message}
