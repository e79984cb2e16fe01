"""Signing in and out, the first administrator, and each person's own account."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("auth", __name__)

from app.blueprints.auth import account, notification_choices, routes, setup  # noqa: E402, F401  # the views register themselves on bp
