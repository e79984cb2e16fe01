"""Imports that the worker does: how far it is, calling it off, and what became of it."""

from __future__ import annotations

from flask import abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.imports import bp
from app.blueprints.imports.picking import LISTS
from app.db import db, transaction
from app.models import ImportFile, Job
from app.services import jobs
from app.vocabulary import JobKind, JobState, Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_change, flash_success
from app.web.wants_json import is_partial

_OURS = (JobKind.IMPORT, JobKind.CROSSMARK_PEOPLE)


@bp.get("/jobs/<int:job_id>")
@requires(Permission.EDIT_EMPLOYEES)
def work(job_id: int) -> ResponseReturnValue:
    """While it works htmx reads the moving part again; when it is over the page reloads and goes on from here."""
    job = _our_job(job_id)
    if is_partial():
        response = make_response(render_template("imports/progress.html", job=job))
        if job.state not in jobs.OPEN_STATES:
            response.headers["HX-Refresh"] = "true"
        return response
    if job.state is JobState.DONE:
        return _gone_on(job)
    again = _where_again(job)
    is_open = job.state in jobs.OPEN_STATES
    return render_template("imports/work.html", job=job, is_open=is_open, again=again)


@bp.post("/jobs/<int:job_id>/cancel")
@requires(Permission.EDIT_EMPLOYEES)
def cancel(job_id: int) -> ResponseReturnValue:
    _our_job(job_id)
    with transaction() as session:
        jobs.cancel(session, current_actor(), job_id=job_id)
    flash_success(_("It stops as soon as it can. Nothing half-done is kept."))
    return redirect(url_for("imports.work", job_id=job_id))


def _our_job(job_id: int) -> Job:
    """One's own only: the messages tell of rows that others may not see."""
    job = jobs.find(db.session(), current_actor(), job_id=job_id)
    if job.kind not in _OURS or job.user_id != current_actor().user_id:
        abort(404)
    return job


def _gone_on(job: Job) -> ResponseReturnValue:
    file = db.session().get(ImportFile, job.result["file_id"])
    if job.kind is JobKind.CROSSMARK_PEOPLE:
        show = None if file is None or file.left_out else "new"
        return redirect(url_for("imports.check", file_id=job.result["file_id"], show=show))
    flash_change(job.message, job.result["change_id"])
    return redirect(url_for(LISTS.get(file.kind if file else "", "employees.index")))


def _where_again(job: Job) -> str:
    """The page from which the same can be begun anew; ticks and columns are still there."""
    if job.kind is JobKind.IMPORT:
        return url_for("imports.check", file_id=job.payload["file_id"])
    return url_for("imports.crossmark")
