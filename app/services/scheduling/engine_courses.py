"""Which searches a run makes, one phase after the other: of a plan from scratch, and of a repair.

From scratch: coverage store by store, then all wishes week by week, then of stores together. Nearly all of what stores
lose to each other is lost between two that share somebody, so that pairs of them come within a thousandth of the best
plan of all, in a fraction of its time and memory.

A repair begins with what is booked, and widens what it may touch only while something has no place: time that runs out
may cost places, never changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.services.scheduling.engine_parts import Stores, pairs, parts, single_stores, size, week_by_week
from app.services.scheduling.engine_rounds import Rounds
from app.services.scheduling.engine_tasks import Task

AT_ONCE = 500
"""Up to so many events everything is planned at once from the beginning,"""
AT_ONCE_AT_LAST = 2_500
"""and up to so many the whole is searched at the end."""
EXACT, FINE, ROUGH = 1e-6, 3e-4, 1e-3
"""Gaps: of what is proven, of what is searched last, and of pairs."""
COVERAGE_SHARE, WEEKS_SHARE, PAIRS_SHARE = 0.3, 0.3, 0.8
"""Of the work that is left, at most."""
SHORTEST_S, SHORTEST_WEEK_S = 2.0, 0.5
NEAR_DAYS = 7
"""A repair looks first at so many days of those on which an event without a place could be done."""


def follow(rounds: Rounds) -> None:
    """The course that suits the problem."""
    opening = rounds.standing.opening
    cut = parts(opening)
    if opening.problem.keeps_booked:
        _repair(rounds, cut)
    elif len(opening.events) <= AT_ONCE:
        rounds.phase("together", [Task(part, EXACT, rounds.work_s, alone=True, is_part=True) for part in cut])
        _prove_of_stores(rounds, cut)
        _prove_of_parts(rounds, cut)
    else:
        _cover(rounds, cut)
        _wish(rounds, cut)


def _cover(rounds: Rounds, cut: Sequence[Stores]) -> None:
    """As many seats as possible, and the proof that there are no more."""
    opening = rounds.standing.opening
    rounds.phase("coverage", _coverage(rounds, single_stores(opening, cut), cut))
    _prove_of_stores(rounds, cut)
    lacking = [pair for pair in pairs(opening, _open(rounds, cut)) if rounds.could_staff_more(pair)]
    rounds.phase("coverage", _coverage(rounds, lacking, cut))
    _prove_of_parts(rounds, cut)


def _wish(rounds: Rounds, cut: Sequence[Stores]) -> None:
    """All wishes: of each store week by week, soon good everywhere, then of each two stores that share people."""
    rounds.standing.keep_what_fits()
    opening = rounds.standing.opening
    wanted = pairs(opening, cut)
    singles = single_stores(opening, cut)
    rounds.phase("bound", [Task(store, FINE, SHORTEST_S, alone=True, relaxed=True) for store in singles])
    rounds.phase("weeks", _by_week(rounds, singles))
    rounds.phase("pairs", _improving(rounds, wanted, cut))
    rounds.phase("pairs", _improving(rounds, [stores for stores in wanted if stores in rounds.poor], cut))
    rounds.phase("together", [task for part in cut if len(part) > 2 for task in _bounding(rounds, part)])


def _repair(rounds: Rounds, cut: Sequence[Stores]) -> None:
    """What lost its place or is new, beside all that stays; where that is not enough, also what is near it."""
    standing = rounds.standing
    standing.keep_what_fits()
    stores, loose = single_stores(standing.opening, cut), standing.loose()
    rounds.phase("gaps", [_mending(s, events=loose) for s in stores if standing.is_any_of(loose, s)])
    rounds.phase("near", [_mending(s, days=_near(rounds, s)) for s in stores if rounds.lacks(s)])
    _prove_of_stores(rounds, cut)
    rounds.phase("stores", [_mending(s) for s in stores if rounds.could_staff_more(s)])
    _prove_of_parts(rounds, cut)
    lacking = [pair for pair in pairs(standing.opening, _open(rounds, cut)) if rounds.could_staff_more(pair)]
    rounds.phase("pairs", [_mending(pair) for pair in lacking])


def _mending(stores: Stores, events: frozenset[int] | None = None, days: frozenset[date] | None = None) -> Task:
    return Task(stores, ROUGH, SHORTEST_S * len(stores), days=days, events=events)


def _near(rounds: Rounds, stores: Stores) -> frozenset[date]:
    opening = rounds.standing.opening
    return frozenset(day for event in rounds.left_out(stores) for day in opening.days(event)[:NEAR_DAYS])


def _by_week(rounds: Rounds, wanted: Sequence[Stores]) -> list[Task]:
    weeks = week_by_week(rounds.standing.opening.problem)
    seconds = max(
        WEEKS_SHARE * rounds.work_s * rounds.counted_workers / max(len(wanted) * len(weeks), 1), SHORTEST_WEEK_S
    )
    return [Task(stores, ROUGH, seconds, days=week) for week in weeks for stores in wanted]


def _bounding(rounds: Rounds, part: Stores) -> list[Task]:
    """For the bound, and for what pairs cannot see where the part is not too large."""
    opening, seconds = rounds.standing.opening, max(rounds.work_s, SHORTEST_S)
    if size(opening, part) <= AT_ONCE_AT_LAST:
        return [Task(part, FINE, seconds, alone=True, is_part=True, branches=False)]
    return [Task(store, FINE, SHORTEST_S, alone=True) for store in single_stores(opening, [part])]


def _coverage(rounds: Rounds, wanted: Sequence[Stores], cut: Sequence[Stores]) -> list[Task]:
    seconds = max(COVERAGE_SHARE * rounds.work_s * rounds.counted_workers / max(len(wanted), 1), SHORTEST_S)
    return [Task(s, EXACT, seconds, True, alone=s in cut, is_part=s in cut) for s in wanted]


def _improving(rounds: Rounds, wanted: Sequence[Stores], cut: Sequence[Stores]) -> list[Task]:
    opening = rounds.standing.opening
    everything = sum(size(opening, stores) for stores in wanted)
    tasks = []
    for stores in wanted:
        share = min(rounds.counted_workers * size(opening, stores) / max(everything, 1), 1.0)
        seconds = max(PAIRS_SHARE * rounds.work_s * share, SHORTEST_S)
        whole = stores in cut
        tasks.append(Task(stores, FINE if whole else ROUGH, seconds, alone=whole, is_part=whole))
    return tasks


def _prove_of_stores(rounds: Rounds, cut: Sequence[Stores]) -> None:
    """Nobody can staff more than all stores could if nobody had to be shared."""
    opening = rounds.standing.opening
    lacking = [s for s in single_stores(opening, cut) if rounds.lacks(s) and s not in rounds.empty_bounds]
    tasks = [Task(s, EXACT, rounds.work_s, True, alone=True, is_part=_is_replaced(rounds, s, cut)) for s in lacking]
    rounds.phase("proof", tasks)


def _prove_of_parts(rounds: Rounds, cut: Sequence[Stores]) -> None:
    """Where that leaves it open, a part is asked as a whole."""
    whole = [part for part in _open(rounds, cut) if size(rounds.standing.opening, part) <= AT_ONCE_AT_LAST]
    rounds.phase(
        "proof", [Task(p, EXACT, rounds.work_s, True, alone=True, is_part=_is_replaced(rounds, p, cut)) for p in whole]
    )


def _is_replaced(rounds: Rounds, stores: Stores, cut: Sequence[Stores]) -> bool:
    """Whether the plan that proves the coverage may take the place of the one there is. In a repair none may."""
    return stores in cut and not rounds.standing.opening.problem.keeps_booked


def _open(rounds: Rounds, cut: Sequence[Stores]) -> list[Stores]:
    return [part for part in cut if part not in rounds.empty_bounds and rounds.could_staff_more(part)]
