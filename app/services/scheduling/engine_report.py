"""Turns a finished plan into the answer of a run: lines with reasons and alternatives, explanations, figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import islice

from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.engine_opening import Opening
from app.services.scheduling.engine_plan import Plan
from app.services.scheduling.engine_reasons import Reasons, staffing_rank
from app.services.scheduling.engine_solution import Alternative, Metrics, PlannedAssignment, Unassigned
from app.services.scheduling.engine_wishes import Duties, seat_value
from app.services.scheduling.explanation import NO_RULE, explain
from app.services.scheduling.placement_cost import Cost, Pricing, dearer_words, total
from app.services.scheduling.problem import Assignment
from app.services.scheduling.rotation_manager import kind_for
from app.services.scheduling.rules.week import week_start
from app.vocabulary import EventType, ProposalKind, Title

ALTERNATIVES = 3
CONSIDERED = 8
"""Of the places that break no rule, so many are priced; they come in the staffing order of the trade."""
STOPPED = "The run was stopped before a place was found."


@dataclass(frozen=True)
class Report:
    """Reads one finished plan; `opening` is that of the whole problem."""

    opening: Opening
    plan: Plan
    duties: Duties

    def lines(self, *, brief: bool = False) -> tuple[PlannedAssignment, ...]:
        """`brief` = without alternatives, for a run that was stopped."""
        reasons = Reasons(self.opening, self.plan, self.duties)
        ordered = sorted(self.plan.lines, key=lambda row: (row.day, row.start, row.event.id, row.employee.id))
        return tuple(self._line(row, reasons, brief) for row in ordered)

    def unassigned(self, *, brief: bool = False) -> tuple[Unassigned, ...]:
        left = [e for e in self.opening.events if len(self.plan.lines_of(e)) < self.opening.seats[e.id]]
        if brief:
            return tuple(Unassigned(event.id, NO_RULE, STOPPED, self._draft_id(event.id)) for event in left)
        return tuple(explain(self.plan, event, self._draft_id(event.id)) for event in left)

    def metrics(self, base: Metrics) -> Metrics:
        """`base` brings what only the searches know."""
        assigned = len(self.plan.lines)
        total = self.opening.total
        return replace(
            base,
            assigned=assigned,
            total=total,
            coverage=assigned / total if total else 1.0,
            coverage_value=sum(seat_value(self.opening.problem, line.event) for line in self.plan.lines),
            rotations_respected=self._rotations_respected(),
            balance=self._balance(),
        )

    def _line(self, row: Assignment, reasons: Reasons, brief: bool) -> PlannedAssignment:
        earlier = self.opening.drafts.get(row.event.id)
        kind, reason = ProposalKind.NEW, reasons.of(row)
        if earlier is not None:
            same = (earlier.employee.id, earlier.day, earlier.start) == (row.employee.id, row.day, row.start)
            kind = ProposalKind.KEEP if same else ProposalKind.MOVE
            reason = f"Kept as it was planned. {reason}" if same else f"Moved to make the plan better. {reason}"
        return PlannedAssignment(
            event_id=row.event.id,
            employee_id=row.employee.id,
            day=row.day,
            start=row.start,
            reason=reason,
            kind=kind,
            schedule_id=self._draft_id(row.event.id),
            alternatives=() if brief else self._alternatives(row),
        )

    def _draft_id(self, event_id: int) -> int | None:
        earlier = self.opening.drafts.get(event_id)
        return None if earlier is None else earlier.schedule_id

    @cached_property
    def _pricing(self) -> Pricing:
        return Pricing(self.opening.problem)

    def _alternatives(self, row: Assignment) -> tuple[Alternative, ...]:
        """The cheapest of other people that day and of the same person on other days, with what each would cost."""
        own = self._costs(row, row)
        found = [self._priced(place, row, own) for place in islice(self._allowed(row), CONSIDERED)]
        return tuple(sorted(found, key=lambda other: other.points)[:ALTERNATIVES])

    def _allowed(self, row: Assignment) -> Iterator[Assignment]:
        """Each at the first time that breaks no rule."""
        for moved in self._other_places(row):
            place = next((place for place in self._at_any_start(moved) if self.plan.allows(place, row)), None)
            if place is not None:
                yield place

    def _priced(self, place: Assignment, row: Assignment, own: tuple[Cost, ...]) -> Alternative:
        costs = self._costs(place, row)
        return Alternative(
            place.employee.id, place.day, place.start, total(costs) - total(own), dearer_words(costs, own)
        )

    def _costs(self, place: Assignment, row: Assignment) -> tuple[Cost, ...]:
        """`row` is the line that the place would stand for."""
        beside = [other for other in self.plan.of_employee(place.employee) if other is not row]
        return self._pricing.of(place, beside)

    def _other_places(self, row: Assignment) -> Iterator[Assignment]:
        people = [person for person in self.plan.staff(row.store.id) if person.id != row.employee.id]
        same_day = [replace(row, employee=person) for person in people]
        yield from sorted(same_day, key=lambda place: staffing_rank(self.opening.problem, self.duties, place))
        if row.event.headcount == 1:
            yield from (replace(row, day=day) for day in self.opening.days(row.event) if day != row.day)

    def _at_any_start(self, place: Assignment) -> Iterator[Assignment]:
        yield place
        if place.event.headcount == 1:
            starts = allowed_starts(self.opening.problem.rules, place.event, place.day)
            yield from (replace(place, start=start) for start in starts if start != place.start)

    def _rotations_respected(self) -> float:
        duties = [(line, self._on_duty(line)) for line in self.plan.lines if self._on_duty(line) is not None]
        kept = sum(line.employee.id == employee_id for line, employee_id in duties)
        return kept / len(duties) if duties else 1.0

    def _on_duty(self, line: Assignment) -> int | None:
        kind = kind_for(line.event)
        person = None if kind is None else self.duties.person(line.store.id, kind, line.day)
        return None if person is None else person.id

    def _balance(self) -> int:
        """Among people of one title at one store in one week."""
        loads: dict[tuple[int, date, Title], list[int]] = defaultdict(list)
        for week in sorted({week_start(self.opening.problem.rules, line.day) for line in self.plan.lines}):
            for store_id in sorted(self.opening.problem.stores):
                for person in self.plan.staff(store_id):
                    if person.active:
                        loads[store_id, week, person.title].append(self._cores_in(person.id, week))
        return max((max(days) - min(days) for days in loads.values()), default=0)

    def _cores_in(self, employee_id: int, week: date) -> int:
        person = self.opening.problem.employees[employee_id]
        rows = self.plan.of_employee(person)
        last = week + timedelta(days=6)
        return sum(row.event.type is EventType.CORE and week <= row.day <= last for row in rows)
