"""Who could do an event: the answers behind pick lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.errors import BrokenRule, NotFound
from app.models import Event, Schedule
from app.models.columns import utc_now
from app.queries import problem as queries
from app.services import event_day, problem_loader, rulebook
from app.services.actors import Actor
from app.services.schedule_checks import as_broken_rules, what_stands_against
from app.services.schedule_pairs import saved_visits
from app.services.scheduling.allowed_times import allowed_starts as starts_of
from app.services.scheduling.availability import resolve
from app.services.scheduling.candidates import Candidates, Choice
from app.services.scheduling.problem import Assignment, Employee, Problem
from app.services.scheduling.suggestion_score import MOST_COUNTED, score
from app.vocabulary import Permission
from app.wording import say


@dataclass(frozen=True)
class Suggestion:
    """One person; `minutes` is the best start that day (after local midnight), None when only a day was asked."""

    employee_id: int
    name: str
    title: str
    score: int
    reasons: tuple[str, ...]
    violations: tuple[BrokenRule, ...]
    minutes: int | None

    @property
    def is_possible(self) -> bool:
        return not any(violation.severity == "hard" for violation in self.violations)


@dataclass(frozen=True)
class Ranking:
    """Best first. Of people who cannot be booked only the first reason is known; `whole` says all of them."""

    people: tuple[Suggestion, ...]
    whole: Callable[[Suggestion], Suggestion]


@dataclass(frozen=True)
class Offered:
    """What a form shows beside what is typed: the starts, the people, and what stands against the choice."""

    minutes: int | None
    """The asked start, else the best person's."""
    starts: tuple[int, ...]
    people: tuple[Suggestion, ...]
    standing: tuple[BrokenRule, ...] | None
    """None while not everything is chosen."""
    problem: Problem
    wanted: Assignment | None
    """What is chosen, in `problem`."""


def offered(
    session: Session,
    actor: Actor,
    *,
    event_id: int,
    day: date,
    minutes: int | None,
    employee_id: int | None,
    schedule_id: int | None = None,
) -> Offered:
    """Everything from one look at the store. Raises NotFound for an event of another store."""
    actor.require(Permission.VIEW_SCHEDULE)
    event = _event(session, actor, event_id)
    named = [] if employee_id is None else [employee_id]
    candidates = _candidates(session, event, day, schedule_id, named)
    if named:
        candidates.know_work_of(candidates.problem.employees)  # a visit that goes along looks for who is free
    past = _past(session, event, candidates, None if minutes is None else [minutes])
    starts = tuple(sorted(candidates.starts))
    if minutes is None:
        minutes = _best_start(candidates, past)
    people = _ranked(candidates, None if minutes is None else [minutes], past).people
    is_chosen = minutes is not None and employee_id in candidates.problem.employees
    problem = candidates.problem
    wanted = _wanted(problem, event_id, employee_id or 0, day, minutes or 0, schedule_id) if is_chosen else None
    standing = _standing(problem, wanted) if wanted is not None else None
    return Offered(minutes, starts, people, standing, problem, wanted)


def _candidates(
    session: Session, event: Event, day: date, schedule_id: int | None, named: Collection[int] = ()
) -> Candidates:
    problem = event_day.people_alone(session, event, day, day, named=named)
    return Candidates(
        problem,
        problem.events[event.id],
        day,
        ignoring=_ignored(session, schedule_id, event.id),
        with_work=lambda people: event_day.with_work(session, problem, {*people, *named}),
    )


def _past(session: Session, event: Event, candidates: Candidates, starts: Sequence[int] | None) -> dict[int, int]:
    """How often those who can be booked did such work; nobody else is given points."""
    able = {one.assignment.employee.id for one in candidates.ranked(starts) if one.is_valid}
    return queries.past_events_by_employee(session, able, event.type, utc_now(), most=MOST_COUNTED)


def _best_start(candidates: Candidates, past: Mapping[int, int]) -> int | None:
    """When the best person can; when nobody can, the first start. None without any start that day."""
    valid = [one for one in candidates.ranked() if one.is_valid]
    best = min(((_suggestion(candidates.problem, one, past), one) for one in valid), key=_order, default=None)
    return best[0].minutes if best else min(candidates.starts, default=None)


def _ranked(candidates: Candidates, starts: Sequence[int] | None, past: Mapping[int, int]) -> Ranking:
    choices = candidates.ranked(starts)
    ordered = sorted(((_suggestion(candidates.problem, one, past), one) for one in choices), key=_order)

    def whole(one: Suggestion) -> Suggestion:
        candidates.know_work_of(candidates.problem.employees)  # of all at once: whoever asks this asks it of many
        choice = next(choice for known, choice in ordered if known is one)
        return _suggestion(candidates.problem, candidates.whole(choice, starts), past)

    return Ranking(tuple(one for one, _ in ordered), whole)


def _wanted(
    problem: Problem, event_id: int, employee_id: int, day: date, minutes: int, schedule_id: int | None
) -> Assignment:
    wanted = problem.assignment(event_id, employee_id, day, minutes)
    saved = next((row for row in problem.by_event.get(event_id, ()) if row.schedule_id == schedule_id), None)
    if saved is None or schedule_id is None:
        return wanted
    return replace(wanted, schedule_id=schedule_id, pinned=saved.pinned)


def _standing(problem: Problem, wanted: Assignment) -> tuple[BrokenRule, ...]:
    """As schedule_looks.check(), in the problem at hand."""
    visits = saved_visits(problem, wanted.event)
    return what_stands_against(problem, [wanted], ignoring=[row.schedule_id for row in visits if row.schedule_id])


def available_employees(
    session: Session,
    actor: Actor,
    *,
    day: date,
    event_id: int | None = None,
    minutes: int | None = None,
    schedule_id: int | None = None,
) -> Ranking:
    """Everybody who could do the event that day, best first, with what stands against each; without an event
    everybody who is there that day. Raises NotFound for an event of another store."""
    actor.require(Permission.VIEW_SCHEDULE)
    if event_id is None:
        return Ranking(_present(session, actor, day), lambda one: one)
    event = _event(session, actor, event_id)
    starts = None if minutes is None else [minutes]
    candidates = _candidates(session, event, day, schedule_id)
    return _ranked(candidates, starts, _past(session, event, candidates, starts))


def by_day(session: Session, event: Event, days: Sequence[date]) -> Iterator[tuple[date, tuple[Suggestion, ...]]]:
    """Everybody who could do the event on each of the days, best first, from one look at all of them."""
    problem = event_day.people_alone(session, event, min(days), max(days))
    problem = event_day.with_work(session, problem, problem.employees)
    past = queries.past_events_by_employee(session, problem.employees, event.type, utc_now(), most=MOST_COUNTED)
    for day in days:
        of_day = replace(problem, first_day=day, last_day=day, rules=problem.rules.between(day, day))
        yield day, _ranked(Candidates(of_day, of_day.events[event.id], day), None, past).people


def allowed_starts(session: Session, actor: Actor, *, event_id: int, day: date) -> tuple[int, ...]:
    """The start times the event's type allows that day, minutes after midnight in order of time."""
    event = _event(session, actor, event_id)
    rules = rulebook.read(session)
    return tuple(sorted(starts_of(rules, problem_loader.event_of(event), day)))


def _event(session: Session, actor: Actor, event_id: int) -> Event:
    event = session.get(Event, event_id)
    if event is None:
        raise NotFound(say("That event was not found."))
    actor.require_store(event.store_id, "That event")
    return event


def _ignored(session: Session, schedule_id: int | None, event_id: int) -> frozenset[int]:
    """A schedule that is to be moved does not stand in its own way."""
    if schedule_id is None:
        return frozenset()
    schedule = session.get(Schedule, schedule_id)
    return frozenset({schedule_id}) if schedule is not None and schedule.event_id == event_id else frozenset()


def _suggestion(problem: Problem, choice: Choice, past: Mapping[int, int]) -> Suggestion:
    person = choice.assignment.employee
    points = score(problem, choice.assignment, past_events=past.get(person.id, 0)) if choice.is_valid else None
    return Suggestion(
        employee_id=person.id,
        name=person.name,
        title=person.title.value,
        score=points.points if points else 0,
        reasons=points.reasons if points else (),
        violations=as_broken_rules(choice.violations),
        minutes=choice.assignment.start,
    )


def _order(pair: tuple[Suggestion, Choice]) -> tuple[bool, int, int, str, int]:
    suggestion, _ = pair
    soft = len(suggestion.violations)
    return not suggestion.is_possible, soft, -suggestion.score, suggestion.name, suggestion.employee_id


def _present(session: Session, actor: Actor, day: date) -> tuple[Suggestion, ...]:
    stores = [store.id for store in queries.all_stores(session) if actor.sees_store(store.id)]
    problem = problem_loader.load(session, store_ids=stores, first_day=day, last_day=day)
    people = sorted(problem.employees.values(), key=lambda person: (person.name, person.id))
    return tuple(
        Suggestion(person.id, person.name, person.title.value, 0, _busy(problem, person, day), (), None)
        for person in people
        if any(
            resolve(problem, person, problem.stores[store], day).is_valid
            for store in person.store_ids & frozenset(stores)
        )
    )


def _busy(problem: Problem, person: Employee, day: date) -> tuple[str, ...]:
    count = sum(row.day == day for row in problem.by_employee.get(person.id, ()))
    return (
        (f"{count} events that day" if count != 1 else "one event that day",) if count else ("nothing else that day",)
    )
