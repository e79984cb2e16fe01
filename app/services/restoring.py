"""A day or a week put back to what it was at a moment: shown first, asked of the rules, done as one change."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.errors import BrokenRule, Conflict, Stale
from app.formatting import local_day, local_minutes, minutes_clock, moment, short_day, to_utc, wall_time
from app.models import Change, Schedule, Store
from app.models.columns import utc_now
from app.queries import booking
from app.queries import changes_as_of as queries
from app.services import changes
from app.services.actors import Actor
from app.services.as_of import Past, Place, past_of, standing_now, standing_then
from app.services.schedule_checks import as_broken_rules, keep_exceptions, problem_around, require_allowed
from app.services.schedules import mark_staffed
from app.services.scheduling import constraint_validator
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Mode, Violation, label
from app.services.undo_rows import step_aside
from app.vocabulary import Permission, ScheduleStatus, Severity
from app.wording import say

#: What a restored row gets back beside its place.
_CARRIED = ("exclusive", "pinned", "warnings", "override_reason", "note")
_PLANNED = (ScheduleStatus.DRAFT, ScheduleStatus.PUBLISHED)


class Back(StrEnum):
    BOOKED = "booked again"
    MOVED = "moved back"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Step:
    """What becomes of one schedule; `then` None = it was not there and goes."""

    kind: Back
    words: str
    past: Past
    then: Place | None


@dataclass(frozen=True)
class LeftOut:
    words: str
    why: str


@dataclass(frozen=True)
class Restoring:
    """`violations` are the soft rules that stand against it; what a hard rule forbids is among `left_out`."""

    store: Store
    first: date
    last: date
    at: datetime
    steps: tuple[Step, ...]
    left_out: tuple[LeftOut, ...]
    violations: tuple[Violation, ...]

    @property
    def broken(self) -> tuple[BrokenRule, ...]:
        return as_broken_rules(self.violations)

    @property
    def key(self) -> str:
        """Changes when anything does that was shown."""
        said = [(step.kind, step.past.row.id, step.past.row.version, step.then) for step in self.steps]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    @property
    def summary(self) -> str:
        days = short_day(self.first) if self.first == self.last else f"{short_day(self.first)} – {short_day(self.last)}"
        counts = [(kind, sum(step.kind is kind for step in self.steps)) for kind in Back]
        told = ", ".join(f"{number} {kind.value}" for kind, number in counts if number)
        return f"{days} restored as of {moment(wall_time(self.at, self.store.timezone))}: {told}"


def preview(session: Session, actor: Actor, store: Store, *, first: date, last: date, at: datetime) -> Restoring:
    """What restoring would do now. Raises NotFound for another store."""
    actor.require(Permission.EDIT_SCHEDULE)
    actor.require_store(store.id, "That store")
    past = _of_days(session, store, first, last, at)
    problem = problem_around(
        session,
        store_id=store.id,
        days=[first, last, *_days_of(past.values(), store)],
        event_ids={one.row.event_id for one in past.values()},
        employee_ids=_people(past.values()),
    )
    steps, left_out = _sorted(problem, past.values(), store)
    steps, violations = _asked(problem, steps, left_out)
    return Restoring(store, first, last, at, tuple(steps), tuple(left_out), violations)


def restore(
    session: Session, actor: Actor, store: Store, *, first: date, last: date, at: datetime, key: str, reason: str = ""
) -> Change:
    """Do exactly what the preview of that key said.

    Raises Stale when that is not what it would be any more, RuleBroken for soft rules without a reason, Conflict when
    nothing is left to do.
    """
    seen = preview(session, actor, store, first=first, last=last, at=at)
    _lock(session, seen.steps)
    session.expire_all()  # what was read before the locks may be old
    found = preview(session, actor, store, first=first, last=last, at=at)
    if found.key != key:
        raise Stale(say("The plan changed after this was shown. Below is what restoring would do now; look again."))
    if not found.steps:
        raise Conflict(say("It is so already: nothing to restore."))
    require_allowed(actor, found.broken, reason)
    with changes.record(
        session, actor, command="restore_days", summary=found.summary, reason=reason, store_id=store.id
    ) as recording:
        _write(session, actor, found, reason)
        mark_staffed(session, {step.past.row.event_id for step in found.steps})
    if recording.change is None:
        raise Conflict(say("It is so already: nothing to restore."))
    return recording.change


def _of_days(session: Session, store: Store, first: date, last: date, at: datetime) -> dict[int, Past]:
    """Schedules that stood on the days then or do now, and are not what they were."""
    sequence = queries.sequence_at(session, at)
    begin, end = to_utc(first, 0, store.timezone), to_utc(last + timedelta(days=1), 0, store.timezone)
    rows = queries.schedules_of_days(session, store.id, begin, end, sequence)
    found = past_of(session, rows, sequence)

    def differs(one: Past) -> bool:
        places = [place for place in (standing_then(one), standing_now(one.row)) if place is not None]
        inside = any(begin <= place.starts_at < end for place in places)
        return inside and _where(standing_then(one)) != _where(standing_now(one.row))

    return {number: one for number, one in found.items() if differs(one)}


def _where(place: Place | None) -> tuple[int, datetime, datetime] | None:
    return place.where if place is not None else None


def _days_of(past: Iterable[Past], store: Store) -> list[date]:
    places = [place for one in past for place in (standing_then(one), standing_now(one.row)) if place is not None]
    return [local_day(place.starts_at, store.timezone) for place in places]


def _people(past: Iterable[Past]) -> set[int]:
    return {place.employee_id for one in past for place in (standing_then(one), standing_now(one.row)) if place}


def _sorted(problem: Problem, past: Collection[Past], store: Store) -> tuple[list[Step], list[LeftOut]]:
    steps: list[Step] = []
    left_out: list[LeftOut] = []
    for one in sorted(past, key=lambda one: one.row.id):
        step = _step(problem, one, store)
        why = _why_not(step)
        if why:
            left_out.append(LeftOut(step.words, why))
        else:
            steps.append(step)
    return steps, left_out


def _step(problem: Problem, one: Past, store: Store) -> Step:
    then, now = standing_then(one), standing_now(one.row)
    name = label(problem.events[one.row.event_id])
    if then is None:
        words = f"{name}: {_said(problem, now, store)} was not there" if now else name
        return Step(Back.CANCELLED, words, one, None)
    if now is None:
        return Step(Back.BOOKED, f"{name}: {_said(problem, then, store)}", one, then)
    words = f"{name}: {_said(problem, now, store)} back to {_said(problem, then, store)}"
    return Step(Back.MOVED, words, one, then)


def _said(problem: Problem, place: Place, store: Store) -> str:
    day, minutes = local_day(place.starts_at, store.timezone), local_minutes(place.starts_at, store.timezone)
    return f"{problem.employees[place.employee_id].name}, {short_day(day)} {minutes_clock(minutes)}"


def _why_not(step: Step) -> str:
    now = utc_now()
    row: Schedule = step.past.row
    if row.status is ScheduleStatus.COMPLETED:
        return "The work is done already."
    if step.then is not None and step.then.status not in _PLANNED:
        return "It was in conflict or done then; only planned work is brought back."
    if any(place.starts_at <= now for place in (step.then, standing_now(row)) if place is not None):
        return "Its time has begun."
    return ""


def _asked(problem: Problem, steps: list[Step], left_out: list[LeftOut]) -> tuple[list[Step], tuple[Violation, ...]]:
    """Without the steps that a hard rule forbids. A step that falls may free or block others, so ask again."""
    while True:
        wanted = [_wanted(problem, step) for step in steps if step.then is not None]
        ignoring = frozenset(step.past.row.id for step in steps)
        found = constraint_validator.check_together(problem, wanted, mode=Mode.MANUAL, ignoring=ignoring)
        hard = [one for one in found if one.severity is Severity.HARD]
        if not hard:
            return steps, tuple(found)
        steps = _without(steps, hard, left_out)


def _without(steps: list[Step], hard: Sequence[Violation], left_out: list[LeftOut]) -> list[Step]:
    reasons: Mapping[int, str] = {one.event_id: one.message for one in reversed(hard)}
    kept = []
    for step in steps:
        why = reasons.get(step.past.row.event_id) if step.then is not None else None
        if why is None:
            kept.append(step)
        else:
            left_out.append(LeftOut(step.words, why))
    return kept


def _wanted(problem: Problem, step: Step) -> Assignment:
    then: Any = step.then
    row: Schedule = step.past.row
    zone = problem.stores[problem.events[row.event_id].store_id].zone
    day, minutes = local_day(then.starts_at, zone), local_minutes(then.starts_at, zone)
    length = int((then.ends_at - then.starts_at).total_seconds()) // 60
    return replace(problem.assignment(row.event_id, then.employee_id, day, minutes), schedule_id=row.id, minutes=length)


def _lock(session: Session, steps: Sequence[Step]) -> None:
    booking.lock_events(session, {step.past.row.event_id for step in steps})
    booking.lock_employees(session, _people([step.past for step in steps]))
    booking.lock_schedules(session, {step.past.row.id for step in steps})


def _write(session: Session, actor: Actor, found: Restoring, reason: str) -> None:
    """Everything steps aside first, because the database looks at each row as it is written."""
    step_aside(session, [step.past.row.id for step in found.steps])
    for step in found.steps:
        if step.then is None:
            continue
        row: Schedule = step.past.row
        row.employee_id, row.starts_at, row.ends_at = step.then.where
        row.status = step.then.status
        for name in _CARRIED:
            setattr(row, name, (step.past.values or {})[name])
        broken = as_broken_rules(one for one in found.violations if one.event_id == row.event_id)
        if broken:
            keep_exceptions(session, actor, row, broken, reason)
