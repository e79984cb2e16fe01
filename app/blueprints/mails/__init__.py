"""Mails to people: what went out, what waits, and what somebody has to decide."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("mails", __name__, url_prefix="/mails")

from app.blueprints.mails import routes  # noqa: E402, F401  # the views register themselves on bp
