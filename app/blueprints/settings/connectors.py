"""Accounts at Crossmark and Walmart: off until a manager enters them and agrees; passwords are never shown."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.settings import bp
from app.blueprints.settings.connector_forms import WalmartForm
from app.blueprints.settings.forms import ConnectorForm
from app.db import db, transaction
from app.errors import Invalid, NotFound
from app.services import settings
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_success

_PREFIX = {"crossmark": "crossmark", "walmart_edr": "edr"}
_FORMS: dict[str, type[ConnectorForm]] = {"crossmark": ConnectorForm, "walmart_edr": WalmartForm}


@bp.get("/connectors/<name>")
@requires(Permission.EDIT_SETTINGS)
def connector(name: str) -> ResponseReturnValue:
    prefix = _prefix(name)
    values = settings.read(db.session())
    asked = {field: values.get(f"{prefix}_{field}", "") for field in ("base_url", "username", "mfa_credential_id")}
    return _page(name, _FORMS[name](data={**asked, "consent": False}))


@bp.post("/connectors/<name>")
@requires(Permission.EDIT_SETTINGS)
def connect(name: str) -> ResponseReturnValue:
    prefix = _prefix(name)
    form = _FORMS[name]()
    if not form.consent.data:
        form.form_errors.append(_("Tick the box: a connector works only with your consent."))
    address = form.base_url.data or ""
    if address and not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        form.form_errors.append(_("The address must begin with https://."))
    if not form.form_errors and form.validate():
        try:
            with transaction() as session:
                typed: dict[str, Any] = {f"{prefix}_base_url": address, f"{prefix}_username": form.username.data}
                if isinstance(form, WalmartForm):
                    typed["edr_mfa_credential_id"] = form.mfa_credential_id.data
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


def _has_account_in_environment(name: str) -> bool:
    """That one stands above what is entered here."""
    config = current_app.extensions["settings"]
    return bool(getattr(config, f"{_PREFIX[name]}_username") and getattr(config, f"{_PREFIX[name]}_password"))


def _page(name: str, form: ConnectorForm, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    return render_template(
        "settings/connector.html",
        form=form,
        name=name,
        confirmed=settings.is_confirmed(session, name),
        from_environment=_has_account_in_environment(name),
        has_password=settings.has_secret(session, settings.CONNECTORS[name][1]),
    ), status
