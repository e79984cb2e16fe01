"""Several pieces of a day's work that lose their place together, because somebody called in or the store closes.

For each piece there are ways out, and one of them is chosen; the next piece is judged beside what was chosen for those
before it, so that all of them hold together. They are written as one change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import BrokenRule, Stale
from app.services import repair_writing
from app.services.actors import Actor
from app.services.repair_plan import RepairPlan, SavedState
from app.services.repairs import planned, saved_states, visits_along
from app.services.schedule_checks import what_stands_against
from app.services.scheduling.conflict_resolver import Finder
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.repair import Repair, Workshop, applied
from app.vocabulary import EventType, Permission
from app.wording import say

FindOffers = Callable[[Finder], Iterable[Repair]]
STAYS = "stays"
"""Chosen for a piece that is left as it is."""


@dataclass(frozen=True)
class Piece:
    """`chosen` None means that it stays; `along` that an earlier choice takes it along."""

    row: Assignment
    offers: tuple[RepairPlan, ...]
    chosen: RepairPlan | None
    along: bool = False
    standing: tuple[BrokenRule, ...] = ()
    """Where nothing is offered: what stands against the one way that was asked about."""


def arrange(
    session: Session,
    actor: Actor,
    problem: Problem,
    rows: Sequence[Assignment],
    find: FindOffers,
    picks: Mapping[int, str] | None = None,
) -> tuple[Piece, ...]:
    """The ways out of each row, the first one chosen unless `picks` names another by schedule id.

    Raises Stale when a pick is not offered any more.
    """
    saved = saved_states(session, problem.assignments)
    pieces: list[Piece] = []
    touched: set[int] = set()
    for row in sorted(rows, key=_order):
        if row.schedule_id in touched:
            pieces.append(Piece(row, (), None, along=True))
            continue
        offers = tuple(_offers(problem, row, find, saved))
        chosen = _chosen(actor, row, offers, picks)
        pieces.append(Piece(row, offers, chosen))
        if chosen is not None:
            touched |= chosen.touched
            problem = applied(problem, chosen.repair)
    return tuple(pieces)


def chosen_plans(pieces: Iterable[Piece]) -> list[RepairPlan]:
    return [piece.chosen for piece in pieces if piece.chosen is not None]


def write(session: Session, actor: Actor, pieces: Iterable[Piece], reason: str) -> tuple[str, ...]:
    """Inside a change that is being recorded. Returns what could not go along, in words."""
    plans = chosen_plans(pieces)
    for plan in plans:
        repair_writing.require_allowed_plan(actor, plan, reason)
    for plan in plans:
        repair_writing.write(session, actor, plan, reason)
    return tuple(dict.fromkeys(told for plan in plans for told in plan.also))


def standing_against(problem: Problem, wanted: Assignment) -> tuple[BrokenRule, ...]:
    return what_stands_against(problem, [wanted], ignoring=visits_along(problem, wanted))


def _offers(
    problem: Problem, row: Assignment, find: FindOffers, saved: Mapping[int, SavedState]
) -> Iterator[RepairPlan]:
    workshop = Workshop(problem, row, ignoring=visits_along(problem, row))
    yield from planned(workshop, find(Finder(workshop)), saved)


def _chosen(
    actor: Actor, row: Assignment, offers: Sequence[RepairPlan], picks: Mapping[int, str] | None
) -> RepairPlan | None:
    if picks is None:
        may = [offer for offer in offers if not offer.violations or actor.may(Permission.OVERRIDE_RULES)]
        return may[0] if may else None
    picked = picks.get(row.schedule_id or 0, "")
    if picked == STAYS:
        return None
    found = next((offer for offer in offers if offer.choice == picked), None)
    if found is None:
        raise Stale(say("The plan changed after this was shown. Below is what holds now; please choose again."))
    return found


def _order(row: Assignment) -> tuple[bool, int, int]:
    """Supervisor visits come last, because they follow their Core."""
    return row.event.type is EventType.SUPERVISOR, row.start, row.event.id
