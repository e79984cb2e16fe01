"""Who is taken when. Seeded bookings go through here, so only the conflicts made on purpose break a rule."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from app.sandbox.availability import Availability
from app.sandbox.world import MPlan, Person
from app.vocabulary import EventType, Title


@dataclass(frozen=True)
class Held:
    day: date
    starts: int
    ends: int
    type: EventType


class Roster:
    def __init__(self, availability: Availability) -> None:
        self._availability = availability
        self._held: dict[str, list[Held]] = defaultdict(list)

    def hold(self, person: Person, plan: MPlan, day: date, starts: int) -> None:
        self._held[person.employee_id].append(Held(day, starts, starts + plan.minutes, plan.type))

    def is_free(self, person: Person, plan: MPlan, day: date, starts: int) -> bool:
        ends = starts + plan.minutes
        return (
            plan.store_number in person.store_numbers
            and self._availability.allows(person, day, starts, ends)
            and self._fits_day(person, plan, day, starts, ends)
            and self._fits_week(person, plan, day)
        )

    def cores_in_week(self, person: Person, day: date) -> int:
        return sum(held.type is EventType.CORE for held in self._in_week(person, day, _sunday(day)))

    def _fits_day(self, person: Person, plan: MPlan, day: date, starts: int, ends: int) -> bool:
        held = [entry for entry in self._held[person.employee_id] if entry.day == day]
        types = {entry.type for entry in held}
        if plan.type is EventType.CORE and types & {EventType.CORE, EventType.JUICER}:
            return False
        if plan.type is EventType.JUICER and EventType.CORE in types:
            return False
        if plan.type is EventType.SUPERVISOR:
            visits = EventType.SUPERVISOR in types
            return person.title is Title.CLUB_SUPERVISOR or not visits
        return all(entry.type is EventType.SUPERVISOR or entry.ends <= starts or ends <= entry.starts for entry in held)

    def _fits_week(self, person: Person, plan: MPlan, day: date) -> bool:
        """Days count by the Sunday week; hours by both the Sunday and the Monday week, to be safe in either."""
        days = {held.day for held in self._in_week(person, day, _sunday(day))} | {day}
        if len(days) > person.max_days_week:
            return False
        return all(
            sum(held.ends - held.starts for held in self._in_week(person, day, first)) + plan.minutes
            <= person.max_minutes_week
            for first in (_sunday(day), day - timedelta(days=day.weekday()))
        )

    def _in_week(self, person: Person, day: date, first: date) -> list[Held]:
        return [held for held in self._held[person.employee_id] if first <= held.day < first + timedelta(days=7)]


def _sunday(day: date) -> date:
    return day - timedelta(days=(day.weekday() + 1) % 7)
