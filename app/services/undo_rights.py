"""Who may take back a change: whoever may make such a change. Without this, undo would be a way around permissions."""

from __future__ import annotations

from collections.abc import Collection

from app.services.actors import Actor
from app.vocabulary import Permission

#: Every other table, events included (booking changes their condition), needs the right to schedule.
_NEEDED = {
    "users": Permission.MANAGE_USERS,
    "user_stores": Permission.MANAGE_USERS,
    "settings": Permission.EDIT_SETTINGS,
    "rule_settings": Permission.EDIT_SETTINGS,
    "optimisation_configs": Permission.EDIT_SETTINGS,
    "employees": Permission.EDIT_EMPLOYEES,
    "employee_stores": Permission.EDIT_EMPLOYEES,
    "employee_time_off": Permission.DECIDE_TIME_OFF,
    "employee_weekly_availability": Permission.EDIT_EMPLOYEES,
    "employee_date_availability": Permission.EDIT_EMPLOYEES,
    "employee_availability_overrides": Permission.EDIT_EMPLOYEES,
    "attendance": Permission.RECORD_ATTENDANCE,
    "audit_dismissals": Permission.OVERRIDE_RULES,
    "holidays": Permission.EDIT_SETTINGS,
    "rotations": Permission.EDIT_ROTATIONS,
    "rotation_exceptions": Permission.EDIT_ROTATIONS,
    "campaigns": Permission.EDIT_EVENTS,
    "reconciliation_ignores": Permission.RUN_SYNC,
    "kept_ours": Permission.RUN_SYNC,
    "crossmark_sign_ins": Permission.RUN_SYNC,
    "stores": Permission.EDIT_SETTINGS,
    "paperwork_templates": Permission.EDIT_SETTINGS,
    "brand_logos": Permission.EDIT_SETTINGS,
    "edr_codes": Permission.EDIT_SETTINGS,
    "packet_waivers": Permission.PRINT_PAPERWORK,
    "packet_prints": Permission.PRINT_PAPERWORK,
    "event_documents": Permission.PRINT_PAPERWORK,
    "webhooks": Permission.MANAGE_WEBHOOKS,
}


def require(actor: Actor, tables: Collection[str]) -> None:
    """Raises Forbidden unless the actor may change every table that a change touched."""
    for table in sorted(tables):
        actor.require(_NEEDED.get(table, Permission.EDIT_SCHEDULE))
