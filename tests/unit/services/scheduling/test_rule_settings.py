"""The numbers of the rules as the settings table holds them."""

from __future__ import annotations

import pytest

from app.services.scheduling.rule_settings import CoreSlot, RuleSettings
from app.vocabulary import EventType, Severity, Title


def test_the_defaults_survive_the_settings_table() -> None:
    assert RuleSettings.from_settings(RuleSettings().as_settings()) == RuleSettings()


def test_changed_values_survive_too() -> None:
    changed = RuleSettings(
        core_slots_sunday=(CoreSlot(630, 800, 830, 1020),),
        overlap_exempt=(EventType.SUPERVISOR,),
        other_allowed_titles=(Title.LEAD,),
        alcohol_keywords=("BEER",),
        freeosk_time=9 * 60,
        digital_setup_slots=(600,),
        severities={"due_day:manual": Severity.OFF},
        first_weekday=0,
    )
    assert RuleSettings.from_settings(changed.as_settings()) == changed


def test_what_it_does_not_know_is_left_alone() -> None:
    assert RuleSettings.from_settings({"sync_enabled": True, "max_core_per_day": None}) == RuleSettings()


@pytest.mark.parametrize(
    ("key", "value"),
    [("freeosk_time", "25:00"), ("overlap_exempt", ["Party"]), ("core_slots", [{"start": "09:00"}]), ("severities", 3)],
)
def test_a_wrong_value_names_its_setting(key: str, value: object) -> None:
    with pytest.raises(ValueError, match=key):
        RuleSettings.from_settings({key: value})


def test_the_length_of_every_type() -> None:
    lengths = {kind: RuleSettings().default_minutes(kind, None) for kind in EventType}
    assert lengths == {
        EventType.CORE: 390,
        EventType.JUICER: 540,
        EventType.SUPERVISOR: 5,
        EventType.FREEOSK: 30,
        EventType.DIGITALS: 30,
        EventType.OTHER: 60,
    }
