"""The team's logo: look at it, upload another, print without one."""

from __future__ import annotations

import io

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField

from app.blueprints.paperwork import bp
from app.db import db, transaction
from app.errors import Invalid, NotFound
from app.services import paperwork_brand
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.fields import BaseForm
from app.web.toasts import flash_change, flash_error


class LogoForm(BaseForm):
    file = FileField(_l("Picture"), render_kw={"accept": "image/png,image/jpeg,.png,.jpg,.jpeg"})


@bp.get("/logo")
@requires(Permission.EDIT_SETTINGS)
def logo() -> ResponseReturnValue:
    return _page(LogoForm())


@bp.get("/logo.png")
@requires(Permission.PRINT_PAPERWORK)
def logo_picture() -> ResponseReturnValue:
    found = paperwork_brand.current_logo(db.session())
    if found is None:
        raise NotFound(_("There is no logo yet."))
    response = send_file(io.BytesIO(found.png), mimetype="image/png", max_age=0)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@bp.post("/logo")
@requires(Permission.EDIT_SETTINGS)
def upload_logo() -> ResponseReturnValue:
    form = LogoForm()
    sent = request.files.get("file")
    if not form.validate() or sent is None or not sent.filename:
        form.form_errors.append(_("Choose a picture first."))
        return _page(form, 422)
    try:
        name = sent.filename.replace("\x00", "")
        change_id = paperwork_brand.upload_logo(current_actor(), file_name=name, content=sent.read())
    except Invalid as error:
        form.add(error)
        return _page(form, 422)
    flash_change(_("The logo is printed in the head of every sheet from now on."), change_id)
    return redirect(url_for("paperwork.logo"))


@bp.post("/logo/remove")
@requires(Permission.EDIT_SETTINGS)
def remove_logo() -> ResponseReturnValue:
    try:
        with transaction() as session:
            change_id = paperwork_brand.remove_logo(session, current_actor())
    except NotFound as error:
        flash_error(error.message)
    else:
        flash_change(_("Sheets are printed without a logo."), change_id)
    return redirect(url_for("paperwork.logo"))


def _page(form: LogoForm, status: int = 200) -> ResponseReturnValue:
    found = paperwork_brand.current_logo(db.session())
    return render_template("paperwork/logo.html", form=form, logo=found), status
