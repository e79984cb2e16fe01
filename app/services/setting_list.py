"""Every setting a manager may edit, by section, with its default; the numbers of the rules stand in `rule_list`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.formatting import WEEKDAYS
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.staffing_order import DEMONSTRATORS
from app.services.setting_kinds import Known
from app.vocabulary import FindingSeverity, Visitor
from app.wording import LANGUAGES, N_, SOURCE

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
        N_("Durations"),
        N_("Used when Crossmark does not say how long an event lasts."),
        tuple(
            _own(f"duration_{kind}", words, low=5, high=960)
            for kind, words in (
                ("core", N_("Minutes of Core")),
                ("juicer_production", N_("Minutes of Juicer production")),
                ("juicer_survey", N_("Minutes of Juicer survey")),
                ("supervisor", N_("Minutes of Supervisor")),
                ("digitals", N_("Minutes of Digitals")),
                ("freeosk", N_("Minutes of Freeosk")),
                ("other", N_("Minutes of Other")),
            )
        ),
    ),
    Section(
        "making-room",
        N_("Making room"),
        N_("When an event may give its place to a more urgent one."),
        (
            _own("max_bumps_per_event", N_("Times an event may give its place to a more urgent one"), high=20),
            _own("min_days_to_due_for_bump", N_("Days before its due date from which an event stays"), high=60),
            Known(
                "bump_posted",
                N_("Published work may be asked to give its place"),
                "flag",
                _DEFAULTS["bump_posted"],
                help=N_(
                    "It is only proposed. Without this, repairs and runs never move published work for a more urgent"
                    " event; drafts still give way."
                ),
            ),
        ),
    ),
    Section(
        "auto-scheduler",
        N_("Auto-scheduler"),
        N_("Whether it may run at all; what it may do is decided by the rules."),
        (
            Known("auto_scheduler_enabled", N_("The auto-scheduler may run"), "flag", True),
            Known(
                "require_approval",
                N_("A person approves what it proposes"),
                "flag",
                True,
                help=N_(
                    "Without it a run fills open places by itself when it ends. What would move booked work still"
                    " waits, and so does every what-if."
                ),
            ),
            Known(
                "auto_schedule_on_import",
                N_("Plan new events as soon as they arrive"),
                "flag",
                False,
                help=N_("A sync with Crossmark or an imported file that brings new events starts a run for them."),
            ),
            Known(
                "core_staffing_order",
                N_("Who is asked for a Core, in order"),
                "order",
                _DEFAULTS["core_staffing_order"],
                choices=tuple(DEMONSTRATORS),
                help=N_(
                    "The auto-scheduler asks people of the first title first, unless something else weighs more; a"
                    " title that is not named comes last. How much the order weighs is set in the optimisation."
                ),
            ),
            Known(
                "supervisor_assignment_order",
                N_("Who makes the visit of a Supervisor event, in order"),
                "order",
                _DEFAULTS["supervisor_assignment_order"],
                choices=tuple(Visitor),
                help=N_(
                    "Of club_supervisor, primary_lead and lead_with_core_that_day: a booked Core takes its Supervisor"
                    " event along to the first who is free, and the auto-scheduler prefers the title named first."
                ),
            ),
        ),
    ),
    Section(
        "sync",
        N_("Sync"),
        N_("How often Crossmark is read, and how far back and ahead."),
        (
            Known("sync_enabled", N_("Read Crossmark by itself"), "flag", False),
            Known("sync_interval_minutes", N_("Minutes between two syncs"), "number", 15, low=5, high=1440),
            Known("sync_days_back", N_("Days back"), "number", 30, low=1, high=365),
            Known("sync_days_ahead", N_("Days ahead"), "number", 90, low=1, high=365),
            Known("push_per_second", N_("Most bookings sent to Crossmark in a second"), "number", 5, low=1, high=50),
            Known("push_window_seconds", N_("Seconds in which a late booking may appear"), "number", 60, high=600),
            Known("import_new_reps_active", N_("New people of the feed may be scheduled at once"), "flag", False),
        ),
    ),
    Section(
        "patience",
        N_("Reports and freshness"),
        N_("How long work may wait for its report, and how old what Crossmark said may be."),
        (
            Known(
                "unreported_days",
                N_("Days back in which unreported work is listed"),
                "number",
                14,
                low=2,
                high=90,
                help=N_("The list of unreported events and the bell look this far back, today not counted."),
            ),
            Known(
                "overdue_hours",
                N_("Hours after its start from which unreported work is overdue"),
                "number",
                24,
                low=1,
                high=336,
                help=N_("Until then it is listed as not reported yet, without the mark."),
            ),
            Known(
                "stale_sync_hours",
                N_("Hours after which what was read from Crossmark is old"),
                "number",
                24,
                low=1,
                high=336,
                help=N_("From then on the sync page, the API and the audit say so."),
            ),
        ),
    ),
    Section(
        "night",
        N_("Night"),
        N_("What is done by itself every night, one after the other."),
        (
            Known("nightly_hour", N_("Hour of the night at which it begins (0 to 6)"), "number", 2, high=6),
            Known("nightly_auto_schedule", N_("Run the auto-scheduler after the sync"), "flag", False),
            Known("nightly_packet_days", N_("Days after today whose packets are built"), "number", 1, high=7),
            Known("nightly_backup", N_("Make a backup"), "flag", True),
            Known("summary_recipients", N_("Mail addresses that get the summary"), "words", []),
        ),
    ),
    Section(
        "audit",
        N_("Audit by mail"),
        N_("Who hears in the morning what the audit of the day found; nobody, when there is nothing to tell."),
        (
            Known("audit_recipients", N_("Mail addresses that get it"), "words", []),
            Known(
                "audit_tells",
                N_("What they hear of"),
                "several",
                [FindingSeverity.CRITICAL.value],
                choices=tuple(severity.value for severity in FindingSeverity),
            ),
            Known(
                "audit_mail_time",
                N_("Time of the mail"),
                "time",
                "06:00",
                help=N_("On the clock of the store, whose day is audited then if that was not done yet."),
            ),
            Known("audit_weekdays", N_("On which days"), "several", list(WEEKDAYS[:5]), choices=WEEKDAYS),
            Known("audit_details", N_("With the details of each finding"), "flag", True),
            Known("audit_actions", N_("With what to do about it"), "flag", True),
        ),
    ),
    Section(
        "undo",
        N_("Undo"),
        N_("How far the quick undo reaches. The history takes back anything that later work does not rest on."),
        (
            Known(
                "undo_minutes",
                N_("Minutes that Undo and Ctrl+Z reach back"),
                "number",
                10,
                low=1,
                high=1440,
                help=N_("What you did before that is taken back on the history page."),
            ),
        ),
    ),
    Section(
        "publishing",
        N_("Publishing"),
        N_("Whether new work waits until it is published. Moved and cancelled published work shows at once anyway."),
        (Known("new_work_is_draft", N_("New work waits as a draft until it is published"), "flag", False),),
    ),
    Section(
        "workload",
        N_("Workload"),
        N_("From how many events a week on somebody has much, or too much, to do."),
        (
            Known("workload_normal_max", N_("Most events a week that are normal"), "number", 12, low=1, high=100),
            Known(
                "workload_high_max", N_("Most events a week that are high, not too many"), "number", 18, low=1, high=100
            ),
        ),
    ),
    Section(
        "calendar",
        N_("Calendar"),
        N_("How the week is drawn."),
        (Known("calendar_first_weekday", N_("First day of the week (0 = Monday, 6 = Sunday)"), "number", 0, high=6),),
    ),
    Section(
        "paperwork",
        N_("Paperwork"),
        N_("What the packet and the other print-outs look like."),
        (
            Known("brand_name", N_("Name in the head of every page"), "text", "Event team"),
            Known(
                "paper_language",
                N_("Language of what the whole store reads; a person's sheets are in that person's"),
                "choice",
                SOURCE,
                choices=tuple(LANGUAGES),
            ),
            Known("site_address", N_("Address of this site, for the codes on paper (https://…)"), "text", ""),
            Known("packet_cover", N_("Begin the packet with a cover that says what is missing"), "flag", True),
            Known("packet_two_sided", N_("Start each set on a new sheet when printing on both sides"), "flag", False),
            Known("bundle_types", N_("Event types that get a set"), "several", ["Core"], choices=("Core", "Juicer")),
            Known(
                "bundle_order",
                N_("What a set holds, in order"),
                "order",
                ["edr", "sales_tool", "templates"],
                choices=("edr", "sales_tool", "templates"),
            ),
            Known("edr_layout", N_("Look of the event report"), "choice", "compact", choices=("compact", "official")),
            Known(
                "upc_check_digit_mode",
                N_("Check digits of the numbers Walmart sends"),
                "choice",
                "auto",
                choices=("auto", "never_included", "always_included"),
            ),
            Known("items_group_by_event", N_("Group the item list by event"), "flag", True),
            Known("items_show_numbers", N_("Show item and event numbers on the item list"), "flag", True),
            Known("schedule_show_lunch", N_("Show lunch on the daily schedule"), "flag", True),
            Known("schedule_show_end", N_("Show the end on the daily schedule"), "flag", True),
            Known(
                "edr_cache_max_age_hours",
                N_("Hours after which a report is fetched anew"),
                "number",
                24,
                low=1,
                high=720,
            ),
            Known(
                "edr_session_idle_minutes",
                N_("Minutes without use that end the Walmart sign-in"),
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
    Known("crossmark_base_url", N_("Crossmark address"), "text", ""),
    Known("crossmark_username", N_("Crossmark user name"), "text", ""),
    Known("edr_base_url", N_("Walmart EDR address"), "text", ""),
    Known("edr_username", N_("Walmart EDR user name"), "text", ""),
    Known("edr_mfa_credential_id", N_("Walmart EDR phone id"), "text", ""),
)
SECRETS = frozenset({"crossmark_password", "edr_password"})
KNOWN = {known.key: known for section in SECTIONS for known in section.settings} | {
    known.key: known for known in CONNECTOR_SETTINGS
}
