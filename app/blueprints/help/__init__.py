"""Short texts about the work, page by page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.vocabulary import Permission
from app.web.access import requires

bp = Blueprint("help", __name__, url_prefix="/help")


@bp.get("")
@requires(Permission.OWN_ACCOUNT)
def index() -> ResponseReturnValue:
    return render_template("help/index.html")
