"""Reports: who carries how much, and how the days came out."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("reports", __name__, url_prefix="/reports")

from app.blueprints.reports import routes  # noqa: E402, F401  # the view registers itself on bp
