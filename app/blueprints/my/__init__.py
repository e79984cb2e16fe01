"""The employee's own pages: my day and my schedule, made for a phone."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("my", __name__, url_prefix="/my")

from app.blueprints.my import routes  # noqa: E402, F401  # the views register themselves on bp
