"""The paperwork of one event: its set, its product instructions, and uploading them."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField

from app.blueprints.paperwork import bp
from app.blueprints.paperwork.files import pdf_answer
from app.db import db, transaction
from app.errors import Invalid
from app.services import event_documents, sales_tools
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.fields import BaseForm
from app.web.toasts import flash_change


class UploadForm(BaseForm):
    file = FileField(_l("PDF file"), render_kw={"accept": "application/pdf,.pdf"})


@bp.get("/events/<int:event_id>")
@requires(Permission.PRINT_PAPERWORK)
def event_paperwork(event_id: int) -> ResponseReturnValue:
    return _page(event_id, UploadForm())


@bp.post("/events/<int:event_id>/upload")
@requires(Permission.PRINT_PAPERWORK)
def upload_document(event_id: int) -> ResponseReturnValue:
    form = UploadForm()
    sent = request.files.get("file")
    if not form.validate() or sent is None or not sent.filename:
        form.form_errors.append(_("Choose a PDF file first."))
        return _page(event_id, form, 422)
    try:
        change_id = event_documents.upload(
            current_actor(),
            db.session(),
            event_id=event_id,
            file_name=sent.filename.replace("\x00", ""),
            content=sent.read(),
        )
    except Invalid as error:
        form.add(error)
        return _page(event_id, form, 422)
    flash_change(_("The file was kept. It is in the packet from the next build on."), change_id)
    return redirect(url_for("paperwork.event_paperwork", event_id=event_id))


@bp.post("/documents/<int:document_id>/remove")
@requires(Permission.PRINT_PAPERWORK)
def remove_document(document_id: int) -> ResponseReturnValue:
    with transaction() as session:
        event_id, change_id = event_documents.remove(session, current_actor(), document_id=document_id)
    flash_change(_("The file is not printed any more."), change_id)
    return redirect(url_for("paperwork.event_paperwork", event_id=event_id))


@bp.get("/documents/<int:document_id>.pdf")
@requires(Permission.PRINT_PAPERWORK)
def document(document_id: int) -> ResponseReturnValue:
    path = event_documents.file_of(db.session(), current_actor(), document_id)
    return pdf_answer(path, f"Instructions_{document_id}.pdf")


def _page(event_id: int, form: UploadForm, status: int = 200) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    page = render_template(
        "paperwork/event.html",
        form=form,
        event=event_documents.event(session, actor, event_id),
        documents=event_documents.of_event(session, actor, event_id),
        tools=sales_tools.of_event(session, event_id),
    )
    return page, status
