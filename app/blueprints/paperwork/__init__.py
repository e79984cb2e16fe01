"""Printing: the daily packet, the team's week, and the sign-in at Walmart that the reports need."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("paperwork", __name__, url_prefix="/paperwork")

from app.blueprints.paperwork import (  # noqa: E402  # the views register themselves on bp
    brand,  # noqa: F401
    codes,  # noqa: F401
    event_page,  # noqa: F401
    files,  # noqa: F401
    print_outs,  # noqa: F401
    prints,  # noqa: F401
    reports,  # noqa: F401
    routes,  # noqa: F401
    templates,  # noqa: F401
    walmart,  # noqa: F401
)
