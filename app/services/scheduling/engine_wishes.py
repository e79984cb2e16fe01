"""What makes one plan better than another that covers as much, in points of the problem's weights; fewer is better."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from app.services.scheduling.draft import Draft, Group, Kind, Literal, Place, Week
from app.services.scheduling.engine_opening import Opening
from app.services.scheduling.fairness import carried_points
from app.services.scheduling.problem import Assignment, Employee, Event, Problem
from app.services.scheduling.rotation_manager import kind_for, on_duty
from app.services.scheduling.rules.club_supervisor_on_core import is_unwanted
from app.services.scheduling.rules.short_notice import earliest_day
from app.services.scheduling.staffing_order import steps_down
from app.vocabulary import EventSubtype, EventType, RotationKind

URGENT_DAYS = 30

Points = list[tuple[Literal, float]]
Terms = Mapping[str, Points]
CENTS_A_DOLLAR, HOUR = 100, 60


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
    return weights.title_order * steps_down(problem.rules, event.type, employee.title)


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
    """Every wish by name with what it costs where it is not kept. To be asked before the draft is finished."""
    terms: dict[str, Points] = defaultdict(list)
    labour = draft.problem.weights.labour_dollar / CENTS_A_DOLLAR / HOUR
    for place in draft.places:
        sample, site = place.site.kind.sample, place.site
        terms["rotation"].append((place.count, duties.points(site.employee, sample, site.day)))
        terms["title"].append((place.count, title_points(draft.problem, site.employee, sample)))
        terms["carried"].append((place.count, carried_points(draft.problem, site.employee, sample, site.day)))
        terms["labour"].append((place.count, labour * (site.employee.wage_cents or 0) * place.candidate.length))
    terms["rotation"] += _leads_without_core(draft, duties)
    terms["preference"] += _days_off(draft)
    for week in draft.weeks():
        terms["fairness"] += _core_days(draft, week)
        terms["target"] += _overtime(draft, week)
    terms["stability"] += _moves(draft, opening)
    terms["late"] += _late(draft)
    return {name: [(unknown, points) for unknown, points in found if points] for name, found in terms.items()}


def coverage(draft: Draft) -> Points:
    problem = draft.problem
    return [(seats, seat_value(problem, group.events[0])) for (group, _), seats in draft.on_day.items()]


def _leads_without_core(draft: Draft, duties: Duties) -> Points:
    """On a day with Cores the Primary Lead demonstrates, at the first slot."""
    weight = draft.problem.weights.lead_without_core
    cores: dict[tuple[int, date], list[Place]] = defaultdict(list)
    for place in draft.places if weight else ():
        if place.candidate.event.type is EventType.CORE:
            cores[place.candidate.event.store_id, place.site.day].append(place)
    missed: Points = []
    for (store_id, day), places in cores.items():
        lead = duties.person(store_id, RotationKind.PRIMARY_LEAD, day)
        own = [place for place in places if lead is not None and place.site.employee.id == lead.id]
        if own:
            missed.append((_without_own(draft, own, [place for place in places if place not in own]), weight))
    return missed


def _without_own(draft: Draft, own: Sequence[Place], others: Sequence[Place]) -> Literal:
    miss = draft.matrix.unknown()
    for place in others:
        draft.require(place.taken, [miss, *(mine.taken for mine in own)])
    return miss


def _days_off(draft: Draft) -> Points:
    weight = draft.problem.weights.preferred_day_off
    days = [key for key, places in draft.employee_days.items() if _would_rest(places[0].site.employee, key[1])]
    worked = [key for key in days if not draft.fixed(*key)]
    return [(draft.works(employee_id, day), weight) for employee_id, day in worked] if weight else []


def _would_rest(employee: Employee, day: date) -> bool:
    return day.weekday() in employee.preferred_days_off


def _core_days(draft: Draft, week: Week) -> Points:
    weight = draft.problem.weights.core_balance
    cores: Points = [(place.count, 1) for place in week.places if place.candidate.event.type is EventType.CORE]
    if not weight or not cores:
        return []
    fixed = sum(row.event.type is EventType.CORE for row in week.fixed)
    days = len({place.site.day for place in week.places if place.candidate.event.type is EventType.CORE})
    terms: Points = []
    for step in range(1, min(7, fixed + days)):
        above = draft.matrix.unknown(7)
        draft.matrix.limit([*cores, (above, -1)], step - fixed)
        terms.append((above, weight))
    return terms


def _overtime(draft: Draft, week: Week) -> Points:
    """Minutes above the target; with what follows for the number of long events, as weeks of few long ones need."""
    target, weight = week.employee.target_minutes_week, draft.problem.weights.over_target_minute
    if target is None or not weight:
        return []
    left = max(target - sum(row.length for row in week.fixed), 0)
    worked: Points = [(place.count, place.candidate.length) for place in week.places]
    most = sum(draft.matrix.upper[count] * length for count, length in worked)
    if most <= left:
        return []
    over = draft.matrix.unknown(most - left, whole=False)
    draft.matrix.limit([*worked, (over, -1)], left)
    for length, longer in week.by_length():
        below, step = left // length, length - left % length
        draft.limit([*((place.count, step) for place in longer), (over, -1)], step * below)
    return [(over, weight)]


def _moves(draft: Draft, opening: Opening) -> Points:
    """Each earlier place is given up, kept on another start, or kept exactly."""
    weights, terms = draft.problem.weights, list[tuple[Literal, float]]()
    saved = min(weights.stability_retimed, weights.stability_changed)
    keeping: dict[tuple[int, date, Kind], Points] = defaultdict(list)
    for group in draft.groups:
        earlier = opening.drafts.get(group.events[0].id)
        if earlier is None or (group, earlier.day) not in draft.on_day:
            continue
        kept, same = draft.matrix.unknown(), draft.matrix.unknown()
        draft.matrix.limit([(kept, 1), (draft.done(group, earlier.day), -1)], 0)
        draft.matrix.limit([(same, 1), (kept, -1)], 0)
        draft.matrix.limit([(same, 1), *((p.count, -1) for p in _places_of(draft, group, earlier, earlier.start))], 0)
        keeping[earlier.employee.id, earlier.day, group.kind].append((kept, 1))
        terms += [(~kept, weights.stability_changed - saved), (~same, saved)]
    for (employee_id, day, kind), kept_there in keeping.items():
        own = [p for p in draft.employee_days.get((employee_id, day), ()) if p.site.kind is kind]
        draft.matrix.limit([*kept_there, *((place.count, -1) for place in own)], 0)
    return terms


def _places_of(draft: Draft, group: Group, earlier: Assignment, start: int) -> list[Place]:
    places = draft.employee_days.get((earlier.employee.id, earlier.day), ())
    return [place for place in places if place.site.kind is group.kind and start in place.site.starts]


def _late(draft: Draft) -> Points:
    problem = draft.problem
    weight = problem.weights.late_day
    return [
        (seats, (day - earliest_day(problem, group.events[0], day)).days * weight)
        for (group, day), seats in draft.on_day.items()
    ]
