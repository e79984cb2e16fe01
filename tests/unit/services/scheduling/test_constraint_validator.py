"""One check for everybody: severities by mode and setting, what is ignored, whole plans, candidates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.services.scheduling.constraint_validator import (
    check,
    check_plan,
    check_together,
    detect_conflicts,
    is_valid,
)
from app.services.scheduling.problem import Assignment, Override, TimeOff
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules import BY_NAME, HARD_FIRST
from app.services.scheduling.rules.violation import Mode, Violation
from app.vocabulary import EventSubtype, EventType, Severity
from tests.unit.services.scheduling.builders import (
    ANN,
    BOB,
    CARL,
    FRIDAY,
    JUNE,
    LEA,
    MONDAY,
    STORE,
    at,
    core,
    event,
    juicer,
    person,
    world,
)

DAY = timedelta(days=1)


def said(violations: tuple[Violation, ...]) -> dict[str, str]:
    return {violation.rule: str(violation.severity) for violation in violations}


class TestRules:
    def test_every_rule_has_a_name_of_its_own_and_a_title_for_people(self) -> None:
        assert len(BY_NAME) == len(HARD_FIRST)
        for rule in HARD_FIRST:
            assert rule.NAME.isidentifier()
            assert rule.TITLE[0].isupper()

    @pytest.mark.parametrize("rule", BY_NAME)
    def test_people_are_never_held_stricter_than_the_machine(self, rule: str) -> None:
        order = [Severity.OFF, Severity.SOFT, Severity.HARD]
        if rule != "proximity":  # only people can judge whether two events are too close
            assert order.index(BY_NAME[rule].MANUAL) <= order.index(BY_NAME[rule].AUTOMATIC)


class TestSeverity:
    late = at(core(days=4))

    def test_it_depends_on_who_asks(self) -> None:
        problem = world(events=[self.late.event])
        assert said(check(problem, self.late)) == {"due_day": "soft"}
        assert said(check(problem, self.late, mode=Mode.AUTOMATIC)) == {"due_day": "hard"}

    @pytest.mark.parametrize(
        ("severities", "manual", "automatic"),
        [
            ({"due_day": Severity.OFF}, {}, {}),
            ({"due_day": Severity.HARD}, {"due_day": "hard"}, {"due_day": "hard"}),
            ({"due_day:manual": Severity.HARD}, {"due_day": "hard"}, {"due_day": "hard"}),
            ({"due_day": Severity.OFF, "due_day:automatic": Severity.SOFT}, {}, {"due_day": "soft"}),
        ],
    )
    def test_a_manager_may_change_it(
        self, severities: dict[str, Severity], manual: dict[str, str], automatic: dict[str, str]
    ) -> None:
        problem = world(events=[self.late.event], rules=RuleSettings(severities=severities))
        assert said(check(problem, self.late)) == manual
        assert said(check(problem, self.late, mode=Mode.AUTOMATIC)) == automatic

    def test_hard_rules_come_first(self) -> None:
        candidate = at(core(2, days=4), clock="10:00")
        found = check(world([at(core())], events=[candidate.event]), candidate)
        levels = [violation.severity for violation in found]
        assert levels == sorted(levels)
        assert (levels[0], levels[-1]) == (Severity.HARD, Severity.SOFT)

    def test_only_hard_ones_make_it_invalid(self) -> None:
        assert is_valid(check(world(), self.late))
        assert not is_valid(check(world(), self.late, mode=Mode.AUTOMATIC))

    def test_a_time_that_does_not_exist_ends_the_questions(self) -> None:
        lost_hour = at(core(), day=date(2026, 3, 8), clock="02:30")
        assert said(check(world([at(core(2))]), lost_hour)) == {"clock": "hard"}


class TestMoving:
    def test_a_moved_schedule_never_stands_in_its_own_way(self) -> None:
        problem = world([at(core(), schedule_id=7)])
        assert check(problem, at(core(), clock="10:30", schedule_id=7)) == ()

    def test_what_is_replaced_is_ignored(self) -> None:
        problem = world([at(core(), schedule_id=7)], events=[core(2)])
        assert not is_valid(check(problem, at(core(2))))
        assert check(problem, at(core(2)), ignoring=frozenset({7})) == ()

    def test_a_trade_is_checked_as_one(self) -> None:
        """Each takes the other's time; one by one both would be double booked."""
        mine, theirs = at(core(), schedule_id=7), at(core(2), BOB, clock="10:30", schedule_id=8)
        problem = world([mine, theirs])
        traded = (replace(mine, employee=BOB), replace(theirs, employee=ANN))
        assert not is_valid(check(problem, traded[0]))
        assert check_together(problem, traded) == ()

    def test_a_trade_meets_time_off(self) -> None:
        away = person(time_off=(TimeOff(FRIDAY + DAY, FRIDAY + DAY),))
        mine, theirs = at(core(), away, schedule_id=7), at(core(2), BOB, FRIDAY + DAY, schedule_id=8)
        found = check_together(
            world([mine, theirs], people=(away, BOB)), (replace(mine, employee=BOB), replace(theirs, employee=away))
        )
        assert said(found) == {"time_off": "hard"}

    def test_two_changes_may_stand_in_each_others_way(self) -> None:
        found = check_together(world(events=[core(), core(2)]), (at(core()), at(core(2))))
        assert [violation.rule for violation in found] == ["overlap", "one_core_a_day"] * 2


class TestPlan:
    def test_a_good_plan_breaks_nothing(self) -> None:
        check_in = event(9, EventType.SUPERVISOR, event_number="600001")
        plan = [at(core()), at(core(2), BOB), at(check_in, CARL, clock="12:00")]
        assert check_plan(world(events=[row.event for row in plan]), plan, mode=Mode.AUTOMATIC) == ()

    def test_a_collision_is_named_from_both_sides(self) -> None:
        plan = [at(core()), at(core(2), clock="10:30")]
        found = [item for item in check_plan(world(), plan, mode=Mode.MANUAL) if item.rule == "overlap"]
        assert [(item.event_id, item.other_event_id) for item in found] == [(1, 2), (2, 1)]

    def test_the_plan_stands_for_itself(self) -> None:
        """Saved schedules that are not part of it do not count."""
        assert check_plan(world([at(core(3))]), [at(core())], mode=Mode.MANUAL) == ()

    def test_one_event_given_to_two_people_is_found(self) -> None:
        plan = [at(core()), at(core(), BOB)]
        assert {item.rule for item in check_plan(world(), plan, mode=Mode.MANUAL)} == {"already_assigned"}


class TestConflicts:
    def test_pairs_of_one_person_with_the_shared_minutes(self) -> None:
        (found,) = detect_conflicts([at(core(2), clock="11:00"), at(core()), at(core(3), BOB)])
        assert (found.first.event.id, found.second.event.id, found.minutes) == (1, 2, 315)
        assert found.message == (
            "Ann has Core 600001 from 9:45 AM to 4:15 PM and Core 600002 from 11:00 AM to 5:30 PM."
        )

    def test_nothing_collides_in_an_empty_plan(self) -> None:
        assert detect_conflicts([]) == ()


class TestWorkedExamples:
    """Section by section the examples managers were given; today is Monday, March 2."""

    def automatic(self, candidate: Assignment, *others: Assignment, **more: Any) -> dict[str, str]:
        problem = world(others, events=[candidate.event], **more)
        return said(check(problem, candidate, mode=Mode.AUTOMATIC))

    def test_a_core_fills_empty_slots_from_the_fourth_day_to_the_day_before_due(self) -> None:
        demo = core(start=MONDAY + DAY, due=date(2026, 3, 9))
        free = [day for day in _march(2, 10) if not self.automatic(at(demo, day=day))]
        assert free == _march(6, 8)

    def test_a_juicer_starts_after_the_buffer_with_the_barista_who_is_there(self) -> None:
        work = juicer(start=date(2026, 3, 4))
        away = person(5, "June", JUNE.title, time_off=(TimeOff(date(2026, 3, 5), date(2026, 3, 5)),))
        free = [day for day in _march(3, 6) if not self.automatic(at(work, away, day, "09:00"))]
        assert free == [date(2026, 3, 6)]

    def test_a_kiosk_is_done_on_its_day_by_a_lead_or_the_club_supervisor(self) -> None:
        kiosk = event(type=EventType.FREEOSK, start=date(2026, 3, 10))
        assert self.automatic(at(kiosk, LEA, date(2026, 3, 10), "10:00")) == {}
        assert self.automatic(at(kiosk, CARL, date(2026, 3, 10), "10:00")) == {"rotation": "soft"}
        assert self.automatic(at(kiosk, ANN, date(2026, 3, 10), "10:00"))["title"] == "hard"
        assert self.automatic(at(kiosk, LEA, date(2026, 3, 11), "10:00")) == {"fixed_day": "hard"}

    def test_two_setups_of_a_day_start_a_quarter_of_an_hour_apart(self) -> None:
        first, second = (event(n, EventType.DIGITALS, subtype=EventSubtype.DIGITAL_SETUP, start=FRIDAY) for n in (1, 2))
        assert self.automatic(at(second, LEA, clock="10:30"), at(first, LEA, clock="10:15")) == {}
        assert self.automatic(at(second, LEA, clock="10:15"), at(first, LEA, clock="10:15")) == {"overlap": "hard"}

    def test_a_lead_leaves_the_demo_for_a_kiosk(self) -> None:
        kiosk = event(2, EventType.FREEOSK, start=FRIDAY)
        assert self.automatic(at(kiosk, LEA, clock="10:00"), at(core(), LEA)) == {}

    def test_nothing_is_proposed_on_a_holiday(self) -> None:
        closed = replace(STORE, holidays={FRIDAY: "Founders Day"})
        assert self.automatic(at(core(), store=closed), stores=(closed,)) == {"holiday": "hard"}

    def test_a_one_day_event_may_use_its_due_day(self) -> None:
        kiosk = event(type=EventType.FREEOSK, start=MONDAY + DAY, days=0)
        assert self.automatic(at(kiosk, LEA, MONDAY + DAY, "10:00")) == {}

    def test_a_semester_does_not_hide_the_weekly_warning_of_a_manual_booking(self) -> None:
        student = person(weekly={}, overrides=(Override(MONDAY, MONDAY, (False,) * 7),))
        assert said(check(world(), at(core(), student))) == {"weekly_availability": "soft"}


def _march(first: int, last: int) -> list[date]:
    return [date(2026, 3, day) for day in range(first, last + 1)]
