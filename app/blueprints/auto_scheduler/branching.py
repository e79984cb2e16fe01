"""What if: a week as it would be with somebody away, more work, or a day opened or closed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.auto_scheduler import bp
from app.blueprints.auto_scheduler.forms import WhatIfForm
from app.blueprints.auto_scheduler.routes import asked_week
from app.db import db, transaction
from app.errors import AppError, FieldError, Invalid, NotFound
from app.models import Store
from app.queries import run_pages
from app.services import optimisation
from app.services.what_if import request_what_if
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.stores import chosen_store


@bp.get("/what-if")
@requires(Permission.RUN_AUTO_SCHEDULER)
def what_if() -> ResponseReturnValue:
    store = _store()
    form = _form(store)
    form.week.data = asked_week()
    return _page(form, store)


@bp.post("/what-if")
@requires(Permission.RUN_AUTO_SCHEDULER)
def branch() -> ResponseReturnValue:
    store = _store()
    form = _form(store)
    if not form.validate_on_submit():
        return _page(form, store), 422
    asked = form.assumptions(store.id)
    try:
        with transaction() as session:
            run_id = request_what_if(
                session,
                current_actor(),
                week=form.monday,
                store_id=store.id,
                assumptions=[assumption for _, assumption in asked],
                touch_frozen=form.touch_frozen.data,
                config_id=form.config_id.data,
            ).run_id
    except Invalid as error:
        form.add(Invalid(error.message, _beside_their_fields(error.fields, [name for name, _ in asked])))
        return _page(form, _store()), 422
    except NotFound:
        raise
    except AppError as error:
        form.form_errors.append(error.message)
        return _page(form, _store()), error.status
    return redirect(url_for("auto_scheduler.show", run_id=run_id))


def _store() -> Store:
    chosen = chosen_store()
    if chosen is None:
        raise NotFound("There is no store yet. Stores come with the first sync from Crossmark.")
    return db.get_or_404(Store, chosen.id)  # afresh, after a refused write too


def _form(store: Store) -> WhatIfForm:
    form = WhatIfForm()
    form.offer(run_pages.staff_of(db.session(), store.id))
    form.config_id.offer(optimisation.every(db.session()))
    return form


def _beside_their_fields(wrong: Sequence[FieldError], names: Sequence[str]) -> list[FieldError]:
    """The service counts assumptions, the form names fields."""
    known = {f"assumptions.{place}": name for place, name in enumerate(names)}
    return [FieldError(known.get(one.field, one.field), one.message) for one in wrong]


def _page(form: WhatIfForm, store: Store) -> str:
    return render_template("auto_scheduler/what_if.html", form=form, store=store, action=request.full_path.rstrip("?"))
