"""What the dashboard shows of one store, put together for the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from app.blueprints.dashboard.bars import Bar, bars_of
from app.formatting import local_day, to_utc
from app.models import Employee, Event, Notice, Run, Schedule, Store, SyncRun
from app.models.columns import utc_now
from app.queries import dashboard as queries
from app.queries import notices
from app.services.actors import Actor
from app.vocabulary import OutboxState, Permission

_RISK_DAYS, _BAR_DAYS = 7, 14
_WAITING = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN)
_STOPPED = (OutboxState.DEAD, OutboxState.NEEDS_REVIEW)


@dataclass(frozen=True)
class Worker:
    employee: Employee
    schedules: tuple[Schedule, ...]


@dataclass(frozen=True)
class Outbox:
    waiting: int
    stopped: int


@dataclass(frozen=True)
class ShownStore:
    """`runs` are runs that wait for a decision, with their number of open lines; `sync` the last one, if any."""

    store: Store
    today: date
    workers: tuple[Worker, ...]
    booked_today: int
    open_today: int
    at_risk: Sequence[Event]
    conflicts: Sequence[Schedule]
    runs: Sequence[tuple[Run, int]]
    notices: Sequence[Notice]
    sync: SyncRun | None
    outbox: Outbox
    bars: tuple[Bar, ...]


def show_store(session: Session, actor: Actor, store: Store) -> ShownStore:
    now = utc_now()
    today = local_day(now, store.timezone)
    begin, end = to_utc(today, 0, store.timezone), to_utc(today + timedelta(days=1), 0, store.timezone)
    todays = queries.schedules_between(session, store.id, begin, end)
    counts = queries.outbox_counts(session, actor.store_ids)
    return ShownStore(
        store=store,
        today=today,
        workers=_workers(todays),
        booked_today=len({row.event_id for row in todays}),
        open_today=queries.unstaffed_on(session, store.id, today),
        at_risk=queries.at_risk(session, store.id, today, today + timedelta(days=_RISK_DAYS)),
        conflicts=queries.conflicts(session, store.id, now),
        runs=_open_runs(session, actor),
        notices=notices.open_of_store(session, store.id),
        sync=queries.last_sync(session, "crossmark"),
        outbox=Outbox(_sum(counts, _WAITING), _sum(counts, _STOPPED)),
        bars=_bars(session, store, today),
    )


def _workers(rows: Sequence[Schedule]) -> tuple[Worker, ...]:
    ordered = sorted(rows, key=lambda row: (row.employee.name, row.employee_id, row.starts_at))
    people = [
        Worker(found[0].employee, tuple(found))
        for _, rows_of in groupby(ordered, key=lambda row: row.employee_id)
        if (found := list(rows_of))
    ]
    return tuple(sorted(people, key=lambda worker: (worker.schedules[0].starts_at, worker.employee.name)))


def _open_runs(session: Session, actor: Actor) -> list[tuple[Run, int]]:
    if not actor.may(Permission.RUN_AUTO_SCHEDULER):
        return []
    runs = queries.runs_with_open_lines(session)
    return [(run, lines) for run, lines in runs if all(actor.sees_store(store_id) for store_id in run.store_ids)]


def _bars(session: Session, store: Store, today: date) -> tuple[Bar, ...]:
    days = [today + timedelta(days=number) for number in range(_BAR_DAYS)]
    begin = to_utc(days[0], 0, store.timezone)
    end = to_utc(days[-1] + timedelta(days=1), 0, store.timezone)
    starts = queries.start_times(session, store.id, begin, end)
    booked = Counter(local_day(moment, store.timezone) for moment in starts)
    return bars_of(days, booked, queries.unstaffed_due_days(session, store.id, days[0], days[-1]))


def _sum(counts: dict[OutboxState, int], states: Sequence[OutboxState]) -> int:
    return sum(counts.get(state, 0) for state in states)
