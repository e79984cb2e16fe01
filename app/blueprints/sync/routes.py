"""The sync page: start, watch, cancel."""

from __future__ import annotations

from flask import abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.sync import bp
from app.blueprints.sync.shown import BREAKER_WORDS, COUNT_WORDS, SOURCE_WORDS, STATUS_WORDS, show_sync
from app.db import db, transaction
from app.errors import AlreadyRunning, Invalid, NotFound
from app.models import Job
from app.queries import sync_runs as queries
from app.services import jobs, sync_requests
from app.services import sync as sync_service
from app.services.sync import brake
from app.vocabulary import JobKind, Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_error, flash_success
from app.web.wants_json import is_partial

_OURS = (JobKind.SYNC_CROSSMARK, JobKind.SYNC_EDR)


@bp.get("")
@requires(Permission.RUN_SYNC)
def index() -> ResponseReturnValue:
    shown = show_sync(db.session(), current_actor())
    return render_template(
        "sync/index.html",
        shown=shown,
        source_words=SOURCE_WORDS,
        status_words=STATUS_WORDS,
        count_words=COUNT_WORDS,
        breaker_words=BREAKER_WORDS,
    )


@bp.get("/runs/<int:run_id>")
@requires(Permission.RUN_SYNC)
def show(run_id: int) -> ResponseReturnValue:
    """Line by line; the lines name work of every store, so only who sees every store may read them."""
    session, actor = db.session(), current_actor()
    run = queries.run_by_id(session, run_id) if actor.store_ids is None else None
    if run is None:
        raise NotFound("That run was not found.")
    held = brake.held(session, run) if brake.may_decide(session, run) else None
    zone = str(current_app.extensions["settings"].timezone)
    words = {"source_words": SOURCE_WORDS, "status_words": STATUS_WORDS, "count_words": COUNT_WORDS}
    return render_template("sync/run.html", run=run, held=held, zone=zone, **words)


@bp.post("/start")
@requires(Permission.RUN_SYNC)
def start() -> ResponseReturnValue:
    source = request.form.get("source", "")
    if source not in SOURCE_WORDS:
        abort(400)
    try:
        with transaction() as session:
            sync_service.request_sync(session, current_actor(), source=source)
    except AlreadyRunning:
        flash_success(_("This sync is under way already."))
    except Invalid as error:
        flash_error(error.message)
    else:
        flash_success(_("The sync was started."))
    return redirect(url_for("sync.index"))


@bp.get("/jobs/<int:job_id>")
@requires(Permission.RUN_SYNC)
def progress(job_id: int) -> ResponseReturnValue:
    """The moving part of the page. When the work is over the page reloads itself."""
    job = _our_job(job_id)
    if not is_partial():
        return redirect(url_for("sync.index"))
    response = make_response(render_template("sync/progress.html", job=job, source_words=SOURCE_WORDS))
    if job.state not in jobs.OPEN_STATES:
        response.headers["HX-Refresh"] = "true"
    return response


@bp.post("/jobs/<int:job_id>/cancel")
@requires(Permission.RUN_SYNC)
def cancel(job_id: int) -> ResponseReturnValue:
    _our_job(job_id)
    with transaction() as session:
        jobs.cancel(session, current_actor(), job_id=job_id)
        sync_requests.close_ended(session)
    flash_success(_("The sync will stop in a moment. Nothing half-done is kept."))
    return redirect(url_for("sync.index"))


def _our_job(job_id: int) -> Job:
    job = jobs.find(db.session(), current_actor(), job_id=job_id)
    if job.kind not in _OURS:
        abort(404)
    return job
