"""What keeps a change from being taken back, named: whoever asks learns what to undo first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.db import Base
from app.models import Change, ChangeRow, Schedule
from app.models.change import plain
from app.queries import booking
from app.queries import changes as change_queries
from app.services.undo_rows import model_of, typed_values
from app.vocabulary import HOLDING_STATUSES, ScheduleStatus
from app.wording import say

#: What was replaced here is kept nowhere, so it cannot come back.
FINAL = frozenset(
    {"reset_password", "change_password", "save_secret", "save_crossmark_sign_in", "remove_crossmark_sign_in"}
)


@dataclass(frozen=True)
class Obstacle:
    """`later` are the changes to undo first; empty when nothing can be done about it."""

    words: str
    later: tuple[Change, ...] = ()


Current = Mapping[tuple[str, int], Base]
"""The rows of a change as they are now, by table and id; without those that are gone."""


def obstacle(session: Session, change: Change, rows: Sequence[ChangeRow]) -> Obstacle | None:
    """None when the change can be taken back. The rows are locked by looking."""
    return among(session, change, rows, current_rows(session, rows))


def among(session: Session, change: Change, rows: Sequence[ChangeRow], current: Current) -> Obstacle | None:
    """As `obstacle`, of rows that are locked already."""
    if change.command in FINAL:
        return Obstacle(say("A password cannot be brought back. Set a new one instead."))
    taken = change_queries.undo_of(session, change.id)
    if taken is not None:
        return Obstacle(say("This was already undone by %(who)s.", who=taken.actor), (taken,))
    changed = [row for row in rows if not _is_as_left(current.get((row.table_name, row.row_id)), row)]
    if changed:
        return _changed_again(session, change, changed)
    back = coming_back(current, rows)
    own = {row.row_id for row in rows if row.table_name == Schedule.__tablename__}
    in_the_way = _in_the_way(session, [one for one in back if one.status in HOLDING_STATUSES], own)
    return _stands_there(session, in_the_way, change) if in_the_way is not None else None


def coming_back(current: Current, rows: Sequence[ChangeRow]) -> list[Back]:
    """Schedules as undoing would leave them; those that it takes away are none of them."""
    return [_as_before(current[row.table_name, row.row_id], row) for row in rows if _may_return(row)]


def current_rows(session: Session, rows: Sequence[ChangeRow]) -> Current:
    """Locked, in one query a table."""
    ids: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        ids[row.table_name].add(row.row_id)
    found = {table: change_queries.lock_rows(session, model_of(table), numbers) for table, numbers in ids.items()}
    return {(table, number): row for table, held in found.items() for number, row in held.items()}


def _is_as_left(current: Base | None, row: ChangeRow) -> bool:
    if row.operation == "delete":
        return current is None
    if current is None:
        return False
    return all(plain(getattr(current, name)) == value for name, value in (row.after or {}).items())


def _changed_again(session: Session, change: Change, rows: Sequence[ChangeRow]) -> Obstacle:
    keys = [(row.table_name, row.row_id) for row in rows]
    later = change_queries.later_changes(session, keys, after=change.sequence)
    if not later:
        return Obstacle(say("This cannot be undone any more: it was changed again."))
    words = say(
        "This cannot be undone any more: it was changed again by %(change)s. Undo that first.", change=_named(later[0])
    )
    return Obstacle(words, tuple(later))


def _may_return(row: ChangeRow) -> bool:
    return row.table_name == Schedule.__tablename__ and row.operation == "update"


@dataclass(frozen=True)
class Back:
    """A schedule as undoing would leave it."""

    event_id: int
    employee_id: int
    starts_at: datetime
    ends_at: datetime
    status: ScheduleStatus
    exclusive: bool
    stands_now: bool


def _as_before(schedule: Any, row: ChangeRow) -> Back:
    names = ("event_id", "employee_id", "starts_at", "ends_at", "status", "exclusive")
    now = {name: getattr(schedule, name) for name in names}
    was = {name: value for name, value in typed_values(Schedule, row.before or {}).items() if name in names}
    return Back(stands_now=schedule.holds_time, **now | was)


def _in_the_way(session: Session, back: Sequence[Back], own: Collection[int]) -> Schedule | None:
    """Who is booked by now where work would come back, or on an event that has its people by now. The change's `own`
    schedules go or come back with it."""
    if not back:
        return None
    first, last = min(one.starts_at for one in back), max(one.ends_at for one in back)
    busy = booking.exclusive_between(session, {one.employee_id for one in back}, first, last)
    for one in back:
        for other in busy:
            if one.exclusive and other.id not in own and _overlap(one, other):
                return other
    returning = Counter(one.event_id for one in back if not one.stands_now)
    standing = [row for row in booking.standing_schedules(session, set(returning)) if row.id not in own]
    for event in booking.lock_events(session, returning.keys()).values():
        there = [row for row in standing if row.event_id == event.id]
        if there and len(there) + returning[event.id] > event.required_headcount:
            return there[-1]
    return None


def _overlap(one: Back, other: Schedule) -> bool:
    return one.employee_id == other.employee_id and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _stands_there(session: Session, schedule: Schedule, change: Change) -> Obstacle:
    later = change_queries.later_changes(session, [(Schedule.__tablename__, schedule.id)], after=change.sequence)
    if not later:
        return Obstacle(
            say("This cannot be undone: its place was taken meanwhile by another booking. Cancel that first.")
        )
    words = say(
        "This cannot be undone: its place was taken meanwhile by %(change)s. Undo that first.", change=_named(later[0])
    )
    return Obstacle(words, tuple(later))


def _named(change: Change) -> str:
    return f"“{change.summary}” ({change.actor})"
