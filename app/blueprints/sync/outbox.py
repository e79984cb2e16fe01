"""What goes out to Crossmark: exactly what is sent, and what a manager decides about it."""

from __future__ import annotations

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.sync import bp
from app.blueprints.sync.shown import STATE_WORDS, show_outbox
from app.db import db, transaction
from app.errors import Conflict, Invalid
from app.exports.calendar_schedule import MIMETYPE, NAME, as_calendar_schedule
from app.services import calendar_schedule, outbox_decisions
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.attachments import attachment
from app.web.toasts import flash_error, flash_success

_DECISIONS = ("retry", "give_up", "done_there", "take_back")


@bp.get("/outbox")
@requires(Permission.RUN_SYNC)
def outbox() -> ResponseReturnValue:
    """`?export=calendar` for CalendarSchedule.csv; with `valid_only=true` only what Crossmark takes."""
    if request.args.get("export") == "calendar":
        return _calendar_schedule(valid_only=request.args.get("valid_only") == "true")
    shown = show_outbox(db.session(), current_actor())
    zone = str(current_app.extensions["settings"].timezone)
    return render_template("sync/outbox.html", shown=shown, state_words=STATE_WORDS, zone=zone)


def _calendar_schedule(*, valid_only: bool) -> Response:
    visits = calendar_schedule.visits(db.session(), current_actor())
    return attachment(as_calendar_schedule(visits, valid_only=valid_only), MIMETYPE, NAME)


@bp.post("/outbox/<int:item_id>/decide")
@requires(Permission.RUN_SYNC)
def decide(item_id: int) -> ResponseReturnValue:
    decision = request.form.get("decision", "")
    if decision not in _DECISIONS:
        abort(400)
    try:
        with transaction() as session:
            if decision == "done_there":
                reason = request.form.get("reason", "")
                outbox_decisions.done_there(session, current_actor(), item_id=item_id, reason=reason)
            else:
                getattr(outbox_decisions, decision)(session, current_actor(), item_id=item_id)
    except (Conflict, Invalid) as error:
        flash_error(error.message)
    else:
        flash_success(_said(decision))
    return redirect(url_for("sync.outbox"))


def _said(decision: str) -> str:
    return {
        "retry": _("It is sent again in a moment."),
        "give_up": _("It will not be sent."),
        "done_there": _("Noted. The next sync looks for the booking."),
        "take_back": _("The decision was taken back."),
    }[decision]
