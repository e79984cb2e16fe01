"""One time off with the work it hits: approved with cover for each piece, or denied with a reason."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.blueprints.schedules.picks import picks_of_form
from app.blueprints.time_off import bp
from app.db import db, transaction
from app.errors import Conflict, Forbidden, RuleBroken, Stale
from app.queries.changes import last_change_of
from app.services import time_off, time_off_cover
from app.services.rotation_warnings import duties_hit, watch_absence
from app.services.rotations import WORDS
from app.services.time_off import NOTE_LENGTH
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.fields import BaseForm, TextField, VersionField
from app.web.next_page import safe_next
from app.web.toasts import flash_change, flash_warnings


class DecisionForm(BaseForm):
    note = TextField(_l("Note for the person"), length=NOTE_LENGTH)
    version = VersionField()
    next = HiddenField()


@bp.get("/<int:time_off_id>")
@requires(Permission.DECIDE_TIME_OFF)
def show(time_off_id: int) -> ResponseReturnValue:
    return _page(time_off_id, DecisionForm(formdata=None, data={"next": request.args.get("next", "")}))


@bp.post("/<int:time_off_id>/approve")
@requires(Permission.DECIDE_TIME_OFF)
def approve(time_off_id: int) -> ResponseReturnValue:
    form, actor = DecisionForm(), current_actor()
    if not form.validate():
        return _page(time_off_id, form, 422)
    try:
        with transaction() as session, watch_absence(session, actor, time_off_id) as arisen:
            change_id, also = time_off_cover.approve(
                session,
                actor,
                time_off_id=time_off_id,
                version=form.version.data,
                picks=picks_of_form(),
                note=form.note.data or "",
            )
    except Stale as error:
        return both_versions(time_off_id, form, error)
    except (RuleBroken, Conflict, Forbidden) as error:
        form.form_errors.append(error.message)
        return _page(time_off_id, form, error.status)
    flash_change(". ".join((_("Approved"), *also)) + ".", change_id)
    flash_warnings(arisen.messages)
    return redirect(safe_next(form.next.data, url_for("time_off.index")))


def both_versions(time_off_id: int, form: DecisionForm, error: Stale) -> ResponseReturnValue:
    """Somebody else decided, or changed the days, after it was opened; or only the plan changed, as the error says."""
    off = time_off.find(db.session(), current_actor(), time_off_id=time_off_id)
    if form.version.data == off.version:
        form.form_errors.append(error.message)
        return _page(time_off_id, form, error.status)
    theirs = DecisionForm(formdata=None, data={"note": off.decision_note})
    address = url_for("time_off.show", time_off_id=time_off_id, next=form.next.data)
    form.meet(theirs, off.version, last_change_of(db.session(), off), address)
    return _page(time_off_id, form, form.refused_status)


def _page(time_off_id: int, form: DecisionForm, status: int = 200) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    found = time_off_cover.impact(session, actor, time_off_id=time_off_id)
    form.version.data, form.version.raw_data = found.row.version, None
    page = render_template(
        "time_off/show.html",
        form=form,
        found=found,
        off=found.row,
        duties=duties_hit(session, [found.row])[found.row.id],
        duty_words=WORDS,
        picked=picks_of_form(),
        following=safe_next(form.next.data, url_for("time_off.index")),
    )
    return page, status
