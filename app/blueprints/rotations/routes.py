"""The rotation page of one store: the grid, the exceptions, and where nobody has the duty."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.rotations import bp
from app.blueprints.rotations.forms import ExceptionForm, GridForm
from app.db import db, transaction
from app.errors import Invalid, Stale
from app.exports.table import Table
from app.formatting import local_day
from app.models import Employee, Store
from app.models.columns import utc_now
from app.queries import rotations as queries
from app.services import rotations
from app.services.rotation_report import WEEKS, report
from app.services.rotation_warnings import watch_store
from app.services.scheduling.rotation_gaps import summed_up
from app.vocabulary import Permission, RotationKind
from app.web import listing
from app.web.access import current_actor, requires
from app.web.fields import WEEKDAY_LABELS
from app.web.lists import choice, typed_day
from app.web.stores import chosen_store
from app.web.toasts import flash_change, flash_warnings


@bp.get("")
@requires(Permission.VIEW_SCHEDULE)
def index() -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    kind = request.args.get("export", "")
    if kind in listing.WRITERS:
        return listing.download(_table(store), f"rotations-{store.number}", kind)
    return _page(store)


def _table(store: Store) -> Table:
    """Who stands on each weekday, and who stands in on coming dates."""
    session = db.session()
    names = {one.id: one.name for one in queries.staff_of(session, store.id)}
    standing = [
        [str(WEEKDAY_LABELS[row.weekday]), _(rotations.WORDS[row.kind]), names.get(row.employee_id), backup, ""]
        for row in queries.grid_of(session, store.id)
        for backup in [names.get(row.backup_employee_id) if row.backup_employee_id else None]
    ]
    coming = queries.exceptions_of(session, store.id, local_day(utc_now(), store.timezone))
    others = queries.names_of(session, {row.employee_id for row in coming})
    single = [[row.day, _(rotations.WORDS[row.kind]), others[row.employee_id], None, row.reason] for row in coming]
    return Table(
        _("Rotations"), [_("Day"), _("Duty"), _("Standing"), _("Backup person"), _("Reason")], [*standing, *single]
    )


@bp.post("/<int:store_id>")
@requires(Permission.EDIT_ROTATIONS)
def save(store_id: int) -> ResponseReturnValue:
    store = _store(store_id)
    form = GridForm()
    form.offer(_staff(store.id), queries.grid_of(db.session(), store.id))
    if form.validate():
        try:
            with transaction() as session, watch_store(session, store_id) as arisen:
                change_id = rotations.save_grid(
                    session, current_actor(), store_id=store_id, seen=form.seen.data or "", grid=form.grid()
                )
        except Invalid as error:
            form.add(error)
        except Stale:
            form.meet(*_as_saved(store_id))
        else:
            flash_change(_("The rotations were saved."), change_id)
            flash_warnings(arisen.messages)
            return redirect(url_for("rotations.index", store=store_id))
    return _page(_store(store_id), grid_form=form)


@bp.post("/<int:store_id>/exceptions")
@requires(Permission.EDIT_ROTATIONS)
def add_exception(store_id: int) -> ResponseReturnValue:
    store = _store(store_id)
    form = ExceptionForm(prefix="exception-")
    form.offer(_staff(store.id))
    if form.validate():
        try:
            with transaction() as session, watch_store(session, store_id) as arisen:
                _row, change_id = rotations.set_exception(
                    session,
                    current_actor(),
                    store_id=store_id,
                    day=form.day.day,
                    kind=RotationKind(form.kind.data),
                    employee_id=form.employee_id.data,
                    reason=form.reason.data or "",
                )
        except Invalid as error:
            form.add(error)
        else:
            flash_change(_("The exception was saved."), change_id)
            flash_warnings(arisen.messages)
            return redirect(url_for("rotations.index", store=store_id))
    return _page(_store(store_id), exception_form=form)


@bp.post("/exceptions/<int:exception_id>/remove")
@requires(Permission.EDIT_ROTATIONS)
def remove_exception(exception_id: int) -> ResponseReturnValue:
    with transaction() as session:
        store_id = rotations.find_exception(session, current_actor(), exception_id).store_id
        with watch_store(session, store_id) as arisen:
            change_id = rotations.remove_exception(session, current_actor(), exception_id=exception_id)
    flash_change(_("The exception was removed."), change_id)
    flash_warnings(arisen.messages)
    return redirect(url_for("rotations.index", store=store_id))


def _store(store_id: int) -> Store:
    """Raises NotFound, also for another's store."""
    current_actor().require_store(store_id, "That store")
    return db.get_or_404(Store, store_id)


def _staff(store_id: int) -> list[Employee]:
    return queries.duty_staff_of(db.session(), store_id, rotations.TITLES)


def _as_saved(store_id: int) -> tuple[GridForm, str]:
    session, theirs = db.session(), GridForm(formdata=None)
    rows = queries.grid_of(session, store_id)
    theirs.show(rows)
    theirs.offer(_staff(store_id), rows)
    return theirs, theirs.seen.data or ""


def _page(
    store: Store, *, grid_form: GridForm | None = None, exception_form: ExceptionForm | None = None
) -> ResponseReturnValue:
    session = db.session()
    staff, rows = _staff(store.id), queries.grid_of(session, store.id)
    grid = grid_form or GridForm(formdata=None)
    if grid_form is None:
        grid.show(rows)
    grid.offer(staff, rows)
    exception = exception_form or _exception_asked_for()
    exception.offer(staff)
    today = local_day(utc_now(), store.timezone)
    exceptions = queries.exceptions_of(session, store.id, today)
    found = report(session, store)
    page = render_template(
        "rotations/index.html",
        store=store,
        form=exception_form or grid,
        grid=grid,
        exception=exception,
        exceptions=exceptions,
        names=queries.names_of(session, {row.employee_id for row in exceptions}),
        report=found,
        gap_lines=summed_up(found.gaps),
        weeks=WEEKS,
        kinds=[(kind, rotations.WORDS[kind]) for kind in RotationKind],
        words=rotations.WORDS,
        weekday_names=WEEKDAY_LABELS,
    )
    return page, grid.refused_status if request.method == "POST" else 200


def _exception_asked_for() -> ExceptionForm:
    """Empty, or for the day and duty of the address, as the gaps and the time off link to it."""
    form = ExceptionForm(formdata=None, prefix="exception-")
    day, typed = typed_day(date.min)
    kind = choice("kind", RotationKind)
    if not typed and day != date.min:
        form.day.data = day
    if kind is not None:
        form.kind.data = kind.value
    return form
