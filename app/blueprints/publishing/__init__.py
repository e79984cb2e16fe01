"""Publishing drafts after a look at who is told what, and who has seen it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("publishing", __name__, url_prefix="/publish")

from app.blueprints.publishing import receipts, routes  # noqa: E402, F401  # the views register themselves on bp
