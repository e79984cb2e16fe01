"""Types, sub-types and numbers read from project names."""

from __future__ import annotations

import pytest

from app.services.scheduling.recognition import Recognised, needs_own_time, recognise, subtype_of
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import EventSubtype, EventType

T, S = EventType, EventSubtype


@pytest.mark.parametrize(
    ("name", "type", "subtype", "number"),
    [
        ("612345-CORE-Oat milk", T.CORE, None, "612345"),
        ("612345-core-supervisor briefing", T.CORE, None, "612345"),
        ("612345-Supervisor-Oat milk", T.SUPERVISOR, None, "612345"),
        ("612345-V2-SUPER", T.SUPERVISOR, None, "612345"),
        ("Oat milk 612345 V2-SUPERVISO", T.SUPERVISOR, None, "612345"),
        ("Digital Setup 700001", T.DIGITALS, S.DIGITAL_SETUP, "700001"),
        ("Digital REFRESH", T.DIGITALS, S.DIGITAL_REFRESH, None),
        ("DIGITAL setup and teardown", T.DIGITALS, S.DIGITAL_TEARDOWN, None),
        ("Digital", T.DIGITALS, None, None),
        ("JUICER-PRODUCTION-SPCLTY", T.JUICER, S.JUICER_PRODUCTION, None),
        ("Juicer production-spclty survey", T.JUICER, S.JUICER_PRODUCTION, None),
        ("Juicer Survey", T.JUICER, S.JUICER_SURVEY, None),
        ("Juicer", T.JUICER, S.JUICER_PRODUCTION, None),
        ("Freeosk 12345678", T.FREEOSK, None, None),
        ("Inventory 12345 and 654321x", T.OTHER, None, "654321"),
        ("1234567-654321", T.OTHER, None, "654321"),
        ("", T.OTHER, None, None),
    ],
)
def test_the_first_word_that_matches_decides(
    name: str, type: EventType, subtype: EventSubtype | None, number: str | None
) -> None:
    assert recognise(name) == Recognised(type, subtype, number)


def test_digits_of_other_scripts_are_no_number() -> None:
    assert recognise("٦١٢٣٤٥ CORE").event_number is None


def test_patterns_are_a_setting_and_keep_their_order() -> None:
    patterns = (("tasting", T.CORE), ("core", T.OTHER))
    assert recognise("Core TASTING", patterns).type is T.CORE
    assert recognise("Digital", patterns).type is T.OTHER


def test_a_corrected_type_gets_its_own_subtype() -> None:
    assert subtype_of("Survey of displays, refresh", T.DIGITALS) is S.DIGITAL_REFRESH
    assert subtype_of("Survey of displays", T.JUICER) is S.JUICER_SURVEY
    assert subtype_of("Juicer", T.CORE) is None


@pytest.mark.parametrize(
    ("type", "minutes", "alone"),
    [(T.SUPERVISOR, 5, False), (T.FREEOSK, 30, False), (T.FREEOSK, 31, True), (T.CORE, 5, True)],
)
def test_only_short_visits_of_exempt_types_share_their_time(type: EventType, minutes: int, alone: bool) -> None:
    assert needs_own_time(RuleSettings(), type, minutes) is alone
