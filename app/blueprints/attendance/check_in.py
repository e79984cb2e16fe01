"""The page behind the code on a printed set."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.attendance import bp
from app.db import db, transaction
from app.services import check_in
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_change, flash_success


@bp.get("/check-in/<token>")
@requires(Permission.VIEW_OWN_SCHEDULE)
def arrival(token: str) -> ResponseReturnValue:
    found = check_in.arrival(db.session(), current_actor(), token)
    return render_template("attendance/check_in.html", arrival=found, token=token)


@bp.post("/check-in/<token>")
@requires(Permission.VIEW_OWN_SCHEDULE)
def confirm_arrival(token: str) -> ResponseReturnValue:
    with transaction() as session:
        change_id = check_in.check_in(session, current_actor(), token)
    if change_id is None:
        flash_success(_("This person was recorded already."))
    elif current_actor().may(Permission.RECORD_ATTENDANCE):
        flash_change(_("Checked in."), change_id)
    else:
        flash_success(_("Checked in."))
    return redirect(url_for("attendance.arrival", token=token))
