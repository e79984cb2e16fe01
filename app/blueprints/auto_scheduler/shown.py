"""A run as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.formatting import local_day, local_minutes
from app.models import Job, Proposal, Run, Store
from app.queries import run_pages
from app.queries import runs as queries
from app.services.actors import Actor
from app.services.auto_scheduling import ended_without_result, preview
from app.services.run_plan import Outlook
from app.services.run_review import REVIEWED, seen_run
from app.vocabulary import Permission, ProposalStatus, RunStatus
from app.web.stores import visible_stores

RUN_WORDS = {
    RunStatus.QUEUED: _l("waiting"),
    RunStatus.RUNNING: _l("running"),
    RunStatus.COMPLETED: _l("ready for review"),
    RunStatus.FAILED: _l("failed"),
    RunStatus.CRASHED: _l("crashed"),
    RunStatus.CANCELLED: _l("cancelled"),
    RunStatus.APPLIED: _l("applied"),
    RunStatus.PARTLY_APPLIED: _l("partly applied"),
    RunStatus.REVERTED: _l("taken back"),
    RunStatus.REJECTED: _l("rejected"),
}
LINE_WORDS = {
    ProposalStatus.PROPOSED: _l("proposed"),
    ProposalStatus.EDITED: _l("edited"),
    ProposalStatus.ACCEPTED: _l("accepted"),
    ProposalStatus.APPLIED: _l("applied"),
    ProposalStatus.REJECTED: _l("rejected"),
    ProposalStatus.STALE: _l("out of date"),
    ProposalStatus.SUPERSEDED: _l("superseded by a newer run"),
    ProposalStatus.UNASSIGNED: _l("not placed"),
}
_CHART_HEIGHT, _DAY_WIDTH, _BAR_WIDTH = 90, 76, 26


@dataclass(frozen=True)
class Bar:
    """One day of the chart: booked before, and after applying."""

    day: date
    x: int
    before: int
    after: int
    before_height: int
    after_height: int


@dataclass(frozen=True)
class Line:
    row: Proposal
    day: date
    minutes: int


@dataclass(frozen=True)
class DayLines:
    day: date
    lines: list[Line]


@dataclass(frozen=True)
class ShownRun:
    run: Run
    job: Job | None
    stores: list[Store]
    author: str
    days: list[DayLines]
    stale: list[Proposal]
    unassigned: list[Proposal]
    bars: list[Bar]
    outlooks: list[Outlook]
    """What applying would do, in each mode; empty for those who may not apply and when nothing is open."""

    @property
    def is_working(self) -> bool:
        return self.run.status in queries.OPEN_RUNS

    @property
    def is_reviewed(self) -> bool:
        return self.run.status in REVIEWED

    @property
    def elapsed_s(self) -> int:
        began: datetime | None = self.run.started_at
        ended = self.run.finished_at or datetime.now(tz=began.tzinfo if began else None)
        return int((ended - began).total_seconds()) if began else 0


def show_run(session: Session, actor: Actor, run_id: int) -> ShownRun:
    """Raises NotFound, for a run of other stores too."""
    run = seen_run(actor, queries.run(session, run_id))
    job = queries.jobs_of(session, [run]).get(run.id)
    # before the lines are read for the page, because it reads them afresh
    outlooks = preview(session, actor, run_id=run.id) if actor.may(Permission.APPLY_RUN) else []
    rows = run_pages.lines(session, run.id)
    stores = [store for store in visible_stores() if store.id in run.store_ids]
    return ShownRun(
        run=run,
        job=job,
        stores=stores,
        author=queries.user_names(session, [run.created_by_id]).get(run.created_by_id or 0, ""),
        days=_by_day([row for row in rows if row.status is not ProposalStatus.STALE]),
        stale=[row for row in rows if row.status is ProposalStatus.STALE],
        unassigned=[row for row in rows if row.employee is None],
        bars=bars(run.metrics.get("days", [])),
        outlooks=outlooks,
    )


def show_line(session: Session, run_id: int, proposal_id: int) -> Line | None:
    """None for one that has no place, and for one of another run."""
    row = next((row for row in run_pages.lines(session, run_id) if row.id == proposal_id), None)
    return _line(row) if row is not None else None


def crashed(run: Run, job: Job | None) -> bool:
    """Its worker died; the page says so even before somebody starts the next run."""
    return ended_without_result(run, job) is RunStatus.CRASHED


def _by_day(rows: Sequence[Proposal]) -> list[DayLines]:
    found: dict[date, list[Line]] = {}
    for row in rows:
        line = _line(row)
        if line is not None:
            found.setdefault(line.day, []).append(line)
    return [DayLines(day, found[day]) for day in sorted(found)]


def _line(row: Proposal) -> Line | None:
    if row.starts_at is None or row.employee is None:
        return None
    zone = row.event.store.timezone
    return Line(row, local_day(row.starts_at, zone), local_minutes(row.starts_at, zone))


def bars(days: list[dict[str, Any]]) -> list[Bar]:
    most = max([1, *(max(day["before"], day["after"]) for day in days)])
    return [
        Bar(
            day=date.fromisoformat(day["day"]),
            x=10 + number * _DAY_WIDTH,
            before=day["before"],
            after=day["after"],
            before_height=round(_CHART_HEIGHT * day["before"] / most),
            after_height=round(_CHART_HEIGHT * day["after"] / most),
        )
        for number, day in enumerate(days)
    ]
