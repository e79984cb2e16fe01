"""Everybody's verdict for one event, asked sparingly, is what the constraint validator says of each place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.scheduling.candidates import Candidates, Choice
from app.services.scheduling.constraint_validator import check
from app.services.scheduling.problem import Employee, Problem, TimeOff
from tests.unit.services.scheduling.builders import ANN, FRIDAY, LEA, at, core, person, world
from tests.unit.services.scheduling.test_verdicts import STARTS, days, weeks


class TestCandidates:
    def test_valid_people_first_each_at_the_best_start(self) -> None:
        mornings_off = person(2, "Bob", time_off=(TimeOff(FRIDAY, FRIDAY, (0, 11 * 60)),))
        problem = world([at(core())], events=[core(2)], people=(ANN, mornings_off, LEA))
        found = Candidates(problem, core(2), FRIDAY).ranked()
        assert [(choice.assignment.employee.name, choice.is_valid) for choice in found] == [
            ("Bob", True),
            ("Lea", True),
            ("Ann", False),
        ]
        assert found[0].assignment.start == 11 * 60

    def test_people_of_other_stores_are_not_offered(self) -> None:
        stranger = person(9, "Zed", store_ids=frozenset({2}))
        assert Candidates(world(people=(stranger,)), core(), FRIDAY).ranked() == ()

    def test_without_a_start_nobody_can_be_offered(self) -> None:
        assert Candidates(world(), core(), FRIDAY).ranked(()) == ()


def best_checked(problem: Problem, someone: Employee, starts: tuple[int, ...], day: date) -> Choice:
    """Every rule asked at every start."""
    places = [problem.assignment(1, someone.id, day, start) for start in starts]
    choices = [Choice(place, check(problem, place)) for place in places]
    return min(choices, key=lambda one: (not one.is_valid, len(one.violations)))


class TestEqualVerdicts:
    @given(weeks(), days, st.lists(st.sampled_from(STARTS), min_size=1, max_size=4, unique=True))
    @settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    def test_everybody_is_told_what_the_validator_says(self, problem: Problem, day: date, starts: list[int]) -> None:
        asked = Candidates(problem, problem.events[1], day)
        for _ in range(2):  # what is remembered from the first time says the same
            found = asked.ranked(starts)
            assert {choice.assignment.employee.id for choice in found} == set(problem.employees)
            for choice in found:
                best = best_checked(problem, choice.assignment.employee, tuple(starts), day)
                assert choice.is_valid == best.is_valid
                assert asked.whole(choice, starts) == best

    @given(weeks(), days, st.lists(st.sampled_from(STARTS), min_size=1, max_size=4, unique=True))
    @settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    def test_reading_the_work_only_of_who_is_left_changes_no_verdict(
        self, problem: Problem, day: date, starts: list[int]
    ) -> None:
        read: list[int] = []

        def with_work(people: Collection[int]) -> Problem:
            read[:] = people
            on_events = {1, *(partner.id for partner in problem.partner_events(problem.events[1]))}
            rows = (row for row in problem.assignments if row.employee.id in people or row.event.id in on_events)
            return replace(problem, assignments=tuple(rows))

        asked = Candidates(replace(problem, assignments=()), problem.events[1], day, with_work=with_work)
        found = asked.ranked(starts)
        assert {choice.assignment.employee.id for choice in found} == set(problem.employees)
        for choice in found:
            best = best_checked(problem, choice.assignment.employee, tuple(starts), day)
            assert choice.is_valid == best.is_valid
            assert not choice.is_valid or choice.assignment.employee.id in read
            assert asked.whole(choice, starts) == best

    @given(weeks(), days, st.sampled_from(STARTS))
    @settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    def test_who_cannot_is_told_one_reason_of_the_validators(self, problem: Problem, day: date, start: int) -> None:
        for choice in Candidates(problem, problem.events[1], day).ranked([start]):
            if not choice.is_valid:
                assert len(choice.violations) == 1
                assert choice.violations[0] in check(problem, choice.assignment)
