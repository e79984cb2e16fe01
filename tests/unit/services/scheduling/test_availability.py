"""The tiers of availability, from the highest down: the first that knows something decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.services.scheduling.availability import Tier, resolve
from app.services.scheduling.constraint_validator import validate_availability
from app.services.scheduling.problem import Employee, Override, TimeOff, Window
from app.vocabulary import EventType
from tests.unit.services.scheduling.builders import ANN, FRIDAY, STORE, core, event, person, world

ALL_DAYS = (True,) * 7
NO_DAYS = (False,) * 7
CLOSED = replace(STORE, holidays={FRIDAY: "Founders Day"})
DENY = {
    Tier.TIME_OFF: {"time_off": (TimeOff(FRIDAY, FRIDAY),)},
    Tier.OVERRIDE: {"overrides": (Override(FRIDAY, FRIDAY, NO_DAYS),)},
    Tier.DATE: {"dates": {FRIDAY: False}},
    Tier.WEEKLY: {"weekly": {}},
}
ALLOW = {
    Tier.OVERRIDE: {"overrides": (Override(FRIDAY, FRIDAY, ALL_DAYS),)},
    Tier.DATE: {"dates": {FRIDAY: True}},
    Tier.WEEKLY: {"weekly": {4: ((0, 1440),)}},
}


class TestTiers:
    def test_a_holiday_stands_above_everything(self) -> None:
        answer = resolve(world(), person(active=False), CLOSED, FRIDAY)
        assert (answer.is_valid, answer.tier) == (False, Tier.HOLIDAY)
        assert answer.reason == "Founders Day is a holiday at Club 8001."

    def test_employment_stands_above_time_off(self) -> None:
        gone = person(terminated_on=FRIDAY - timedelta(days=1), **DENY[Tier.TIME_OFF])
        assert resolve(world(), gone, STORE, FRIDAY).tier is Tier.EMPLOYMENT

    @pytest.mark.parametrize("tier", DENY)
    def test_each_tier_can_refuse(self, tier: Tier) -> None:
        answer = resolve(world(), person(**DENY[tier]), STORE, FRIDAY)
        assert (answer.is_valid, answer.tier) == (False, tier)
        assert answer.reason.startswith("Ann ")

    @pytest.mark.parametrize("tier", ALLOW)
    def test_each_said_tier_can_allow(self, tier: Tier) -> None:
        answer = resolve(world(), person(**ALLOW[tier]), STORE, FRIDAY)
        assert (answer.is_valid, answer.tier) == (True, tier)

    @pytest.mark.parametrize(
        ("higher", "lower"), [(Tier.OVERRIDE, Tier.DATE), (Tier.OVERRIDE, Tier.WEEKLY), (Tier.DATE, Tier.WEEKLY)]
    )
    def test_a_higher_tier_is_asked_first(self, higher: Tier, lower: Tier) -> None:
        assert resolve(world(), person(**ALLOW[higher], **DENY[lower]), STORE, FRIDAY).is_valid
        assert not resolve(world(), person(**DENY[higher], **ALLOW[lower]), STORE, FRIDAY).is_valid

    @pytest.mark.parametrize("tier", ALLOW)
    def test_time_off_beats_whatever_was_said(self, tier: Tier) -> None:
        away = person(**DENY[Tier.TIME_OFF], **ALLOW[tier])
        assert resolve(world(), away, STORE, FRIDAY).tier is Tier.TIME_OFF

    def test_a_dated_pattern_without_a_word_leaves_it_to_the_weekly_one(self) -> None:
        silent = person(overrides=(Override(FRIDAY, FRIDAY, (None,) * 7),), weekly={})
        assert resolve(world(), silent, STORE, FRIDAY).tier is Tier.WEEKLY

    def test_nothing_entered_is_available(self) -> None:
        answer = resolve(world(), ANN, STORE, FRIDAY)
        assert (answer.is_valid, answer.tier) == (True, Tier.NOTHING_ENTERED)


class TestHours:
    @pytest.mark.parametrize(("range_", "fits"), [((0, 390), True), ((0, 389), False)])
    def test_without_a_start_the_event_must_fit_somewhere(self, range_: Window, fits: bool) -> None:
        short = person(weekly={4: (range_,)})
        assert validate_availability(world(), short, core(), FRIDAY).is_valid is fits

    def test_with_a_start_it_must_fit_there(self) -> None:
        mornings = person(weekly={4: ((540, 700),)})
        kiosk = event(type=EventType.FREEOSK)
        assert validate_availability(world(), mornings, kiosk, FRIDAY, 600).is_valid
        answer = validate_availability(world(), mornings, kiosk, FRIDAY, 690)
        assert answer.reason == "Ann is available on Fridays only from 9:00 AM to 11:40 AM."

    def test_hours_off_do_not_close_the_whole_day(self) -> None:
        dentist: Employee = person(time_off=(TimeOff(FRIDAY, FRIDAY, (600, 660)),))
        assert resolve(world(), dentist, STORE, FRIDAY).is_valid
        answer = resolve(world(), dentist, STORE, FRIDAY, (630, 700))
        assert answer.reason == "Ann has time off on Fri Mar 6 from 10:00 AM to 11:00 AM."
