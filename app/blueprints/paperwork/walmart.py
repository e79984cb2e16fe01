"""Signing in at Walmart in two steps: ask for the text message, type its code."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.paperwork import bp
from app.blueprints.paperwork.forms import CodeForm, DaysForm
from app.config import Settings
from app.db import db, transaction
from app.errors import AlreadyRunning, AppError, Invalid, TooManyRequests
from app.formatting import local_day
from app.models.columns import utc_now
from app.services import edr
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.stores import store_for_navigation
from app.web.toasts import flash_error, flash_success


@bp.get("/walmart")
@requires(Permission.PRINT_PAPERWORK)
def walmart() -> ResponseReturnValue:
    return _page(CodeForm())


@bp.post("/walmart/send-code")
@requires(Permission.PRINT_PAPERWORK)
def send_code() -> ResponseReturnValue:
    """One click, one text message."""
    try:
        edr.start_sign_in(current_actor())
    except AppError as error:
        flash_error(error.message)
    else:
        flash_success(_("The code is on its way. Type it below."))
    return redirect(url_for("paperwork.walmart"))


@bp.post("/walmart/code")
@requires(Permission.PRINT_PAPERWORK)
def confirm_code() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return _page(form, 422)
    try:
        edr.confirm_code(current_actor(), code=form.code.data or "")
    except Invalid as error:
        form.add(error)
        return _page(form, 422)
    except TooManyRequests as error:
        form.form_errors.append(error.message)
        return _page(form, 429)
    except AppError as error:
        flash_error(error.message)
    else:
        flash_success(_("Signed in at Walmart. Reports can be fetched now."))
    return redirect(url_for("paperwork.walmart"))


@bp.post("/walmart/sign-out")
@requires(Permission.PRINT_PAPERWORK)
def sign_out() -> ResponseReturnValue:
    edr.sign_out(current_actor())
    flash_success(_("Signed out at Walmart. Reports fetched so far stay here."))
    return redirect(url_for("paperwork.walmart"))


@bp.post("/walmart/fetch")
@requires(Permission.PRINT_PAPERWORK)
def fetch_reports() -> ResponseReturnValue:
    """The coming reports, or those of the typed days; `browse` fetches the list of events instead."""
    days = None
    if "first" in request.form:
        form = DaysForm()
        if not form.validate():
            flash_error(_("Write both days like 2026-11-24."))
            return redirect(url_for("paperwork.walmart"))
        days = edr.Days(form.first.data, form.last.data)
    try:
        with transaction() as session:
            browse = request.form.get("browse") == "y"
            edr.request_edr_sync(session, current_actor(), days=days, browse=browse)
    except AlreadyRunning:
        flash_success(_("The reports are being fetched already."))
    except Invalid as error:
        flash_error(error.message)
    return redirect(url_for("paperwork.walmart"))


def _page(form: CodeForm, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    job = edr.latest_sync(session)
    return (
        render_template(
            "paperwork/walmart.html",
            form=form,
            walmart=edr.status(session),
            job=job,
            troubles=edr.troubles_of(session, job) if job else [],
            phone=_sandbox_phone(),
            zone=_zone(),
            days=_coming_days(),
        ),
        status,
    )


def _coming_days() -> edr.Days:
    today = local_day(utc_now(), _zone())
    return edr.Days(today, today + timedelta(days=14))


def _zone() -> str:
    """Times on a page that belongs to no store are those of the chosen one."""
    config: Settings = current_app.extensions["settings"]
    store = store_for_navigation()
    return store.timezone if store else config.timezone


def _sandbox_phone() -> str:
    """Where the demo's stand-in shows its text messages; empty with the real Walmart."""
    config: Settings = current_app.extensions["settings"]
    base_url = config.edr_base_url
    is_stand_in = not config.is_production and urlsplit(base_url).hostname in ("127.0.0.1", "localhost")
    return f"{base_url}/sandbox/phone" if is_stand_in else ""
