"""What does not fit in the plan that is shown, with reason and way out: on the card, on the day and in the head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app.blueprints.calendar.cards import Card
from app.blueprints.calendar.people import Marks
from app.services.scheduling import constraint_validator
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.vocabulary import ScheduleStatus

HARD, SOFT = "hard", "soft"


@dataclass(frozen=True)
class Trouble:
    """`severity`, `message` and `fix` are shown like those of a broken rule."""

    card: Card
    rule: str
    severity: str
    message: str
    fix: str | None


def find(problem: Problem, store_id: int, cards: Sequence[Card], marks: Marks) -> tuple[Trouble, ...]:
    """In order of time; each reason of a card once."""
    here = [card for card in cards if card.booking.store_id == store_id]
    found = [*_overlaps(problem, cards), *(one for card in here for one in _of_card(problem, store_id, card, marks))]
    once = {(one.card.booking.id, one.message): one for one in found}
    return tuple(sorted(once.values(), key=lambda one: (one.card.booking.starts_at, one.card.booking.id)))


def by_fix(found: Sequence[Trouble]) -> list[tuple[str | None, list[Trouble]]]:
    """What the same fix helps together, the worst first."""
    groups: dict[str | None, list[Trouble]] = {}
    for one in sorted(found, key=lambda trouble: trouble.severity != HARD):
        groups.setdefault(one.fix, []).append(one)
    return list(groups.items())


def _of_card(problem: Problem, store_id: int, card: Card, marks: Marks) -> Iterator[Trouble]:
    row = card.booking
    if row.status is ScheduleStatus.CONFLICT:
        yield from _imported(card)
    elif row.warnings:
        reason = _("Reason given: %(reason)s", reason=row.override_reason) if row.override_reason else None
        for warning in row.warnings:
            yield Trouble(card, warning["rule"], SOFT, f"{_who(card)}: {warning['message']}", reason)
    if card.is_withdrawn:
        message = _("%(who)s: Crossmark shows this event as %(state)s.", who=_who(card), state=row.condition.value)
        yield Trouble(card, "event_condition", SOFT, message, _("Cancel it to free %(name)s.", name=row.employee_name))
    if card.is_troubled:
        message = _("%(who)s: Crossmark does not have this booking.", who=_who(card))
        yield Trouble(card, "not_at_crossmark", SOFT, message, _("Look at it under Sync."))
    if card.is_done or row.status is ScheduleStatus.CONFLICT:
        return
    holiday = problem.stores[store_id].holidays.get(card.day)
    if holiday:
        message = _("%(who)s: %(holiday)s, nobody works at this store.", who=_who(card), holiday=holiday)
        yield Trouble(card, "holiday", HARD, message, _way_out())
    mark = marks.of(card.booking.employee_id, card.day)
    if mark is not None and mark.kind in ("off", "unavailable"):
        severity = HARD if mark.kind == "off" else SOFT
        yield Trouble(card, mark.kind, severity, f"{_who(card)}: {mark.reason}", _way_out())


def _imported(card: Card) -> Iterator[Trouble]:
    for warning in card.booking.warnings or [{"rule": "conflict", "severity": HARD, "message": _("It breaks a rule.")}]:
        fix = _way_out() if warning["severity"] == HARD else None
        yield Trouble(card, warning["rule"], warning["severity"], f"{_who(card)}: {warning['message']}", fix)


def _overlaps(problem: Problem, cards: Iterable[Card]) -> Iterator[Trouble]:
    by_id = {card.booking.id: card for card in cards}
    close = [_assignment(problem, card) for card in _touching(cards)]
    for found in constraint_validator.detect_conflicts(close):
        card = by_id[found.first.schedule_id or 0]
        yield Trouble(card, "overlap", HARD, found.message, _("Move one of the two."))


def _touching(cards: Iterable[Card]) -> list[Card]:
    """Only these can collide; the rule looks at them closely. Imported conflicts tell their own reason."""
    last: dict[int, Card] = {}
    found: dict[int, Card] = {}
    for card in cards:
        row = card.booking
        if row.status is ScheduleStatus.CONFLICT:
            continue
        before = last.get(row.employee_id)
        if before is not None and row.starts_at < before.booking.ends_at:
            found[before.booking.id], found[row.id] = before, card
        if before is None or row.ends_at > before.booking.ends_at:
            last[row.employee_id] = card
    return list(found.values())


def _assignment(problem: Problem, card: Card) -> Assignment:
    row = card.booking
    event = Event(
        id=row.event_id,
        ref_num="",
        name=row.event_name,
        type=row.type,
        store_id=row.store_id,
        start=card.day,
        due=card.day,
        minutes=card.minutes,
        event_number=row.event_number,
        exclusive=row.exclusive,
    )
    person = Employee(row.employee_id, row.employee_name, row.title, frozenset())
    place = replace(next(iter(problem.stores.values())), id=row.store_id)  # its clock is that of the card
    return Assignment(event, person, place, card.day, card.start, schedule_id=row.id, minutes=card.minutes)


def _who(card: Card) -> str:
    row = card.booking
    return _("%(name)s, %(type)s at %(clock)s", name=row.employee_name, type=row.type.value, clock=card.clock)


def _way_out() -> str:
    return _("Move it to another person or time, or cancel it.")
