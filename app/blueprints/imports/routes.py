"""Sending a file and mapping its columns; each step is an address of its own, so that Back does no harm."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.imports import bp
from app.blueprints.imports.forms import UploadForm, mapping_form
from app.db import db, transaction
from app.errors import Invalid, NotFound
from app.exports.table import Table
from app.services.imports import files
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.listing import WRITERS
from app.web.stores import chosen_store, visible_stores


@bp.get("/new")
@requires(Permission.EDIT_EMPLOYEES)
def new() -> ResponseReturnValue:
    form = _offered(UploadForm())
    store = chosen_store()
    form.kind.data = request.args.get("kind", "events")
    form.store_id.data = store.id if store else None
    return _upload_page(form)


@bp.post("")
@requires(Permission.EDIT_EMPLOYEES)
def upload() -> ResponseReturnValue:
    form = _offered(UploadForm())
    if not form.validate():
        return _upload_page(form, 422)
    sent = form.file.data
    with sent.stream as stream:
        content = stream.read()
    db.session().rollback()  # reading may take half a minute, and holds nothing meanwhile
    try:
        rows = files.read(content, sent.filename or "")
        with transaction() as session:
            file_id = files.keep(
                session,
                current_actor(),
                kind=form.kind.data,
                file_name=sent.filename or "",
                rows=rows,
                store_id=form.store_id.data,
            ).id
    except Invalid as error:
        form.add(error)
        return _upload_page(form, 422)
    return redirect(url_for("imports.columns", file_id=file_id))


@bp.get("/template/<kind>.<ending>")
@requires(Permission.EDIT_EMPLOYEES)
def template(kind: str, ending: str) -> ResponseReturnValue:
    """An empty file with the headings."""
    if kind not in files.KINDS or ending not in WRITERS:
        raise NotFound(_("There is no such template."))
    headings = [_(field.label) for field in files.KINDS[kind].fields]
    return listing.download(Table(kind, headings, ()), f"{kind}-template", ending)


@bp.route("/<int:file_id>/columns", methods=["GET", "POST"])
@requires(Permission.EDIT_EMPLOYEES)
def columns(file_id: int) -> ResponseReturnValue:
    file, kind = files.find(db.session(), current_actor(), file_id)
    headings, *rows = (cells for _number, cells in files.rows_of(file))
    form = mapping_form(kind, headings)()
    if request.method == "GET":
        for field in kind.fields:
            form[field.name].data = str(file.mapping.get(field.name, ""))
    elif form.validate():
        typed = {field.name: form[field.name].data for field in kind.fields}
        mapping = {name: int(place) if place else None for name, place in typed.items()}
        try:
            with transaction() as session:
                files.map_columns(session, current_actor(), file_id=file_id, mapping=mapping)
        except Invalid as error:
            form.add(error)
        else:
            return redirect(url_for("imports.check", file_id=file_id))
    file, kind = files.find(db.session(), current_actor(), file_id)
    page = render_template("imports/columns.html", form=form, file=file, kind=kind, headings=headings, sample=rows[:3])
    return page, 422 if request.method == "POST" else 200


def _offered(form: UploadForm) -> UploadForm:
    actor = current_actor()
    form.offer(
        [(kind.name, _(kind.title)) for kind in files.KINDS.values() if actor.may(kind.permission)], visible_stores()
    )
    return form


def _upload_page(form: UploadForm, status: int = 200) -> ResponseReturnValue:
    kind = files.KINDS.get(str(form.kind.data), files.KINDS["events"])
    return render_template("imports/new.html", form=form, kind=kind, limits=files.promises()), status
