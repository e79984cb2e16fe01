"""Who could do an event: the answers behind pick lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.errors import BrokenRule, NotFound
from app.models import Event, Schedule
from app.models.columns import utc_now
from app.queries import problem as queries
from app.services import problem_loader, rulebook
from app.services.actors import Actor
from app.services.schedule_checks import as_broken_rules
from app.services.scheduling import constraint_validator
from app.services.scheduling.allowed_times import allowed_starts as starts_of
from app.services.scheduling.availability import resolve
from app.services.scheduling.constraint_validator import Choice
from app.services.scheduling.problem import Employee, Problem
from app.services.scheduling.suggestion_score import score
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


def available_employees(
    session: Session,
    actor: Actor,
    *,
    day: date,
    event_id: int | None = None,
    minutes: int | None = None,
    schedule_id: int | None = None,
) -> tuple[Suggestion, ...]:
    """Everybody who could do the event that day, best first, with what stands against each; without an event
    everybody who is there that day. Raises NotFound for an event of another store."""
    actor.require(Permission.VIEW_SCHEDULE)
    if event_id is None:
        return _present(session, actor, day)
    event = _event(session, actor, event_id)
    problem = problem_loader.load(
        session, store_ids=[event.store_id], first_day=day, last_day=day, event_ids=[event_id]
    )
    starts = None if minutes is None else [minutes]
    ignoring = _ignored(session, schedule_id, event_id)
    choices = constraint_validator.candidates(problem, problem.events[event_id], day, starts=starts, ignoring=ignoring)
    past = queries.past_events_by_employee(session, set(problem.employees), event.type, utc_now())
    return tuple(sorted((_suggestion(problem, choice, past) for choice in choices), key=_order))


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


def _suggestion(problem: Problem, choice: Choice, past: dict[int, int]) -> Suggestion:
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


def _order(suggestion: Suggestion) -> tuple[bool, int, int, str, int]:
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
