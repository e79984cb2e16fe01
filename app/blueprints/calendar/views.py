"""Views of the calendar that somebody keeps under a name."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.blueprints.calendar import bp
from app.blueprints.calendar.asked import View, read_filter
from app.db import transaction
from app.errors import Conflict, Invalid
from app.services import saved_views
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.next_page import safe_next
from app.web.toasts import flash_error, flash_success


@bp.post("/calendar/views")
@requires(Permission.VIEW_SCHEDULE)
def save_view() -> ResponseReturnValue:
    name, query = request.form.get("name", ""), _own_words(request.form.get("query", ""))
    try:
        with transaction() as session:
            saved_views.save(session, current_actor(), name=name.replace("\x00", ""), query=query)
    except (Conflict, Invalid) as error:
        flash_error(error.message)
    else:
        flash_success(_("The view was saved. It stands above the calendar."))
    return redirect(safe_next(request.form.get("next"), "/calendar"))


@bp.post("/calendar/views/<int:view_id>/remove")
@requires(Permission.VIEW_SCHEDULE)
def remove_view(view_id: int) -> ResponseReturnValue:
    with transaction() as session:
        name = saved_views.remove(session, current_actor(), view_id)
    flash_success(_("The saved view %(name)s is gone.", name=name))
    return redirect(safe_next(request.form.get("next"), "/calendar"))


def _own_words(typed: str) -> str:
    """The view, store and filter of an address, and nothing else that somebody may have put there."""
    args = MultiDict(parse_qsl(typed[:4000]))
    view = next((one for one in View if one.value == args.get("view")), View.WEEK)
    store = args.get("store", "")
    kept = [("view", view.value), *([("store", store)] if store.isascii() and store.isdigit() else [])]
    return urlencode(kept + read_filter(args).args())
