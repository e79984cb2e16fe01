"""Asking Crossmark who is there, to pick people from its list."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.imports import bp
from app.blueprints.imports.forms import CrossmarkForm
from app.db import db, transaction
from app.errors import Invalid
from app.services.crossmark_access import crossmark_account
from app.services.imports import crossmark_people
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.stores import chosen_store, visible_stores


@bp.get("/crossmark")
@requires(Permission.EDIT_EMPLOYEES)
def crossmark() -> ResponseReturnValue:
    form = CrossmarkForm(formdata=None)
    store = chosen_store()
    form.store_id.data = store.id if store else None
    return _page(form)


@bp.post("/crossmark")
@requires(Permission.EDIT_EMPLOYEES)
def look_at_crossmark() -> ResponseReturnValue:
    form = CrossmarkForm()
    form.offer(visible_stores())
    if form.validate():
        try:
            with transaction() as session:
                job_id = crossmark_people.request(session, current_actor(), store_id=form.store_id.data)
        except Invalid as error:
            form.add(error)
        else:
            return redirect(url_for("imports.work", job_id=job_id))
    return _page(form, 422)


def _page(form: CrossmarkForm, status: int = 200) -> ResponseReturnValue:
    form.offer(visible_stores())
    return render_template("imports/crossmark.html", form=form, not_set_up=_not_set_up()), status


def _not_set_up() -> str:
    """What to do before Crossmark can be asked."""
    try:
        crossmark_account(db.session())
    except Invalid as error:
        return error.message
    return ""
