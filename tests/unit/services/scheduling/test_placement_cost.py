"""What a place costs, wish by wish, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.services.scheduling.placement_cost import Cost, Pricing, dearer_words, total
from app.services.scheduling.problem import Assignment, Problem, RotationSlot
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.weights import Weights
from app.vocabulary import EventSubtype, EventType, RotationKind, Title, Visitor
from tests.unit.services.scheduling.builders import (
    ANN,
    CARL,
    FRIDAY,
    JUNE,
    LEA,
    MONDAY,
    at,
    core,
    event,
    juicer,
    person,
    world,
)

DAY = timedelta(days=1)
KIM = person(9, "Kim", Title.JUICER)


def costs(place: Assignment, *others: Assignment, problem: Problem | None = None) -> dict[str, tuple[int, str]]:
    found = Pricing(problem or world(events=[place.event], people=(ANN, LEA, CARL, JUNE, KIM))).of(place, others)
    return {cost.wish: (cost.points, cost.words) for cost in found}


def test_a_wish_that_is_kept_costs_nothing() -> None:
    assert costs(at(core(), LEA)) == {}


def test_work_of_a_duty_that_somebody_else_has() -> None:
    problem = world(people=(JUNE, KIM), rotations={(1, RotationKind.JUICER, 4): RotationSlot(JUNE.id)})
    assert costs(at(juicer(), KIM), problem=problem)["rotation"] == (500, "not on rotation, June is")
    assert "rotation" not in costs(at(juicer(), JUNE), problem=problem)


def test_a_teardown_for_who_leads_that_day_already() -> None:
    problem = world(people=(LEA,), rotations={(1, RotationKind.PRIMARY_LEAD, 4): RotationSlot(LEA.id)})
    teardown = event(1, EventType.DIGITALS, subtype=EventSubtype.DIGITAL_TEARDOWN)
    assert costs(at(teardown, LEA, clock="18:00"), problem=problem)["rotation"] == (20, "leads that day already")


def test_a_title_further_down_the_order() -> None:
    assert costs(at(core(), ANN))["title"] == (6, "Event Specialist instead of Lead Event Specialist")
    assert costs(at(core(), CARL))["title"][0] == 1500


def test_a_manager_says_how_the_titles_follow_each_other() -> None:
    rules = RuleSettings(core_staffing_order=(Title.SPECIALIST,), supervisor_assignment_order=(Visitor.PRIMARY_LEAD,))
    problem = world(people=(ANN, LEA, JUNE, CARL), rules=rules)
    visit = event(1, EventType.SUPERVISOR)
    assert "title" not in costs(at(core(), ANN), problem=problem)
    assert costs(at(core(), LEA), problem=problem)["title"] == (6, "Lead Event Specialist instead of Event Specialist")
    assert costs(at(core(), JUNE), problem=problem)["title"][0] == 12
    assert "title" not in costs(at(visit, LEA, clock="12:00"), problem=problem)
    assert costs(at(visit, CARL, clock="12:00"), problem=problem)["title"][0] == 40


def test_a_day_on_which_the_person_would_rather_rest() -> None:
    resting = replace(ANN, preferred_days_off=frozenset({4}))
    assert costs(at(core(), resting))["preference"] == (100, "would rather have Fridays off")
    assert "preference" not in costs(at(core(), resting), at(core(2), resting, clock="18:00"))


def test_each_further_core_of_a_week_costs_more() -> None:
    earlier = [at(core(number), LEA, MONDAY + number * DAY) for number in (0, 1, 2)]
    assert costs(at(core(9), LEA), *earlier[:1])["fairness"] == (15, "second Core that week")
    assert costs(at(core(9), LEA), *earlier)["fairness"] == (45, "4th Core that week")
    assert "fairness" not in costs(at(juicer(9), LEA), *earlier)


def test_minutes_above_the_target_and_only_the_new_ones() -> None:
    wants_little = replace(LEA, target_minutes_week=370)
    assert costs(at(core(), wants_little))["target"] == (20, "20 min over target")
    before = at(core(2), wants_little, FRIDAY - DAY)
    assert costs(at(core(), wants_little), before)["target"] == (390, "6 h 30 min over target")


def test_wages_count_when_they_are_weighed() -> None:
    paid = replace(LEA, wage_cents=2000)
    problem = replace(world(people=(paid,)), weights=Weights(labour_dollar=2))
    assert costs(at(core(), paid), problem=problem)["labour"] == (260, "$130 of wages")


def test_days_after_the_first_possible_one() -> None:
    assert costs(at(core(), LEA, FRIDAY + DAY))["late"] == (1, "1 day later")
    assert costs(at(core(), LEA, FRIDAY + 2 * DAY))["late"] == (2, "2 days later")


def test_only_what_costs_more_than_the_chosen_place_is_told_dearest_first() -> None:
    chosen = (Cost("title", 6, "a"), Cost("late", 3, "b"))
    other = (Cost("title", 12, "worse title"), Cost("late", 3, "b"), Cost("target", 60, "over target"))
    assert dearer_words(other, chosen) == ("over target", "worse title")
    assert total(other) == 75
