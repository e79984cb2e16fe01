"""What each row would do, ticks for those that are wanted, and taking them over all or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.blueprints.imports import bp
from app.blueprints.imports.forms import ApplyForm
from app.db import db, transaction
from app.errors import Conflict, Invalid
from app.exports.table import Table
from app.models import ImportFile
from app.queries.paging import Wanted, slice_of
from app.services.imports import files, long_imports
from app.services.imports.files import DryRun
from app.services.imports.rows import Effect, Fault, Kind, ReadRow
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.listing import WRITERS, Column
from app.web.toasts import flash_change

LISTS = {"events": "events.index", "employees": "employees.index", "time_off": "time_off.index"}
_FAULTS: tuple[Column[Fault], ...] = (
    Column(_l("Row"), lambda fault: fault.row),
    Column(_l("Column"), lambda fault: fault.column),
    Column(_l("What is wrong"), lambda fault: fault.message),
)
_EFFECTS = {Effect.NEW: _l("new"), Effect.CHANGED: _l("changes"), Effect.SAME: _l("nothing to do")}
_SHOWS = {
    "": _l("All"),
    "new": _l("New"),
    "changed": _l("Changes"),
    "faults": _l("With faults"),
    "left-out": _l("Without a tick"),
}


@dataclass(frozen=True)
class Place:
    """Which rows of the import are open: the address says it to a reader, hidden fields to the buttons."""

    show: str
    page: int

    @classmethod
    def asked(cls) -> Place:
        show, page = request.values.get("show", ""), request.values.get("page", 1, type=int)
        return cls(show if show in _SHOWS else "", min(max(page, 1), 100_000))

    def address(self, file_id: int) -> str:
        page = self.page if self.page > 1 else None
        return url_for("imports.check", file_id=file_id, show=self.show or None, page=page)


@bp.get("/<int:file_id>/check")
@requires(Permission.EDIT_EMPLOYEES)
def check(file_id: int) -> ResponseReturnValue:
    file, kind = files.find(db.session(), current_actor(), file_id)
    job = long_imports.under_way(db.session(), file_id)
    if job is not None:
        return redirect(url_for("imports.work", job_id=job.id))
    tried = files.dry_run(db.session(), current_actor(), file)
    ending = request.args.get("export", "")
    if ending in WRITERS:
        rows = [[column.cell(fault) for column in _FAULTS if column.cell] for fault in tried.faults]
        return listing.download(Table("Faults", [str(column.label) for column in _FAULTS], rows), "faults", ending)
    return _check_page(file, kind, tried, ApplyForm())


@bp.post("/<int:file_id>/picks")
@requires(Permission.EDIT_EMPLOYEES)
def pick(file_id: int) -> ResponseReturnValue:
    """Keep the ticks of the open page, then go where the button leads."""
    _keep_ticks(file_id)
    place = Place.asked()
    whole = request.form.get("whole", "")
    if whole in ("all", "none"):
        _tick_whole(file_id, place, take=whole == "all")
    show = request.form.get("go_show")
    if show is not None:
        place = Place(show if show in _SHOWS else "", 1)
    page = request.form.get("go_page", type=int)
    return redirect(Place(place.show, page or place.page).address(file_id))


@bp.post("/<int:file_id>/apply")
@requires(Permission.EDIT_EMPLOYEES)
def apply(file_id: int) -> ResponseReturnValue:
    _keep_ticks(file_id)
    form = ApplyForm()
    try:
        return _taken_over(file_id, leave_out_faulty=bool(form.leave_out_faulty.data))
    except Invalid as error:
        form.form_errors.append(error.message)
    file, kind = files.find(db.session(), current_actor(), file_id)
    return _check_page(file, kind, files.dry_run(db.session(), current_actor(), file), form, 422)


def _taken_over(file_id: int, *, leave_out_faulty: bool) -> ResponseReturnValue:
    """At once, or by the worker when it is much. Raises Invalid."""
    actor = current_actor()
    file, _kind = files.find(db.session(), actor, file_id)
    if file.row_count > long_imports.AT_ONCE:
        files.chosen(files.dry_run(db.session(), actor, file), leave_out_faulty=leave_out_faulty)
        with transaction() as session:
            job_id = long_imports.request(session, actor, file_id=file_id, leave_out_faulty=leave_out_faulty)
        return redirect(url_for("imports.work", job_id=job_id))
    where = LISTS.get(file.kind, "employees.index")
    with transaction() as session:
        number, change_id = files.apply(session, actor, file_id=file_id, leave_out_faulty=leave_out_faulty)
    flash_change(ngettext("%(num)s row was imported.", "%(num)s rows were imported.", number), change_id)
    return redirect(url_for(where))


def _keep_ticks(file_id: int) -> None:
    shown, ticked = (request.form.getlist(name, type=int) for name in ("shown", "row"))
    with transaction() as session:
        files.pick(session, current_actor(), file_id=file_id, shown=shown, ticked=ticked)


def _tick_whole(file_id: int, place: Place, *, take: bool) -> None:
    """Every row that the filter leaves, on all pages."""
    file, _kind = files.find(db.session(), current_actor(), file_id)
    tried = files.dry_run(db.session(), current_actor(), file)
    numbers = [row.number for row in _shown(tried, place.show)]
    with transaction() as session:
        files.pick(session, current_actor(), file_id=file_id, shown=numbers, ticked=numbers if take else ())


def _shown(tried: DryRun, show: str) -> list[ReadRow]:
    if show == "faults":
        return [row for row in tried.rows if row.faults]
    if show == "left-out":
        return [row for row in tried.rows if row.number in tried.left_out]
    if show:
        return [row for row in tried.rows if not row.faults and row.effect.value == show]
    return list(tried.rows)


def _check_page(file: ImportFile, kind: Kind, tried: DryRun, form: ApplyForm, status: int = 200) -> ResponseReturnValue:
    if file.change_id is not None:
        raise Conflict(_("This file was imported already. Send it again to import it once more."))
    place = Place.asked()
    page = render_template(
        "imports/check.html",
        form=form,
        file=file,
        kind=kind,
        tried=tried,
        rows=slice_of(_shown(tried, place.show), Wanted(place.page, listing.PER_PAGE)),
        place=place,
        shows=_SHOWS,
        effects=_EFFECTS,
        counts={effect: tried.count(effect) for effect in Effect},
    )
    return page, status
