"""The entries of the navigation. Each is shown when its page exists and the actor may open it, which the page's own
declaration decides."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _l

from app.services.actors import Actor
from app.vocabulary import Permission, Role
from app.web.access import access_of


@dataclass(frozen=True)
class Entry:
    path: str
    label: str
    icon: str
    here: bool = False
    needs: Permission | None = None
    """Beyond what the page itself asks for: whom else it is shown to is decided here."""


@dataclass(frozen=True)
class Group:
    label: str
    entries: tuple[Entry, ...]
    is_own: bool = False
    """What a person does for themselves: the bar at the bottom of the phone pages."""


OWN = Group(
    _l("My work"),
    (
        Entry("/my", _l("My day"), "sun"),
        Entry("/my/schedule", _l("My schedule"), "calendar-week"),
        Entry("/my/availability", _l("My availability"), "clock"),
        Entry("/my/time-off", _l("My time off"), "calendar-check"),
        Entry("/my/swaps", _l("Swaps"), "arrow-left-right"),
    ),
    is_own=True,
)
GROUPS = (
    Group(
        _l("Plan"),
        (
            Entry("/", _l("Dashboard"), "house"),
            Entry("/calendar", _l("Calendar"), "calendar3"),
            Entry("/unscheduled", _l("Unscheduled"), "bell"),
            Entry("/events", _l("Events"), "list-check"),
            Entry("/auto-scheduler", _l("Auto-scheduler"), "magic"),
            Entry("/schedules/unreported", _l("Unreported"), "clock"),
            Entry("/audit", _l("Daily audit"), "shield-check"),
            Entry("/gantt", _l("Gantt"), "filter"),
            Entry("/history", _l("History"), "clock-history"),
        ),
    ),
    Group(
        _l("People"),
        (
            Entry("/employees", _l("Employees"), "people"),
            Entry("/rotations", _l("Rotations"), "arrow-repeat"),
            Entry("/time-off", _l("Time off"), "calendar-check"),
            Entry("/attendance", _l("Attendance"), "person-check"),
        ),
    ),
    Group(
        _l("Paper and data"),
        (
            Entry("/paperwork", _l("Paperwork"), "printer"),
            Entry("/sync", _l("Sync"), "arrow-left-right"),
            Entry("/mails", _l("Mails"), "box-arrow-right"),
            Entry("/reports", _l("Reports"), "bar-chart"),
        ),
    ),
    Group(
        _l("Set up"),
        (
            Entry("/settings", _l("Settings"), "gear"),
            Entry("/stores", _l("Stores"), "shop"),
            Entry("/holidays", _l("Holidays"), "sun"),
            Entry("/admin/users", _l("Users"), "person"),
            Entry("/admin/audit", _l("Audit log"), "shield-check", needs=Permission.MANAGE_USERS),
            Entry("/admin/ops", _l("Operations"), "shield-check"),
            Entry("/help", _l("Help"), "question-circle"),
        ),
    ),
)


def navigation_for(actor: Actor | None) -> tuple[Group, ...]:
    if actor is None:
        return ()
    shown = (OWN, *GROUPS) if actor.role is Role.EMPLOYEE else (*GROUPS, OWN) if actor.employee_id else GROUPS
    served = _served_paths(current_app)
    groups = (replace(group, entries=_entries(group, actor, served)) for group in shown)
    return tuple(group for group in groups if group.entries)


def _entries(group: Group, actor: Actor, served: dict[str, str]) -> tuple[Entry, ...]:
    return tuple(
        Entry(entry.path, entry.label, entry.icon, _is_here(entry.path))
        for entry in group.entries
        if entry.path in served
        and _may_open(actor, served[entry.path])
        and (entry.needs is None or actor.may(entry.needs))
    )


def _may_open(actor: Actor, endpoint: str) -> bool:
    needed = access_of(current_app, endpoint, "GET")
    return isinstance(needed, Permission) and actor.may(needed)


def _is_here(path: str) -> bool:
    if path in ("/", "/my"):
        return request.path == path
    return request.path == path or request.path.startswith(path + "/")


def _served_paths(app: Flask) -> dict[str, str]:
    """Endpoint by address, of all pages without a variable part."""
    found = app.extensions.get("served_paths")
    if found is None:
        rules = [rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())]
        found = {rule.rule.rstrip("/") or "/": rule.endpoint for rule in rules}
        app.extensions["served_paths"] = found
    return found
