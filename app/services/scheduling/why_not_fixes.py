"""The cheapest ways to get an event done that automatic scheduling had to leave, each of them proven on the whole plan.

Some a manager may do at once by hand, setting a soft rule aside; some only rearrange other work; for some, somebody has
to agree first (a person with time off, Crossmark with a longer window), and those say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import islice

from app.formatting import minutes_clock, short_day
from app.services.scheduling.allowed_times import STEP, allowed_starts
from app.services.scheduling.availability import blocking_time_off, time_off_reason
from app.services.scheduling.conflict_resolver import Finder, cheapest, placed_words, varied
from app.services.scheduling.placement_cost import Pricing, total
from app.services.scheduling.problem import Assignment, Employee, Problem
from app.services.scheduling.repair import Repair, RepairKind, Workshop
from app.services.scheduling.rules import BY_NAME, clock, time_off
from app.services.scheduling.rules.violation import Mode, severity
from app.services.scheduling.why_not import Questions, Stage, Stop, WhyNot
from app.vocabulary import Severity
from app.wording import say

EACH = 2
"""As many are kept of one kind."""
TRIED_DAYS, TRIED_PEOPLE = 4, 12
"""As many are looked into for one kind; a large store has hundreds, and a manager waits for the answer."""
EXTENDED_DAYS = 7
EARLIEST, LATEST = 8 * 60, 20 * 60
"""Between these another start is looked for."""


def fixes(problem: Problem, found: WhyNot, *, limit: int = 6) -> tuple[Repair, ...]:
    """At most `limit`, cheapest first; one of each kind before the second of any."""
    return varied(_Fixer(problem, found).all(), limit)


@dataclass(frozen=True)
class _Fixer:
    problem: Problem
    found: WhyNot

    def all(self) -> Iterator[Repair]:
        if self.found.able and self.found.open_days:
            yield from cheapest(self._as_it_is(), EACH)
            return
        kinds = (
            self._by_hand(),
            self._on_closed_days(),
            self._other_slots(),
            self._hand_overs(),
            self._bumps(),
            self._days_off(),
            self._extended(),
        )
        for options in kinds:
            yield from cheapest(options, EACH)

    def _as_it_is(self) -> Iterator[Repair]:
        """Somebody could simply do it."""
        for place in self._cheapest_first(self.found.able)[:EACH]:
            yield from self._offer(RepairKind.OTHER_EMPLOYEE, place)

    def _by_hand(self) -> Iterator[Repair]:
        """People whom only a rule stops that a manager may set aside."""
        soft = [stop for stop in self._stops if self._gives_way(stop)]
        for place in self._cheapest_first(stop.place for stop in soft)[:TRIED_PEOPLE]:
            kind = RepairKind.OVERTIME if self._stage_at(place) is Stage.LIMITS else RepairKind.ASK
            yield from self._offer(kind, place)

    def _on_closed_days(self) -> Iterator[Repair]:
        """Days that only automatic scheduling leaves alone: too soon, the due day, another than the fixed day."""
        for violation in self.found.closed[:TRIED_DAYS]:
            if self._manual_severity(violation.rule) is not Severity.HARD:
                places = (place for person in self._suited for place in self._manual.places(person, violation.day))
                yield from self._first(RepairKind.BY_HAND, places)

    def _other_slots(self) -> Iterator[Repair]:
        """A start the type does not usually have, for people who are not free at the usual ones."""
        days = sorted({stop.place.day for stop in self._stops if stop.stage in (Stage.FREE, Stage.AVAILABLE)})
        for day in days[:TRIED_DAYS]:
            usual = set(allowed_starts(self.problem.rules, self.found.event, day))
            starts = [start for start in range(EARLIEST, LATEST + 1, STEP) if start not in usual]
            people = [person for person in self._suited if (person.id, day) in self.found.by_day][:TRIED_PEOPLE]
            places = (self._place(person, day, start) for start in starts for person in people)
            yield from self._first(RepairKind.OTHER_TIME, (place for place in places if _exists(place)))

    def _hand_overs(self) -> Iterator[Repair]:
        found = (repair for stop in self._busy[:TRIED_PEOPLE] for repair in self._finder(stop.place).hand_overs())
        yield from islice(found, 2 * EACH)

    def _bumps(self) -> Iterator[Repair]:
        """The place of less urgent work; whoever has it does the event, so any candidate will do to ask."""
        anybody = next((stop.place for stop in self._stops), None)
        if anybody is not None:
            yield from islice(self._finder(anybody).bumps(), EACH)

    def _days_off(self) -> Iterator[Repair]:
        off = [stop for stop in self._stops if stop.violation.rule == time_off.NAME]
        for stop in off[:TRIED_PEOPLE]:
            yield from self._without_time_off(stop)

    def _without_time_off(self, stop: Stop) -> Iterator[Repair]:
        place, person = stop.place, stop.place.employee
        off = blocking_time_off(self.problem.rules, person, place.day, (place.start, place.end))
        if off is None:
            return
        here = replace(person, time_off=tuple(one for one in person.time_off if one is not off))
        needs = say(
            "%(person)s has to agree: %(reason)s",
            person=person.name,
            reason=time_off_reason(person, off),
        )
        yield from self._granted(RepairKind.ASK, replace(place, employee=here), needs)

    def _extended(self) -> Iterator[Repair]:
        """The first day after the window on which somebody could do it."""
        event = self.found.event
        for number in range(EXTENDED_DAYS):
            # The due day itself may be closed to automatic scheduling, so the new one lies a day behind the work.
            day = max(event.due, self.problem.today) + timedelta(days=number)
            longer = replace(event, due=day + timedelta(days=1))
            asked = Questions(self.problem, longer, (day,))
            able = [place for person in self._suited if (place := asked.follow(person).place) is not None]
            needs = say("Crossmark has to move the due date to %(day)s or later.", day=short_day(longer.due))
            found = [
                one
                for place in self._cheapest_first(able)[:1]
                for one in self._granted(RepairKind.EXTEND, place, needs)
            ]
            yield from found
            if found:
                return

    def _granted(self, kind: RepairKind, place: Assignment, needs: str) -> Iterator[Repair]:
        """Once it is granted, automatic scheduling itself would allow it."""
        for repair in _offered(self.problem, Mode.AUTOMATIC, kind, place):
            yield replace(repair, needs=needs, cost=repair.cost + self.problem.weights.stability_changed)

    @cached_property
    def _stops(self) -> tuple[Stop, ...]:
        """The furthest of each person on each day, whoever has the title and works at the store."""
        late = (Stage.AVAILABLE, Stage.FREE, Stage.LIMITS)
        return tuple(stop for stop in self.found.by_day.values() if stop.stage in late)

    @cached_property
    def _busy(self) -> tuple[Stop, ...]:
        return tuple(stop for stop in self._stops if stop.violation.other_schedule_id is not None)

    @cached_property
    def _suited(self) -> tuple[Employee, ...]:
        people = {stop.place.employee.id: stop.place.employee for stop in self._stops}
        return tuple((people | {place.employee.id: place.employee for place in self.found.able}).values())

    @cached_property
    def _manual(self) -> Questions:
        return Questions(self.problem, self.found.event, (), Mode.MANUAL)

    def _first(self, kind: RepairKind, places: Iterable[Assignment]) -> Iterator[Repair]:
        """The cheapest of the first few that nobody's rule stands against."""
        free = islice((place for place in places if self._manual.stop(place) is None), TRIED_PEOPLE)
        for place in self._cheapest_first(free)[:EACH]:
            yield from self._offer(kind, place)

    def _cheapest_first(self, places: Iterable[Assignment]) -> list[Assignment]:
        pricing = Pricing(self.problem)
        return sorted(
            places,
            key=lambda place: (
                total(pricing.of(place, self.problem.by_employee.get(place.employee.id, ()))),
                place.day,
                place.start,
                place.employee.id,
            ),
        )

    def _offer(self, kind: RepairKind, place: Assignment) -> Iterator[Repair]:
        yield from _offered(self.problem, Mode.MANUAL, kind, place)

    def _finder(self, place: Assignment) -> Finder:
        return Finder(Workshop(self.problem, place))

    def _place(self, person: Employee, day: date, start: int) -> Assignment:
        return Assignment(self.found.event, person, self.problem.stores[self.found.event.store_id], day, start)

    def _stage_at(self, place: Assignment) -> Stage:
        return self.found.by_day[place.employee.id, place.day].stage

    def _gives_way(self, stop: Stop) -> bool:
        return self._manual_severity(stop.violation.rule) is not Severity.HARD

    def _manual_severity(self, rule: str) -> Severity:
        return severity(self.problem.rules, BY_NAME[rule], Mode.MANUAL)


def _offered(problem: Problem, mode: Mode, kind: RepairKind, place: Assignment) -> Iterator[Repair]:
    words = {
        RepairKind.OVERTIME: say(
            "Overtime for %(employee)s: %(place)s",
            employee=place.employee.name,
            place=placed_words(place),
        ),
        RepairKind.ASK: say("Ask %(employee)s: %(place)s", employee=place.employee.name, place=placed_words(place)),
        RepairKind.BY_HAND: say("By hand: %(place)s", place=placed_words(place)),
        RepairKind.OTHER_TIME: f"At {minutes_clock(place.start)}: {placed_words(place)}",
        RepairKind.EXTEND: say("With a longer window: %(place)s", place=placed_words(place)),
    }
    repair = Workshop(problem, place, mode).offer(Repair(kind, words.get(kind, placed_words(place)), (place,)))
    if repair is not None:
        yield repair


def _exists(place: Assignment) -> bool:
    return clock.exists(place.day, place.start, place.store.zone)
