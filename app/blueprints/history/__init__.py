"""What was changed, by whom and why; taking it back; and the calendar as it was at any moment."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("history", __name__, url_prefix="/history")

from app.blueprints.history import moments, routes  # noqa: E402, F401  # the views register themselves on bp
