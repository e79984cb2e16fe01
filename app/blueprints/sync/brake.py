"""The brake: a manager says whether what vanished at Crossmark is really gone."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.sync import bp
from app.db import transaction
from app.services.sync import brake
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_success


@bp.post("/runs/<int:run_id>/losses")
@requires(Permission.RUN_SYNC)
def decide_losses(run_id: int) -> ResponseReturnValue:
    decision, actor = request.form.get("decision", ""), current_actor()
    if decision not in ("approve", "reject"):
        abort(400)
    if decision == "approve":
        with transaction() as session:
            count = brake.approve(session, actor, run_id=run_id)
        flash_success(ngettext("%(num)s was taken away.", "%(num)s were taken away.", count))
    else:
        with transaction() as session:
            brake.reject(session, actor, run_id=run_id)
        flash_success(_("Everything stays as it is."))
    return redirect(url_for("sync.index"))
