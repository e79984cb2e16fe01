"""Findings that may stay as they are, with the reason; and those that count again."""

from __future__ import annotations

from datetime import date

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.audit import bp
from app.blueprints.audit.forms import AskedDays, DismissForm
from app.blueprints.audit.routes import page_of
from app.db import db, transaction
from app.models import Store
from app.services import daily_audit
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.next_page import safe_next
from app.web.toasts import flash_change


@bp.post("/<int:store_id>/<date:day>/dismiss")
@requires(Permission.OVERRIDE_RULES)
def dismiss(store_id: int, day: date) -> ResponseReturnValue:
    actor, form = current_actor(), DismissForm()
    actor.require_store(store_id, "That store")
    if not form.validate():
        return page_of(db.get_or_404(Store, store_id), AskedDays(day, day), form, 422)
    with transaction() as session:
        change_id = daily_audit.dismiss(
            session, actor, store_id=store_id, day=day, key=form.key.data or "", reason=form.reason.data or ""
        )
    flash_change(_("Set aside until something about it changes."), change_id)
    return redirect(safe_next(form.next.data, url_for("audit.index", date=day, store=store_id)))


@bp.post("/<int:store_id>/<date:day>/bring-back")
@requires(Permission.OVERRIDE_RULES)
def bring_back(store_id: int, day: date) -> ResponseReturnValue:
    form = DismissForm()
    with transaction() as session:
        change_id = daily_audit.bring_back(session, current_actor(), store_id=store_id, key=form.key.data or "")
    flash_change(_("The finding counts again."), change_id)
    return redirect(safe_next(form.next.data, url_for("audit.index", date=day, store=store_id)))
