"""The rulebook's waves: Juicer, Core with its Supervisor, Freeosk, Digitals, Other. Greedy, with all the rules.

It is what people did by hand: a plan in milliseconds, a start for the search and the measure the engine must beat.
The rulebook also lets a Core take the place of one that is due later. Here published work stays, and in a queue that
goes by due date nothing that was planned before is due later: there is nobody to give way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.draft_parts import Kind
from app.services.scheduling.engine_opening import Opening
from app.services.scheduling.engine_plan import Plan, Possible
from app.services.scheduling.engine_rules import ANY_START
from app.services.scheduling.engine_wishes import Duties
from app.services.scheduling.lead_cover import secondary_lead
from app.services.scheduling.problem import Assignment, Employee, Event
from app.services.scheduling.rotation_manager import kind_for
from app.services.scheduling.staffing_order import DEMONSTRATORS, core_steps, visitors
from app.vocabulary import EventSubtype, EventType, RotationKind, Title

_TYPE_ORDER = {
    EventSubtype.DIGITAL_SETUP: 2,
    EventSubtype.DIGITAL_REFRESH: 3,
    EventSubtype.DIGITAL_TEARDOWN: 5,
    EventType.JUICER: 1,
    EventType.FREEOSK: 4,
    EventType.CORE: 6,
    EventType.SUPERVISOR: 7,
    EventType.DIGITALS: 8,
    EventType.OTHER: 9,
}


def plan_in_waves(
    opening: Opening, duties: Duties, possible: Possible, go_on: Callable[[], None] = lambda: None
) -> Plan:
    """Fills a plan wave by wave; within a wave the event that is due first goes first.

    `go_on` is called before each event and may raise to end it.
    """
    waves = _Waves(opening, duties, possible, go_on)
    if opening.problem.keeps_booked:
        waves.booked()
    waves.juicers()
    waves.cores()
    waves.lead_work(EventType.FREEOSK)
    waves.lead_work(EventType.DIGITALS)
    waves.others()
    waves.supervisors()
    return waves.plan


class _Waves:
    def __init__(self, opening: Opening, duties: Duties, possible: Possible, go_on: Callable[[], None]) -> None:
        self._go_on = go_on
        self.opening = opening
        self.duties = duties
        self.possible = possible
        self.plan = Plan(opening.problem, possible)
        self._refused: set[tuple[Kind | None, int, date]] = set()
        """Who has no room for a kind of work on a day any more; a plan that only grows makes none again."""
        self._known: dict[tuple[Kind | None, date], list[Employee]] = {}

    def booked(self) -> None:
        """All that may stay where it is; Cores first, because their visits hang on them."""
        for row in sorted(
            self.opening.drafts.values(), key=lambda r: (r.event.type is EventType.SUPERVISOR, r.event.id)
        ):
            place = Assignment(row.event, row.employee, row.store, row.day, row.start)
            if self.plan.allows(place):
                self.plan.add(place)

    def juicers(self) -> None:
        for event in self._queue(EventType.JUICER):
            for day in self.opening.days(event):
                person = self.duties.person(event.store_id, RotationKind.JUICER, day)
                if person is not None and self._place(event, [person], day):
                    break

    def cores(self) -> None:
        for event in self._queue(EventType.CORE):
            for day in self.opening.days(event):
                if self._place(event, self._demonstrators(event, day), day, self._slots_by_use(event, day)):
                    break
            self._pair(event)

    def lead_work(self, event_type: EventType) -> None:
        for event in self._queue(event_type):
            for day in self.opening.days(event):
                if self._place(event, self._leads(event, day), day, self._slots_by_use(event, day)):
                    break

    def others(self) -> None:
        for event in self._queue(EventType.OTHER):
            for day in self.opening.days(event):
                people = self._with_title(event, Title.CLUB_SUPERVISOR) + self._with_title(event, Title.LEAD)
                if self._place(event, people, day):
                    break

    def supervisors(self) -> None:
        """Those whose Core was planned before this run."""
        for event in self._queue(EventType.SUPERVISOR):
            if not self.plan.lines_of(event):
                self._check_in(event)

    def _queue(self, event_type: EventType) -> Iterator[Event]:
        left = (e for e in self.opening.events if len(self.plan.lines_of(e)) < self.opening.seats[e.id])
        for event in sorted((event for event in left if event.type is event_type), key=_urgency):
            self._go_on()
            yield event

    def _place(self, event: Event, people: Iterable[Employee], day: date, starts: Iterable[int] = ()) -> bool:
        """Fills every seat that is left, or as many as can be; True when at least one was filled."""
        chosen = list(starts) or list(allowed_starts(self.opening.problem.rules, event, day))
        missing = self.opening.seats[event.id] - len(self.plan.lines_of(event))
        filled = 0
        for person in people:
            if filled == missing:
                break
            filled += self._give(event, person, day, chosen)
        return filled > 0

    def _give(self, event: Event, person: Employee, day: date, starts: Sequence[int]) -> bool:
        """To one person at the first time that breaks no rule."""
        possible = self._starts(event, person, day)
        for start in starts if possible else ():
            if start not in possible:
                continue
            place = Assignment(event, person, self.opening.problem.stores[event.store_id], day, start)
            broken = self.plan.first_broken(place)
            if broken is None and self._is_with_the_others(place):
                self.plan.add(place)
                return True
            if broken in ANY_START:
                self._refused.add((self.possible.kind(event), person.id, day))
                return False
        return False

    def _starts(self, event: Event, person: Employee, day: date) -> frozenset[int]:
        refused = (self.possible.kind(event), person.id, day) in self._refused
        return frozenset() if refused else self.possible.starts(event, person, day)

    def _is_with_the_others(self, place: Assignment) -> bool:
        return all((r.day, r.start) == (place.day, place.start) for r in self.plan.of_event(place.event))

    def _demonstrators(self, event: Event, day: date) -> list[Employee]:
        """By title as a manager wants it; within a title who has the fewest Core days that week."""
        steps = core_steps(self.opening.problem.rules.core_staffing_order)
        lead = self.duties.person(event.store_id, RotationKind.PRIMARY_LEAD, day)
        return sorted(
            self._able(event, day),
            key=lambda p: (steps[p.title], p is not lead, self.plan.core_days(p, day), p.id),
        )

    def _able(self, event: Event, day: date) -> list[Employee]:
        """Demonstrators who may still have room for this kind of work."""
        kind = self.possible.kind(event)
        known = self._known.get((kind, day))
        if known is None:
            staff = [person for person in self.plan.staff(event.store_id) if person.title in DEMONSTRATORS]
            known = [person for person in staff if self.possible.starts(event, person, day)]
        self._known[kind, day] = [person for person in known if (kind, person.id, day) not in self._refused]
        return self._known[kind, day]

    def _slots_by_use(self, event: Event, day: date) -> list[int]:
        used = Counter(self.plan.starts_on(event.store_id, day, event.type))
        starts = allowed_starts(self.opening.problem.rules, event, day)
        return sorted(starts, key=lambda start: (used[start], starts.index(start)))

    def _pair(self, core: Event) -> None:
        for partner in self.opening.problem.partner_events(core):
            if partner.id in self.opening.seats and not self.plan.lines_of(partner):
                self._check_in(partner)

    def _check_in(self, event: Event) -> None:
        cores = [row for core in self.opening.problem.partner_events(event) for row in self.plan.of_event(core)]
        for row in cores:
            if self._place(event, self._visitors(event, row.day), row.day):
                return

    def _visitors(self, event: Event, day: date) -> list[Employee]:
        """Those a manager named, in that order, then everybody else who leads; each once."""
        lead = self.duties.person(event.store_id, RotationKind.PRIMARY_LEAD, day)
        staff = self.plan.staff(event.store_id)
        named = visitors(self.opening.problem.rules, staff, lead, lambda person: self.plan.has_core(person, day))
        return list({person.id: person for person in (*named, *self._leads(event, day))}.values())

    def _leads(self, event: Event, day: date) -> list[Employee]:
        """The person on duty, the other Leads, then the Club Supervisor."""
        lead = self.duties.person(event.store_id, RotationKind.PRIMARY_LEAD, day)
        first = lead
        if event.subtype is EventSubtype.DIGITAL_TEARDOWN and kind_for(event) is None:
            first = secondary_lead(self.opening.problem, event.store_id, day)
        people = self._with_title(event, Title.LEAD) + self._with_title(event, Title.CLUB_SUPERVISOR)
        return sorted(people, key=lambda person: person is not first)

    def _with_title(self, event: Event, title: Title) -> list[Employee]:
        return [person for person in self.plan.staff(event.store_id) if person.title is title]


def _urgency(event: Event) -> tuple[date, int, int]:
    return event.due, _TYPE_ORDER.get(event.subtype or event.type, _TYPE_ORDER[event.type]), event.id
