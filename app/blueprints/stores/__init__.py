"""Stores: the list, and the profile of one."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("stores", __name__, url_prefix="/stores")

from app.blueprints.stores import routes  # noqa: E402, F401  # the views register themselves on bp
