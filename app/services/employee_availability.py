"""When a person can work: the weekly pattern, single dates and dated patterns such as a semester."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid, NotFound, Stale
from app.models import AvailabilityOverride, DateAvailability, Employee, WeeklyAvailability
from app.models.employee import WEEKDAYS
from app.queries import employees as queries
from app.services import changes, employees
from app.services.actors import Actor
from app.vocabulary import Permission
from app.wording import say

DAY = (0, 1440)
Range = tuple[int, int]
Week = Mapping[int, Sequence[Range]]
"""Ranges by weekday, Monday 0, minutes after midnight; a weekday without ranges is not available."""


@dataclass(frozen=True)
class DatedPattern:
    """None in `weekdays` (Monday first) keeps what the weekly pattern says."""

    starts_on: date
    ends_on: date
    weekdays: tuple[bool | None, ...]
    reason: str = ""


def week_of(employee: Employee) -> dict[int, list[Range]]:
    """The pattern as a form shows it: a person without one is available all day, every day."""
    if not employee.weekly:
        return {weekday: [DAY] for weekday in range(7)}
    found: dict[int, list[Range]] = {weekday: [] for weekday in range(7)}
    for row in employee.weekly:
        found[row.weekday].append((row.starts_minute, row.ends_minute))
    return found


def seen_week(employee: Employee) -> str:
    """What a form carries, so that a save over somebody else's change is noticed: the rows have no version."""
    rows = sorted((row.weekday, row.starts_minute, row.ends_minute) for row in employee.weekly)
    return ",".join(f"{weekday}:{begin}-{end}" for weekday, begin, end in rows)


def save_week(session: Session, actor: Actor, *, employee_id: int, seen: str, week: Week) -> int | None:
    """Returns the id of the change, None when nothing differs. Raises NotFound, Stale, Invalid."""
    employee = _editable(session, actor, employee_id)
    if seen != seen_week(employee):
        raise Stale(say("Somebody else changed this week after you opened it. Reload to see it, then try again."))
    _check_week(week)
    always = all(list(week.get(weekday, ())) == [DAY] for weekday in range(7))
    wanted = set() if always else {(day, begin, end) for day, ranges in week.items() for begin, end in ranges}
    with changes.record(
        session,
        actor,
        command="set_weekly_availability",
        summary=f"Weekly availability of {employee.name} changed",
        store_id=employee.home_id,
    ) as recording:
        _replace(employee, wanted)
    return recording.change_id


def _replace(employee: Employee, wanted: set[tuple[int, int, int]]) -> None:
    """Rows are changed in place where the start stays, because two rows of one start cannot stand side by side."""
    ends = {(weekday, begin): end for weekday, begin, end in wanted}
    for row in list(employee.weekly):
        end = ends.pop((row.weekday, row.starts_minute), None)
        if end is None:
            employee.weekly.remove(row)
        elif row.ends_minute != end:
            row.ends_minute = end
    for (weekday, begin), end in sorted(ends.items()):
        employee.weekly.append(WeeklyAvailability(weekday=weekday, starts_minute=begin, ends_minute=end))


def _check_week(week: Week) -> None:
    wrong = [
        FieldError(f"hours_{weekday}", say("The ranges overlap or end before they begin."))
        for weekday, ranges in week.items()
        if not _in_order(ranges)
    ]
    if not any(week.values()):
        wrong.append(
            FieldError("kind_0", say("At least one day must be possible. To stop planning, deactivate instead."))
        )
    if wrong:
        raise Invalid(say("The week cannot be used like this."), wrong)


def _in_order(ranges: Sequence[Range]) -> bool:
    ordered = sorted(ranges)
    whole = all(0 <= begin < end <= DAY[1] for begin, end in ordered)
    return whole and all(one[1] <= two[0] for one, two in pairwise(ordered))


def set_date(
    session: Session, actor: Actor, *, employee_id: int, day: date, available: bool, reason: str = ""
) -> int | None:
    """Says yes or no for one date; entering it again replaces it."""
    employee = _editable(session, actor, employee_id)
    entry = queries.date_entry(session, employee.id, day)
    word = "available" if available else "not available"
    summary = f"{employee.name} is {word} on {day.isoformat()}"
    with changes.record(
        session, actor, command="set_date_availability", summary=summary, store_id=employee.home_id
    ) as recording:
        if entry is None:
            entry = DateAvailability(employee_id=employee.id, day=day)
            session.add(entry)
        entry.available, entry.reason = available, reason
    return recording.change_id


def remove_date(session: Session, actor: Actor, *, employee_id: int, entry_id: int) -> int | None:
    """Raises NotFound."""
    employee = _editable(session, actor, employee_id)
    entry = session.get(DateAvailability, entry_id)
    if entry is None or entry.employee_id != employee.id:
        raise NotFound(say("That entry was not found. It may have been removed already."))
    summary = f"{employee.name}: entry for {entry.day.isoformat()} removed"
    with changes.record(
        session, actor, command="remove_date_availability", summary=summary, store_id=employee.home_id
    ) as recording:
        session.delete(entry)
    return recording.change_id


def find_pattern(session: Session, actor: Actor, *, employee_id: int, pattern_id: int) -> AvailabilityOverride:
    """Raises NotFound, also for the pattern of somebody else."""
    employees.find(session, actor, employee_id=employee_id)
    pattern = session.get(AvailabilityOverride, pattern_id)
    if pattern is None or pattern.employee_id != employee_id:
        raise NotFound(say("That pattern was not found. It may have been removed already."))
    return pattern


def add_pattern(
    session: Session, actor: Actor, *, employee_id: int, pattern: DatedPattern
) -> tuple[AvailabilityOverride, int | None]:
    """The row and the id of the change. Raises Invalid for a range that ends before it begins or says nothing."""
    employee = _editable(session, actor, employee_id)
    if pattern.ends_on < pattern.starts_on:
        raise Invalid(say("The range is wrong."), [FieldError("ends_on", say("The last day lies before the first."))])
    if all(said is None for said in pattern.weekdays):
        raise Invalid(
            say("The pattern says nothing."), [FieldError("monday", say("Choose yes or no for at least one weekday."))]
        )
    summary = f"{employee.name}: pattern from {pattern.starts_on.isoformat()} to {pattern.ends_on.isoformat()}"
    row = AvailabilityOverride(
        employee_id=employee.id,
        starts_on=pattern.starts_on,
        ends_on=pattern.ends_on,
        reason=pattern.reason,
        **dict(zip(WEEKDAYS, pattern.weekdays, strict=True)),
    )
    with changes.record(
        session, actor, command="add_availability_pattern", summary=summary, store_id=employee.home_id
    ) as recording:
        session.add(row)
    return row, recording.change_id


def remove_pattern(session: Session, actor: Actor, *, employee_id: int, pattern_id: int) -> int | None:
    """Raises NotFound."""
    employee = _editable(session, actor, employee_id)
    pattern = find_pattern(session, actor, employee_id=employee_id, pattern_id=pattern_id)
    summary = f"{employee.name}: pattern from {pattern.starts_on.isoformat()} removed"
    with changes.record(
        session, actor, command="remove_availability_pattern", summary=summary, store_id=employee.home_id
    ) as recording:
        session.delete(pattern)
    return recording.change_id


def _editable(session: Session, actor: Actor, employee_id: int) -> Employee:
    actor.require(Permission.EDIT_EMPLOYEES)
    return employees.find(session, actor, employee_id=employee_id)
