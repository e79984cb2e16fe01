"""Rules about what a person does beside the candidate: the same day, the same week, the paired event."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.services.scheduling.problem import Assignment, Employee
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import EventSubtype, EventType
from tests.unit.services.scheduling.builders import (
    ANN,
    BOB,
    CARL,
    FRIDAY,
    JUNE,
    LEA,
    OTHER_STORE,
    at,
    core,
    event,
    juicer,
    person,
)
from tests.unit.services.scheduling.conftest import RuleUnderTest

DAY = timedelta(days=1)
SUNDAY = FRIDAY - 5 * DAY
SURVEY = EventSubtype.JUICER_SURVEY


def visit(
    id: int = 9, clock: str = "12:00", employee: Employee = LEA, type: EventType = EventType.SUPERVISOR, **more: Any
) -> Assignment:
    return at(event(id, type), employee, clock=clock, **more)


def work(days: int, employee: Employee = ANN, first: date = SUNDAY) -> list[Assignment]:
    """A Core on each of that many days from `first` on."""
    return [at(core(20 + place), employee, first + place * DAY) for place in range(days)]


class TestOverlap:
    def test_one_minute_is_a_double_booking(self, rule: RuleUnderTest) -> None:
        rule.breaks(
            at(core(), clock="16:14"), at(core(2)), by=1, saying="Ann already has Core 600002 from 9:45 AM to 4:15 PM"
        )

    def test_touching_is_fine(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), clock="16:15"), at(core(2)))

    def test_two_people_may_work_at_once(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core()), at(core(2), BOB))

    def test_work_past_midnight_meets_the_next_morning(self, rule: RuleUnderTest) -> None:
        late = at(core(2, minutes=121), day=FRIDAY - DAY, clock="23:00")
        rule.breaks(at(core(), clock="01:00"), late, by=1)
        rule.holds(at(core(), clock="01:01"), late)

    def test_a_short_visit_lies_inside_a_core(self, rule: RuleUnderTest) -> None:
        rule.holds(visit(clock="10:00", type=EventType.FREEOSK), at(core(), LEA))
        rule.holds(at(core(), LEA), visit(clock="09:45", type=EventType.FREEOSK))

    @pytest.mark.parametrize("clock", ["09:30", "16:00"])
    def test_but_not_across_its_edge(self, rule: RuleUnderTest, clock: str) -> None:
        rule.breaks(visit(clock=clock, type=EventType.FREEOSK), at(core(), LEA), by=15)

    def test_nor_in_another_store(self, rule: RuleUnderTest) -> None:
        elsewhere = at(event(9, EventType.FREEOSK, store_id=2), LEA, clock="10:00", store=OTHER_STORE)
        rule.breaks(elsewhere, at(core(), LEA))
        rule.breaks(elsewhere, visit(8, "10:00", type=EventType.FREEOSK))

    def test_two_visits_need_starts_of_their_own(self, rule: RuleUnderTest) -> None:
        rule.breaks(visit(8), visit(9))
        rule.holds(visit(8, "10:15", type=EventType.DIGITALS), visit(9, "10:00", type=EventType.FREEOSK))

    def test_a_club_supervisor_checks_in_on_several_demos_at_once(self, rule: RuleUnderTest) -> None:
        rule.holds(visit(8, employee=CARL), visit(9, employee=CARL))
        rule.breaks(visit(8, employee=CARL), visit(9, employee=CARL, type=EventType.FREEOSK))


class TestProximity:
    @pytest.mark.parametrize(("clock", "by"), [("16:15", 120), ("18:14", 1)])
    def test_less_than_two_hours_is_close(self, rule: RuleUnderTest, clock: str, by: int) -> None:
        rule.breaks(at(core(), clock=clock), at(core(2)), by=by)

    def test_two_hours_are_enough(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), clock="18:15"), at(core(2)))

    def test_overlap_visits_and_other_people_are_not_its_business(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), clock="16:14"), at(core(2)))
        rule.holds(at(core(), LEA), visit(clock="09:00"))
        rule.holds(at(core(), clock="16:15"), at(core(2), BOB))


class TestOneCoreADay:
    def test_a_second_core_is_one_too_many(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core(), clock="17:00"), at(core(2)), by=1, saying="Core 600002 from 9:45 AM to 4:15 PM")

    def test_other_days_people_and_types_are_free(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core()), at(core(2), BOB), at(core(3), day=FRIDAY + DAY), visit(employee=ANN))
        rule.holds(visit(employee=ANN), at(core()))

    def test_moving_a_core_within_its_day_is_no_conflict(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), clock="10:30", schedule_id=7), at(core(), schedule_id=7))

    def test_the_limit_is_a_setting(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core()), at(core(2)), rules=RuleSettings(max_core_per_day=2))
        rule.breaks(at(core()), rules=RuleSettings(max_core_per_day=0), by=1, saying="The limit is 0")


class TestOneJuicerADay:
    def test_production_and_survey_go_together(self, rule: RuleUnderTest) -> None:
        rule.holds(at(juicer(1), JUNE), at(juicer(2, SURVEY), JUNE, clock="18:00"))

    def test_two_of_a_kind_do_not(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(juicer(1, SURVEY), JUNE), at(juicer(2, SURVEY), JUNE, clock="18:00"))

    def test_other_days_and_types_are_free(self, rule: RuleUnderTest) -> None:
        rule.holds(at(juicer(1), JUNE), at(juicer(2), JUNE, FRIDAY + DAY), at(core(3), JUNE))
        rule.holds(at(core(), JUNE), at(juicer(2), JUNE))


class TestJuicerExcludesCore:
    def test_in_both_directions(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core(), JUNE), at(juicer(2), JUNE), saying="June has Juicer 600002")
        rule.breaks(at(juicer(), JUNE), at(core(2), JUNE), saying="June has Core 600002")

    def test_other_day_other_person_other_type(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), JUNE), at(juicer(2), JUNE, FRIDAY + DAY), at(juicer(3), person(6)), visit(employee=JUNE))


class TestOneStoreADay:
    away = at(core(2, store_id=2), store=OTHER_STORE)

    def test_nobody_travels(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core(), clock="18:00"), self.away, saying="works at Club 8002")

    def test_other_day_other_person_same_store(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), day=FRIDAY + DAY), self.away)
        rule.holds(at(core(), BOB), self.away)
        rule.holds(at(core()), at(core(3)))


class TestPairing:
    demo = core(1)
    check_in = event(2, EventType.SUPERVISOR, event_number="600001")

    def test_both_on_one_day(self, rule: RuleUnderTest) -> None:
        rule.holds(at(self.check_in, CARL), at(self.demo))
        rule.holds(at(self.demo), at(self.check_in, CARL))

    def test_a_day_apart_in_either_direction(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(self.check_in, CARL, FRIDAY + DAY), at(self.demo), saying="Core 600001 is on Fri Mar 6")
        rule.breaks(
            at(self.demo, day=FRIDAY + DAY), at(self.check_in, CARL), saying="Supervisor 600001 is on Fri Mar 6"
        )

    def test_any_core_of_the_number_will_do(self, rule: RuleUnderTest) -> None:
        second = core(3, event_number="600001")
        rule.holds(at(self.check_in, CARL), at(self.demo, day=FRIDAY + DAY), at(second, BOB))

    def test_a_supervisor_event_waits_for_its_core(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(self.check_in, CARL), events=[self.demo], saying="no Core 600001 on the schedule")
        rule.breaks(at(event(4, EventType.SUPERVISOR, event_number=None), CARL), saying="no six-digit number")

    def test_the_same_number_in_another_store_is_another_pair(self, rule: RuleUnderTest) -> None:
        elsewhere = at(core(3, event_number="600001", store_id=2), store=OTHER_STORE)
        rule.breaks(at(self.check_in, CARL), elsewhere, saying="no Core 600001")

    def test_a_core_without_supervisor_is_fine(self, rule: RuleUnderTest) -> None:
        rule.holds(at(self.demo), at(core(5), BOB))


class TestMaxWorkDays:
    def test_six_days_are_enough(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), day=FRIDAY), *work(5))
        rule.breaks(at(core(), day=FRIDAY + DAY), *work(6), by=1, saying="7 days this week")

    def test_a_day_worked_anyway_costs_nothing(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), day=SUNDAY, clock="18:00"), *work(6))

    def test_the_week_is_sunday_to_saturday(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), day=SUNDAY - DAY), *work(6))
        rule.holds(at(core(), day=SUNDAY + 7 * DAY), *work(6, first=SUNDAY + DAY))
        monday_first = RuleSettings(first_weekday=0)
        rule.breaks(at(core(), day=SUNDAY + 7 * DAY), *work(6, first=SUNDAY + DAY), rules=monday_first)

    def test_other_people_do_not_count(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), day=FRIDAY + DAY), *work(6, BOB))


class TestMaxDaysOfPerson:
    part_time = person(max_days_week=2)

    def test_the_agreed_days_and_no_more(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), self.part_time), *work(1, self.part_time))
        rule.breaks(at(core(), self.part_time), *work(2, self.part_time), by=1, saying="2 are agreed")

    def test_nothing_agreed_is_no_limit(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core()), *work(5))


class TestMaxWeeklyMinutes:
    def test_to_the_minute(self, rule: RuleUnderTest) -> None:
        for limit, by in ((780, 0), (779, 1)):
            limited = person(max_minutes_week=limit)
            if by:
                rule.breaks(at(core(), limited), *work(1, limited), by=by, saying="13 h this week")
            else:
                rule.holds(at(core(), limited), *work(1, limited))

    def test_last_week_does_not_count_and_nothing_agreed_is_no_limit(self, rule: RuleUnderTest) -> None:
        limited = person(max_minutes_week=390)
        rule.holds(at(core(), limited), *work(1, limited, SUNDAY - DAY))
        rule.holds(at(core()), *work(5))


class TestTargetHours:
    def test_to_the_minute(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), person(target_minutes_week=390)))
        rule.breaks(at(core(), person(target_minutes_week=389)), by=1, saying="6 h 29 min are wanted")
        rule.holds(at(core()), *work(5))


class TestConsecutiveDays:
    three = person(max_consecutive_days=3)

    def test_three_in_a_row_and_not_four(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), self.three, SUNDAY + 2 * DAY), *work(2, self.three))
        rule.breaks(at(core(), self.three, SUNDAY + 3 * DAY), *work(3, self.three), by=1)
        rule.breaks(at(core(), self.three, SUNDAY - DAY), *work(3, self.three), by=1)

    def test_a_day_that_closes_the_gap_counts_both_sides(self, rule: RuleUnderTest) -> None:
        rows = [*work(2, self.three), at(core(40), self.three, SUNDAY + 3 * DAY)]
        rule.breaks(at(core(), self.three, SUNDAY + 2 * DAY), *rows, by=1)

    def test_a_free_day_ends_the_run(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), self.three, SUNDAY + 4 * DAY), *work(3, self.three))
        rule.holds(at(core()), *work(5))


class TestRestBetweenDays:
    rested = person(min_rest_minutes=600)
    late = at(core(2), rested, FRIDAY, "14:00")

    def test_ten_hours_are_enough_and_a_minute_less_is_not(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), self.rested, FRIDAY + DAY, "06:30"), self.late)
        rule.breaks(at(core(), self.rested, FRIDAY + DAY, "06:29"), self.late, by=1, saying="9 h 59 min of rest")

    def test_it_looks_forward_too(self, rule: RuleUnderTest) -> None:
        rule.breaks(self.late, at(core(), self.rested, FRIDAY + DAY, "06:29"), by=1)

    def test_two_people_may_follow_each_other_and_nothing_agreed_is_no_limit(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), BOB, FRIDAY + DAY, "06:00"), self.late)
        rule.holds(at(core(), ANN, FRIDAY + DAY, "06:00"), at(core(2), ANN, FRIDAY, "14:00"))

    def test_work_of_one_day_is_no_question_of_rest(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(3, minutes=30), self.rested, FRIDAY, "13:00"), self.late)
