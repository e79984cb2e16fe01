"""Days on which nobody works: the list with the coming dates, adding, changing, removing."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("holidays", __name__, url_prefix="/holidays")

from app.blueprints.holidays import routes  # noqa: E402, F401  # the views register themselves on bp
