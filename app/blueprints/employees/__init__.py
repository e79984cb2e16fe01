"""People: the list, one person, the form of facts, and when he or she can work."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("employees", __name__, url_prefix="/employees")

from app.blueprints.employees import availability, edit, leaving, routes  # noqa: E402, F401  # the views register themselves
