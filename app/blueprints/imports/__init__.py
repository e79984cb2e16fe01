"""The import wizard: send a file, map its columns, see what would happen, pick rows, take them over."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("imports", __name__, url_prefix="/imports")

from app.blueprints.imports import crossmark, picking, routes, work  # noqa: E402, F401  # the views register themselves on bp
