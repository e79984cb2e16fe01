"""Rules about the event, its day and its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.services.scheduling.problem import Assignment
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import Condition, EventSubtype, EventType
from tests.unit.services.scheduling.builders import ANN, BOB, CARL, FRIDAY, LEA, MONDAY, STORE, at, core, event, juicer
from tests.unit.services.scheduling.conftest import RuleUnderTest

DAY = timedelta(days=1)
CLOSED = replace(STORE, holidays={FRIDAY: "Founders Day"})
SPRING = date(2026, 3, 8)
AUTUMN = date(2026, 11, 1)


class TestClock:
    def test_the_hour_the_spring_change_skips_does_not_exist(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core(), day=SPRING, clock="02:30"), saying="clocks go forward")

    @pytest.mark.parametrize(("day", "clock"), [(SPRING, "01:59"), (SPRING, "03:00"), (AUTUMN, "01:30")])
    def test_the_hours_around_it_and_the_repeated_hour_do(self, rule: RuleUnderTest, day: date, clock: str) -> None:
        rule.holds(at(core(), day=day, clock=clock))

    @pytest.mark.parametrize("start", [-1, 1440])
    def test_a_start_lies_inside_its_day(self, rule: RuleUnderTest, start: int) -> None:
        rule.breaks(replace(at(core()), start=start), saying="between 12:00 AM and 11:59 PM")


class TestEventCondition:
    @pytest.mark.parametrize("condition", [Condition.CANCELED, Condition.EXPIRED, Condition.SUBMITTED])
    def test_closed_work_is_refused(self, rule: RuleUnderTest, condition: Condition) -> None:
        rule.breaks(at(core(condition=condition)), saying="Core 600001")

    @pytest.mark.parametrize("condition", [Condition.UNSTAFFED, Condition.SCHEDULED, Condition.REISSUED])
    def test_open_work_is_fine(self, rule: RuleUnderTest, condition: Condition) -> None:
        rule.holds(at(core(condition=condition)))


class TestLeftToPeople:
    def test_an_event_taken_out_is_left_alone(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core(auto_schedule=False)), saying="Core 600001")

    def test_a_type_that_is_not_enabled_is_left_alone(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core()), saying="Core events", rules=RuleSettings(enabled_event_types=(EventType.JUICER,)))

    def test_everything_else_may_be_planned(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core()))

    def test_what_stands_already_may_stay(self, rule: RuleUnderTest) -> None:
        kept = at(core(auto_schedule=False), schedule_id=7)
        rule.holds(kept, kept)


class TestAlreadyAssigned:
    def test_one_place_is_taken_by_one_person(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core()), at(core(), BOB), saying="already assigned to Bob on Fri Mar 6")

    def test_two_places_are_for_two_people(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(headcount=2)), at(core(headcount=2), BOB))

    def test_a_third_person_is_one_too_many(self, rule: RuleUnderTest) -> None:
        pair = core(headcount=2)
        rule.breaks(at(pair), at(pair, BOB), at(pair, LEA), saying="Bob and Lea")

    def test_nobody_fills_both_places(self, rule: RuleUnderTest) -> None:
        pair = core(headcount=2)
        rule.breaks(at(pair), at(pair, day=FRIDAY + DAY), saying="Ann already has Core 600001")

    def test_moving_a_schedule_is_not_assigning_twice(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), BOB, schedule_id=7), at(core(), schedule_id=7))

    def test_other_events_do_not_count(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core()), at(core(2), BOB))

    def test_a_booking_in_conflict_still_has_the_place(self, rule: RuleUnderTest) -> None:
        held = {core().id: (at(core(), BOB, schedule_id=7),)}
        rule.breaks(at(core()), in_conflict=held, saying="already assigned to Bob")
        rule.holds(at(core(2)), in_conflict=held)

    def test_a_conflict_is_settled_by_moving_it(self, rule: RuleUnderTest) -> None:
        held = {core().id: (at(core(), BOB, schedule_id=7),)}
        rule.holds(at(core(), schedule_id=7), in_conflict=held)


class TestPinned:
    pin = at(core(), schedule_id=7, pinned=True)

    @pytest.mark.parametrize(
        "moved",
        [
            at(core(), BOB, schedule_id=7),
            at(core(), clock="10:30", schedule_id=7),
            at(core(), day=MONDAY, schedule_id=7),
        ],
    )
    def test_neither_person_nor_time_nor_day_changes(self, rule: RuleUnderTest, moved: Assignment) -> None:
        rule.breaks(moved, self.pin, saying="pinned to Ann, Fri Mar 6 from 9:45 AM to 4:15 PM")

    def test_it_may_stay(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), schedule_id=7), self.pin)

    def test_what_is_not_pinned_moves(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), BOB, schedule_id=7), at(core(), schedule_id=7))


class TestWindow:
    work = core(start=MONDAY + DAY, days=3)

    @pytest.mark.parametrize("day", [MONDAY + DAY, MONDAY + 2 * DAY, MONDAY + 4 * DAY])
    def test_first_day_to_due_day_are_inside(self, rule: RuleUnderTest, day: date) -> None:
        rule.holds(at(self.work, day=day))

    @pytest.mark.parametrize(("day", "by"), [(MONDAY, 1), (MONDAY - DAY, 2), (MONDAY + 5 * DAY, 1)])
    def test_days_outside_are_counted(self, rule: RuleUnderTest, day: date, by: int) -> None:
        rule.breaks(at(self.work, day=day), by=by)


class TestDueDay:
    def test_the_due_day_is_a_reserve(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core(days=4)), saying="due on Fri Mar 6")

    def test_the_day_before_is_fine(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(days=5)))

    def test_work_of_a_single_day_has_no_reserve(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(start=FRIDAY, days=0)))

    def test_a_setting_opens_the_due_day(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(days=4)), rules=RuleSettings(due_date_inclusive=True))


class TestFixedDay:
    @pytest.mark.parametrize("type", [EventType.FREEOSK, EventType.DIGITALS])
    def test_kiosk_and_display_have_one_day(self, rule: RuleUnderTest, type: EventType) -> None:
        rule.holds(at(event(type=type, start=FRIDAY), LEA))
        rule.breaks(at(event(type=type, start=FRIDAY - DAY), LEA), saying="must be done on its start date")

    def test_demos_have_many(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core()))

    def test_the_types_are_a_setting(self, rule: RuleUnderTest) -> None:
        rule.holds(at(event(type=EventType.FREEOSK), LEA), rules=RuleSettings(fixed_day_types=()))


class TestShortNotice:
    def test_core_may_fill_empty_slots_from_the_fourth_day(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), day=MONDAY + 4 * DAY))
        rule.breaks(at(core(), day=MONDAY + 3 * DAY), by=1)

    def test_juicer_work_may_from_the_third(self, rule: RuleUnderTest) -> None:
        rule.holds(at(juicer(), day=MONDAY + 3 * DAY))
        rule.breaks(at(juicer(), day=MONDAY + 2 * DAY), by=1)

    @pytest.mark.parametrize("type", [EventType.FREEOSK, EventType.DIGITALS, EventType.SUPERVISOR])
    def test_work_bound_to_its_day_needs_no_notice(self, rule: RuleUnderTest, type: EventType) -> None:
        rule.holds(at(event(type=type), CARL, MONDAY))

    def test_but_never_yesterday(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(event(type=EventType.FREEOSK, start=MONDAY - DAY), CARL, MONDAY - DAY), by=1)

    def test_what_stands_already_may_stay(self, rule: RuleUnderTest) -> None:
        kept = at(core(), day=MONDAY, schedule_id=7)
        rule.holds(kept, kept)


class TestAllowedTime:
    @pytest.mark.parametrize("clock", ["09:45", "10:30", "11:00", "11:30"])
    def test_core_starts_at_its_slots(self, rule: RuleUnderTest, clock: str) -> None:
        rule.holds(at(core(), clock=clock))

    @pytest.mark.parametrize("clock", ["09:44", "09:46", "12:00"])
    def test_and_at_no_other_time(self, rule: RuleUnderTest, clock: str) -> None:
        found = rule.breaks(at(core(), clock=clock))
        assert found.fix == "Choose one of 9:45 AM, 10:30 AM, 11:00 AM, 11:30 AM."

    def test_people_start_juicer_work_when_they_like(self, rule: RuleUnderTest) -> None:
        rule.holds(at(juicer(), clock="07:10"))

    def test_without_slots_the_fix_is_to_set_them_up(self, rule: RuleUnderTest) -> None:
        assert "Set up" in rule.breaks(at(core()), rules=RuleSettings(core_slots=())).fix

    def test_what_stands_already_may_stay(self, rule: RuleUnderTest) -> None:
        kept = at(core(), clock="12:10", schedule_id=7)
        rule.holds(kept, kept)


class TestJuicerTime:
    def test_production_and_survey_have_their_times(self, rule: RuleUnderTest) -> None:
        rule.holds(at(juicer(), clock="09:00"))
        rule.holds(at(juicer(1, EventSubtype.JUICER_SURVEY), clock="17:00"))
        rule.breaks(at(juicer(1, EventSubtype.JUICER_SURVEY), clock="09:00"), saying="starts at 5:00 PM")

    def test_other_types_are_none_of_its_business(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), clock="07:00"))


class TestHoliday:
    def test_nobody_works_on_it(self, rule: RuleUnderTest) -> None:
        closed = at(core(), day=FRIDAY, store=CLOSED)
        rule.breaks(closed, saying="Founders Day")

    def test_the_days_around_it_are_open(self, rule: RuleUnderTest) -> None:
        for day in (FRIDAY - DAY, FRIDAY + DAY):
            rule.holds(at(core(), day=day, store=CLOSED))

    def test_another_store_is_open(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), ANN, FRIDAY, store=STORE))
