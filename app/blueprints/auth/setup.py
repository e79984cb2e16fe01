"""The one-time link that makes the first administrator."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.auth import bp
from app.blueprints.auth.forms import FirstAdminForm
from app.db import db, transaction
from app.errors import Invalid
from app.services import users
from app.web.access import public
from app.web.toasts import flash_success


@bp.get("/setup/<token>")
@public
def setup(token: str) -> ResponseReturnValue:
    users.require_setup_link(db.session(), token=token)
    return render_template("auth/setup.html", form=FirstAdminForm(), token=token)


@bp.post("/setup/<token>")
@public
def finish_setup(token: str) -> ResponseReturnValue:
    form = FirstAdminForm()
    if form.validate():
        try:
            with transaction() as session:
                users.use_setup_link(
                    session,
                    token=token,
                    username=form.username.data or "",
                    display_name=form.display_name.data or "",
                    password=form.password.data or "",
                )
        except Invalid as error:
            form.add(error)
        else:
            flash_success(_("The administrator was created. Please sign in."))
            return redirect(url_for("auth.login"))
    return render_template("auth/setup.html", form=form, token=token), 422
