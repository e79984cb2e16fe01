"""The night's work: what was done when, start a step now, try a failed one again; and the backups."""

from __future__ import annotations

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.blueprints.sync import bp
from app.db import db, transaction
from app.errors import AlreadyRunning, Conflict, Invalid
from app.queries import backups
from app.services import jobs
from app.services import night as service
from app.vocabulary import JobKind, JobState, Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_error, flash_success

STEP_WORDS = {
    JobKind.SYNC_CROSSMARK: _l("Sync with Crossmark"),
    JobKind.RECONCILE: _l("Comparison"),
    JobKind.AUDIT: _l("Audit"),
    JobKind.AUTO_SCHEDULE: _l("Auto-scheduler"),
    JobKind.SYNC_EDR: _l("Event reports from Walmart"),
    JobKind.PACKET: _l("Packets of the next days"),
    JobKind.BACKUP: _l("Backup"),
    JobKind.SUMMARY: _l("Summary by mail"),
}
STATE_WORDS = {
    JobState.QUEUED: _l("waits for a worker"),
    JobState.RUNNING: _l("is at work"),
    JobState.DONE: _l("done"),
    JobState.FAILED: _l("failed"),
    JobState.CANCELLED: _l("cancelled"),
    JobState.NEEDS_MFA: _l("waits for the code"),
    JobState.NEEDS_REVIEW: _l("waits for your word"),
    JobState.DEAD: _l("given up after several crashes"),
}


@bp.get("/night")
@requires(Permission.RUN_SYNC)
def night() -> ResponseReturnValue:
    session = db.session()
    return render_template(
        "sync/night.html",
        nights=service.history(session),
        backups=backups.every(session)[:10],
        steps=STEP_WORDS,
        states=STATE_WORDS,
        skipped=service.SKIPPED,
        zone=str(current_app.extensions["settings"].timezone),
    )


@bp.post("/night/run")
@requires(Permission.RUN_SYNC)
def run_step() -> ResponseReturnValue:
    """One step at once."""
    kind = next((one for one in STEP_WORDS if one.value == request.form.get("kind")), None)
    if kind is None:
        abort(400)
    try:
        with transaction() as session:
            service.run_now(session, current_actor(), kind=kind)
    except AlreadyRunning:
        flash_success(_("This is under way already."))
    except (Conflict, Invalid) as error:
        flash_error(error.message)
    else:
        flash_success(_("It was started."))
    return redirect(url_for("sync.night"))


@bp.post("/night/jobs/<int:job_id>/retry")
@requires(Permission.RUN_SYNC)
def retry_step(job_id: int) -> ResponseReturnValue:
    if jobs.find(db.session(), current_actor(), job_id=job_id).kind not in STEP_WORDS:
        abort(404)
    try:
        with transaction() as session:
            jobs.retry(session, current_actor(), job_id=job_id)
    except Conflict as error:
        flash_error(error.message)
    else:
        flash_success(_("It is tried again."))
    return redirect(url_for("sync.night"))
