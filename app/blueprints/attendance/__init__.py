"""Ticking off who came."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("attendance", __name__, url_prefix="/attendance")

from app.blueprints.attendance import calling_out, check_in, month, routes  # noqa: E402, F401  # the views register themselves on bp
