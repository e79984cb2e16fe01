"""The daily audit: what somebody should settle, on one day or over several."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("audit", __name__, url_prefix="/audit")

from app.blueprints.audit import dismissing, routes  # noqa: E402, F401  # the views register themselves on bp
