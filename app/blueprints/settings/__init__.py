"""Settings a manager edits, and the accounts at Crossmark and Walmart."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("settings", __name__, url_prefix="/settings")

from app.blueprints.settings import (  # noqa: E402, F401  # the views register themselves on bp
    back_tests,
    connectors,
    crossmark_sign_ins,
    keeping,
    optimisation,
    routes,
    rules,
    webhooks,
)
