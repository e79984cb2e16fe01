"""Plans the open events of some stores over all hard rules at once, and explains the plan line by line.

Coverage is searched first, by priority and urgency, and its value is the proof shown to people; the wishes follow
among plans that cover as much. One solver thread, a fixed seed and counted work: the same problem gives the same plan.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.services.scheduling.constraint_validator import check_plan
from app.services.scheduling.draft import Draft
from app.services.scheduling.engine_model import build, cover, improve
from app.services.scheduling.engine_opening import Opening, has_place, open_up
from app.services.scheduling.engine_parts import Part, parts
from app.services.scheduling.engine_plan import Plan
from app.services.scheduling.engine_readout import fill, hints, read_off, settle
from app.services.scheduling.engine_report import Report
from app.services.scheduling.engine_search import Found, Limits
from app.services.scheduling.engine_solution import Metrics, Solution, SolutionStatus
from app.services.scheduling.engine_watch import Stopped, Watcher
from app.services.scheduling.engine_wishes import Duties, seat_value
from app.services.scheduling.greedy_waves import plan_in_waves
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Mode
from app.vocabulary import Severity

COVERAGE_SHARE, WISHES_SHARE = 0.4, 0.5
"""Of the time of a part; the rest is for reading, checking and explaining."""
WISHES_GAP = 0.01
MODES = ("normal", "greedy")
"""greedy answers the plan of the waves without any search."""


class BrokenPlan(RuntimeError):
    """The engine made a plan that breaks a hard rule. Always a defect; such a plan is never handed out."""


@dataclass(frozen=True)
class _Planned:
    """One part of the problem with its plan."""

    part: Part
    opening: Opening
    lines: tuple[Assignment, ...]
    status: SolutionStatus
    bound: int
    proven: bool
    points: Counter[str]
    wall_s: dict[str, float]


def solve(
    problem: Problem,
    *,
    mode: str = "normal",
    time_limit_s: float = 30.0,
    seed: int = 1,
    on_progress: Callable[[float, str], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """Never changes what is pinned or published, and never answers a plan that breaks a hard rule.

    `on_progress` gets 0..1, never falling, and a message; `should_stop` is asked about ten times a second. Both are
    called on the caller's thread, and what they raise ends the run. Raises ValueError for an unknown mode.
    """
    if mode not in MODES:
        raise ValueError(f"There is no mode {mode!r}; choose one of {', '.join(MODES)}.")
    watcher = Watcher(on_progress, should_stop)
    cut = parts(problem)
    planned: list[_Planned] = []
    beside = problem
    for number, part in enumerate(cut):
        watcher.enter(number / len(cut), 1 / len(cut), f"Part {number + 1} of {len(cut)}")
        planned.append(_plan_part(beside, part, Limits(time_limit_s / len(cut), seed), watcher, mode))
        beside = _with_lines(planned[-1])
        if watcher.stopped:
            break
    return _answer(problem, planned, watcher)


def _plan_part(problem: Problem, part: Part, limits: Limits, watcher: Watcher, mode: str) -> _Planned:
    began = time.monotonic()
    opening, duties = open_up(problem, part.store_ids), Duties(problem)
    greedy = plan_in_waves(opening, duties)
    settle(opening, greedy, duties)
    walls = {"greedy": time.monotonic() - began}
    if mode == "greedy" or not opening.events or watcher.should_stop():
        return _of_waves(part, opening, greedy, walls)
    try:
        return _search(part, opening, duties, greedy, limits, watcher, walls)
    except Stopped:
        return _of_waves(part, opening, greedy, walls)


def _search(
    part: Part,
    opening: Opening,
    duties: Duties,
    greedy: Plan,
    limits: Limits,
    watcher: Watcher,
    walls: dict[str, float],
) -> _Planned:
    began = time.monotonic()
    draft = build(opening, watcher.go_on)
    walls["model"] = time.monotonic() - began
    watcher.say(0.1, 0.4, "Looking for people for every event")
    limited = replace(limits, seconds=limits.seconds * COVERAGE_SHARE)
    covered = cover(draft, hints(draft, greedy.lines), limited, watcher.watch)
    walls["coverage"] = covered.wall_s
    if covered.values is None or covered.objective < _value(opening, greedy.lines):
        fallback = _of_waves(part, opening, greedy, walls)
        return replace(fallback, bound=max(fallback.bound, covered.bound))
    return _improved(part, opening, duties, draft, covered, limits, watcher, walls)


def _improved(
    part: Part,
    opening: Opening,
    duties: Duties,
    draft: Draft,
    covered: Found,
    limits: Limits,
    watcher: Watcher,
    walls: dict[str, float],
) -> _Planned:
    first = read_off(draft, opening, covered.values) if covered.values else []
    best, points, proven = first, Counter[str](), False
    if not watcher.stopped:
        watcher.say(0.4, 0.9, "Making the plan fair and early")
        limited = replace(limits, seconds=limits.seconds * WISHES_SHARE, gap=WISHES_GAP)
        better = improve(draft, opening, duties, covered, limited, watcher.watch)
        walls["wishes"] = better.found.wall_s
        if better.found.values is not None:
            best, points, proven = (
                read_off(draft, opening, better.found.values),
                Counter(better.points),
                better.found.proven,
            )
    lines = _finished(opening, duties, best)
    optimal = SolutionStatus.OPTIMAL if covered.proven and proven else SolutionStatus.FEASIBLE
    return _Planned(part, opening, lines, optimal, covered.bound, covered.proven, points, walls)


def _finished(opening: Opening, duties: Duties, lines: Sequence[Assignment]) -> tuple[Assignment, ...]:
    plan = Plan(opening.problem)
    for line in lines:
        plan.add(line)
    settle(opening, plan, duties)
    fill(opening, plan, duties)
    return plan.lines


def _of_waves(part: Part, opening: Opening, greedy: Plan, walls: dict[str, float]) -> _Planned:
    bound = sum(seat_value(opening.problem, event) * opening.seats[event.id] for event in opening.events)
    proven = bound == _value(opening, greedy.lines)
    status = SolutionStatus.FALLBACK if opening.events else SolutionStatus.OPTIMAL
    return _Planned(part, opening, greedy.lines, status, bound, proven, Counter(), walls)


def _value(opening: Opening, lines: Sequence[Assignment]) -> int:
    return sum(seat_value(opening.problem, line.event) for line in lines)


def _with_lines(planned: _Planned) -> Problem:
    kept = planned.opening.problem
    return replace(kept, assignments=kept.assignments + planned.lines)


def _answer(problem: Problem, planned: Sequence[_Planned], watcher: Watcher) -> Solution:
    began = time.monotonic()
    opening = open_up(problem)
    plan = Plan(opening.problem)
    for part in planned:
        for line in part.lines:
            plan.add(line)
    _refuse_broken(plan)
    report = Report(opening, plan, Duties(opening.problem))
    lines, unassigned = report.lines(brief=watcher.stopped), report.unassigned(brief=watcher.stopped)
    metrics = report.metrics(_figures(opening.problem, planned, time.monotonic() - began))
    watcher.finish()
    return Solution(_status(planned, watcher), lines, unassigned, metrics)


def _figures(problem: Problem, planned: Sequence[_Planned], report_s: float) -> Metrics:
    """What only the searches know; the report adds the rest."""
    points: Counter[str] = sum((part.points for part in planned), Counter())
    walls = {"report": report_s}
    for part in planned:
        for phase, seconds in part.wall_s.items():
            walls[phase] = walls.get(phase, 0.0) + seconds
    bound = sum(_bound(problem, part) for part in planned)
    proven = all(part.proven for part in planned) and bound == sum(_value(part.opening, part.lines) for part in planned)
    return Metrics(0, 0, 0.0, 0, bound, proven, dict(points), walls)


def _bound(settled: Problem, planned: _Planned) -> int:
    """No plan covers more. A part that shares people was searched beside the plans of others, which proves nothing:
    there, everything counts as possible that has a free place beside what is settled."""
    if planned.part.whole:
        return planned.bound
    placed = Counter(line.event.id for line in planned.lines)
    missing = [(event, planned.opening.seats[event.id] - placed[event.id]) for event in planned.opening.events]
    beside_settled = replace(planned.opening, problem=settled)
    left = (
        seats * seat_value(settled, event) for event, seats in missing if seats and has_place(beside_settled, event)
    )
    return _value(planned.opening, planned.lines) + sum(left)


def _status(planned: Sequence[_Planned], watcher: Watcher) -> SolutionStatus:
    if watcher.stopped:
        return SolutionStatus.CANCELLED
    found = {part.status for part in planned}
    for status in (SolutionStatus.FALLBACK, SolutionStatus.FEASIBLE):
        if status in found:
            return status
    return SolutionStatus.OPTIMAL


def _refuse_broken(plan: Plan) -> None:
    """Raises BrokenPlan when a planned line breaks a hard rule beside everything else."""
    planned = {(line.event.id, line.employee.id, line.day) for line in plan.lines}
    everything = [*plan.problem.assignments, *plan.lines]
    for violation in check_plan(plan.problem, everything, mode=Mode.AUTOMATIC):
        if (
            violation.severity is Severity.HARD
            and (violation.event_id, violation.employee_id, violation.day) in planned
        ):
            raise BrokenPlan(f"{violation.rule}: {violation.message}")
