"""Rules about who the person is and when the person is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from app.services.scheduling.problem import Override, RotationSlot, TimeOff, Window
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import EventType, RotationKind, Title
from tests.unit.services.scheduling.builders import (
    ANN,
    BOB,
    CARL,
    FRIDAY,
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
)
from tests.unit.services.scheduling.conftest import RuleUnderTest

DAY = timedelta(days=1)
NO_FRIDAYS = (None, None, None, None, False, None, None)


class TestActiveEmployee:
    def test_who_is_not_active_gets_no_work(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core(), person(active=False)), saying="Ann is not active")

    def test_the_last_day_is_worked_and_the_next_is_not(self, rule: RuleUnderTest) -> None:
        leaving = person(terminated_on=FRIDAY)
        rule.holds(at(core(), leaving, FRIDAY))
        rule.breaks(at(core(), leaving, FRIDAY + DAY), saying="only until Fri Mar 6")


class TestTimeOff:
    def test_first_and_last_day_are_off_and_the_days_around_are_not(self, rule: RuleUnderTest) -> None:
        away = person(time_off=(TimeOff(FRIDAY, FRIDAY + 2 * DAY),))
        for day in (FRIDAY, FRIDAY + 2 * DAY):
            rule.breaks(at(core(), away, day), saying="from Fri Mar 6 to Sun Mar 8")
        for day in (FRIDAY - DAY, FRIDAY + 3 * DAY):
            rule.holds(at(core(), away, day))

    def test_somebody_else_may_work(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), BOB), people=(person(time_off=(TimeOff(FRIDAY, FRIDAY),)), BOB))

    @pytest.mark.parametrize(
        ("hours", "stands"), [((500, 585), False), ((500, 586), True), ((975, 1000), False), ((974, 1000), True)]
    )
    def test_hours_off_may_touch_the_work(self, rule: RuleUnderTest, hours: Window, stands: bool) -> None:
        candidate = at(core(), person(time_off=(TimeOff(FRIDAY, FRIDAY, hours),)))
        if stands:
            rule.breaks(candidate, saying="time off on Fri Mar 6 from")
        else:
            rule.holds(candidate)

    def test_work_past_midnight_reaches_into_the_next_day(self, rule: RuleUnderTest) -> None:
        away = person(time_off=(TimeOff(FRIDAY, FRIDAY),))
        rule.breaks(at(core(minutes=61), away, FRIDAY - DAY, "23:00"), saying="time off on Fri Mar 6")
        rule.holds(at(core(minutes=60), away, FRIDAY - DAY, "23:00"))

    def test_a_dated_pattern_beats_it_only_by_setting(self, rule: RuleUnderTest) -> None:
        always = Override(MONDAY, FRIDAY, (True,) * 7)
        away = person(time_off=(TimeOff(FRIDAY, FRIDAY),), overrides=(always,))
        rule.breaks(at(core(), away))
        rule.holds(at(core(), away), rules=RuleSettings(override_beats_time_off=True))


class TestAvailabilityOverride:
    def test_it_holds_from_its_first_to_its_last_day(self, rule: RuleUnderTest) -> None:
        busy = person(overrides=(Override(FRIDAY, FRIDAY + 7 * DAY, NO_FRIDAYS),))
        for day in (FRIDAY, FRIDAY + 7 * DAY):
            rule.breaks(at(core(), busy, day), saying="not available on Fridays")
        for day in (FRIDAY - 7 * DAY, FRIDAY + 14 * DAY, FRIDAY + DAY):
            rule.holds(at(core(), busy, day))

    def test_somebody_else_may_work(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), BOB))


class TestDateUnavailability:
    def test_the_one_date_is_closed(self, rule: RuleUnderTest) -> None:
        busy = person(dates={FRIDAY: False, FRIDAY + DAY: True})
        rule.breaks(at(core(), busy), saying="not available on Fri Mar 6")
        rule.holds(at(core(), busy, FRIDAY + DAY))

    def test_a_dated_pattern_stands_above_it(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), person(dates={FRIDAY: False}, overrides=(Override(FRIDAY, FRIDAY, (True,) * 7),))))


class TestWeeklyAvailability:
    @pytest.mark.parametrize("offered", [(585, 975), (0, 1440)])
    def test_the_whole_event_fits(self, rule: RuleUnderTest, offered: Window) -> None:
        rule.holds(at(core(), person(weekly={4: (offered,)})))

    @pytest.mark.parametrize("offered", [(586, 975), (585, 974)])
    def test_a_minute_too_short_is_too_short(self, rule: RuleUnderTest, offered: Window) -> None:
        rule.breaks(at(core(), person(weekly={4: (offered,)})), saying="available on Fridays only from")

    def test_two_ranges_do_not_add_up(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core(), person(weekly={4: ((500, 700), (700, 1000))})))

    def test_a_weekday_that_is_missing_is_free(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core(), person(weekly={0: ((0, 1440),)})), saying="does not work on Fridays")

    def test_nothing_entered_means_always(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), ANN))

    def test_a_single_date_opens_the_day(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), person(weekly={}, dates={FRIDAY: True})))


class TestStore:
    def test_people_work_where_they_belong(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), ANN, store=STORE))
        rule.breaks(at(core(store_id=2), ANN, store=OTHER_STORE), saying="does not work at Club 8002")


class TestTitle:
    @pytest.mark.parametrize(
        ("type", "titles"),
        [
            (EventType.CORE, ""),
            (EventType.JUICER, "Lead Event Specialist,Event Specialist"),
            (EventType.SUPERVISOR, "Event Specialist,Juicer Barista"),
            (EventType.FREEOSK, "Event Specialist,Juicer Barista"),
            (EventType.DIGITALS, "Event Specialist,Juicer Barista"),
            (EventType.OTHER, ""),
        ],
    )
    def test_the_table_of_forbidden_work(self, rule: RuleUnderTest, type: EventType, titles: str) -> None:
        for title in Title:
            candidate = at(event(type=type), person(title=title))
            if title in titles.split(","):
                rule.breaks(candidate, saying=f"may not do {type}")
            else:
                rule.holds(candidate)


class TestUnusualTitle:
    @pytest.mark.parametrize(
        ("type", "title"),
        [
            (EventType.JUICER, Title.CLUB_SUPERVISOR),
            (EventType.OTHER, Title.SPECIALIST),
            (EventType.OTHER, Title.JUICER),
        ],
    )
    def test_people_decide_about_these(self, rule: RuleUnderTest, type: EventType, title: Title) -> None:
        rule.breaks(at(event(type=type), person(title=title)), saying="does not usually do")

    def test_usual_work_is_fine(self, rule: RuleUnderTest) -> None:
        rule.holds(at(juicer(), JUNE))
        rule.holds(at(event(type=EventType.OTHER), CARL))

    def test_the_titles_are_a_setting(self, rule: RuleUnderTest) -> None:
        rule.holds(at(event(type=EventType.OTHER), ANN), rules=RuleSettings(other_allowed_titles=tuple(Title)))


class TestAlcoholTraining:
    beer = RuleSettings(alcohol_keywords=("beer", " "))

    def test_it_is_needed_where_the_name_says_so(self, rule: RuleUnderTest) -> None:
        tasting = replace(core(), name="600001-CORE-BEER tasting")
        rule.breaks(at(tasting), rules=self.beer, saying="serves alcohol")
        rule.holds(at(tasting, person(adult_beverage_trained=True)), rules=self.beer)
        rule.holds(at(tasting))

    def test_it_is_not_needed_elsewhere(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core()), rules=self.beer)


class TestClubSupervisorOnCore:
    def test_a_demo_is_not_the_work_of_a_club_supervisor(self, rule: RuleUnderTest) -> None:
        rule.breaks(at(core(), CARL), saying="Carl is Club Supervisor")
        rule.holds(at(core(), LEA))
        rule.holds(at(event(type=EventType.OTHER), CARL))


class TestPreferredDayOff:
    def test_the_wish_counts_on_its_weekday(self, rule: RuleUnderTest) -> None:
        wishing = person(preferred_days_off=frozenset({4}))
        rule.breaks(at(core(), wishing), saying="would rather not work on Fridays")
        rule.holds(at(core(), wishing, FRIDAY + DAY))
        rule.holds(at(core(), BOB))


class TestMissingIds:
    def test_every_missing_id_is_named(self, rule: RuleUnderTest) -> None:
        nameless = at(replace(core(), ref_num=""), person(rep_id=None), store=replace(STORE, location_id=None))
        found = rule.breaks(nameless, saying="Ann has no rep ID and Club 8001 has no location ID and Core 600001")
        assert "mPlan" in found.message

    def test_nothing_is_missing(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core()))


class TestRotation:
    grid = MappingProxyType(
        {(1, RotationKind.JUICER, 4): RotationSlot(JUNE.id), (1, RotationKind.PRIMARY_LEAD, 4): RotationSlot(LEA.id)}
    )

    def test_the_person_of_the_day_has_it(self, rule: RuleUnderTest) -> None:
        rule.holds(at(juicer(), JUNE), rotations=self.grid)
        rule.holds(at(event(type=EventType.FREEOSK), LEA), rotations=self.grid)

    def test_somebody_else_is_reported(self, rule: RuleUnderTest) -> None:
        found = rule.breaks(at(juicer(), CARL), rotations=self.grid, saying="June is Juicer on Fridays")
        assert found.fix == "Choose June."

    def test_a_dated_exception_wins(self, rule: RuleUnderTest) -> None:
        exception: dict[tuple[int, RotationKind, date], int] = {(1, RotationKind.JUICER, FRIDAY): BOB.id}
        rule.breaks(at(juicer(), JUNE), rotations=self.grid, rotation_exceptions=exception, saying="Bob was chosen")

    def test_work_without_a_duty_or_a_day_without_one_is_free(self, rule: RuleUnderTest) -> None:
        rule.holds(at(core(), BOB), rotations=self.grid)
        rule.holds(at(juicer(), CARL))

    def test_without_a_primary_lead_any_lead_will_do(self, rule: RuleUnderTest) -> None:
        luis = person(7, "Luis", Title.LEAD)
        rule.holds(at(event(type=EventType.FREEOSK), luis), people=(LEA, luis, CARL))
        rule.breaks(at(event(type=EventType.FREEOSK), CARL), people=(LEA, luis, CARL), saying="a Lead who is available")
