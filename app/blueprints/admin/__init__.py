"""Users and the list of changes."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/admin")

from app.blueprints.admin import audit, undo, users  # noqa: E402, F401  # the views register themselves on bp
