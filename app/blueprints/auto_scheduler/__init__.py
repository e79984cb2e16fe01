"""The auto-scheduler: let it plan a week, understand and correct what it proposes, apply it, take it back."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("auto_scheduler", __name__, url_prefix="/auto-scheduler")

from app.blueprints.auto_scheduler import applying, branching, comparing, lines, routes  # noqa: E402, F401  # the views register themselves
