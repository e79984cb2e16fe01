"""Time off of everybody: what waits for a decision and which bookings it would hit."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("time_off", __name__, url_prefix="/time-off")

from app.blueprints.time_off import deciding, entering, month, routes  # noqa: E402, F401  # the views register themselves on bp
