"""The exchange with Crossmark and Walmart: runs, what is under way, and what waits to be sent."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("sync", __name__, url_prefix="/sync")

from app.blueprints.sync import brake, night, notices, outbox, reconciliation, routes  # noqa: E402, F401  # the views register themselves on bp
