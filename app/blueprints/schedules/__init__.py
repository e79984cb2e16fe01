"""Booking people on events: the forms, and the same commands for drag."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("schedules", __name__, url_prefix="/schedules")

from app.blueprints.schedules import (  # noqa: E402, F401  # the views register themselves
    bulk,
    checking,
    copying,
    days,
    dragging,
    moving,
    one,
    reissuing,
    repairing,
    scheduling,
)
