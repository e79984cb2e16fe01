"""Why nobody does an event yet, and the cheapest ways to change that."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.models import Event, Run
from app.queries import employees as employee_queries
from app.queries import runs as run_queries
from app.services import repairs
from app.services.actors import Actor
from app.services.repair_plan import RepairPlan
from app.services.run_review import seen_run, with_lines
from app.services.scheduling.problem import Employee, Problem
from app.services.scheduling.why_not import WhyNot, why_not
from app.services.scheduling.why_not_fixes import fixes
from app.services.scheduling.why_not_words import binding_reason
from app.vocabulary import Permission


@dataclass(frozen=True)
class Answer:
    """`run` is the run beside whose lines it was asked; its fixes are told, but can only be done after applying it."""

    event: Event
    binding: str
    found: WhyNot
    offers: tuple[RepairPlan, ...]
    run: Run | None = None


def explain(session: Session, actor: Actor, *, event_id: int, run_id: int | None = None) -> Answer:
    """Raises NotFound for an event or a run of another store."""
    actor.require(Permission.VIEW_SCHEDULE)
    target = repairs.Target(event_id)
    event, _schedule = repairs.find(session, actor, target)
    run = None if run_id is None else seen_run(actor, run_queries.run(session, run_id))
    problem = repairs.problem_of(session, event, target)
    if run is not None:
        problem = with_lines(problem, run_queries.lines(session, run.id))
    asked = problem.events[event.id]
    if len(problem.by_event.get(event.id, ())) >= asked.headcount:
        return Answer(event, "It has everybody it needs.", WhyNot(asked, (), (), 0, (), ()), (), run)
    found = why_not(_with_everybody(session, actor, problem), asked)
    offers = repairs.plan_gap(session, problem, fixes(problem, found, limit=repairs.OFFERED))
    return Answer(event, binding_reason(problem, found), found, offers, run)


def _with_everybody(session: Session, actor: Actor, problem: Problem) -> Problem:
    """People of the actor's other stores count in the first questions; their days need not be known for that."""
    rows = employee_queries.titles_elsewhere(session, actor.store_ids, problem.employees.keys())
    others = {row.id: Employee(row.id, row.name, row.title, frozenset()) for row in rows}
    return replace(problem, employees=others | dict(problem.employees))
