"""One decision about the ticked events of the list."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.events import bp
from app.blueprints.events.forms import BulkForm
from app.db import db, transaction
from app.errors import DoubleBooked, Invalid
from app.queries import campaigns as campaign_queries
from app.services import event_bulk
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.next_page import safe_next
from app.web.toasts import flash_change, flash_error


def bulk_form() -> BulkForm:
    form = BulkForm()
    form.offer_campaigns(campaign_queries.open_campaigns(db.session(), current_actor().store_ids))
    return form


@bp.post("/bulk")
@requires(Permission.EDIT_EVENTS)
def change_together() -> ResponseReturnValue:
    form = bulk_form()
    target = safe_next(request.form.get("next"), url_for("events.index"))
    if not form.validate():
        flash_error(_("Choose from the lists, and tick the events again."))
        return redirect(target)
    try:
        with transaction() as session:
            number, change_id = event_bulk.update(
                session, current_actor(), event_ids=form.event.data or (), decision=form.decision()
            )
    except Invalid as error:
        flash_error(error.message)
    except DoubleBooked:
        flash_error(
            _("With that type an event takes its people's time alone, and one of them is booked elsewhere at the same "
              "time. Nothing was changed; move that booking first.")
        )  # fmt: skip
    else:
        flash_change(ngettext("%(num)s event was changed.", "%(num)s events were changed.", number), change_id)
    return redirect(target)
