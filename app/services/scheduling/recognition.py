"""What kind of work a project name means. Crossmark says it only there, and cuts long names off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import EventSubtype, EventType

Patterns = Sequence[tuple[str, EventType]]
"""Words and what they mean, asked in this order; the first that the name contains decides."""

TYPE_PATTERNS: Patterns = (
    ("CORE", EventType.CORE),
    ("DIGITAL", EventType.DIGITALS),
    ("JUICER", EventType.JUICER),
    ("SUPERVISOR", EventType.SUPERVISOR),
    ("V2-SUPER", EventType.SUPERVISOR),
    ("SUPERVISO", EventType.SUPERVISOR),
    ("FREEOSK", EventType.FREEOSK),
)
_DIGITAL_PATTERNS = (
    ("TEARDOWN", EventSubtype.DIGITAL_TEARDOWN),
    ("SETUP", EventSubtype.DIGITAL_SETUP),
    ("REFRESH", EventSubtype.DIGITAL_REFRESH),
)
_JUICER_PATTERNS = (
    ("JUICER-PRODUCTION", EventSubtype.JUICER_PRODUCTION),
    ("PRODUCTION-SPCLTY", EventSubtype.JUICER_PRODUCTION),
    ("SURVEY", EventSubtype.JUICER_SURVEY),
)
_SIX_DIGITS = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
SHORT_VISIT_MINUTES = 30
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Recognised:
    type: EventType
    subtype: EventSubtype | None
    event_number: str | None


def recognise(name: str, patterns: Patterns | None = None) -> Recognised:
    kind = _first(name, TYPE_PATTERNS if patterns is None else patterns) or EventType.OTHER
    return Recognised(kind, subtype_of(name, kind), event_number(name))


def subtype_of(name: str, event_type: EventType) -> EventSubtype | None:
    """Also for a type that a manager corrected."""
    if event_type is EventType.DIGITALS:
        return _first(name, _DIGITAL_PATTERNS)
    if event_type is EventType.JUICER:
        return _first(name, _JUICER_PATTERNS) or EventSubtype.JUICER_PRODUCTION
    return None


def event_number(name: str) -> str | None:
    """The first run of exactly six digits; a longer run is some other number."""
    found = _SIX_DIGITS.search(name)
    return found.group() if found else None


def needs_own_time(rules: RuleSettings, event_type: EventType, minutes: int) -> bool:
    """Value of an event's `exclusive`: short visits of the exempt types may lie inside a longer event."""
    return not (event_type in rules.overlap_exempt and minutes <= SHORT_VISIT_MINUTES)


def _first(name: str, patterns: Sequence[tuple[str, Kind]]) -> Kind | None:
    upper = name.upper()
    return next((kind for word, kind in patterns if word.upper() in upper), None)
