"""Deciding about a delivery that has stopped: try again, or send nothing."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.sync import bp
from app.db import transaction
from app.services import outbox
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_success


@bp.post("/outbox/<int:item_id>/decide")
@requires(Permission.RUN_SYNC)
def decide(item_id: int) -> ResponseReturnValue:
    decision, actor = request.form.get("decision", ""), current_actor()
    if decision not in ("retry", "give_up"):
        abort(400)
    with transaction() as session:
        if decision == "retry":
            outbox.retry(session, actor, item_id=item_id)
        else:
            outbox.give_up(session, actor, item_id=item_id)
    flash_success(_("It is sent again in a moment.") if decision == "retry" else _("It will not be sent."))
    return redirect(url_for("sync.index"))
