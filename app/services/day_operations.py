"""What is done with a whole day at once: the store closes and its work moves or goes back to the open events, or one
person takes over the short work of the day. Each piece is previewed with all it means; together they are one change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, NotFound
from app.formatting import local_day, short_day
from app.models import Holiday, Store
from app.models.columns import utc_now
from app.services import changes, day_changes, optimisation, problem_loader, repair_writing
from app.services.actors import Actor
from app.services.day_changes import Piece
from app.services.scheduling.assumptions import Assumption, AssumptionKind, assume
from app.services.scheduling.conflict_resolver import Finder, placed_words
from app.services.scheduling.problem import Assignment, Employee, Problem
from app.services.scheduling.repair import Repair, RepairKind
from app.vocabulary import Condition, EventType, Permission, Title
from app.wording import say

SHORT_WORK = (EventType.SUPERVISOR, EventType.FREEOSK, EventType.DIGITALS, EventType.OTHER)
"""What one Club Supervisor or Lead can take over for a day."""
_LEADING = (Title.CLUB_SUPERVISOR, Title.LEAD)
_AHEAD = timedelta(days=14)
_OTHER_PEOPLE = 2


@dataclass(frozen=True)
class Closing:
    """The store is closed on `day`; work moves `to` a day, or goes back to the open events where that is None."""

    store_id: int
    day: date
    to: date | None = None
    keep_closed: bool = False
    """Also enter the day as a holiday of the store, so that nothing is planned on it again."""


@dataclass(frozen=True)
class Takeover:
    """One person takes over the Supervisor, Freeosk, Digitals and Other work of the day."""

    store_id: int
    day: date
    employee_id: int | None = None
    """None while nobody is chosen yet."""


@dataclass(frozen=True)
class DayPlan:
    store: Store
    day: date
    pieces: tuple[Piece, ...]
    people: tuple[Employee, ...] = ()
    """Who may be chosen, for a takeover."""


@dataclass(frozen=True)
class Done:
    change_id: int
    summary: str
    also: tuple[str, ...]


Picks = Mapping[int, str]
_Plan = Callable[[], DayPlan]


def plan_closing(session: Session, actor: Actor, closing: Closing, picks: Picks | None = None) -> DayPlan:
    """Raises NotFound, Invalid for a day that is over or the same one, Stale for an old pick."""
    store, problem = _day(session, actor, closing.store_id, closing.day, closing.to)
    if closing.to is not None and (closing.to <= _today(store) - timedelta(days=1) or closing.to == closing.day):
        said = say("Choose another day that is not over.")
        raise Invalid(said, [FieldError("to", said)])
    closed = assume(problem, [Assumption(AssumptionKind.CLOSED_DAY, store.id, closing.day, closing.day)])
    pieces = day_changes.arrange(
        session, actor, closed, _rows(closed, store, closing.day), lambda finder: _elsewhere(finder, closing.to), picks
    )
    return DayPlan(store, closing.day, pieces)


def close(session: Session, actor: Actor, closing: Closing, picks: Picks, *, reason: str) -> Done:
    """Raises as plan_closing, and RuleBroken, Forbidden, Conflict when nothing changes."""
    reason = _needed(reason)
    plan = _locked(session, lambda: plan_closing(session, actor, closing, picks))
    summary = f"{short_day(plan.day)} at {plan.store.name} closed: {_counted(plan.pieces)}"
    with changes.record(
        session, actor, command="close_day", summary=summary, reason=reason, store_id=plan.store.id
    ) as recording:
        also = day_changes.write(session, actor, plan.pieces, reason)
        if closing.keep_closed:
            actor.require(Permission.EDIT_SETTINGS)
            session.add(Holiday(store_id=plan.store.id, name=reason[:80], day=plan.day))
    return _done(recording, also)


def plan_takeover(session: Session, actor: Actor, takeover: Takeover, picks: Picks | None = None) -> DayPlan:
    """Raises NotFound, Invalid for a day that is over, Stale for an old pick."""
    store, problem = _day(session, actor, takeover.store_id, takeover.day, None)
    people = sorted(
        (one for one in problem.employees.values() if _may_lead(one, store)), key=lambda one: (one.title, one.name)
    )
    if takeover.employee_id is None:
        return DayPlan(store, takeover.day, (), tuple(people))
    person = next((one for one in people if one.id == takeover.employee_id), None)
    if person is None:
        said = say("Choose a Club Supervisor or Lead of the list.")
        raise Invalid(said, [FieldError("employee_id", said)])
    rows = [row for row in _rows(problem, store, takeover.day) if row.event.type in SHORT_WORK]
    others = [row for row in rows if row.employee.id != person.id]
    pieces = day_changes.arrange(session, actor, problem, others, lambda finder: _handed(finder, person), picks)
    return DayPlan(store, takeover.day, tuple(_explained(problem, piece, person) for piece in pieces), tuple(people))


def take_over(session: Session, actor: Actor, takeover: Takeover, picks: Picks, *, reason: str = "") -> Done:
    """What cannot be taken over stays as it is. Raises as plan_takeover, and Conflict when nothing changes."""
    plan = _locked(session, lambda: plan_takeover(session, actor, takeover, picks))
    name = next(one.name for one in plan.people if one.id == takeover.employee_id)
    given = len(day_changes.chosen_plans(plan.pieces))
    summary = f"{name} takes over {given} of {len(plan.pieces)} events on {short_day(plan.day)}"
    with changes.record(
        session, actor, command="take_over_day", summary=summary, reason=reason, store_id=plan.store.id
    ) as recording:
        also = day_changes.write(session, actor, plan.pieces, reason)
    return _done(recording, also)


def _needed(reason: str) -> str:
    if reason.strip():
        return reason.strip()
    said = say("Say why the day is closed.")
    raise Invalid(said, [FieldError("reason", said)])


def _locked(session: Session, plan: _Plan) -> DayPlan:
    repair_writing.lock(session, day_changes.chosen_plans(plan().pieces))
    return plan()


def _done(recording: changes.Recording, also: tuple[str, ...]) -> Done:
    if recording.change is None:
        raise Conflict(say("Nothing was chosen, so nothing was changed."))
    return Done(recording.change.id, recording.change.summary, also)


def _counted(pieces: tuple[Piece, ...]) -> str:
    moved = sum(bool(piece.chosen and piece.chosen.repair.changes) for piece in pieces)
    opened = sum(bool(piece.chosen and not piece.chosen.repair.changes) for piece in pieces)
    return f"{moved} moved, {opened} open again"


def _today(store: Store) -> date:
    return local_day(utc_now(), store.timezone)


def _day(session: Session, actor: Actor, store_id: int, day: date, other: date | None) -> tuple[Store, Problem]:
    actor.require(Permission.EDIT_SCHEDULE)
    actor.require_store(store_id, "That store")
    store = session.get(Store, store_id)
    if store is None:
        raise NotFound(say("That store was not found."))
    if day < _today(store):
        said = say("That day is over.")
        raise Invalid(said, [FieldError("date", said)])
    last = max(day + _AHEAD, other or day)
    problem = problem_loader.load(session, store_ids=[store_id], first_day=min(day, other or day), last_day=last)
    return store, replace(problem, weights=optimisation.default_weights(session))


def _rows(problem: Problem, store: Store, day: date) -> list[Assignment]:
    """Work that has neither begun nor been reported."""
    here = (row for row in problem.assignments if row.day == day and row.store.id == store.id)
    return [row for row in here if row.starts_at > utc_now() and row.event.condition is not Condition.SUBMITTED]


def _elsewhere(finder: Finder, to: date | None) -> Iterator[Repair]:
    """The same person at the same time on the wished day, then somebody else then, then another day, then nobody."""
    now = finder.candidate
    if to is not None:
        same = replace(now, day=to)
        others = (replace(same, employee=one) for one in finder.problem.employees.values() if one is not now.employee)
        yield from islice(_placed(finder, [same]), 1)
        yield from islice(
            _placed(finder, (one for one in others if one.store.id in one.employee.store_ids)), _OTHER_PEOPLE
        )
        yield from islice(finder.other_days(), 1)
    yield from finder.release()


def _handed(finder: Finder, person: Employee) -> Iterator[Repair]:
    yield from _placed(finder, [replace(finder.candidate, employee=person)], RepairKind.OTHER_EMPLOYEE)


def _placed(finder: Finder, places: Iterable[Assignment], kind: RepairKind = RepairKind.OTHER_DAY) -> Iterator[Repair]:
    for place in places:
        checked = finder.workshop.offer(Repair(kind, placed_words(place), (place,)))
        if checked is not None:
            yield checked


def _explained(problem: Problem, piece: Piece, person: Employee) -> Piece:
    """Why this piece cannot be taken over."""
    if piece.offers or piece.along:
        return piece
    return replace(piece, standing=day_changes.standing_against(problem, replace(piece.row, employee=person)))


def _may_lead(person: Employee, store: Store) -> bool:
    return person.active and person.title in _LEADING and store.id in person.store_ids
