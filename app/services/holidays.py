"""Holidays: one date, the same date each year, or such as the 4th Thursday of November; of one store or of all."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.errors import FieldError, Forbidden, Invalid, NotFound, Stale
from app.models import Holiday, Store
from app.services import changes
from app.services.actors import Actor
from app.services.scheduling.holiday_calendar import HolidayRule, dates_of
from app.vocabulary import Permission
from app.wording import say

_LOOK_AHEAD = timedelta(days=366 * 9)
_LEAP_YEAR = 2024


class HolidayKind(StrEnum):
    ONCE = "once"
    YEARLY = "yearly"
    NTH_WEEKDAY = "nth_weekday"


@dataclass(frozen=True)
class HolidayFacts:
    """`day` goes with ONCE; `month` and `month_day` with YEARLY; `month`, `weekday` (Monday 0) and `nth` (5 = last)
    with NTH_WEEKDAY. What does not go with the kind is not kept."""

    name: str
    kind: HolidayKind
    store_id: int | None = None
    day: date | None = None
    month: int | None = None
    month_day: int | None = None
    weekday: int | None = None
    nth: int | None = None
    active: bool = True
    notes: str = ""


def kind_of(holiday: Holiday) -> HolidayKind:
    if holiday.day is not None:
        return HolidayKind.ONCE
    return HolidayKind.YEARLY if holiday.month_day is not None else HolidayKind.NTH_WEEKDAY


def next_dates(holiday: Holiday, today: date, *, number: int = 3) -> tuple[date, ...]:
    """The coming dates from today on."""
    return dates_of(_rule(holiday), today, today + _LOOK_AHEAD)[:number]


def find(session: Session, actor: Actor, *, holiday_id: int) -> Holiday:
    """Raises NotFound, also for another store's."""
    holiday = session.get(Holiday, holiday_id)
    if holiday is None or (holiday.store_id is not None and not actor.sees_store(holiday.store_id)):
        raise NotFound(say("That holiday was not found."))
    return holiday


def find_to_change(session: Session, actor: Actor, *, holiday_id: int) -> Holiday:
    """Raises NotFound, also for another store's, and Forbidden."""
    holiday = find(session, actor, holiday_id=holiday_id)
    _require_reach(actor, holiday.store_id)
    return holiday


def create(session: Session, actor: Actor, *, facts: HolidayFacts) -> tuple[Holiday, int | None]:
    """Raises Invalid, and Forbidden for all stores unless the actor manages all."""
    _check(session, actor, facts)
    with changes.record(
        session, actor, command="create_holiday", summary=f"Holiday “{facts.name}” added", store_id=facts.store_id
    ) as recording:
        holiday = Holiday(name=facts.name)
        _put(holiday, facts)
        session.add(holiday)
    return holiday, recording.change_id


def update(session: Session, actor: Actor, *, holiday_id: int, version: int | None, facts: HolidayFacts) -> int | None:
    """Raises NotFound, Stale, Invalid, Forbidden."""
    holiday = find_to_change(session, actor, holiday_id=holiday_id)
    if holiday.version != version:
        raise Stale(say("Somebody else changed this holiday after you opened it. Reload to see it, then try again."))
    _check(session, actor, facts)
    with changes.record(
        session, actor, command="change_holiday", summary=f"Holiday “{facts.name}” changed", store_id=facts.store_id
    ) as recording:
        _put(holiday, facts)
    return recording.change_id


def remove(session: Session, actor: Actor, *, holiday_id: int, version: int | None) -> int | None:
    """Undo brings it back. Raises NotFound, Stale, Forbidden."""
    actor.require(Permission.EDIT_SETTINGS)
    holiday = find_to_change(session, actor, holiday_id=holiday_id)
    if holiday.version != version:
        raise Stale(say("Somebody else changed this holiday after you opened it. Reload to see it, then try again."))
    with changes.record(
        session, actor, command="remove_holiday", summary=f"Holiday “{holiday.name}” removed", store_id=holiday.store_id
    ) as recording:
        session.delete(holiday)
    return recording.change_id


def _check(session: Session, actor: Actor, facts: HolidayFacts) -> None:
    actor.require(Permission.EDIT_SETTINGS)
    _require_reach(actor, facts.store_id)
    wrong = [FieldError("name", say("Enter the name."))] if not facts.name else []
    if facts.store_id is not None and not _is_seen(session, actor, facts.store_id):
        wrong.append(FieldError("store_id", say("Choose a store from the list.")))
    wrong += _wrong_dates(facts)
    if wrong:
        raise Invalid(say("Some values cannot be used."), wrong)


def _is_seen(session: Session, actor: Actor, store_id: int) -> bool:
    return actor.sees_store(store_id) and session.get(Store, store_id) is not None


def may_change(actor: Actor, store_id: int | None) -> bool:
    """What holds for all stores is only for those who manage all."""
    return store_id is not None or actor.store_ids is None


def _require_reach(actor: Actor, store_id: int | None) -> None:
    if not may_change(actor, store_id):
        raise Forbidden(say("A holiday of all stores is changed by somebody who manages all stores."))


def _wrong_dates(facts: HolidayFacts) -> list[FieldError]:
    if facts.kind is HolidayKind.ONCE:
        return [] if facts.day else [FieldError("day", say("Enter the day."))]
    if facts.month is None or not 1 <= facts.month <= 12:
        return [FieldError("month", say("Choose the month."))]
    if facts.kind is HolidayKind.YEARLY:
        longest = monthrange(_LEAP_YEAR, facts.month)[1]
        fits = facts.month_day is not None and 1 <= facts.month_day <= longest
        return [] if fits else [FieldError("month_day", say("Enter a day from 1 to %(last)s.", last=longest))]
    wrong = []
    if facts.weekday is None or not 0 <= facts.weekday <= 6:
        wrong.append(FieldError("weekday", say("Choose the weekday.")))
    if facts.nth is None or not 1 <= facts.nth <= 5:
        wrong.append(FieldError("nth", say("Choose which one of the month.")))
    return wrong


def _put(holiday: Holiday, facts: HolidayFacts) -> None:
    once, yearly = facts.kind is HolidayKind.ONCE, facts.kind is HolidayKind.YEARLY
    nth = facts.kind is HolidayKind.NTH_WEEKDAY
    holiday.name, holiday.store_id, holiday.active, holiday.notes = (
        facts.name,
        facts.store_id,
        facts.active,
        facts.notes,
    )
    holiday.day = facts.day if once else None
    holiday.month = None if once else facts.month
    holiday.month_day = facts.month_day if yearly else None
    holiday.weekday, holiday.nth = (facts.weekday, facts.nth) if nth else (None, None)


def _rule(holiday: Holiday) -> HolidayRule:
    return HolidayRule(holiday.name, holiday.day, holiday.month, holiday.month_day, holiday.weekday, holiday.nth)
