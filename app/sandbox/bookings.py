"""Staffs the demand: past and this week nearly whole, next week less than half, later weeks hardly."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.sandbox.dice import stream
from app.sandbox.events import Demand
from app.sandbox.roster import Roster
from app.sandbox.rotations import person_of
from app.sandbox.world import MPlan, Person, Rotation, RotationException
from app.vocabulary import EventSubtype, EventType, RotationKind, Title

CORE_SLOTS = (9 * 60 + 45, 10 * 60 + 30, 11 * 60, 11 * 60 + 30)
NOON = 12 * 60
_STARTS: dict[EventType | EventSubtype, tuple[int, ...]] = {
    EventSubtype.JUICER_PRODUCTION: (9 * 60,),
    EventSubtype.JUICER_SURVEY: (17 * 60,),
    EventType.FREEOSK: (10 * 60,),
    EventSubtype.DIGITAL_SETUP: (10 * 60 + 15, 10 * 60 + 30, 10 * 60 + 45, 11 * 60),
    EventSubtype.DIGITAL_REFRESH: (10 * 60 + 15, 10 * 60 + 30, 10 * 60 + 45, 11 * 60),
    EventSubtype.DIGITAL_TEARDOWN: (18 * 60, 18 * 60 + 15, 18 * 60 + 30, 18 * 60 + 45),
    EventType.OTHER: (11 * 60,),
    EventType.SUPERVISOR: (NOON,),
}
#: Share of the demand that is staffed, by week from this one; earlier weeks are staffed like the first entry.
_SHARES = {-1: 0.96, 0: 0.97, 1: 0.4}
_LATER_SHARE = 0.04
_ORDER = (EventType.JUICER, EventType.FREEOSK, EventType.DIGITALS, EventType.CORE, EventType.OTHER)


@dataclass(frozen=True)
class Placement:
    """`starts` is minutes after local midnight."""

    plan: MPlan
    person: Person
    day: date
    starts: int


class Staffing:
    def __init__(
        self,
        people: tuple[Person, ...],
        rotations: tuple[Rotation, ...],
        exceptions: tuple[RotationException, ...],
        roster: Roster,
    ) -> None:
        self._people = people
        self._by_id = {person.employee_id: person for person in people}
        self._rotations = rotations
        self._exceptions = {(e.store_number, e.day, e.kind): e.employee_id for e in exceptions}
        self._roster = roster
        self._starts_taken: Counter[tuple[str, date, int]] = Counter()

    def place_all(self, seed: int, demand: Iterable[Demand]) -> list[Placement]:
        """Work with a fixed day first, then week by week; a Supervisor visit follows its Core."""
        dice = stream(seed, "staffing")
        waiting = [entry for entry in demand if entry.plan.type is not EventType.SUPERVISOR]
        visits = [entry.plan for entry in demand if entry.plan.type is EventType.SUPERVISOR]
        waiting.sort(key=lambda entry: (entry.day is None, entry.week, _ORDER.index(entry.plan.type)))
        placements = [p for entry in waiting if (p := self._staff(dice, entry)) is not None]
        return placements + list(self._visits(visits, placements))

    def _staff(self, dice: random.Random, entry: Demand) -> Placement | None:
        share = _SHARES.get(max(entry.week, -1), _LATER_SHARE)
        if entry.day is None and dice.random() > share:
            return None
        for day in [entry.day] if entry.day else self._days(entry.plan):
            for starts in self._starts(entry.plan, day):
                for person in self._candidates(entry.plan, day, starts):
                    if self._roster.is_free(person, entry.plan, day, starts):
                        return self._place(entry.plan, person, day, starts)
        return None

    def _place(self, plan: MPlan, person: Person, day: date, starts: int) -> Placement:
        self._roster.hold(person, plan, day, starts)
        self._starts_taken[plan.store_number, day, starts] += 1
        return Placement(plan, person, day, starts)

    def _days(self, plan: MPlan) -> list[date]:
        """The due day itself is not used; Cores go to the day with the fewest starts."""
        if plan.type in {EventType.FREEOSK, EventType.DIGITALS} or plan.start_date == plan.due_date:
            return [plan.start_date]
        span = (plan.due_date - plan.start_date).days
        days = [plan.start_date + timedelta(days=step) for step in range(span)]
        if plan.type is EventType.CORE:
            days.sort(key=lambda day: sum(self._starts_taken[plan.store_number, day, slot] for slot in CORE_SLOTS))
        return days

    def _starts(self, plan: MPlan, day: date) -> list[int]:
        if plan.type is EventType.CORE:
            return sorted(CORE_SLOTS, key=lambda slot: (self._starts_taken[plan.store_number, day, slot], slot))
        return list(_STARTS[plan.subtype or plan.type])

    def _candidates(self, plan: MPlan, day: date, starts: int) -> list[Person]:
        if plan.type is EventType.JUICER:
            return self._on_rotation(plan.store_number, day, RotationKind.JUICER)
        leads = self._on_rotation(plan.store_number, day, RotationKind.PRIMARY_LEAD)
        supervisors = self._titled(plan.store_number, Title.CLUB_SUPERVISOR)
        if plan.type is EventType.OTHER:
            return supervisors + self._titled(plan.store_number, Title.LEAD)
        if plan.type is not EventType.CORE:
            return leads + supervisors + self._titled(plan.store_number, Title.LEAD)
        juicers = {person.employee_id for person in self._on_rotation(plan.store_number, day, RotationKind.JUICER)}
        others = [
            person
            for person in self._people
            if person.title is not Title.CLUB_SUPERVISOR and person.employee_id not in juicers
        ]
        others.sort(key=lambda person: (self._roster.cores_in_week(person, day), person.employee_id))
        return (leads if starts == CORE_SLOTS[0] else []) + [person for person in others if person not in leads]

    def _titled(self, store_number: str, title: Title) -> list[Person]:
        return [person for person in self._people if person.title is title and person.home_store == store_number]

    def _on_rotation(self, store_number: str, day: date, kind: RotationKind) -> list[Person]:
        """Exception, else the standing person, then the backup."""
        stand_in = self._exceptions.get((store_number, day, kind))
        standing, backup = person_of(self._rotations, store_number, day.weekday(), kind)
        return [self._by_id[person] for person in (stand_in or standing, backup) if person]

    def _visits(self, visits: list[MPlan], placements: list[Placement]) -> Iterator[Placement]:
        cores = {
            (placed.plan.store_number, placed.plan.number): placed.day
            for placed in placements
            if placed.plan.type is EventType.CORE
        }
        for plan in visits:
            day = cores.get((plan.store_number, plan.number))
            if day is None:
                continue
            leads = self._on_rotation(plan.store_number, day, RotationKind.PRIMARY_LEAD)
            for person in self._titled(plan.store_number, Title.CLUB_SUPERVISOR) + leads:
                if self._roster.is_free(person, plan, day, NOON):
                    yield self._place(plan, person, day, NOON)
                    break
