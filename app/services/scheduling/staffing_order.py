"""Whom a manager wants to be asked first: the titles for a Core, and who makes the visit of a Supervisor event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from app.services.scheduling.problem import Employee
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import EventType, Title, Visitor

DEMONSTRATORS = (Title.LEAD, Title.SPECIALIST, Title.JUICER)
_LEADING = (Title.CLUB_SUPERVISOR, Title.LEAD)
_CORE_STEP, _VISIT_STEP = 6, 40
_FIXED = {
    EventType.FREEOSK: {Title.LEAD: 0, Title.CLUB_SUPERVISOR: 30},
    EventType.DIGITALS: {Title.LEAD: 0, Title.CLUB_SUPERVISOR: 30},
    EventType.OTHER: {Title.CLUB_SUPERVISOR: 0, Title.LEAD: _VISIT_STEP},
}


def steps_down(rules: RuleSettings, event_type: EventType, title: Title) -> int:
    """How far down the order of its type a title stands; a title that the order does not name comes last."""
    if event_type is EventType.CORE:
        return core_steps(rules.core_staffing_order).get(title, 0)
    if event_type is EventType.SUPERVISOR:
        return _visit_steps(rules.supervisor_assignment_order).get(title, 0)
    return _FIXED.get(event_type, {}).get(title, 0)


@lru_cache
def core_steps(order: tuple[Title, ...]) -> Mapping[Title, int]:
    return _steps((*order, *DEMONSTRATORS), _CORE_STEP)


@lru_cache
def _visit_steps(order: tuple[Visitor, ...]) -> Mapping[Title, int]:
    """A title stands where the first of its people are asked."""
    titles = [Title.CLUB_SUPERVISOR if visitor is Visitor.CLUB_SUPERVISOR else Title.LEAD for visitor in order]
    return _steps((*titles, *_LEADING), _VISIT_STEP)


def _steps(titles: Iterable[Title], step: int) -> Mapping[Title, int]:
    return {title: place * step for place, title in enumerate(dict.fromkeys(titles))}


def visitors(
    rules: RuleSettings, staff: Iterable[Employee], lead: Employee | None, has_core: Callable[[Employee], bool]
) -> list[Employee]:
    """Who is asked for the visit of a day, in order; `lead` has the duty of Primary Lead that day."""
    people = list(staff)
    asked = {
        Visitor.CLUB_SUPERVISOR: [person for person in people if person.title is Title.CLUB_SUPERVISOR],
        Visitor.PRIMARY_LEAD: [] if lead is None else [lead],
        Visitor.LEAD_WITH_CORE: [person for person in people if person.title is Title.LEAD and has_core(person)],
    }
    return [person for visitor in rules.supervisor_assignment_order for person in asked[visitor]]
