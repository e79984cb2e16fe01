"""Both faces of each hard rule say the same: every plan of small problems is shown to the check and to the solver."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, product

import pytest

from app.services.scheduling.constraint_validator import check_plan
from app.services.scheduling.draft import Draft, Group, Kind, Site
from app.services.scheduling.engine_readout import hints
from app.services.scheduling.engine_search import Limits, Search
from app.services.scheduling.problem import Assignment, Employee, Event, Override, Problem, RotationSlot, TimeOff
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules import HARD, SOFT
from app.services.scheduling.rules.violation import Mode, PostedRule
from app.vocabulary import Condition, EventSubtype, EventType, RotationKind, Severity, Title
from tests.unit.services.scheduling.builders import (
    ANN,
    CARL,
    JUNE,
    LEA,
    MONDAY,
    OTHER_STORE,
    STORE,
    at,
    core,
    event,
    juicer,
    person,
    world,
)

FRIDAY, SATURDAY, SUNDAY = (MONDAY + timedelta(days=days) for days in (4, 5, 6))
RULES: tuple[PostedRule, ...] = (*HARD, *SOFT)
"""A manager may make each of them hard."""
Choice = tuple[Employee, date, int]


@dataclass(frozen=True)
class Case:
    """A problem with all places a plan of it may use, allowed or not."""

    problem: Problem
    events: tuple[Event, ...]
    choices: tuple[Choice, ...]


def visit(id: int, **more: object) -> Event:
    return event(id, EventType.SUPERVISOR, **more)


def choices(people: Iterable[Employee], days: Iterable[date], clocks: Iterable[int]) -> tuple[Choice, ...]:
    return tuple(product(people, days, clocks))


NINE_45, TEN_15, ELEVEN, NOON, FIVE = 585, 615, 660, 720, 1020


def _case(
    events: Sequence[Event], places: tuple[Choice, ...], fixed: Sequence[Assignment] = (), **more: object
) -> Case:
    people = {one.id: one for one in (*(place[0] for place in places), *(row.employee for row in fixed))}
    return Case(world(fixed, events=events, people=people.values(), **more), tuple(events), places)


def hand_made() -> Iterator[Case]:
    """One case for every way in which two lines can meet, with something fixed nearby."""
    part_time = person(6, "Pia", weekly={4: ((540, 1000),), 5: ((480, 1320),)}, max_days_week=1)
    away = person(7, "Ole", dates={FRIDAY: False}, overrides=(Override(SATURDAY, SATURDAY, (False,) * 7),))
    off = person(8, "Ida", time_off=(TimeOff(SATURDAY, SATURDAY),), terminated_on=FRIDAY)
    tired = person(9, "Tom", max_consecutive_days=1, min_rest_minutes=1000, max_minutes_week=700)
    both = person(10, "Eva", store_ids=frozenset({1, 2}))
    yield _case((core(1), core(2)), choices((ANN, part_time), (FRIDAY, SATURDAY), (NINE_45, TEN_15)))
    yield _case((core(1), core(2)), choices((tired,), (FRIDAY, SATURDAY, SUNDAY), (NINE_45, ELEVEN)))
    yield _case((core(1), juicer(2)), choices((JUNE,), (FRIDAY, SATURDAY), (NINE_45, 540)))
    yield _case(
        (juicer(1), juicer(2), juicer(3, EventSubtype.JUICER_SURVEY)), choices((JUNE, CARL), (FRIDAY,), (540, FIVE))
    )
    yield _case(
        (core(1), visit(1001, event_number="600001")), choices((LEA, CARL), (FRIDAY, SATURDAY), (NINE_45, NOON))
    )
    yield _case(
        (visit(1001, event_number="600001"), visit(1002, event_number="600001")),
        choices((LEA, CARL), (FRIDAY, SATURDAY), (NOON,)),
        (at(core(1), ANN),),
    )
    yield _case(
        (core(1), core(2, event_number="600001"), visit(1001, event_number="600001")),
        choices((ANN, CARL), (FRIDAY, SATURDAY), (NOON,)),
    )
    yield _case(
        (core(1),),
        choices((ANN,), (FRIDAY, SATURDAY), (NINE_45,)),
        (at(visit(1001, event_number="600001"), CARL, SATURDAY),),
    )
    yield _case(
        (core(1), core(2, store_id=2)), choices((both,), (FRIDAY, SATURDAY), (NINE_45,)), stores=(STORE, OTHER_STORE)
    )
    yield _case(
        (core(1),), choices((both, ANN), (FRIDAY,), (NINE_45,)), (at(core(9, store_id=2), both, store=OTHER_STORE),)
    )
    closed = replace(STORE, holidays={FRIDAY: "Founders Day"})
    yield _case((core(1),), choices((ANN,), (FRIDAY, SATURDAY), (NINE_45,)), stores=(closed,))
    yield _case((core(1, store_id=2),), choices((ANN, both), (FRIDAY,), (NINE_45,)))
    yield _case((core(1), event(2, EventType.OTHER)), choices((CARL,), (FRIDAY,), (NINE_45, FIVE)))
    yield _case((core(1), event(2, EventType.OTHER)), choices((LEA,), (MONDAY, FRIDAY), (ELEVEN,)))
    yield _case((core(1),), choices((away, off), (FRIDAY, SATURDAY), (NINE_45,)))
    yield _case(
        (replace(core(1), name="Wine tasting"),),
        choices((ANN, LEA), (FRIDAY,), (600,)),
        rules=RuleSettings(alcohol_keywords=("wine",)),
    )
    yield _case((core(1, start=FRIDAY, due=SATURDAY),), choices((ANN,), (MONDAY, FRIDAY, SATURDAY, SUNDAY), (NINE_45,)))
    yield _case(
        (core(1, auto_schedule=False), core(2, condition=Condition.CANCELED)), choices((ANN,), (FRIDAY,), (NINE_45,))
    )
    yield _case(
        (event(1, EventType.FREEOSK, start=FRIDAY), event(2, EventType.OTHER)),
        choices((LEA, ANN, CARL), (FRIDAY, SATURDAY), (600, ELEVEN)),
    )
    yield _case((core(1, headcount=2),), choices((ANN, LEA, CARL), (FRIDAY, SATURDAY), (NINE_45,)))
    trio = core(1, headcount=3)
    yield _case((trio,), choices((ANN, LEA, CARL), (FRIDAY,), (NINE_45,)), [at(trio, ANN)])
    yield _case(
        (core(1), core(2)),
        choices((ANN,), (FRIDAY, SATURDAY), (NINE_45, TEN_15)),
        rules=RuleSettings(max_core_per_day=2),
    )
    yield _case(
        (core(1), core(2)),
        choices((person(6, max_consecutive_days=3, max_days_week=4),), (FRIDAY, SATURDAY, SUNDAY), (NINE_45,)),
        [
            at(core(90 + days), person(6, max_consecutive_days=3, max_days_week=4), MONDAY + timedelta(days=days))
            for days in (0, 2, 3)
        ],
        rules=RuleSettings(max_work_days_per_week=5, first_weekday=0),
    )
    yield _case(
        (event(1, EventType.OTHER), event(2, EventType.OTHER)),
        choices((tired,), (SATURDAY, SUNDAY), (ELEVEN,)),
        [at(core(90 + days), tired, MONDAY + timedelta(days=days)) for days in (4, 5)],
    )
    yield _case((visit(1), visit(2)), choices((CARL, LEA), (FRIDAY,), (NOON,)))
    yield _case(
        (core(1),),
        choices((ANN,), (FRIDAY, SATURDAY), (NINE_45, FIVE)),
        [at(core(90 + days), ANN, MONDAY + timedelta(days=days), "06:00", minutes=60) for days in range(7)],
        rules=RuleSettings(first_weekday=0, severities={}),
    )
    wishes = person(6, "Uma", preferred_days_off=frozenset({4}), target_minutes_week=400, rep_id=None)
    yield _case(
        (core(1), event(2, EventType.OTHER, ref_num="")),
        choices((wishes, CARL, LEA), (FRIDAY, SATURDAY), (NINE_45, FIVE)),
    )
    yield _case(
        (juicer(1), juicer(2, EventSubtype.JUICER_SURVEY)),
        choices((JUNE, person(12, "Jo", Title.JUICER)), (FRIDAY, SATURDAY), (540, FIVE)),
        rotations={(1, RotationKind.JUICER, 4): RotationSlot(JUNE.id)},
    )


def changing_rules() -> Iterator[Case]:
    """Problems in which other rules hold from Saturday on."""
    later = RuleSettings(
        max_core_per_day=2,
        max_work_days_per_week=1,
        proximity_hours=9,
        alcohol_keywords=("tonic",),
        other_allowed_titles=(Title.SPECIALIST,),
        enabled_event_types=(EventType.CORE,),
        fixed_day_types=(EventType.OTHER,),
        due_date_inclusive=True,
        scheduling_window_days=9,
        freeosk_time=FIVE,
        juicer_production_time=FIVE,
        core_slots=RuleSettings().core_slots[1:],
    )
    rules = RuleSettings(later=((SATURDAY, later),), max_core_per_day=1, proximity_hours=0)
    places = choices((ANN,), (FRIDAY, SATURDAY), (NINE_45, 630, FIVE))
    tonic = replace(core(2), name="Tonic tasting")
    yield _case((core(1), tonic), places, rules=rules)
    yield _case((core(1, days=5), core(2, days=4)), places, rules=rules)
    yield _case((event(1, EventType.OTHER), event(2, EventType.OTHER, start=SATURDAY)), places, rules=rules)
    yield _case(
        (event(1, EventType.FREEOSK, start=SATURDAY), juicer(2)),
        choices((JUNE, LEA), (FRIDAY, SATURDAY), (540, 600, FIVE)),
        rules=rules,
    )


def random_case(seed: int) -> Case:
    """Three events of any type, two people, two days, and perhaps something that stays."""
    dice = random.Random(seed)
    subtypes = {EventType.JUICER: tuple(EventSubtype)[:2], EventType.DIGITALS: tuple(EventSubtype)[2:]}
    events, people = [], []
    for number in (1, 2, 3):
        kind = dice.choice(tuple(EventType))
        subtype = dice.choice((*subtypes.get(kind, (None,)), None)) if kind in subtypes else None
        start = MONDAY + timedelta(days=dice.choice((0, 4, 5)))
        shared = {"event_number": dice.choice(("600001", None, "600007")), "subtype": subtype}
        events.append(event(number, kind, start=start, days=dice.choice((0, 1, 7)), **shared))
    for number in (11, 12):
        limits = {
            "max_minutes_week": dice.choice((None, 400, 560)),
            "max_days_week": dice.choice((None, 1)),
            "max_consecutive_days": dice.choice((None, 1)),
            "min_rest_minutes": dice.choice((None, 900, 1080)),
        }
        people.append(person(number, f"P{number}", dice.choice(tuple(Title)), **limits))
    stays = (
        [at(core(99, event_number="600007"), people[0], dice.choice((FRIDAY, SATURDAY)))] if dice.random() < 0.5 else []
    )
    places = choices(people, (FRIDAY, SATURDAY), dice.sample((NINE_45, 600, NOON, FIVE), 2))
    return _case(events, places, stays)


def draft_of(case: Case, rule: PostedRule) -> Draft:
    """Every choice is a place, whether it is allowed or not, and one rule is posted."""
    groups: dict[Group, tuple[date, ...]] = {}
    sites = []
    days = tuple(dict.fromkeys(day for _, day, _ in case.choices))
    for one in case.events:
        kind = Kind(one, together=one.headcount > 1)
        groups[Group(kind, (one,), open_seats(case, one))] = days
        sites += [Site(kind, who, day, (start,)) for who, day, start in case.choices]
    draft = Draft.of(case.problem, groups, sites)
    rule.post(draft, case.problem)
    draft.finish()
    return draft


def open_seats(case: Case, one: Event) -> int:
    return one.headcount - len(case.problem.by_event.get(one.id, ()))


def plans(case: Case) -> Iterator[tuple[Assignment, ...]]:
    def options(one: Event) -> list[tuple[Assignment, ...]]:
        store = case.problem.stores[one.store_id]
        single = [Assignment(one, who, store, day, start) for who, day, start in case.choices]
        pairs = [
            pair
            for pair in combinations(single, 2)
            if open_seats(case, one) == 2 and (pair[0].day, pair[0].start) == (pair[1].day, pair[1].start)
        ]
        return [(), *((line,) for line in single), *pairs]

    for chosen in product(*(options(one) for one in case.events)):
        yield tuple(line for lines in chosen for line in lines)


def solver_accepts(draft: Draft, plan: Sequence[Assignment]) -> bool:
    matrix = deepcopy(draft.matrix)
    for unknown, value in hints(draft, plan).items():
        if value > matrix.upper[unknown]:
            return False
        matrix.equal([(unknown, 1)], value)
    search = Search(matrix, [0.0] * len(matrix.upper), 0.0, Limits(10, seed=1))
    return search.run().values is not None


def check_accepts(case: Case, rule: PostedRule, plan: Sequence[Assignment]) -> bool:
    """Only new lines count: what stays may break a rule already."""
    lenient = {other.NAME: Severity.OFF for other in (*RULES,)} | {rule.NAME: Severity.HARD}
    rules = case.problem.rules
    later = tuple((begins, replace(then, severities=lenient)) for begins, then in rules.later)
    problem = replace(case.problem, rules=replace(rules, severities=lenient, later=later))
    new = {line.event.id for line in plan}
    found = check_plan(problem, [*case.problem.assignments, *plan], mode=Mode.AUTOMATIC)
    return not any(item.rule == rule.NAME and item.event_id in new for item in found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.NAME)
def test_the_rules_of_the_day_hold_in_both_faces(rule: PostedRule) -> None:
    """A weekly limit that changes within the week is kept at its lower value, so the solver may be the stricter one."""
    for case in changing_rules():
        if rule.NAME != "max_work_days":
            assert_same(case, rule, most=60)
            continue
        draft = draft_of(case, rule)
        assert all(check_accepts(case, rule, plan) for plan in plans(case) if solver_accepts(draft, plan))


def assert_same(case: Case, rule: PostedRule, most: int) -> tuple[int, int]:
    draft = draft_of(case, rule)
    every = list(plans(case))
    shown = every if len(every) <= most else random.Random(1).sample(every, most)
    accepted = 0
    for plan in shown:
        says = check_accepts(case, rule, plan)
        words = [f"{line.event.type} {line.event.id}: {line.employee.name} {line.day} {line.start}" for line in plan]
        assert solver_accepts(draft, plan) == says, f"{rule.NAME}: the check says {says} to {words}"
        accepted += says
    return accepted, len(shown)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.NAME)
def test_check_and_solver_accept_the_same_plans_of_hand_made_problems(rule: PostedRule) -> None:
    for case in hand_made():
        assert_same(case, rule, most=60)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.NAME)
def test_check_and_solver_accept_the_same_plans_of_random_problems(rule: PostedRule) -> None:
    for seed in range(12):
        assert_same(random_case(seed), rule, most=25)


NEVER_BROKEN_BY_A_DRAFT = {"pinned"}
"""What is pinned is no unknown of a draft."""


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.NAME not in NEVER_BROKEN_BY_A_DRAFT], ids=lambda r: r.NAME
)
def test_each_rule_is_kept_by_some_and_broken_by_other_plans(rule: PostedRule) -> None:
    verdicts = {check_accepts(case, rule, plan) for case in hand_made() for plan in plans(case)}

    assert verdicts == {True, False}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.NAME)
def test_a_rule_that_posts_nothing_is_noticed(rule: PostedRule, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the comparison could never fail for it."""
    monkeypatch.setattr(rule, "post", lambda _draft, _problem: None)

    noticed = any(_differs(case, rule) for case in hand_made())

    assert noticed == (rule.NAME not in NEVER_BROKEN_BY_A_DRAFT)


def _differs(case: Case, rule: PostedRule) -> bool:
    try:
        assert_same(case, rule, most=60)
    except AssertionError:
        return True
    return False
