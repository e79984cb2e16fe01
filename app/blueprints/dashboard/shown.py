"""What the dashboard shows of one store, put together for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from app.blueprints.dashboard.bars import Bar, bars_of
from app.blueprints.dashboard.radar_chart import RadarChart, chart_of
from app.formatting import local_day, to_utc
from app.models import Employee, Event, Notice, Packet, Run, Schedule, Store
from app.models.columns import utc_now
from app.queries import dashboard as queries
from app.queries import notices
from app.queries.dashboard import RISK, Figures
from app.services import deadline_radar
from app.services.actors import Actor
from app.services.deadline_radar import Radar
from app.vocabulary import Permission

_WORKERS = 12


@dataclass(frozen=True)
class Worker:
    employee: Employee
    schedules: tuple[Schedule, ...]


@dataclass(frozen=True)
class ShownStore:
    """`runs` are runs that wait for a decision, with their number of open lines."""

    store: Store
    as_of: datetime
    today: date
    risk_until: date
    figures: Figures
    workers: tuple[Worker, ...]
    at_risk: Sequence[Event]
    conflicts: Sequence[Schedule]
    runs: Sequence[tuple[Run, int]]
    notices: Sequence[Notice]
    radar: Radar
    chart: RadarChart
    bars: tuple[Bar, ...]

    @property
    def due_soon(self) -> int:
        """Open events whose last day is not after `risk_until`; the radar has counted them by day."""
        return sum(number for day, number in self.radar.due.items() if day <= self.risk_until)

    @property
    def missing_parts(self) -> int:
        """Of the newest packet of today."""
        return _missing(self.figures.packet) if self.figures.packet else 0


def show_store(session: Session, actor: Actor, store: Store) -> ShownStore:
    now = utc_now()
    today = local_day(now, store.timezone)
    begin, end = to_utc(today, 0, store.timezone), to_utc(today + timedelta(days=1), 0, store.timezone)
    radar = deadline_radar.look(session, store, today)
    return ShownStore(
        store=store,
        as_of=now,
        today=today,
        risk_until=today + RISK,
        figures=queries.figures(session, store.id, actor.store_ids, today, begin, end),
        workers=_workers(queries.workers(session, store.id, begin, end, limit=_WORKERS)),
        at_risk=queries.at_risk(session, store.id, today, today + RISK),
        conflicts=queries.conflicts(session, store.id, now),
        runs=_open_runs(session, actor),
        notices=notices.open_of_store(session, store.id),
        radar=radar,
        chart=chart_of(radar.loads),
        bars=bars_of(radar.days, radar.booked, radar.due),
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


def _missing(packet: Packet) -> int:
    return sum(part.get("state") == "missing" for part in packet.manifest)
