"""Printing: the daily packet, the team's week, and the sign-in at Walmart that the reports need."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("paperwork", __name__, url_prefix="/paperwork")

from app.blueprints.paperwork import files, prints, routes, walmart  # noqa: E402, F401  # the views register themselves on bp
