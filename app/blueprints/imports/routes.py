"""The steps of an import, each an address of its own, so that Back and a second tab do no harm."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.blueprints.imports import bp
from app.blueprints.imports.forms import ApplyForm, UploadForm, mapping_form
from app.db import db, transaction
from app.errors import Conflict, Invalid, NotFound
from app.exports.table import Table
from app.models import ImportFile
from app.queries.paging import Wanted, slice_of
from app.services.imports import files
from app.services.imports.files import DryRun
from app.services.imports.rows import Effect, Fault, Kind
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.listing import WRITERS, Column, Filter
from app.web.lists import page_number
from app.web.stores import chosen_store, visible_stores
from app.web.toasts import flash_change

_LISTS = {"events": "events.index", "employees": "employees.index", "time_off": "time_off.index"}
_FAULTS: tuple[Column[Fault], ...] = (
    Column(_l("Row"), lambda fault: fault.row),
    Column(_l("Column"), lambda fault: fault.column),
    Column(_l("What is wrong"), lambda fault: fault.message),
)
_EFFECTS = {Effect.NEW: _l("new"), Effect.CHANGED: _l("changes"), Effect.SAME: _l("nothing to do")}


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


@bp.get("/<int:file_id>/check")
@requires(Permission.EDIT_EMPLOYEES)
def check(file_id: int) -> ResponseReturnValue:
    file, kind = files.find(db.session(), current_actor(), file_id)
    tried = files.dry_run(db.session(), current_actor(), file)
    ending = request.args.get("export", "")
    if ending in WRITERS:
        rows = [[column.cell(fault) for column in _FAULTS if column.cell] for fault in tried.faults]
        return listing.download(Table("Faults", [str(column.label) for column in _FAULTS], rows), "faults", ending)
    return _check_page(file, kind, tried, ApplyForm())


@bp.post("/<int:file_id>/apply")
@requires(Permission.EDIT_EMPLOYEES)
def apply(file_id: int) -> ResponseReturnValue:
    form = ApplyForm()
    if form.validate():
        try:
            with transaction() as session:
                number, change_id = files.apply(
                    session,
                    current_actor(),
                    file_id=file_id,
                    leave_out=form.left_out(),
                    leave_out_faulty=bool(form.leave_out_faulty.data),
                )
                kind_name = files.find(session, current_actor(), file_id)[0].kind
        except Invalid as error:
            form.form_errors.append(error.message)
        else:
            flash_change(ngettext("%(num)s row was imported.", "%(num)s rows were imported.", number), change_id)
            return redirect(url_for(_LISTS.get(kind_name, "employees.index")))
    file, kind = files.find(db.session(), current_actor(), file_id)
    return _check_page(file, kind, files.dry_run(db.session(), current_actor(), file), form, 422)


def _check_page(file: ImportFile, kind: Kind, tried: DryRun, form: ApplyForm, status: int = 200) -> ResponseReturnValue:
    if file.change_id is not None:
        raise Conflict(_("This file was imported already. Send it again to import it once more."))
    show = Filter("show", _("Rows"), [("", _("All")), ("faults", _("With faults"))])
    rows = [row for row in tried.rows if row.faults] if show.chosen == "faults" else list(tried.rows)
    page = render_template(
        "imports/check.html",
        form=form,
        file=file,
        kind=kind,
        tried=tried,
        shown=slice_of(rows, Wanted(page_number(), listing.PER_PAGE)),
        show=show,
        effects=_EFFECTS,
        counts={effect: tried.count(effect) for effect in Effect},
    )
    return page, status


def _offered(form: UploadForm) -> UploadForm:
    actor = current_actor()
    form.offer(
        [(kind.name, _(kind.title)) for kind in files.KINDS.values() if actor.may(kind.permission)], visible_stores()
    )
    return form


def _upload_page(form: UploadForm, status: int = 200) -> ResponseReturnValue:
    kind = files.KINDS.get(str(form.kind.data), files.KINDS["events"])
    return render_template("imports/new.html", form=form, kind=kind, limits=files.promises()), status
