"""Which job title may do which work: the table that the title rules share."""

from __future__ import annotations

from enum import StrEnum

from app.services.scheduling.problem import Employee, Event
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import EventType, Title
from app.wording import say

LEADING = (Title.CLUB_SUPERVISOR, Title.LEAD)


class Fit(StrEnum):
    YES = "yes"
    UNUSUAL = "unusual"
    """People may do it with a reason, automatic scheduling never does."""
    NO = "no"


def fit(rules: RuleSettings, title: Title, event: Event) -> Fit:
    if title in titles_of(rules, event):
        return Fit.YES
    if event.own is not None:
        return Fit.NO
    unusual = event.type is EventType.OTHER or (event.type is EventType.JUICER and title is Title.CLUB_SUPERVISOR)
    return Fit.UNUSUAL if unusual else Fit.NO


def allowed_titles(rules: RuleSettings, event_type: EventType) -> tuple[Title, ...]:
    """Everybody may demonstrate; a Club Supervisor on a Core is left to a soft rule of its own."""
    return {
        EventType.CORE: tuple(Title),
        EventType.JUICER: rules.juicer_allowed_titles,
        EventType.SUPERVISOR: rules.supervisor_allowed_titles,
        EventType.FREEOSK: LEADING,
        EventType.DIGITALS: LEADING,
        EventType.OTHER: rules.other_allowed_titles,
    }[event_type]


def titles_of(rules: RuleSettings, event: Event) -> tuple[Title, ...]:
    """Those of the event itself, else those of its type."""
    if event.own is not None:
        return tuple(title for title in Title if title in event.own.titles)
    return allowed_titles(rules, event.type)


def may_do(rules: RuleSettings, employee: Employee, event: Event) -> bool:
    """Whether automatic scheduling may give this work to this person."""
    return fit(rules, employee.title, event) is Fit.YES


def words(rules: RuleSettings, event: Event) -> str:
    return say(" or ").join(titles_of(rules, event)) or say("nobody")
