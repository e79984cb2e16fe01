"""The dashboard of the chosen store; employees get their own day instead."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.dashboard import bp
from app.blueprints.dashboard.shown import show_store
from app.db import db
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.stores import chosen_store


@bp.get("/")
@requires(Permission.OWN_ACCOUNT)
def index() -> ResponseReturnValue:
    """Open to everybody who is signed in, because everybody may type the bare address."""
    actor = current_actor()
    if not actor.may(Permission.VIEW_SCHEDULE):
        return redirect(url_for("my.day"))
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    return render_template("dashboard/index.html", shown=show_store(db.session(), actor, store))
