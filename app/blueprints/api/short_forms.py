"""Addresses that the owner's documents name: permanent other names of the same handlers."""

from __future__ import annotations

from flask import Flask

from app.blueprints.api.blueprint import ID

_PREFIX = "/api/v1"
#: What lies below these has the same name without the prefix.
_WHOLE = ("/api/v1/scheduling/", "/api/v1/system/", "/api/v1/optimization-configs")
#: Address of the API -> its other name.
_NAMES = {
    "/api/v1/events": "/api/events",
    "/api/v1/schedules": "/api/schedules",
    "/api/v1/daily-events/<date:day>": "/api/daily-events/<date:day>",
    f"/api/v1/employees/<{ID}:employee_id>/preferences": f"/employees/<{ID}:employee_id>/preferences",
}
_SINGLE = "/api/v1/schedules/<"


def register(app: Flask) -> None:
    """Each other name gets the same endpoint, and with it the same access, limits and checks."""
    for rule in list(app.url_map.iter_rules()):
        if not rule.endpoint.startswith("api."):
            continue
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        for name in _other_names(rule.rule, methods):
            app.add_url_rule(name, endpoint=rule.endpoint, methods=methods)


def _other_names(address: str, methods: list[str]) -> list[str]:
    names = [_NAMES[address]] if address in _NAMES else []
    if address == "/api/v1/schedules" and "POST" in methods:
        names.append("/api/schedule")
    if address.startswith(_SINGLE):
        names.append(address.replace("/api/v1/schedules", "/api/schedule"))
    if address.startswith(_WHOLE):
        names.append(address.removeprefix(_PREFIX))
    return names
