"""Looking at the plan: month and week, the page of one day, and what nobody does yet."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("calendar", __name__)

from app.blueprints.calendar import (  # noqa: E402, F401  # the views register themselves on bp
    deciding,
    open_events,
    routes,
    views,
)
