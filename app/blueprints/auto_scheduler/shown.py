"""A run as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.blueprints.auto_scheduler.week_table import WeekTable, week_table
from app.formatting import local_day, local_minutes, short_day
from app.models import Job, Proposal, Run, Schedule, Store
from app.queries import run_pages
from app.queries import runs as queries
from app.services.actors import Actor
from app.services.auto_scheduling import ended_without_result, preview
from app.services.daily_audit import LONGEST_DAYS
from app.services.run_comparison import Figure, figures_of, side_by_side
from app.services.run_plan import Outlook
from app.services.run_review import REVIEWED, seen_run
from app.vocabulary import ApplyMode, Permission, ProposalKind, ProposalStatus, RunStatus
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
FIGURE_WORDS = {
    "coverage": _l("staffed"),
    "staffed": _l("places with somebody"),
    "open": _l("places without anybody"),
    "expiring": _l("of these, with their last day in this time"),
    "preference": _l("days worked that suit the person"),
    "core_spread": _l("Core days between most and least"),
    "labour_cents": _l("wages"),
    "new": _l("new"),
    "moved": _l("moved"),
    "lost": _l("without a place any more"),
    "untouched": _l("untouched"),
    "gap": _l("possibly missed, at most"),
    "seconds": _l("seconds to plan"),
}
PHASE_WORDS = {
    "load": _l("reading people, events and rules"),
    "greedy": _l("first plan by the rulebook's waves"),
    "coverage": _l("staffing as much as possible"),
    "proof": _l("proving that nobody could staff more"),
    "bound": _l("finding out how good any plan could be"),
    "weeks": _l("making it fair and early, week by week"),
    "pairs": _l("stores that share people"),
    "together": _l("all stores together"),
    "gaps": _l("a place for what has none"),
    "near": _l("moving what is near"),
    "stores": _l("moving what a store has"),
    "report": _l("checking and explaining"),
}
_MOST_DAYS = 14
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
class Phase:
    """A part of the work; `width` of 100 for the longest."""

    name: str
    seconds: float
    width: int


@dataclass(frozen=True)
class OtherWay:
    employee_id: int
    name: str
    day: date
    minutes: int
    points: int | None
    """More than the line itself; None for a run that was stored before places were priced."""
    dearer: str


@dataclass(frozen=True)
class Line:
    row: Proposal
    day: date
    minutes: int
    moves: Schedule | None
    """What it would move, as that stands now."""

    @property
    def others(self) -> list[OtherWay]:
        """Places for the same event that broke no rule beside the rest of the plan."""
        return [
            OtherWay(
                one["employee_id"],
                one["name"],
                date.fromisoformat(one["day"]),
                one["start"],
                one.get("points"),
                "; ".join(one.get("dearer", ())),
            )
            for one in self.row.alternatives
        ]


@dataclass(frozen=True)
class DayLines:
    """`kept` changes nothing."""

    day: date
    lines: list[Line]
    kept: list[Line]


@dataclass(frozen=True)
class ShownRun:
    run: Run
    job: Job | None
    stores: list[Store]
    author: str
    applied_by: str
    event_names: list[str]
    """Of a run that was asked for single events."""
    days: list[DayLines]
    stale: list[Proposal]
    unassigned: list[Proposal]
    bars: list[Bar]
    outlooks: list[Outlook]
    """What applying would do, in each mode; empty for those who may not apply and when nothing is open."""

    @property
    def week(self) -> WeekTable | None:
        """As the whole plan would leave it; without what only an overwriting mode does."""
        merging = next((outlook for outlook in self.outlooks if outlook.mode is ApplyMode.MERGE), None)
        return week_table(self.run, merging) if merging else None

    @property
    def audited_until(self) -> date:
        """The last day that one audit looks at."""
        return min(self.run.last_day, self.run.week_start + timedelta(days=LONGEST_DAYS - 1))

    @property
    def is_working(self) -> bool:
        return self.run.status in queries.OPEN_RUNS

    @property
    def is_over(self) -> bool:
        """Whether its days had passed when it was asked for, so that there was nothing to plan."""
        return self.run.last_day < local_day(self.run.created_at, self.zone)

    @property
    def is_reviewed(self) -> bool:
        return self.run.status in REVIEWED

    @property
    def before_and_after(self) -> tuple[Figure, ...]:
        """How good the plan is, beside what it found."""
        plans = [figures_of(self.run.metrics, stage) for stage in ("before", "after")]
        return tuple(figure for figure in side_by_side(plans) if None not in figure.values)

    @property
    def branch(self) -> tuple[Figure, ...]:
        """Of a what-if: as booked, as planned without the assumptions, and with them."""
        figures = self.run.metrics
        if "what_if" not in figures:
            return ()
        real = figures["what_if"]["real"]
        plans = side_by_side([figures_of(real, "before"), figures_of(real), figures_of(figures)])
        return tuple(figure for figure in plans if figure.name not in ("gap", "seconds"))

    @property
    def heading(self) -> str:
        first, last = short_day(self.run.week_start), short_day(self.run.last_day)
        if (self.run.last_day - self.run.week_start).days < 7:
            return gettext("Week of %(day)s", day=first)
        return gettext("%(first)s to %(last)s", first=first, last=last)

    @property
    def zone(self) -> str:
        return self.stores[0].timezone if self.stores else "UTC"

    @property
    def phases(self) -> list[Phase]:
        return phases(self.run.metrics)

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
    users = queries.user_names(session, [run.created_by_id, run.applied_by_id])
    stores = [store for store in visible_stores() if store.id in run.store_ids]
    return ShownRun(
        run=run,
        job=job,
        stores=stores,
        author=users.get(run.created_by_id or 0, ""),
        applied_by=users.get(run.applied_by_id or 0, ""),
        event_names=list(run_pages.event_names(session, run.event_ids).values()) if run.event_ids else [],
        days=_by_day(_placed(session, [row for row in rows if row.status is not ProposalStatus.STALE])),
        stale=[row for row in rows if row.status is ProposalStatus.STALE],
        unassigned=[row for row in rows if row.employee is None],
        bars=bars(run.metrics.get("days", [])),
        outlooks=outlooks,
    )


def show_line(session: Session, run_id: int, proposal_id: int) -> Line | None:
    """None for one that has no place, and for one of another run."""
    rows = [row for row in run_pages.lines(session, run_id) if row.id == proposal_id]
    return next(iter(_placed(session, rows)), None)


def crashed(run: Run, job: Job | None) -> bool:
    """Its worker died; the page says so even before somebody starts the next run."""
    return ended_without_result(run, job) is RunStatus.CRASHED


def _by_day(lines: Sequence[Line]) -> list[DayLines]:
    found = {day: DayLines(day, [], []) for day in sorted({line.day for line in lines})}
    for line in lines:
        group = found[line.day]
        (group.kept if line.row.kind is ProposalKind.KEEP else group.lines).append(line)
    return list(found.values())


def _placed(session: Session, rows: Sequence[Proposal]) -> list[Line]:
    """A line that is applied moves nothing any more."""
    moving = [row for row in rows if row.kind is ProposalKind.MOVE and row.status is not ProposalStatus.APPLIED]
    moved = run_pages.replaced(session, moving)
    lines = []
    for row in rows:
        if row.starts_at is not None and row.employee is not None:
            zone = row.event.store.timezone
            moves = moved.get(row.replaces_schedule_id or 0) if row in moving else None
            lines.append(Line(row, local_day(row.starts_at, zone), local_minutes(row.starts_at, zone), moves))
    return lines


def bars(days: list[dict[str, Any]]) -> list[Bar]:
    """One for each day; of more than two weeks one for each week, so that it stays readable."""
    if len(days) > _MOST_DAYS:
        days = [_summed(days[first : first + 7]) for first in range(0, len(days), 7)]
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


def _summed(week: list[dict[str, Any]]) -> dict[str, Any]:
    return {"day": week[0]["day"]} | {stage: sum(day[stage] for day in week) for stage in ("before", "after")}


def phases(metrics: dict[str, Any]) -> list[Phase]:
    """In the order they were done."""
    walls: dict[str, float] = metrics.get("wall_s", {})
    longest = max(walls.values(), default=0) or 1
    return [Phase(name, seconds, max(round(100 * seconds / longest), 1)) for name, seconds in walls.items()]
