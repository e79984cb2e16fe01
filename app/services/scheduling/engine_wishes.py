"""What makes one plan better than another that covers as much, in points of the problem's weights; fewer is better."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from ortools.sat.python import cp_model

from app.services.scheduling.draft import Draft, Group, Literal, Place, Week
from app.services.scheduling.engine_opening import Opening
from app.services.scheduling.problem import Employee, Event, Problem
from app.services.scheduling.rotation_manager import kind_for, on_duty
from app.services.scheduling.rules.club_supervisor_on_core import is_unwanted
from app.vocabulary import EventSubtype, EventType, RotationKind, Title

URGENT_DAYS = 30
OVERTIME_STEP = 60
"""Minutes above the target are counted in begun hours."""

_CORE_ORDER = {Title.LEAD: 0, Title.SPECIALIST: 6, Title.JUICER: 12}
_LEAD_WORK = {Title.LEAD: 0, Title.CLUB_SUPERVISOR: 30}
_SUPERVISOR_WORK = {Title.CLUB_SUPERVISOR: 0, Title.LEAD: 40}
_ORDERS = {
    EventType.CORE: _CORE_ORDER,
    EventType.FREEOSK: _LEAD_WORK,
    EventType.DIGITALS: _LEAD_WORK,
    EventType.SUPERVISOR: _SUPERVISOR_WORK,
    EventType.OTHER: _SUPERVISOR_WORK,
}
"""Steps down the staffing order of a type, by title."""

Terms = Mapping[str, list[tuple[Literal, int]]]


def seat_value(problem: Problem, event: Event) -> int:
    """What filling one seat of the event is worth: priority first, then how soon it is due; never nothing."""
    days_left = min(max((event.due - problem.first_day).days, 0), URGENT_DAYS)
    weights = problem.weights
    return max(weights.empty_seat(event.priority) + (URGENT_DAYS - days_left) * weights.urgency_day, 1)


def title_points(problem: Problem, employee: Employee, event: Event) -> int:
    """How far down the person's title stands in the staffing order of the type."""
    weights = problem.weights
    if is_unwanted(employee, event):
        return weights.supervisor_on_core
    return weights.title_order * _ORDERS.get(event.type, {}).get(employee.title, 0)


class Duties:
    """Who has which duty, asked once per store and day."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._known: dict[tuple[int, RotationKind, date], Employee | None] = {}

    def person(self, store_id: int, kind: RotationKind, day: date) -> Employee | None:
        key = (store_id, kind, day)
        if key not in self._known:
            self._known[key] = on_duty(self._problem, store_id, kind, day).employee
        return self._known[key]

    def points(self, employee: Employee, event: Event, day: date) -> int:
        """Points for work of a duty that somebody else has that day."""
        kind = kind_for(event)
        if kind is None:
            return self._second_lead_points(employee, event, day)
        person = self.person(event.store_id, kind, day)
        return 0 if person is None or person.id == employee.id else self._problem.weights.rotation(kind)

    def _second_lead_points(self, employee: Employee, event: Event, day: date) -> int:
        if event.subtype is not EventSubtype.DIGITAL_TEARDOWN:
            return 0
        primary = self.person(event.store_id, RotationKind.PRIMARY_LEAD, day)
        return self._problem.weights.second_lead if primary is not None and primary.id == employee.id else 0


def wishes(draft: Draft, opening: Opening, duties: Duties) -> Terms:
    """Every wish by name with what it costs where it is not kept."""
    terms: dict[str, list[tuple[Literal, int]]] = defaultdict(list)
    for place in draft.places:
        sample, site = place.site.kind.sample, place.site
        terms["rotation"].append((place.count, duties.points(site.employee, sample, site.day)))
        terms["title"].append((place.count, title_points(draft.problem, site.employee, sample)))
    terms["rotation"] += _leads_without_core(draft, duties)
    terms["preference"] += _days_off(draft)
    for week in draft.weeks():
        terms["fairness"] += _core_days(draft, week)
        terms["target"] += _overtime(draft, week)
    terms["stability"] += _moves(draft, opening)
    terms["late"] += _late(draft)
    return {name: [(unknown, points) for unknown, points in found if points] for name, found in terms.items()}


def coverage(draft: Draft) -> list[tuple[Literal, int]]:
    problem = draft.problem
    return [(seats, seat_value(problem, group.events[0])) for (group, _), seats in draft.on_day.items()]


def _leads_without_core(draft: Draft, duties: Duties) -> list[tuple[Literal, int]]:
    """On a day with Cores the Primary Lead demonstrates, at the first slot."""
    cores: dict[tuple[int, date], list[Place]] = defaultdict(list)
    for place in draft.places:
        if place.candidate.event.type is EventType.CORE:
            cores[place.candidate.event.store_id, place.site.day].append(place)
    missed: list[tuple[Literal, int]] = []
    for (store_id, day), places in cores.items():
        lead = duties.person(store_id, RotationKind.PRIMARY_LEAD, day)
        own = [place.taken for place in places if lead is not None and place.site.employee.id == lead.id]
        others = [place for place in places if lead is not None and place.site.employee.id != lead.id]
        if not own:
            continue
        miss = draft.model.new_bool_var("")
        for place in others:
            draft.model.add_bool_or([~place.taken, *own, miss])
        missed.append((miss, draft.problem.weights.rotation_primary_lead))
    return missed


def _days_off(draft: Draft) -> list[tuple[Literal, int]]:
    days = [key for key, places in draft.employee_days.items() if _would_rest(places[0].site.employee, key[1])]
    return [(draft.works(employee_id, day), draft.problem.weights.preferred_day_off) for employee_id, day in days]


def _would_rest(employee: Employee, day: date) -> bool:
    return day.weekday() in employee.preferred_days_off


def _core_days(draft: Draft, week: Week) -> list[tuple[Literal, int]]:
    fixed = sum(row.event.type is EventType.CORE for row in week.fixed)
    cores = [place.count for place in week.places if place.candidate.event.type is EventType.CORE]
    days = len({place.site.day for place in week.places if place.candidate.event.type is EventType.CORE})
    terms = []
    for step in range(1, min(7, fixed + days)):
        above = draft.model.new_int_var(0, 7, "")
        draft.model.add(above >= cp_model.LinearExpr.sum(cores) + fixed - step)
        terms.append((above, draft.problem.weights.core_balance))
    return terms if cores else []


def _overtime(draft: Draft, week: Week) -> list[tuple[Literal, int]]:
    target = week.employee.target_minutes_week
    if target is None:
        return []
    fixed = sum(row.length for row in week.fixed)
    counts, lengths = [place.count for place in week.places], [place.candidate.length for place in week.places]
    most = sum(lengths) + fixed
    if most <= target:
        return []
    over = draft.model.new_int_var(0, most // OVERTIME_STEP + 1, "")
    worked = cp_model.LinearExpr.weighted_sum(counts, lengths) + fixed
    draft.model.add(OVERTIME_STEP * over >= worked - target)
    return [(over, OVERTIME_STEP * draft.problem.weights.over_target_minute)]


def _moves(draft: Draft, opening: Opening) -> list[tuple[Literal, int]]:
    terms: list[tuple[Literal, int]] = []
    for group in draft.groups:
        earlier = opening.drafts.get(group.events[0].id)
        if earlier is not None:
            kept = _kept(draft, group, earlier.employee.id, earlier.day)
            terms.append((~kept, draft.problem.weights.stability_changed))
    return terms


def _kept(draft: Draft, group: Group, employee_id: int, day: date) -> Literal:
    """True only where the event can be read off at its earlier person and day."""
    kept = draft.model.new_bool_var("")
    own = [p.taken for p in draft.employee_days.get((employee_id, day), ()) if p.site.kind is group.kind]
    draft.require(kept, own)
    draft.require(kept, [draft.done(group, day)] if (group, day) in draft.on_day else [])
    return kept


def _late(draft: Draft) -> list[tuple[Literal, int]]:
    first: dict[Group, date] = {}
    for group, day in draft.on_day:
        first[group] = min(first.get(group, day), day)
    return [
        (seats, (day - first[group]).days * draft.problem.weights.late_day)
        for (group, day), seats in draft.on_day.items()
    ]
