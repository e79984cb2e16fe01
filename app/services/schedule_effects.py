"""What else happens with a change of one schedule, told before it is saved: paired visits, Crossmark, paper, people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from app.formatting import short_day
from app.queries import effects as queries
from app.queries import publishing
from app.services.draft_first import first_status
from app.services.schedule_pairs import follow, saved_visits
from app.services.scheduling.problem import Assignment, Employee, Problem
from app.services.scheduling.rules.violation import label, saved
from app.vocabulary import ScheduleStatus
from app.wording import say

_BOOKED = (ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED)


class Kind(StrEnum):
    PAIRED = "paired"
    CROSSMARK = "crossmark"
    TOLD = "told"
    PAPER = "paper"
    KNOW = "know"


@dataclass(frozen=True)
class Effect:
    kind: Kind
    words: str


@dataclass(frozen=True)
class Step:
    """One schedule that is made, moved or taken back; `is_draft` while nobody outside knows of it."""

    was: Assignment | None
    will: Assignment | None
    is_draft: bool = False
    is_ours: bool = False
    """An event that Crossmark does not know."""

    @property
    def places(self) -> list[Assignment]:
        return [place for place in (self.was, self.will) if place is not None]


def of_place(session: Session, problem: Problem, wanted: Assignment) -> tuple[Effect, ...]:
    """Of a new booking, or of moving a saved one there; nothing where it stands already."""
    was = saved(problem, wanted)
    if was is not None and (was.employee.id, was.day, was.start) == (wanted.employee.id, wanted.day, wanted.start):
        return ()
    visits = follow(problem, wanted)
    steps = [Step(was, wanted), *(Step(visit.saved, visit.wanted) for visit in visits if visit.wanted is not None)]
    paired = [Effect(Kind.PAIRED, f"{visit.told}.") for visit in visits if visit.told]
    return (*paired, *_outside(session, steps), *over(problem, wanted))


def of_trade(session: Session, problem: Problem, one: Assignment, two: Assignment) -> tuple[Effect, ...]:
    return tuple(_outside(session, [Step(saved(problem, wanted), wanted) for wanted in (one, two)]))


def of_cancel(session: Session, problem: Problem, here: Assignment) -> tuple[Effect, ...]:
    visits = saved_visits(problem, here.event)
    paired = [
        Effect(
            Kind.PAIRED,
            say("%(event)s of %(name)s is cancelled with it.", event=label(row.event), name=row.employee.name),
        )
        for row in visits
    ]
    due = say("%(event)s is open again, due %(day)s.", event=label(here.event), day=short_day(here.event.due))
    steps = [Step(row, None) for row in (here, *visits)]
    return (*paired, Effect(Kind.KNOW, due), *_outside(session, steps))


def over(problem: Problem, wanted: Assignment) -> tuple[Effect, ...]:
    """A day that is over may be booked by hand: what was really done has to be on record."""
    if wanted.day >= problem.today:
        return ()
    words = say("%(day)s is over: it is kept as work that was done.", day=short_day(wanted.day))
    return (Effect(Kind.KNOW, words),)


def _outside(session: Session, steps: Sequence[Step]) -> Iterator[Effect]:
    known = list(with_states(session, steps))
    yield from _at_crossmark(known)
    public = [step for step in known if not step.is_draft]
    yield from people_told(session, public)
    yield from paper_again(session, public)


def with_states(session: Session, steps: Sequence[Step]) -> Iterator[Step]:
    ids = {step.was.schedule_id for step in steps if step.was is not None and step.was.schedule_id is not None}
    if not steps:
        return
    states = queries.states(session, ids) if ids else {}
    ours = queries.made_here(session, {place.event.id for step in steps for place in step.places})
    for step in steps:
        status, is_known = states.get(step.was.schedule_id or 0, (None, False)) if step.was else (None, False)
        status = status or first_status(session)
        is_draft = status not in _BOOKED and not (status is ScheduleStatus.CONFLICT and is_known)
        yield Step(step.was, step.will, is_draft, step.places[0].event.id in ours)


def _at_crossmark(steps: Iterable[Step]) -> Iterator[Effect]:
    for step in steps:
        event = label(step.places[0].event)
        if step.is_draft:
            words = say("%(event)s is a draft: nobody outside hears of it before it is published.", event=event)
        elif step.is_ours:
            words = say("%(event)s was made here, so Crossmark is not told.", event=event)
        elif step.was is None:
            words = say("Crossmark books %(event)s.", event=event)
        elif step.will is None:
            words = say("Crossmark takes %(event)s back.", event=event)
        else:
            words = say("Crossmark moves %(event)s.", event=event)
        yield Effect(Kind.CROSSMARK, words)


def people_told(session: Session, steps: Iterable[Step]) -> Iterator[Effect]:
    people: dict[int, Employee] = {place.employee.id: place.employee for step in steps for place in step.places}
    if not people:
        return
    can_look = publishing.with_sign_in(session, people.keys())
    alone = [one.name for one in people.values() if one.id in can_look]
    others = [one.name for one in people.values() if one.id not in can_look]
    if alone:
        yield Effect(Kind.TOLD, say("Told on their own page: %(names)s.", names=", ".join(alone)))
    if others:
        words = say("Without a sign-in, so tell them or print the change slip: %(names)s.", names=", ".join(others))
        yield Effect(Kind.TOLD, words)


def paper_again(session: Session, steps: Iterable[Step]) -> Iterator[Effect]:
    days: dict[int, set[date]] = {}
    for step in steps:
        for place in step.places:
            days.setdefault(place.store.id, set()).add(place.day)
    for store_id, some in days.items():
        for day in queries.printed_days(session, store_id, some):
            words = say("The packet of %(day)s was printed: print its changed pages again.", day=short_day(day))
            yield Effect(Kind.PAPER, words)
