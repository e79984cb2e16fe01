"""The list of time off, and its decision."""

from __future__ import annotations

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.time_off import bp, listed
from app.blueprints.time_off.deciding import DecisionForm, both_versions
from app.db import db, transaction
from app.errors import Stale
from app.formatting import local_day
from app.models.columns import utc_now
from app.services import time_off, time_off_cover
from app.services.rotation_warnings import watch_absence
from app.services.rotations import WORDS
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.lists import store_filter
from app.web.next_page import safe_next
from app.web.toasts import flash_change, flash_info, flash_warnings


@bp.get("")
@requires(Permission.VIEW_EMPLOYEES)
def index() -> ResponseReturnValue:
    places = store_filter()
    zone = places.store.timezone if places.store else current_app.extensions["settings"].timezone
    found = listed.found_in(db.session(), places.store_ids, local_day(utc_now(), zone))
    return listing.answer(
        found, "time_off/index.html", store=places.store, over=listed.wants_the_past(), duty_words=WORDS
    )


@bp.post("/<int:time_off_id>/decide")
@requires(Permission.DECIDE_TIME_OFF)
def decide(time_off_id: int) -> ResponseReturnValue:
    decision, actor = request.form.get("decision", ""), current_actor()
    version = request.form.get("version", type=int)
    note = request.form.get("note", "").replace("\x00", "").strip()[: time_off.NOTE_LENGTH]
    if decision not in ("approve", "deny", "withdraw"):
        abort(400)
    if decision == "approve" and _hits_work(time_off_id):
        flash_info(_("This time off hits work: choose here who covers it, then approve."))
        return redirect(url_for("time_off.show", time_off_id=time_off_id, next=request.form.get("next")))
    try:
        with transaction() as session, watch_absence(session, actor, time_off_id) as arisen:
            if decision == "withdraw":
                change_id = time_off.withdraw(session, actor, time_off_id=time_off_id, version=version)
            else:
                approve = decision == "approve"
                change_id = time_off.decide(
                    session, actor, time_off_id=time_off_id, version=version, approve=approve, note=note
                )
    except Stale as error:
        return both_versions(time_off_id, DecisionForm(), error)
    done = {"approve": _("Approved."), "deny": _("Denied."), "withdraw": _("Withdrawn.")}[decision]
    flash_change(done, change_id)
    flash_warnings(arisen.messages)
    return redirect(safe_next(request.form.get("next"), url_for("time_off.index")))


def _hits_work(time_off_id: int) -> bool:
    session, actor = db.session(), current_actor()
    off = time_off.find(session, actor, time_off_id=time_off_id)
    return bool(time_off_cover.work_ahead(session, actor, off))
