"""News for pages that are open: a stream, and the same by asking now and then."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("live", __name__, url_prefix="/live")

from app.blueprints.live import routes  # noqa: E402, F401  # the views register themselves on bp
