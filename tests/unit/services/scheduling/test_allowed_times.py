"""When work may start."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.formatting import hhmm, parse_hhmm
from app.services.scheduling.allowed_times import allowed_starts, regular_starts, supervisor_start
from app.services.scheduling.rule_settings import CoreSlot, RuleSettings
from app.vocabulary import EventSubtype, EventType
from tests.unit.services.scheduling.builders import FRIDAY, core, event, juicer

SUNDAY = FRIDAY + timedelta(days=2)
RULES = RuleSettings()


@pytest.mark.parametrize(
    ("type", "subtype", "times"),
    [
        (EventType.CORE, None, "09:45 10:30 11:00 11:30"),
        (EventType.JUICER, EventSubtype.JUICER_PRODUCTION, "09:00"),
        (EventType.JUICER, EventSubtype.JUICER_SURVEY, "17:00"),
        (EventType.SUPERVISOR, None, "12:00"),
        (EventType.FREEOSK, None, "10:00"),
        (EventType.OTHER, None, "11:00"),
        (EventType.DIGITALS, None, "10:00"),
        (EventType.DIGITALS, EventSubtype.DIGITAL_SETUP, "10:15 10:30 10:45 11:00"),
        (EventType.DIGITALS, EventSubtype.DIGITAL_REFRESH, "10:15 10:30 10:45 11:00"),
        (EventType.DIGITALS, EventSubtype.DIGITAL_TEARDOWN, "18:00 18:15 18:30 18:45"),
    ],
)
def test_each_type_has_its_times(type: EventType, subtype: EventSubtype | None, times: str) -> None:
    starts = regular_starts(RULES, event(type=type, subtype=subtype), FRIDAY)
    assert " ".join(hhmm(start) for start in starts) == times


def test_a_fifth_setup_comes_after_the_last_slot() -> None:
    starts = allowed_starts(RULES, event(type=EventType.DIGITALS, subtype=EventSubtype.DIGITAL_SETUP), FRIDAY)
    assert starts[4] == parse_hhmm("11:15")
    assert len(set(starts)) == len(starts)


def test_teardowns_go_on_until_eight() -> None:
    starts = allowed_starts(RULES, event(type=EventType.DIGITALS, subtype=EventSubtype.DIGITAL_TEARDOWN), FRIDAY)
    assert [hhmm(start) for start in starts[4:]] == ["19:00", "19:15", "19:30", "19:45", "20:00"]


def test_without_slots_there_is_no_start() -> None:
    rules = RuleSettings(digital_setup_slots=(), core_slots=())
    assert allowed_starts(rules, event(type=EventType.DIGITALS, subtype=EventSubtype.DIGITAL_SETUP), FRIDAY) == ()
    assert allowed_starts(rules, core(), FRIDAY) == ()


def test_sunday_may_have_slots_of_its_own() -> None:
    rules = RuleSettings(core_slots_sunday=(CoreSlot(630, 800, 830, 1020),))
    assert allowed_starts(rules, core(), SUNDAY) == (630,)
    assert allowed_starts(rules, core(), FRIDAY) == allowed_starts(RULES, core(), SUNDAY)


def test_the_supervisor_comes_at_noon_or_two_hours_into_the_core() -> None:
    after = RuleSettings(supervisor_time_policy="core_plus_2h")
    assert supervisor_start(RULES, parse_hhmm("09:45")) == parse_hhmm("12:00")
    assert supervisor_start(after, parse_hhmm("09:45")) == parse_hhmm("11:45")
    assert supervisor_start(after, None) == parse_hhmm("12:00")
    starts = allowed_starts(after, event(type=EventType.SUPERVISOR), FRIDAY)
    assert [hhmm(start) for start in starts] == ["11:45", "12:30", "13:00", "13:30"]


def test_the_length_of_a_type_is_a_setting() -> None:
    assert RULES.default_minutes(juicer().type, juicer().subtype) == 540
    assert RULES.default_minutes(EventType.JUICER, EventSubtype.JUICER_SURVEY) == 30
