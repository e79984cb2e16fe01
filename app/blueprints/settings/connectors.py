"""Accounts at Crossmark and Walmart: off until a manager enters them and agrees; passwords are never shown."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.settings import bp
from app.blueprints.settings.forms import ConnectorForm
from app.db import db, transaction
from app.errors import Invalid, NotFound
from app.services import settings
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_success

_PREFIX = {"crossmark": "crossmark", "walmart_edr": "edr"}


@bp.get("/connectors/<name>")
@requires(Permission.EDIT_SETTINGS)
def connector(name: str) -> ResponseReturnValue:
    prefix = _prefix(name)
    values = settings.read(db.session())
    form = ConnectorForm(
        data={"base_url": values[f"{prefix}_base_url"], "username": values[f"{prefix}_username"], "consent": False}
    )
    return _page(name, form)


@bp.post("/connectors/<name>")
@requires(Permission.EDIT_SETTINGS)
def connect(name: str) -> ResponseReturnValue:
    form, prefix = ConnectorForm(), _prefix(name)
    if not form.consent.data:
        form.form_errors.append(_("Tick the box: a connector works only with your consent."))
    address = form.base_url.data or ""
    if address and not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        form.form_errors.append(_("The address must begin with https://."))
    if not form.form_errors and form.validate():
        try:
            with transaction() as session:
                typed: dict[str, Any] = {f"{prefix}_base_url": address, f"{prefix}_username": form.username.data}
                settings.connect(
                    session, current_actor(), connector=name, values=typed, password=form.password.data or None
                )
        except Invalid as error:
            form.add(error)
        else:
            flash_success(_("The account was saved. The password is kept encrypted."))
            return redirect(url_for("settings.connector", name=name))
    return _page(name, form, 422)


@bp.post("/connectors/<name>/remove")
@requires(Permission.EDIT_SETTINGS)
def disconnect(name: str) -> ResponseReturnValue:
    _prefix(name)
    with transaction() as session:
        settings.disconnect(session, current_actor(), connector=name)
    flash_success(_("The account and its password were removed."))
    return redirect(url_for("settings.connector", name=name))


def _prefix(name: str) -> str:
    if name not in _PREFIX:
        raise NotFound("There is no such connector.")
    return _PREFIX[name]


def _page(name: str, form: ConnectorForm, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    return render_template(
        "settings/connector.html",
        form=form,
        name=name,
        confirmed=settings.is_confirmed(session, name),
        has_password=settings.has_secret(session, settings.CONNECTORS[name][1]),
    ), status
