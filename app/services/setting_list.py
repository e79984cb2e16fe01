"""Every setting a manager may edit, by section, with its default; the numbers of the rules stand in `rule_list`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.services.scheduling.rule_settings import RuleSettings
from app.services.setting_kinds import Known

_DEFAULTS: dict[str, Any] = RuleSettings().as_settings()


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    lead: str
    settings: tuple[Known, ...]


def _own(key: str, label: str, *, low: int = 0, high: int) -> Known:
    """A number of scheduling that belongs to no single rule."""
    return Known(key, label, "number", _DEFAULTS[key], low=low, high=high)


SECTIONS = (
    Section(
        "durations",
        "Durations",
        "Used when Crossmark does not say how long an event lasts.",
        tuple(
            _own(f"duration_{kind}", f"Minutes of {words}", low=5, high=960)
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
    Section(
        "making-room",
        "Making room",
        "When an event may give its place to a more urgent one.",
        (
            _own("max_bumps_per_event", "Times an event may give its place to a more urgent one", high=20),
            _own("min_days_to_due_for_bump", "Days before its due date from which an event stays", high=60),
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
            Known("push_per_second", "Bookings sent to Crossmark in a second, at most", "number", 5, low=1, high=50),
            Known("push_window_seconds", "Seconds in which a late booking may still appear", "number", 60, high=600),
            Known("import_new_reps_active", "New people of the feed may be scheduled at once", "flag", False),
        ),
    ),
    Section(
        "night",
        "Night",
        "What is done by itself every night, one after the other.",
        (
            Known("nightly_hour", "Hour of the night at which it begins (0 to 6)", "number", 2, high=6),
            Known("nightly_auto_schedule", "Run the auto-scheduler after the sync", "flag", False),
            Known("nightly_packet_days", "Days after today whose packets are built", "number", 1, high=7),
            Known("nightly_backup", "Make a backup", "flag", True),
            Known("summary_recipients", "Mail addresses that get the summary", "words", []),
        ),
    ),
    Section(
        "publishing",
        "Publishing",
        "Whether new work waits until it is published. Moved and cancelled published work shows at once either way.",
        (Known("new_work_is_draft", "New work waits as a draft until it is published", "flag", False),),
    ),
    Section(
        "calendar",
        "Calendar",
        "How the week is drawn.",
        (Known("calendar_first_weekday", "First day of the week (0 = Monday, 6 = Sunday)", "number", 0, high=6),),
    ),
    Section(
        "paperwork",
        "Paperwork",
        "What the packet and the other print-outs look like.",
        (
            Known("brand_name", "Name in the head of every page", "text", "Event team"),
            Known("site_address", "Address of this site, for the codes on paper (https://…)", "text", ""),
            Known("packet_cover", "Begin the packet with a cover that says what is missing", "flag", True),
            Known("packet_two_sided", "Start each set on a new sheet when printing on both sides", "flag", False),
            Known("bundle_types", "Types of events that get a set", "several", ["Core"], choices=("Core", "Juicer")),
            Known(
                "bundle_order",
                "What a set holds, in order",
                "order",
                ["edr", "sales_tool", "templates"],
                choices=("edr", "sales_tool", "templates"),
            ),
            Known("edr_layout", "Look of the event report", "choice", "compact", choices=("compact", "official")),
            Known(
                "upc_check_digit_mode",
                "Check digits of the numbers Walmart sends",
                "choice",
                "auto",
                choices=("auto", "never_included", "always_included"),
            ),
            Known("items_group_by_event", "Group the item list by event", "flag", False),
            Known("items_show_numbers", "Show item and event numbers on the item list", "flag", True),
            Known("schedule_show_lunch", "Show lunch on the daily schedule", "flag", True),
            Known("schedule_show_end", "Show the end on the daily schedule", "flag", True),
            Known(
                "edr_cache_max_age_hours",
                "Hours after which a report is fetched anew",
                "number",
                24,
                low=1,
                high=720,
            ),
            Known(
                "edr_session_idle_minutes",
                "Minutes without use that end the Walmart sign-in",
                "number",
                10,
                low=1,
                high=120,
            ),
        ),
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
