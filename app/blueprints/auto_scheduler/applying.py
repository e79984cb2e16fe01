"""Apply a run, reject it, take it back."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.auto_scheduler import bp
from app.blueprints.auto_scheduler.forms import ApplyForm
from app.blueprints.auto_scheduler.routes import run_page
from app.db import transaction
from app.errors import Conflict, DoubleBooked, Invalid
from app.services import auto_scheduling
from app.services.rotation_warnings import watch_run
from app.vocabulary import ApplyMode, Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_change, flash_error, flash_success, flash_warnings


@bp.post("/runs/<int:run_id>/apply")
@requires(Permission.APPLY_RUN)
def apply(run_id: int) -> ResponseReturnValue:
    form = ApplyForm()
    if not form.validate_on_submit():
        return run_page(run_id, form), 422
    try:
        with transaction() as session, watch_run(session, run_id) as arisen:
            applied = auto_scheduling.apply_run(
                session,
                current_actor(),
                run_id=run_id,
                mode=ApplyMode(form.mode.data),
                reason=form.reason.data or "",
                seen=request.form.get(f"seen_{form.mode.data}", ""),
            )
    except Invalid as error:
        form.add(error)
        return run_page(run_id, form), 422
    except (Conflict, DoubleBooked) as error:
        form.form_errors.append(error.message)
        return run_page(run_id, form), 409
    _tell(applied)
    flash_warnings(arisen.messages)
    return redirect(url_for("auto_scheduler.show", run_id=run_id))


def _tell(applied: auto_scheduling.Applied) -> None:
    if applied.stale:
        number = len(applied.stale)
        flash_error(
            ngettext(
                "%(num)s line is out of date and was not applied; it is named below.",
                "%(num)s lines are out of date and were not applied; they are named below.",
                number,
            )
        )
    if applied.change_id is None:
        flash_success(_("There was nothing left to apply."))
        return
    done = _("%(created)s scheduled, %(changed)s changed.", created=applied.created, changed=applied.changed)
    flash_change(done, applied.change_id)


@bp.post("/runs/<int:run_id>/reject")
@requires(Permission.APPLY_RUN)
def reject(run_id: int) -> ResponseReturnValue:
    try:
        with transaction() as session:
            number = auto_scheduling.reject_run(session, current_actor(), run_id=run_id)
    except Conflict as error:
        flash_error(error.message)
    else:
        flash_success(ngettext("%(num)s line was rejected.", "%(num)s lines were rejected.", number))
    return redirect(url_for("auto_scheduler.show", run_id=run_id))


@bp.post("/runs/<int:run_id>/revert")
@requires(Permission.APPLY_RUN)
def revert(run_id: int) -> ResponseReturnValue:
    try:
        with transaction() as session:
            auto_scheduling.revert_run(session, current_actor(), run_id=run_id)
    except Conflict as error:
        flash_error(error.message)
    else:
        flash_success(_("The run was taken back; its lines can be applied again."))
    return redirect(url_for("auto_scheduler.show", run_id=run_id))
