"""The paperwork page: choose day and store, build, watch, cancel."""

from __future__ import annotations

from datetime import date

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.paperwork import bp
from app.blueprints.paperwork.shown import show_day, tomorrow
from app.db import db, transaction
from app.errors import AlreadyRunning
from app.extensions import limiter
from app.models import Job
from app.services import daily_paperwork, jobs
from app.services.packet_selection import name_of
from app.vocabulary import JobKind, Permission
from app.web.access import current_actor, current_actor_or_none, requires
from app.web.converters import parse_day
from app.web.stores import chosen_store
from app.web.toasts import flash_success
from app.web.wants_json import is_partial

_OURS = (JobKind.PACKET, JobKind.SYNC_EDR)


def _whoever_asks() -> str:
    actor = current_actor_or_none()
    return f"user {actor.user_id}" if actor else str(request.remote_addr)


@bp.get("")
@requires(Permission.PRINT_PAPERWORK)
def index() -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    typed = request.args.get("date", "").strip()[:40]
    day, problem = tomorrow(store), ""
    if typed:
        try:
            day = parse_day(typed)
        except ValueError:
            problem = _("%(typed)s is not a day. Write it like 2026-11-24.", typed=typed)
    shown = show_day(db.session(), current_actor(), store, day)
    page = render_template(
        "paperwork/index.html", shown=shown, typed=typed or day.isoformat(), problem=problem, name_of=name_of
    )
    return page, 422 if problem else 200


@bp.post("/build")
@requires(Permission.PRINT_PAPERWORK)
@limiter.limit("5/minute", key_func=_whoever_asks)
def build() -> ResponseReturnValue:
    try:
        day = parse_day(request.form.get("date", "").strip())
    except ValueError:
        abort(400)
    store_id = _number(request.form.get("store_id", ""))
    try:
        with transaction() as session:
            daily_paperwork.request_packet(
                session, current_actor(), day=day, store_id=store_id, base_url=request.host_url
            )
    except AlreadyRunning:
        flash_success(_("This packet is being built already."))
    return redirect(_page_of(day, store_id))


@bp.get("/jobs/<int:job_id>")
@requires(Permission.PRINT_PAPERWORK)
def progress(job_id: int) -> ResponseReturnValue:
    """The moving part of the page. When the work is over the page reloads itself."""
    job = _our_job(job_id)
    if not is_partial():
        return redirect(_page_of_job(job))
    response = make_response(render_template("paperwork/progress.html", job=job))
    if job.state not in jobs.OPEN_STATES:
        response.headers["HX-Refresh"] = "true"
    return response


@bp.post("/jobs/<int:job_id>/cancel")
@requires(Permission.PRINT_PAPERWORK)
def cancel(job_id: int) -> ResponseReturnValue:
    target = _page_of_job(_our_job(job_id))
    with transaction() as session:
        jobs.cancel(session, current_actor(), job_id=job_id)
    flash_success(_("The work will stop in a moment. Nothing half-done is kept."))
    return redirect(target)


def _our_job(job_id: int) -> Job:
    job = jobs.find(db.session(), current_actor(), job_id=job_id)
    if job.kind not in _OURS:
        abort(404)
    return job


def _page_of_job(job: Job) -> str:
    if job.kind is JobKind.SYNC_EDR:
        return url_for("paperwork.walmart")
    return _page_of(date.fromisoformat(job.payload["day"]), job.payload["store_id"])


def _page_of(day: date, store_id: int) -> str:
    return url_for("paperwork.index", date=day.isoformat(), store=store_id)


def _number(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        abort(400)
    return int(typed)
