"""The landing page."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("dashboard", __name__)

from app.blueprints.dashboard import notifications, routes  # noqa: E402, F401  # the views register themselves on bp
