"""What each check is called on the page; those of rules carry the rule's own title."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.services.scheduling.rules import BY_NAME
from app.wording import say

_TITLES = {
    "time_off_conflict": _l("Scheduled while off"),
    "double_booking": _l("Double booking"),
    "core_limit_violation": _l("More than one Core"),
    "schedule_out_of_range": _l("Outside the event's dates"),
    "closed_event_assigned": _l("Nobody wants this event any more"),
    "unpaired_supervisor": _l("Supervisor event without Core"),
    "supervisor_date_mismatch": _l("Core and Supervisor on different days"),
    "imported_conflict": _l("Conflict from Crossmark"),
    "urgent_unscheduled": _l("Due and without people"),
    "unscheduled_required_event": _l("Fixed to this day and without people"),
    "within_window_unscheduled": _l("Begins soon and without people"),
    "missing_events": _l("No kiosk or display work"),
    "rotation_gap": _l("Nobody has the duty"),
    "rotation_inactive": _l("The person of the duty is not active"),
    "rotation_ineligible": _l("The person of the duty has the wrong title"),
    "rotation_time_off": _l("The person of the duty is away"),
    "rotation_coverage_gap": _l("Primary Lead without Core"),
    "core_without_supervisor": _l("Core without its Supervisor event"),
    "supervisor_pairing_skipped": _l("Proposed Core without its Supervisor event"),
    "shift_balance": _l("Starts are not spread"),
    "lead_coverage_opening": _l("No Lead opens"),
    "lead_coverage_closing": _l("No Lead closes"),
    "not_synchronised": _l("Not at Crossmark"),
    "missing_edr": _l("EDR missing"),
    "stale_data": _l("Crossmark was not read lately"),
}


def check_title(check: str) -> str:
    if check in _TITLES:
        return str(_TITLES[check])
    return say(BY_NAME[check].TITLE) if check in BY_NAME else check
