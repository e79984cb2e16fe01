"""Accept, reject or edit one line of a run."""

from __future__ import annotations

from datetime import date

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.auto_scheduler import bp
from app.blueprints.auto_scheduler.forms import EditForm
from app.blueprints.auto_scheduler.routes import line_again
from app.blueprints.auto_scheduler.shown import show_line
from app.db import db, transaction
from app.errors import BrokenRule, Conflict, Forbidden, RuleBroken, Stale
from app.formatting import local_day, local_minutes
from app.models import Proposal, Run
from app.queries import run_pages
from app.services import auto_scheduling
from app.services.run_review import seen_line
from app.services.scheduling.availability import DAY_MINUTES
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.fields import choices
from app.web.toasts import flash_error, flash_success
from app.web.wants_json import is_partial


@bp.post("/lines/<int:proposal_id>/decide")
@requires(Permission.APPLY_RUN)
def decide(proposal_id: int) -> ResponseReturnValue:
    wanted = request.form.get("decision", "")
    if wanted not in {"accept", "reject"}:
        abort(400)
    run, _line = seen_line(db.session(), current_actor(), proposal_id)
    run_id, refusal = run.id, None
    try:
        with transaction() as session:
            auto_scheduling.decide(
                session,
                current_actor(),
                proposal_id=proposal_id,
                version=request.form.get("version", type=int),
                accept=wanted == "accept",
            )
    except (Conflict, Stale) as error:
        refusal = error
        flash_error(error.message)
    if is_partial():
        return line_again(run_id, proposal_id), refusal.status if refusal else 200
    return redirect(url_for("auto_scheduler.show", run_id=run_id, _anchor=f"line-{proposal_id}"))


@bp.get("/lines/<int:proposal_id>/edit")
@requires(Permission.APPLY_RUN)
def edit(proposal_id: int) -> ResponseReturnValue:
    run, line = seen_line(db.session(), current_actor(), proposal_id)
    form = _edit_form(line)
    form.employee_id.data = request.args.get("employee", line.employee_id, type=int)
    form.date.data, form.start_time.data = _place(run, line)
    form.version.data = line.version
    return _edit_page(run, line, form)


@bp.post("/lines/<int:proposal_id>/edit")
@requires(Permission.APPLY_RUN)
def save(proposal_id: int) -> ResponseReturnValue:
    run, line = seen_line(db.session(), current_actor(), proposal_id)
    form = _edit_form(line)
    if not form.validate_on_submit():
        return _edit_page(run, line, form), 422
    back = url_for("auto_scheduler.show", run_id=run.id, _anchor=f"line-{proposal_id}")
    try:
        with transaction() as session:
            auto_scheduling.edit_proposal(
                session,
                current_actor(),
                proposal_id=proposal_id,
                version=form.version.data,
                employee_id=form.employee_id.data,
                day=form.date.day,
                minutes=form.start_time.data,
                override_reason=form.override_reason.data or "",
            )
    except RuleBroken as error:
        return _edit_again(proposal_id, form, error.message, error.violations), 409
    except (Conflict, Stale, Forbidden) as error:
        return _edit_again(proposal_id, form, error.message), error.status
    flash_success(_("The line was changed."))
    return redirect(back)


def _edit_form(line: Proposal) -> EditForm:
    form = EditForm()
    staff = run_pages.staff_of(db.session(), line.event.store_id)
    form.employee_id.choices = choices((person.id, f"{person.name} ({person.title})") for person in staff)
    return form


def _place(run: Run, line: Proposal) -> tuple[date, int | None]:
    """Of the alternative that the address names, else of the line itself."""
    try:
        day = parse_day(request.args.get("day", ""))
    except ValueError:
        return _own_place(run, line)
    start = request.args.get("start", type=int)
    return day, start if start is not None and 0 <= start < DAY_MINUTES else None


def _own_place(run: Run, line: Proposal) -> tuple[date, int | None]:
    """An event without a place begins with its first day."""
    if line.starts_at is None:
        return max(run.week_start, line.event.start_date), None
    zone = line.event.store.timezone
    return local_day(line.starts_at, zone), local_minutes(line.starts_at, zone)


def _edit_again(proposal_id: int, form: EditForm, message: str, violations: tuple[BrokenRule, ...] = ()) -> str:
    """What was typed stays; the line is shown as it is now."""
    run, line = seen_line(db.session(), current_actor(), proposal_id)
    form.form_errors.append(message)
    return _edit_page(run, line, form, violations)


def _edit_page(run: Run, line: Proposal, form: EditForm, violations: tuple[BrokenRule, ...] = ()) -> str:
    shown = show_line(db.session(), run.id, line.id)
    return render_template(
        "auto_scheduler/edit.html", run=run, line=line, shown=shown, form=form, violations=violations
    )
