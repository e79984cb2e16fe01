"""A manager's own sign-in at Crossmark, and what to do when a password there was forgotten."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.settings import bp
from app.blueprints.settings.connector_forms import OwnSignInForm, RecoverForm
from app.db import db, transaction
from app.errors import Invalid
from app.extensions import limiter
from app.integrations.errors import IntegrationError
from app.services import crossmark_sign_ins
from app.services.crossmark_access import crossmark_address, what_is_missing
from app.vocabulary import Permission
from app.web.access import current_actor, current_actor_or_none, requires
from app.web.toasts import flash_success


def _whoever_asks() -> str:
    actor = current_actor_or_none()
    return f"user {actor.user_id}" if actor else "nobody"


@bp.get("/connectors/crossmark/own")
@requires(Permission.RUN_SYNC)
def own_sign_in() -> ResponseReturnValue:
    row = crossmark_sign_ins.own(db.session(), current_actor())
    return _own_page(OwnSignInForm(data={"username": row.username if row else "", "consent": False}))


@bp.post("/connectors/crossmark/own")
@requires(Permission.RUN_SYNC)
def save_own_sign_in() -> ResponseReturnValue:
    form = OwnSignInForm()
    if not form.consent.data:
        form.form_errors.append(_("Tick the box: a connector works only with your consent."))
    if form.form_errors or not form.validate():
        return _own_page(form, 422)
    username, password = form.username.data or "", form.password.data or ""
    try:
        with transaction() as session:
            crossmark_sign_ins.save(session, current_actor(), username=username, password=password)
    except Invalid as error:
        form.add(error)
        return _own_page(form, 422)
    flash_success(_("Your sign-in was saved. What you change from now on is sent to Crossmark with it."))
    return redirect(url_for("settings.own_sign_in"))


@bp.post("/connectors/crossmark/own/remove")
@requires(Permission.RUN_SYNC)
def remove_own_sign_in() -> ResponseReturnValue:
    with transaction() as session:
        crossmark_sign_ins.remove(session, current_actor())
    flash_success(_("Your sign-in and its password were removed."))
    return redirect(url_for("settings.own_sign_in"))


@bp.get("/connectors/crossmark/password")
@requires(Permission.RUN_SYNC)
def forgotten() -> ResponseReturnValue:
    return render_template("settings/crossmark_password.html", form=RecoverForm())


@bp.post("/connectors/crossmark/password")
@requires(Permission.RUN_SYNC)
@limiter.limit("5/minute", key_func=_whoever_asks)
def recover() -> ResponseReturnValue:
    form = RecoverForm()
    if form.validate():
        session = db.session()
        base_url = crossmark_address(session)
        session.rollback()  # nothing is held open while Crossmark is asked
        try:
            crossmark_sign_ins.recover(current_actor(), base_url=base_url, email=form.email.data or "")
        except Invalid as error:
            form.add(error)
        except IntegrationError as error:
            form.form_errors.append(error.message)
        else:
            flash_success(_("Crossmark was asked. If it knows the address, its mail says how to go on."))
            return redirect(url_for("settings.forgotten"))
    return render_template("settings/crossmark_password.html", form=form), 422


def _own_page(form: OwnSignInForm, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    return render_template(
        "settings/crossmark_sign_in.html",
        form=form,
        has_own=crossmark_sign_ins.own(session, current_actor()) is not None,
        not_set_up=what_is_missing(session),
    ), status
