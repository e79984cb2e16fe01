"""The forms that go into every packet: list, order, on and off, add, change, look at."""

from __future__ import annotations

import io

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.paperwork import bp
from app.blueprints.paperwork.files import pdf_answer
from app.blueprints.paperwork.template_form import FIELD_WORDS, TemplateForm, places
from app.db import db, transaction
from app.errors import AppError, Conflict, Invalid, Stale
from app.models import PaperworkTemplate
from app.services import form_previews, paperwork_templates
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.stores import visible_stores
from app.web.toasts import flash_change, flash_error


@bp.get("/forms")
@requires(Permission.PRINT_PAPERWORK)
def templates() -> ResponseReturnValue:
    session = db.session()
    listed = form_previews.listed(session)
    return render_template("paperwork/forms.html", listed=listed, store_names=_store_names())


@bp.get("/forms/new")
@requires(Permission.EDIT_SETTINGS)
def new_template() -> ResponseReturnValue:
    return _page(_form(), None)


@bp.post("/forms/new")
@requires(Permission.EDIT_SETTINGS)
def add_template() -> ResponseReturnValue:
    form = _form()
    wanted = form.wanted() if form.validate() else None
    if wanted is None:
        return _page(form, None, 422)
    try:
        change_id = paperwork_templates.add(
            current_actor(), wanted, upload=form.upload(), overwrite=bool(form.overwrite.data)
        )
    except Conflict as error:
        form.form_errors.append(error.message)
        return _page(form, None, 409)
    except Invalid as error:
        form.add(error)
        return _page(form, None, 422)
    flash_change(_("The form was saved. It is in every packet from the next build on."), change_id)
    return redirect(url_for("paperwork.templates"))


@bp.get("/forms/<int:template_id>")
@requires(Permission.EDIT_SETTINGS)
def template(template_id: int) -> ResponseReturnValue:
    found = paperwork_templates.find(db.session(), template_id)
    form = _form(found)
    form.show(found)
    return _page(form, found)


@bp.post("/forms/<int:template_id>")
@requires(Permission.EDIT_SETTINGS)
def edit_template(template_id: int) -> ResponseReturnValue:
    form = _form()
    wanted = form.wanted() if form.validate() else None
    status = 422
    if wanted is not None:
        try:
            change_id = paperwork_templates.edit(
                current_actor(), template_id, wanted, version=form.version.data or 0, upload=form.upload()
            )
        except Invalid as error:
            form.add(error)
        except Stale as error:
            form.form_errors.append(error.message)
            status = 412
        else:
            flash_change(_("The form was saved. It is in every packet from the next build on."), change_id)
            return redirect(url_for("paperwork.templates"))
    return _page(form, paperwork_templates.find(db.session(), template_id), status)


@bp.get("/forms/<int:template_id>.pdf")
@requires(Permission.PRINT_PAPERWORK)
def template_preview(template_id: int) -> ResponseReturnValue:
    found = paperwork_templates.find(db.session(), template_id)
    return pdf_answer(io.BytesIO(form_previews.preview(db.session(), found)), f"Form_{template_id}.pdf")


@bp.post("/forms/<int:template_id>/switch")
@requires(Permission.EDIT_SETTINGS)
def switch_template(template_id: int) -> ResponseReturnValue:
    active = request.form.get("active") == "yes"
    with transaction() as session:
        change_id = paperwork_templates.switch(session, current_actor(), template_id=template_id, active=active)
    flash_change(_("The form is in use again.") if active else _("The form is not printed any more."), change_id)
    return redirect(url_for("paperwork.templates"))


@bp.post("/forms/order")
@requires(Permission.EDIT_SETTINGS)
def order_templates() -> ResponseReturnValue:
    """The whole order at once, as the buttons and dragging send it."""
    ids = [int(one) for one in request.form.getlist("ids") if one.isascii() and one.isdigit() and len(one) < 10]
    try:
        with transaction() as session:
            change_id = paperwork_templates.move(session, current_actor(), ids=ids)
    except AppError as error:
        flash_error(error.message)
    else:
        flash_change(_("The forms are printed in this order."), change_id)
    return redirect(url_for("paperwork.templates"))


def _form(template: PaperworkTemplate | None = None) -> TemplateForm:
    form = TemplateForm(obj=template)
    form.offer(visible_stores())
    return form


def _page(form: TemplateForm, template: PaperworkTemplate | None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "paperwork/form.html", form=form, template=template, places=places(template), words=FIELD_WORDS
    )
    return page, status


def _store_names() -> dict[int, str]:
    return {store.id: store.number for store in visible_stores()}
