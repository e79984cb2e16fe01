"""The attendance page of one store and day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.attendance import bp
from app.blueprints.attendance.forms import NOTES_LENGTH, STATUS_WORDS, AttendanceForm, Line
from app.db import db, transaction
from app.errors import Invalid
from app.formatting import local_day
from app.models import Store
from app.models.columns import utc_now
from app.services import attendance
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.lists import typed_day
from app.web.shared_select import SharedChoices
from app.web.stores import chosen_store
from app.web.toasts import flash_change, flash_success


@bp.get("")
@requires(Permission.RECORD_ATTENDANCE)
def index() -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    day, wrong = typed_day(_today(store))
    form = AttendanceForm()
    if wrong:
        form.form_errors.append(_("%(typed)s is not a day. Write it like 2026-11-24.", typed=wrong))
    lines = form.lines(attendance.expected_on(db.session(), store, day), typed=False)
    return _page(store, day, form, lines, 422 if wrong else 200)


@bp.post("/<int:store_id>/<date:day>")
@requires(Permission.RECORD_ATTENDANCE)
def save(store_id: int, day: date) -> ResponseReturnValue:
    current_actor().require_store(store_id, "That store")
    store = db.get_or_404(Store, store_id)
    form = AttendanceForm()
    lines = form.lines(attendance.expected_on(db.session(), store, day), typed=True)
    entries = form.entries(lines)
    if form.validate() and not form.form_errors and _saved(form, store_id, day, entries):
        return redirect(url_for("attendance.index", date=day.isoformat(), store=store_id))
    store = db.get_or_404(Store, store_id)
    lines = form.lines(attendance.expected_on(db.session(), store, day), typed=True)
    return _page(store, day, form, lines, 422)


def _saved(form: AttendanceForm, store_id: int, day: date, entries: Sequence[attendance.Entry]) -> bool:
    try:
        with transaction() as session:
            change_id = attendance.save(session, current_actor(), store_id=store_id, day=day, entries=entries)
    except Invalid as error:
        form.add(error)
        return False
    if change_id is None:
        flash_success(_("Nothing was different, so nothing was changed."))
    else:
        flash_change(_("The attendance was saved."), change_id)
    return True


def _page(store: Store, day: date, form: AttendanceForm, lines: Sequence[Line], status: int) -> ResponseReturnValue:
    statuses = [(kind.value, words) for kind, words in STATUS_WORDS.items()]
    page = render_template(
        "attendance/index.html",
        store=store,
        day=day,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        today=_today(store),
        form=form,
        lines=lines,
        unrecorded=SharedChoices([("", "–"), *statuses]),
        recorded=SharedChoices(statuses),
        notes_length=NOTES_LENGTH,
    )
    return page, status


def _today(store: Store) -> date:
    return local_day(utc_now(), store.timezone)
