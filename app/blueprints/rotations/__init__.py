"""Who is Juicer and Primary Lead on which weekday, and the days on which somebody else is."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("rotations", __name__, url_prefix="/rotations")

from app.blueprints.rotations import routes  # noqa: E402, F401  # the views register themselves on bp
