"""Every rule as the rule book shows it: in which chapter, with which numbers, and what nobody may set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules import BY_NAME
from app.services.scheduling.rules.violation import Rule
from app.services.setting_kinds import Known
from app.vocabulary import EventType, Severity, Title
from app.wording import N_

_DEFAULTS: dict[str, Any] = RuleSettings().as_settings()
_TYPES = tuple(kind.value for kind in EventType)
_TITLES = tuple(title.value for title in Title)


@dataclass(frozen=True)
class Chapter:
    name: str
    title: str
    rules: tuple[str, ...]


CHAPTERS = (
    Chapter(
        "work",
        N_("Which work, and when"),
        (
            "event_condition",
            "left_to_people",
            "already_assigned",
            "pinned",
            "window",
            "due_day",
            "fixed_day",
            "short_notice",
            "pairing",
            "missing_ids",
        ),
    ),
    Chapter("times", N_("Times of the day"), ("clock", "allowed_time", "juicer_time", "holiday", "proximity")),
    Chapter(
        "people",
        N_("Who can and may"),
        (
            "active_employee",
            "time_off",
            "availability_override",
            "date_unavailability",
            "weekly_availability",
            "preferred_day_off",
            "store",
            "title",
            "unusual_title",
            "club_supervisor_on_core",
            "alcohol_training",
            "rotation",
        ),
    ),
    Chapter(
        "limits",
        N_("How much"),
        (
            "overlap",
            "one_core_a_day",
            "one_juicer_a_day",
            "juicer_excludes_core",
            "one_store_a_day",
            "max_work_days",
            "max_days_of_person",
            "max_weekly_minutes",
            "target_hours",
            "consecutive_days",
            "rest_between_days",
        ),
    ),
)

GUARDED: dict[str, tuple[tuple[Severity, ...], str]] = {
    "clock": ((Severity.HARD,), N_("A time that does not exist cannot be booked.")),
    "already_assigned": ((Severity.HARD,), N_("Two bookings of the same work are refused by Crossmark.")),
    "overlap": ((Severity.HARD,), N_("Double booking is never possible; the database refuses it as well.")),
    "missing_ids": (
        (Severity.HARD, Severity.SOFT),
        N_("Without its ids a booking never reaches Crossmark, so that it may not go unnoticed."),
    ),
}
"""What may be chosen, and why nothing else."""


def _number(key: str, label: str, kind: str, **more: Any) -> Known:
    return Known(key, label, kind, _DEFAULTS[key], **more)


def _types(key: str, label: str) -> Known:
    return _number(key, label, "several", choices=_TYPES)


def _titles(key: str, label: str) -> Known:
    return _number(key, label, "several", choices=_TITLES)


_NUMBERS: dict[str, tuple[Known, ...]] = {
    "left_to_people": (_types("enabled_event_types", N_("Types that are scheduled automatically")),),
    "due_day": (_number("due_date_inclusive", N_("The due day itself may be used automatically"), "flag"),),
    "fixed_day": (_types("fixed_day_types", N_("Types that stay on their start day")),),
    "short_notice": (
        _number("scheduling_window_days", N_("Days after today that are left alone"), "number", high=60),
        _number("core_first_fill_offset", N_("Earliest day ahead for filling empty Core places"), "number", high=60),
    ),
    "allowed_time": (
        _number("core_slots", N_("Core shifts (start, lunch begin, lunch end, end; one a line)"), "slots"),
        _number("core_slots_sunday", N_("Core shifts on Sunday (empty = the same)"), "slots"),
        _number("digital_setup_slots", N_("Digital setup starts"), "times"),
        _number("digital_teardown_slots", N_("Digital teardown starts"), "times"),
        _number("teardown_latest", N_("Latest start of a teardown when the starts are full"), "time"),
        _number("freeosk_time", N_("Freeosk start"), "time"),
        _number("supervisor_time", N_("Supervisor start"), "time"),
        _number(
            "supervisor_time_policy", N_("Supervisor time follows"), "choice", choices=("fixed_noon", "core_plus_2h")
        ),
        _number("other_time", N_("Other start"), "time"),
    ),
    "juicer_time": (
        _number("juicer_production_time", N_("Juicer production start"), "time"),
        _number("juicer_survey_time", N_("Juicer survey start"), "time"),
    ),
    "time_off": (_number("override_beats_time_off", N_("A dated availability beats time off"), "flag"),),
    "title": (
        _titles("juicer_allowed_titles", N_("Titles for Juicer events")),
        _titles("supervisor_allowed_titles", N_("Titles for Supervisor events")),
        _titles("other_allowed_titles", N_("Titles for Other events")),
    ),
    "alcohol_training": (_number("alcohol_keywords", N_("Words in a name that ask for the training"), "words"),),
    "overlap": (_types("overlap_exempt", N_("Types whose short visits may lie inside another event")),),
    "one_core_a_day": (
        _number("max_core_per_day", N_("Core events a person works in a day"), "number", low=1, high=8),
    ),
    "max_work_days": (
        _number("max_work_days_per_week", N_("Working days a person has in a week"), "number", low=1, high=7),
        _number("first_weekday", N_("First day of that week (0 = Monday, 6 = Sunday)"), "number", high=6),
    ),
    "proximity": (_number("proximity_hours", N_("Hours between two events"), "number", high=24),),
}


def numbers_of(rule: str) -> tuple[Known, ...]:
    return _NUMBERS.get(rule, ())


def allowed_severities(rule: str) -> tuple[Severity, ...]:
    return GUARDED[rule][0] if rule in GUARDED else tuple(Severity)


def chapter_of(rule: str) -> str:
    return next(chapter.name for chapter in CHAPTERS if rule in chapter.rules)


def rules_in_order() -> tuple[Rule, ...]:
    """As the chapters list them."""
    return tuple(BY_NAME[name] for chapter in CHAPTERS for name in chapter.rules)
