"""What Walmart's numbers mean: the tables, correcting and adding a number, and who did so before."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired

from app.blueprints.paperwork import bp
from app.db import db, transaction
from app.errors import Invalid
from app.services import edr_codes
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.fields import REQUIRED, BaseForm, TextField
from app.web.toasts import flash_success


class CodeLabelForm(BaseForm):
    number = IntegerField(
        _l("Number"), validators=[InputRequired(REQUIRED)], render_kw={"min": 0, "max": edr_codes.LARGEST}
    )
    label = TextField(_l("Label"), length=edr_codes.LONGEST)


@bp.get("/codes")
@requires(Permission.PRINT_PAPERWORK)
def codes() -> ResponseReturnValue:
    asked = request.args.get("number", "")
    form = CodeLabelForm(formdata=None, number=int(asked) if asked.isascii() and asked.isdigit() else None)
    return _page(form, _kind(request.args.get("kind", "")))


@bp.post("/codes")
@requires(Permission.EDIT_SETTINGS)
def save_code() -> ResponseReturnValue:
    form, kind = CodeLabelForm(), _kind(request.form.get("kind", ""))
    if not form.validate():
        return _page(form, kind, 422)
    try:
        with transaction() as session:
            number, label = form.number.data or 0, form.label.data or ""
            edr_codes.save(session, current_actor(), kind=kind, number=number, label=label)
    except Invalid as error:
        form.add(error)
        return _page(form, kind, 422)
    flash_success(_("Saved. Reports that are kept here read so, too."))
    return redirect(url_for("paperwork.codes", kind=kind))


def _kind(typed: str) -> str:
    return typed if typed in edr_codes.KINDS else edr_codes.CLASS


def _page(form: CodeLabelForm, kind: str, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    page = render_template(
        "paperwork/codes.html",
        form=form,
        kind=kind,
        titles=edr_codes.TITLES,
        lines=edr_codes.lines(session, kind),
        history=edr_codes.history(session),
    )
    return page, status
