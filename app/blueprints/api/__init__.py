"""The REST API: one file per resource. Pages and API call the same services."""

from __future__ import annotations

from flask import Flask

from app.blueprints.api.blueprint import ApiBlueprint

bp = ApiBlueprint("api", __name__, url_prefix="/api/v1")

from app.blueprints.api import (  # noqa: E402  # the views register themselves on bp
    attendance,
    audits,
    availability_overrides,
    constraints,
    days,
    document,
    employee_writes,
    employees,
    event_writes,
    events,
    holidays,
    jobs,
    oauth,
    optimization_configs,
    packets,
    paperwork_parts,
    preferences,
    rotation_exceptions,
    rotations,
    run_actions,
    runs,
    schedule_actions,
    schedules,
    short_forms,
    store_writes,
    stores,
    syncing,
    time_off,
    webhook_deliveries,
    webhooks,
    what_if,
    why_not,
)

__all__ = [
    "attendance",
    "audits",
    "availability_overrides",
    "constraints",
    "days",
    "employee_writes",
    "employees",
    "event_writes",
    "events",
    "holidays",
    "jobs",
    "optimization_configs",
    "packets",
    "paperwork_parts",
    "preferences",
    "register",
    "rotation_exceptions",
    "rotations",
    "run_actions",
    "runs",
    "schedule_actions",
    "schedules",
    "store_writes",
    "stores",
    "syncing",
    "time_off",
    "webhook_deliveries",
    "webhooks",
    "what_if",
    "why_not",
]


def register(app: Flask) -> None:
    from app.extensions import rest
    from app.web import hooks

    document.prepare(app)
    rest.register_blueprint(bp)
    short_forms.register(app)
    hooks.bearer_actor = oauth.bearer_actor
