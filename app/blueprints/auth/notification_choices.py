"""What I want to be told, by mail and in the bell."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.auth import bp
from app.db import db, transaction
from app.models import Employee
from app.services import mails, notification_choices
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_change, flash_success


@bp.get("/account/notifications")
@requires(Permission.OWN_ACCOUNT)
def notification_choices_page() -> ResponseReturnValue:
    actor = current_actor()
    person = db.session().get(Employee, actor.employee_id) if actor.employee_id is not None else None
    choices = notification_choices.offered(actor)
    return render_template(
        "auth/notifications.html",
        by_mail=[one for one in choices if one.key.startswith("mail:")],
        in_bell=[one for one in choices if one.key.startswith("bell:")],
        muted=actor.muted,
        address=person.email if person is not None else None,
        mail_goes_out=mails.is_set_up(),
    )


@bp.post("/account/notifications")
@requires(Permission.OWN_ACCOUNT)
def save_notification_choices() -> ResponseReturnValue:
    with transaction() as session:
        change_id = notification_choices.save(session, current_actor(), request.form.getlist("wanted"))
    if change_id is None:
        flash_success(_("Nothing was changed."))
    else:
        flash_change(_("Your choice was saved."), change_id)
    return redirect(url_for("auth.notification_choices_page"))
