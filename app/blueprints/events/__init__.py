"""Events: the list, one event with everything around it, and its details form."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("events", __name__, url_prefix="/events")

from app.blueprints.events import bulk, campaigns, edit, own, routes  # noqa: E402, F401  # the views register themselves on bp
