"""Why this person, this day, this time: in words a manager would use."""

from __future__ import annotations

from app.formatting import minutes_clock, short_day
from app.services.scheduling.allowed_times import allowed_starts
from app.services.scheduling.engine_opening import Opening
from app.services.scheduling.engine_plan import Plan
from app.services.scheduling.engine_wishes import Duties, title_points
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rotation_manager import kind_for
from app.services.scheduling.rules.fixed_day import is_fixed
from app.vocabulary import EventType, RotationKind

_DUTY = {RotationKind.JUICER: "Juicer", RotationKind.PRIMARY_LEAD: "Primary Lead"}


class Reasons:
    """Explains the lines of one finished plan."""

    def __init__(self, opening: Opening, plan: Plan, duties: Duties) -> None:
        self._opening = opening
        self._plan = plan
        self._duties = duties

    def of(self, line: Assignment) -> str:
        return "; ".join(part for part in (self._who(line), self._day(line), self._time(line)) if part) + "."

    def is_on_duty(self, line: Assignment) -> bool:
        kind = kind_for(line.event)
        return kind is not None and self._person(line, kind) == line.employee.id

    def _who(self, line: Assignment) -> str:
        kind = kind_for(line.event)
        if kind is not None and self.is_on_duty(line):
            return f"{_DUTY[kind]} rotation of {line.day:%A}"
        if line.event.type is EventType.CORE:
            return self._core_person(line)
        if line.event.type is EventType.SUPERVISOR:
            return f"{line.employee.title} checks in on {self._core_of(line)}"
        if kind is not None:
            return f"{line.employee.title} in place of the {_DUTY[kind]} rotation of {line.day:%A}"
        return f"{line.employee.title} who is free"

    def _core_person(self, line: Assignment) -> str:
        days = self._plan.core_days(line.employee, line.day)
        if self._person(line, RotationKind.PRIMARY_LEAD) == line.employee.id:
            return f"Primary Lead of {line.day:%A}"
        peers = [p for p in self._plan.staff(line.store.id) if p.title is line.employee.title and p.active]
        fewest = all(days <= self._plan.core_days(peer, line.day) for peer in peers)
        return f"{line.employee.title} with {'the fewest Core days' if fewest else 'Core days'} this week ({days})"

    def _person(self, line: Assignment, kind: RotationKind) -> int | None:
        person = self._duties.person(line.store.id, kind, line.day)
        return None if person is None else person.id

    def _core_of(self, line: Assignment) -> str:
        return f"Core {line.event.event_number}" if line.event.event_number else "its Core"

    def _day(self, line: Assignment) -> str:
        event = line.event
        if is_fixed(self._opening.problem.rules, event):
            return f"on its fixed day, {short_day(line.day)}"
        if event.type is EventType.SUPERVISOR:
            return f"on the day of its Core, {short_day(line.day)}"
        days = self._opening.days(event)
        if days and line.day == days[0]:
            return f"on its first possible day, {short_day(line.day)}"
        left = (event.due - line.day).days
        return f"on {short_day(line.day)}, {left} {'day' if left == 1 else 'days'} before it is due"

    def _time(self, line: Assignment) -> str:
        starts = allowed_starts(self._opening.problem.rules, line.event, line.day)
        clock = minutes_clock(line.start)
        if len(starts) == 1:
            return f"at {clock}, the time of {line.event.type} events"
        if line.event.type is EventType.CORE and line.start == starts[0]:
            return f"at {clock}, the first slot"
        return f"at {clock}, the slot with the fewest starts so far"


def staffing_rank(problem: Problem, duties: Duties, line: Assignment) -> tuple[int, int]:
    """Better places first, for the list of alternatives."""
    points = duties.points(line.employee, line.event, line.day) + title_points(problem, line.employee, line.event)
    return points, line.employee.id
