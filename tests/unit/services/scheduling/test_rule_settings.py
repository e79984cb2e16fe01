"""The numbers of the rules as the settings table holds them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.services.scheduling.rule_settings import CoreSlot, RuleSettings
from app.services.scheduling.rules import due_day
from app.services.scheduling.rules.violation import Mode, severity
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


DAY = date(2026, 12, 1)


def test_the_rules_of_a_day_are_those_that_began_last() -> None:
    winter, spring = RuleSettings(max_core_per_day=2), RuleSettings(max_core_per_day=3)
    rules = RuleSettings(later=((DAY, winter), (DAY + timedelta(days=90), spring)))

    assert rules.on(DAY - timedelta(days=1)) == RuleSettings()
    assert rules.on(DAY) == winter
    assert rules.on(DAY + timedelta(days=89)) == winter
    assert rules.on(DAY + timedelta(days=90)) == spring


def test_a_range_keeps_only_the_rules_of_its_days() -> None:
    winter, spring = RuleSettings(max_core_per_day=2), RuleSettings(max_core_per_day=3)
    rules = RuleSettings(later=((DAY, winter), (DAY + timedelta(days=90), spring)))

    assert rules.between(DAY, DAY + timedelta(days=6)) == winter
    assert rules.between(DAY - timedelta(days=1), DAY).versions == (RuleSettings(), winter)
    assert rules.between(DAY - timedelta(days=9), DAY - timedelta(days=1)) == RuleSettings()


def test_the_severity_of_rules_that_change_is_the_strictest() -> None:
    soft = RuleSettings(severities={"due_day": Severity.SOFT})
    rules = RuleSettings(severities={"due_day": Severity.OFF}, later=((DAY, soft),))

    assert severity(rules, due_day, Mode.AUTOMATIC) is Severity.SOFT
    assert severity(rules.on(DAY - timedelta(days=1)), due_day, Mode.AUTOMATIC) is Severity.OFF
