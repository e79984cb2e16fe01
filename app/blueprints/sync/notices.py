"""Putting away a notice of what a sync changed."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.sync import bp
from app.db import transaction
from app.services.sync import notices
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.next_page import safe_next
from app.web.toasts import flash_success


@bp.post("/notices/<int:notice_id>/dismiss")
@requires(Permission.EDIT_SCHEDULE)
def dismiss(notice_id: int) -> ResponseReturnValue:
    with transaction() as session:
        event_id = notices.dismiss(session, current_actor(), notice_id=notice_id).event_id
    flash_success(_("The notice was put away."))
    return redirect(safe_next(request.form.get("next"), url_for("events.show", event_id=event_id)))
