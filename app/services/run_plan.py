"""What applying the lines of a run would do now: which hold, which replace something, and which are out of date.

It decides and writes nothing, so that the page can show the same answer before anybody presses Apply.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.formatting import minutes_clock, short_day
from app.models import Proposal, Schedule
from app.models.columns import utc_now
from app.services.run_review import placed
from app.services.schedule_pairs import saved_visits
from app.services.scheduling.beside import Beside
from app.services.scheduling.constraint_validator import check_beside
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules import pairing, pinned, short_notice
from app.services.scheduling.rules.violation import Mode, Violation, label
from app.vocabulary import ApplyMode, ProposalKind, ProposalStatus, ScheduleStatus, Severity

OVERWRITING = (ApplyMode.OVERWRITE_UNPINNED, ApplyMode.OVERWRITE_ALL)
#: Asked when the line was planned; that time has gone by since, or that a mode sets it aside, is no reason to drop it.
_NOT_ASKED_AGAIN = frozenset({short_notice.NAME, pinned.NAME})


@dataclass(frozen=True)
class StaleLine:
    proposal_id: int
    message: str


@dataclass(eq=False)
class Step:
    """One line that holds and what applying it does: a new schedule, or another place for the one it replaces."""

    line: Proposal
    wanted: Assignment
    replaces: Schedule | None = None
    bumps: tuple[Assignment, ...] = ()
    """What gives its place to this line and is cancelled, with the visits that belong to it."""


@dataclass
class Outlook:
    mode: ApplyMode
    steps: list[Step] = field(default_factory=list)
    standing: list[tuple[Proposal, Schedule]] = field(default_factory=list)
    """Lines that are already as they propose."""
    left_alone: list[Proposal] = field(default_factory=list)
    """Lines that this mode does not touch."""
    stale: list[StaleLine] = field(default_factory=list)
    gives_way: dict[int, Assignment] = field(default_factory=dict)
    """Schedules of other events that an overwriting mode cancels, by their id."""
    saved: dict[int, Assignment] = field(default_factory=dict)
    """What stands at this moment, by the id of the schedule."""

    @property
    def cancelled(self) -> dict[int, Assignment]:
        """Every schedule that is cancelled, by its id."""
        bumped = (row for step in self.steps for row in step.bumps)
        return self.gives_way | {row.schedule_id: row for row in bumped if row.schedule_id is not None}

    @property
    def moves(self) -> list[str]:
        """What gets another person or time, named as it will stand, with what stands now."""
        return [self._moved(step.wanted, step.replaces) for step in self.steps if step.replaces is not None]

    def _moved(self, wanted: Assignment, replaces: Schedule) -> str:
        now = self.saved.get(replaces.id)
        return f"{named(wanted)}, now {now.employee.name} on {_when(now)}" if now else named(wanted)

    @property
    def cancels(self) -> list[str]:
        return [named(row) for row in self.cancelled.values()]

    @property
    def created(self) -> int:
        return len(self.steps) - len(self.moves)

    @property
    def fingerprint(self) -> str:
        """Another one as soon as applying would do something else."""
        steps = sorted((s.line.id, named(s.wanted), s.replaces.id if s.replaces else 0) for s in self.steps)
        told = (self.mode.value, steps, sorted(self.cancelled), sorted(line.proposal_id for line in self.stale))
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]

    def drop(self, line: Proposal, message: str) -> None:
        self.stale.append(StaleLine(line.id, message))


def look_ahead(problem: Problem, lines: Sequence[Proposal], standing: Iterable[Schedule], mode: ApplyMode) -> Outlook:
    """`standing` is what holds the events of the lines at this moment, and what the lines replace."""
    saved = {row.schedule_id: row for row in problem.assignments if row.schedule_id is not None}
    found, now = Outlook(mode, saved=saved), utc_now()
    moving = {line.replaces_schedule_id for line in lines if line.kind is not ProposalKind.SWAP}
    there: dict[int, list[Schedule]] = defaultdict(list)
    for schedule in standing:
        there[schedule.event_id].append(schedule)
    for line in lines:
        wanted = placed(problem, line)
        if wanted is None or line.event.removed_at is not None:
            found.drop(line, f"“{line.event.name}”: its event or its person is gone.")
        elif wanted.starts_at <= now:
            found.drop(line, f"{named(wanted)}: its time has passed.")
        elif line.kind is ProposalKind.SWAP and line.replaces_schedule_id not in moving:
            _sort_swap(problem, found, line, wanted, there)
        else:
            _sort(found, line, wanted, there[line.event_id])
    _hold(problem, found)
    return found


def _sort(found: Outlook, line: Proposal, wanted: Assignment, there: list[Schedule]) -> None:
    same = next((schedule for schedule in there if _is_at(schedule, wanted)), None)
    if same is not None and (same.status is not ScheduleStatus.DRAFT or found.mode is ApplyMode.FILL_GAPS):
        found.standing.append((line, same))
        return
    if line.kind is ProposalKind.SWAP:
        _sort_open(found, line, wanted, there)
        return
    if line.replaces_schedule_id is not None and found.mode is ApplyMode.FILL_GAPS:
        found.left_alone.append(line)
        return
    mine = next((schedule for schedule in there if schedule.id == line.replaces_schedule_id), None)
    if line.replaces_schedule_id is not None and mine is None:
        found.drop(line, f"{named(wanted)}: the schedule it would move is gone.")
    elif mine is None and len(there) < wanted.event.headcount:
        found.steps.append(Step(line, replace(wanted, schedule_id=None)))
    else:
        _sort_replacing(found, line, wanted, mine, _target(found, there, mine))


def _sort_swap(
    problem: Problem, found: Outlook, line: Proposal, wanted: Assignment, there: Mapping[int, list[Schedule]]
) -> None:
    """New work in the place of another booking. If that went by itself meanwhile, the place is simply free."""
    rows = (row for held in there.values() for row in held)
    victim = next((row for row in rows if row.id == line.replaces_schedule_id), None)
    saved = found.saved.get(line.replaces_schedule_id or 0)
    if victim is None or saved is None:
        _sort_open(found, line, wanted, there[line.event_id])
    elif found.mode is ApplyMode.FILL_GAPS:
        found.left_alone.append(line)
    elif refusal := _refusal(line, victim, found.mode, is_mine=True):
        found.drop(line, f"{named(wanted)}: what should give way stays, because {refusal}")
    else:
        _sort_open(found, line, wanted, there[line.event_id], (saved, *saved_visits(problem, saved.event)))


def _sort_open(
    found: Outlook, line: Proposal, wanted: Assignment, there: list[Schedule], bumps: tuple[Assignment, ...] = ()
) -> None:
    if len(there) < wanted.event.headcount:
        found.steps.append(Step(line, wanted, bumps=bumps))
    else:
        found.drop(line, f"{named(wanted)}: it was scheduled after the run.")


def _target(found: Outlook, there: list[Schedule], mine: Schedule | None) -> Schedule:
    taken = {step.replaces.id for step in found.steps if step.replaces is not None}
    free = [schedule for schedule in there if schedule.id not in taken and not schedule.pinned]
    return mine or next(iter(free), there[0])


def _sort_replacing(
    found: Outlook, line: Proposal, wanted: Assignment, mine: Schedule | None, target: Schedule
) -> None:
    refusal = _refusal(line, target, found.mode, is_mine=mine is not None)
    if refusal:
        found.drop(line, f"{named(wanted)}: {refusal}")
        return
    found.steps.append(Step(line, replace(wanted, schedule_id=target.id, pinned=target.pinned), target))


def _refusal(line: Proposal, target: Schedule, mode: ApplyMode, *, is_mine: bool) -> str:
    if target.status is ScheduleStatus.COMPLETED:
        return "the work is done already."
    if mode not in OVERWRITING and not is_mine:
        return "it was scheduled after the run."
    if mode not in OVERWRITING and line.replaces_version not in (None, target.version):
        return "its schedule was changed after the run."
    if target.pinned and mode is not ApplyMode.OVERWRITE_ALL:
        return "its schedule is pinned."
    return ""


def _is_at(schedule: Schedule, wanted: Assignment) -> bool:
    return schedule.employee_id == wanted.employee.id and schedule.starts_at == wanted.starts_at


def _hold(problem: Problem, found: Outlook) -> None:
    """Ask the rules about the plan as it would stand. A line that falls may take others with it, and what gives way
    may make room for others, so ask again until nothing changes."""
    changed = True
    while changed:
        beside = _Beside(problem, found)
        changed = False
        for step in sorted(found.steps, key=lambda step: step.line.status is ProposalStatus.EDITED):
            broken = _broken(problem, step, beside)
            if not broken:
                continue
            changed = True
            if not _make_way(problem, found, beside, step, broken):
                found.drop(step.line, f"{named(step.wanted)}: {broken[0].message}")
                found.steps.remove(step)
                beside.remove(step.wanted)
                found.gives_way.clear()  # perhaps only this line needed the room


class _Beside(Beside):
    """The plan as it would stand; `saved` is what of it is booked already, by schedule id."""

    def __init__(self, problem: Problem, found: Outlook) -> None:
        gone = {step.replaces.id for step in found.steps if step.replaces is not None} | found.cancelled.keys()
        booked = [(row.schedule_id, row) for row in problem.assignments if row.schedule_id not in gone]
        self.saved = {number: row for number, row in booked if number is not None}
        super().__init__(problem, (*self.saved.values(), *(step.wanted for step in found.steps)))


def _broken(problem: Problem, step: Step, beside: _Beside) -> list[Violation]:
    """Hard rules only. What a manager edited is judged as if he booked it by hand."""
    mode = Mode.MANUAL if step.line.status is ProposalStatus.EDITED else Mode.AUTOMATIC
    return [
        violation
        for violation in check_beside(problem, step.wanted, beside.others(step.wanted), mode=mode)
        if violation.severity is Severity.HARD and violation.rule not in _NOT_ASKED_AGAIN
    ]


def _make_way(problem: Problem, found: Outlook, beside: _Beside, step: Step, broken: Sequence[Violation]) -> bool:
    """In an overwriting mode the same person's other schedules are cancelled, if that is all that stands against it."""
    rows = [beside.saved.get(violation.other_schedule_id or 0) for violation in broken]
    if found.mode not in OVERWRITING or any(violation.rule == pairing.NAME for violation in broken):
        return False
    if not all(row is not None and _may_go(problem, found.mode, row, step) for row in rows):
        return False
    for row in rows:
        if row is None or row.schedule_id is None:
            continue
        for going in (row, *saved_visits(problem, row.event)):
            if going.schedule_id in beside.saved:
                found.gives_way[going.schedule_id] = going
                beside.remove(going)
    return True


def _may_go(problem: Problem, mode: ApplyMode, row: Assignment, step: Step) -> bool:
    free = not row.pinned or mode is ApplyMode.OVERWRITE_ALL
    return free and row.employee.id == step.wanted.employee.id and row.day >= problem.today


def named(wanted: Assignment) -> str:
    return f"{label(wanted.event)} for {wanted.employee.name} on {_when(wanted)}"


def _when(row: Assignment) -> str:
    return f"{short_day(row.day)} {minutes_clock(row.start)}"
