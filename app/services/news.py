"""What pages that are open hear of others' work: which stores, days, schedules and events a change touched.

Staff hear of their stores. An employee only hears that the own published work changed, not how: the page says that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.models import Change, ChangeRow, Schedule
from app.queries import changes_as_of as past_queries
from app.queries import news as queries
from app.queries.news import Standing
from app.services.actors import Actor
from app.services.change_slips import last_sequence
from app.vocabulary import Permission, ScheduleStatus

#: Whoever missed more than these reads the page anew anyway.
AT_ONCE = 50
#: A change is numbered a moment before it can be seen; better to hear of one twice than never.
_OVERLAP = timedelta(seconds=5)
_SHOWN = (ScheduleStatus.PUBLISHED.value, ScheduleStatus.COMPLETED.value)


@dataclass(frozen=True)
class News:
    """`days` are in UTC and hold the day before as well, so that no zone misses one. `own`: the reader's own work."""

    sequence: int
    at: datetime
    by: str
    mine: bool
    summary: str
    stores: tuple[int, ...] = ()
    days: tuple[date, ...] = ()
    schedules: tuple[int, ...] = ()
    events: tuple[int, ...] = ()
    own: bool = False


def position(session: Session, since: str) -> int:
    """The number behind a number or a moment like 2026-11-24T18:00:00+00:00; anything else means from now on."""
    if since.isascii() and since.isdigit() and len(since) < 12:
        return int(since)
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        return last_sequence(session)
    if moment.tzinfo is None or not 2000 <= moment.year <= 2199:
        return last_sequence(session)
    return past_queries.sequence_at(session, moment - _OVERLAP)


def since(session: Session, actor: Actor, after: int) -> tuple[list[News], int]:
    """What the actor may hear of, the oldest first, and the number to ask from next time. At most four queries."""
    changes = queries.changes_after(session, after, AT_ONCE)
    if not changes:
        return [], after
    touched: dict[int, list[ChangeRow]] = defaultdict(list)
    for row in queries.rows_of_plan(session, [change.id for change in changes]):
        touched[row.change_id].append(row)
    found = _Touched.read(session, [row for rows in touched.values() for row in rows])
    told = [news for change in changes if (news := _told(actor, change, touched[change.id], found))]
    return told, changes[-1].sequence


@dataclass(frozen=True)
class _Touched:
    schedules: dict[int, Standing]
    stores: dict[int, int]

    @staticmethod
    def read(session: Session, rows: Sequence[ChangeRow]) -> _Touched:
        own = {row.row_id for row in rows if row.table_name == Schedule.__tablename__}
        events = {row.row_id for row in rows} - own
        return _Touched(queries.standing(session, own), queries.stores_of_events(session, events))


def _told(actor: Actor, change: Change, rows: Sequence[ChangeRow], found: _Touched) -> News | None:
    if not actor.may(Permission.VIEW_SCHEDULE):
        return _of_own(actor, change, rows, found)
    schedules = {row.row_id: row for row in rows if row.row_id in found.schedules and _is_schedule(row)}
    events = {row.row_id for row in rows if not _is_schedule(row)}
    stores = {found.schedules[number].store_id for number in schedules}
    stores |= {found.stores[number] for number in events if number in found.stores}
    seen = {store_id for store_id in stores if actor.sees_store(store_id)}
    if not seen:
        return None
    return News(
        sequence=change.sequence,
        at=change.at,
        by=change.actor,
        mine=change.user_id is not None and change.user_id == actor.user_id,
        # A change of several stores may name what the reader does not see.
        summary=change.summary if seen == stores else "",
        stores=tuple(sorted(seen)),
        days=_days(schedules.values(), found),
        schedules=tuple(n for n in schedules if found.schedules[n].store_id in seen),
        events=tuple(sorted(n for n in events if found.stores.get(n) in seen)),
    )


def _of_own(actor: Actor, change: Change, rows: Sequence[ChangeRow], found: _Touched) -> News | None:
    own = [row for row in rows if _is_schedule(row) and _concerns(actor, row, found)]
    if not own:
        return None
    return News(change.sequence, change.at, "", False, "", days=_days(own, found), own=True)


def _concerns(actor: Actor, row: ChangeRow, found: _Touched) -> bool:
    """The person has or had the work, and it is or was published."""
    now = found.schedules.get(row.row_id)
    if now is None or actor.employee_id is None:
        return False
    before: dict[str, Any] = row.before or {}
    people = {now.employee_id, before.get("employee_id")}
    return actor.employee_id in people and not {now.status.value, before.get("status")}.isdisjoint(_SHOWN)


def _is_schedule(row: ChangeRow) -> bool:
    return row.table_name == Schedule.__tablename__


def _days(rows: Any, found: _Touched) -> tuple[date, ...]:
    moments = [found.schedules[row.row_id].starts_at for row in rows]
    before = ((row.before or {}).get("starts_at") for row in rows)
    moments += [datetime.fromisoformat(said) for said in before if said]
    days = {moment.astimezone(UTC).date() for moment in moments}
    return tuple(sorted(days | {day - timedelta(days=1) for day in days}))
