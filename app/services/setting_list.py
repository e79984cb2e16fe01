"""Every setting a manager may edit, by section, with its default (the trade's numbers)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.services.scheduling.rule_settings import RuleSettings
from app.services.setting_kinds import Known
from app.vocabulary import EventType, Title

_RULES: dict[str, Any] = RuleSettings().as_settings()
_TYPES = tuple(kind.value for kind in EventType)
_TITLES = tuple(title.value for title in Title)


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    lead: str
    settings: tuple[Known, ...]


def _rule(key: str, label: str, kind: str, **more: Any) -> Known:
    """A number of the rules; its default stands with the rules."""
    return Known(key, label, kind, _RULES[key], **more)


SECTIONS = (
    Section(
        "rules",
        "Scheduling rules",
        "Limits that every way of scheduling obeys.",
        (
            _rule(
                "scheduling_window_days", "Days after today that automatic scheduling leaves alone", "number", high=60
            ),
            _rule("core_first_fill_offset", "Earliest day ahead for filling empty Core slots", "number", high=60),
            _rule("max_core_per_day", "Core events a person works in a day", "number", low=1, high=8),
            _rule("max_work_days_per_week", "Working days a person has in a week", "number", low=1, high=7),
            _rule("due_date_inclusive", "The due day itself may be used automatically", "flag"),
            _rule("juicer_excludes_core", "A Juicer day has no Core", "flag"),
            _rule("proximity_hours", "Hours between shifts that count as close", "number", high=24),
            _rule("max_bumps_per_event", "Times an event may give its place to a more urgent one", "number", high=20),
            _rule("min_days_to_due_for_bump", "Days before its due date from which an event stays", "number", high=60),
            _rule("fixed_day_types", "Types that stay on their start day", "several", choices=_TYPES),
            _rule("overlap_exempt", "Types that may lie inside another event", "several", choices=_TYPES),
            _rule("enabled_event_types", "Types that are scheduled automatically", "several", choices=_TYPES),
            _rule("alcohol_keywords", "Words in a name that ask for alcohol training", "words"),
            _rule("juicer_allowed_titles", "Titles for Juicer events", "several", choices=_TITLES),
            _rule("supervisor_allowed_titles", "Titles for Supervisor events", "several", choices=_TITLES),
            _rule("other_allowed_titles", "Titles for Other events", "several", choices=_TITLES),
        ),
    ),
    Section(
        "times",
        "Times and durations",
        "Wall time of the store. Durations are used when Crossmark does not give one.",
        (
            _rule("core_slots", "Core shifts (start, lunch begin, lunch end, end; one a line)", "slots"),
            _rule("core_slots_sunday", "Core shifts on Sunday (empty = the same)", "slots"),
            _rule("digital_setup_slots", "Digital setup starts", "times"),
            _rule("digital_teardown_slots", "Digital teardown starts", "times"),
            _rule("freeosk_time", "Freeosk start", "time"),
            _rule("supervisor_time", "Supervisor start", "time"),
            _rule("other_time", "Other start", "time"),
            _rule("juicer_production_time", "Juicer production start", "time"),
            _rule("juicer_survey_time", "Juicer survey start", "time"),
            _rule(
                "supervisor_time_policy", "Supervisor time follows", "choice", choices=("fixed_noon", "core_plus_2h")
            ),
            *(
                _rule(f"duration_{kind}", f"Minutes of {words}", "number", low=5, high=960)
                for kind, words in (
                    ("core", "Core"),
                    ("juicer_production", "Juicer production"),
                    ("juicer_survey", "Juicer survey"),
                    ("supervisor", "Supervisor"),
                    ("digitals", "Digitals"),
                    ("freeosk", "Freeosk"),
                    ("other", "Other"),
                )
            ),
        ),
    ),
    Section(
        "auto-scheduler",
        "Auto-scheduler",
        "Whether it may run at all; what it may do is decided by the rules.",
        (Known("auto_scheduler_enabled", "The auto-scheduler may run", "flag", True),),
    ),
    Section(
        "sync",
        "Sync",
        "How often Crossmark is read, and how far back and ahead.",
        (
            Known("sync_enabled", "Read Crossmark by itself", "flag", False),
            Known("sync_interval_minutes", "Minutes between two syncs", "number", 15, low=5, high=1440),
            Known("sync_days_back", "Days back", "number", 30, low=1, high=365),
            Known("sync_days_ahead", "Days ahead", "number", 90, low=1, high=365),
            Known("import_new_reps_active", "New people of the feed may be scheduled at once", "flag", False),
        ),
    ),
    Section(
        "calendar",
        "Calendar",
        "How the week is drawn.",
        (Known("calendar_first_weekday", "First day of the week (0 = Monday, 6 = Sunday)", "number", 0, high=6),),
    ),
)
#: Edited on the connector page, not in a section.
CONNECTOR_SETTINGS = (
    Known("crossmark_base_url", "Crossmark address", "text", ""),
    Known("crossmark_username", "Crossmark user name", "text", ""),
    Known("edr_base_url", "Walmart EDR address", "text", ""),
    Known("edr_username", "Walmart EDR user name", "text", ""),
    Known("edr_mfa_credential_id", "Walmart EDR phone id", "text", ""),
)
SECRETS = frozenset({"crossmark_password", "edr_password"})
KNOWN = {known.key: known for section in SECTIONS for known in section.settings} | {
    known.key: known for known in CONNECTOR_SETTINGS
}
