"""Numbers, titles and severities of the rules as a manager set them; the defaults are those of the trade.

Field names are the keys under which the numbers are stored. Times are minutes after local midnight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from app.formatting import hhmm, parse_hhmm
from app.vocabulary import EventSubtype, EventType, Severity, Title, Visitor


@dataclass(frozen=True)
class CoreSlot:
    """One of the shifts Core demos start at; lunch is printed, never tested."""

    start: int
    lunch_begin: int
    lunch_end: int
    end: int


def _slot(*times: str) -> CoreSlot:
    return CoreSlot(*(parse_hhmm(time) for time in times))


def _times(*times: str) -> tuple[int, ...]:
    return tuple(parse_hhmm(time) for time in times)


@dataclass(frozen=True)
class RuleSettings:
    scheduling_window_days: int = 3
    """Automatic scheduling leaves today and this many days after it alone."""
    core_first_fill_offset: int = 4
    max_core_per_day: int = 1
    max_work_days_per_week: int = 6
    """Sunday to Saturday, unless `first_weekday` says otherwise."""
    first_weekday: int = 6
    """The day a working week begins with, Monday 0."""
    due_date_inclusive: bool = False
    proximity_hours: int = 2
    max_bumps_per_event: int = 3
    min_days_to_due_for_bump: int = 2
    """Whatever gives way must have this many days left, or it is in trouble itself."""
    bump_posted: bool = True
    """Whether published work is asked to give way at all."""
    override_beats_time_off: bool = False
    fixed_day_types: tuple[EventType, ...] = (EventType.FREEOSK, EventType.DIGITALS)
    overlap_exempt: tuple[EventType, ...] = (EventType.SUPERVISOR, EventType.FREEOSK, EventType.DIGITALS)
    enabled_event_types: tuple[EventType, ...] = tuple(EventType)
    alcohol_keywords: tuple[str, ...] = ()
    core_slots: tuple[CoreSlot, ...] = (
        _slot("09:45", "13:00", "13:30", "16:15"),
        _slot("10:30", "13:45", "14:15", "17:00"),
        _slot("11:00", "14:15", "14:45", "17:30"),
        _slot("11:30", "14:45", "15:15", "18:00"),
    )
    core_slots_sunday: tuple[CoreSlot, ...] | None = None
    digital_setup_slots: tuple[int, ...] = _times("10:15", "10:30", "10:45", "11:00")
    digital_teardown_slots: tuple[int, ...] = _times("18:00", "18:15", "18:30", "18:45")
    teardown_latest: int = parse_hhmm("20:00")
    freeosk_time: int = parse_hhmm("10:00")
    supervisor_time: int = parse_hhmm("12:00")
    other_time: int = parse_hhmm("11:00")
    juicer_production_time: int = parse_hhmm("09:00")
    juicer_survey_time: int = parse_hhmm("17:00")
    supervisor_time_policy: str = "fixed_noon"
    """fixed_noon or core_plus_2h"""
    supervisor_assignment_order: tuple[Visitor, ...] = tuple(Visitor)
    core_staffing_order: tuple[Title, ...] = (Title.LEAD, Title.SPECIALIST, Title.JUICER)
    juicer_allowed_titles: tuple[Title, ...] = (Title.JUICER,)
    supervisor_allowed_titles: tuple[Title, ...] = (Title.CLUB_SUPERVISOR, Title.LEAD)
    other_allowed_titles: tuple[Title, ...] = (Title.CLUB_SUPERVISOR, Title.LEAD)
    duration_core: int = 390
    duration_juicer_production: int = 540
    duration_juicer_survey: int = 30
    duration_supervisor: int = 5
    duration_digitals: int = 30
    duration_freeosk: int = 30
    duration_other: int = 60
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """What a manager changed, by rule name; a rule that is not named here keeps its own default."""
    later: tuple[tuple[date, RuleSettings], ...] = ()
    """What is in force from a date on, oldest first; the fields above hold before the first of these dates."""

    def on(self, day: date) -> RuleSettings:
        """What is in force on the day of the work; no later rules hang on it."""
        if not self.later:
            return self
        return next((rules for begins, rules in reversed(self.later) if begins <= day), self.versions[0])

    def changes_until(self, day: date) -> int:
        """How many dated changes are in force by then; days with the same number have the same rules."""
        return sum(begins <= day for begins, _ in self.later) if self.later else 0

    @cached_property
    def versions(self) -> tuple[RuleSettings, ...]:
        """Everything that is in force at some time, oldest first."""
        return replace(self, later=()), *(rules for _, rules in self.later)

    def between(self, first: date, last: date) -> RuleSettings:
        """Only what is in force on some of these days."""
        if not self.later:
            return self
        return replace(self.on(first), later=tuple(pair for pair in self.later if first < pair[0] <= last))

    @classmethod
    def from_settings(cls, stored: Mapping[str, Any]) -> RuleSettings:
        """From the plain JSON values of the settings table; keys it does not know are left alone.

        Raises ValueError naming the setting whose value cannot be used.
        """
        known = KEYS
        chosen: dict[str, Any] = {}
        for key, value in stored.items():
            if key not in known or value is None:
                continue
            try:
                chosen[key] = _typed(key, value)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise ValueError(f"The setting {key} has a value that cannot be used: {value!r}") from error
        return cls(**chosen)

    def default_minutes(self, event_type: EventType, subtype: EventSubtype | None) -> int:
        """How long an event lasts when Crossmark does not say."""
        if event_type is EventType.JUICER:
            survey = subtype is EventSubtype.JUICER_SURVEY
            return self.duration_juicer_survey if survey else self.duration_juicer_production
        return {
            EventType.CORE: self.duration_core,
            EventType.SUPERVISOR: self.duration_supervisor,
            EventType.DIGITALS: self.duration_digitals,
            EventType.FREEOSK: self.duration_freeosk,
            EventType.OTHER: self.duration_other,
        }[event_type]

    def as_settings(self) -> dict[str, Any]:
        """The plain JSON values, the inverse of `from_settings`."""
        return {key: _plain(key, getattr(self, key)) for key in KEYS}


KEYS = tuple(item.name for item in fields(RuleSettings) if item.name != "later")
"""Everything that can be stored; the dates stand beside it."""


def _typed(key: str, value: Any) -> Any:
    if key in {"fixed_day_types", "overlap_exempt", "enabled_event_types"}:
        return tuple(EventType(name) for name in value)
    if key == "supervisor_assignment_order":
        return tuple(Visitor(name) for name in value)
    if key.endswith("_allowed_titles") or key == "core_staffing_order":
        return tuple(Title(name) for name in value)
    if key in {"core_slots", "core_slots_sunday"}:
        return tuple(_slot(*(slot[name] for name in ("start", "lunch_begin", "lunch_end", "end"))) for slot in value)
    if key.endswith("_slots"):
        return tuple(parse_hhmm(time) for time in value)
    if key.endswith("_time") or key == "teardown_latest":
        return parse_hhmm(value)
    if key == "severities":
        return {rule: Severity(severity) for rule, severity in value.items()}
    if key == "alcohol_keywords":
        return tuple(str(word) for word in value)
    return value


def _plain(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: str(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_plain_item(item) for item in value]
    if key.endswith("_time") or key == "teardown_latest":
        return hhmm(value)
    return value


def _plain_item(item: Any) -> Any:
    if isinstance(item, CoreSlot):
        return {name: hhmm(getattr(item, name)) for name in ("start", "lunch_begin", "lunch_end", "end")}
    return hhmm(item) if isinstance(item, int) else str(item)
