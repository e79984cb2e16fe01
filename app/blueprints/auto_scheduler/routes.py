"""Start a run, watch it, stop it, read it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.auto_scheduler import bp
from app.blueprints.auto_scheduler.forms import APPLY_WORDS, MODE_WORDS, SHORT_MODE_WORDS, ApplyForm, StartForm
from app.blueprints.auto_scheduler.shown import (
    FIGURE_WORDS,
    LINE_WORDS,
    PHASE_WORDS,
    RUN_WORDS,
    ShownRun,
    crashed,
    show_line,
    show_run,
)
from app.blueprints.settings.weight_words import WORDS
from app.db import db, transaction
from app.errors import AlreadyRunning, AppError, Invalid, NotFound
from app.formatting import local_day
from app.models.columns import utc_now
from app.queries import run_pages, runs_list
from app.queries import runs as queries
from app.queries.paging import Wanted
from app.services import auto_scheduling, optimisation, rulebook
from app.vocabulary import ApplyMode, Permission, RunStatus
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.fields import choices
from app.web.lists import choice, page_number
from app.web.stores import chosen_store, visible_stores
from app.web.toasts import flash_error, flash_success
from app.web.wants_json import is_partial

PER_PAGE = 30


@bp.get("")
@requires(Permission.VIEW_SCHEDULE)
def index() -> ResponseReturnValue:
    form = _start_form()
    form.week.data = asked_week()
    form.store_ids.data = [store.id for store in visible_stores()]
    return _index(form)


@bp.post("")
@requires(Permission.RUN_AUTO_SCHEDULER)
def start() -> ResponseReturnValue:
    form = _start_form()
    if not form.validate_on_submit():
        return _index(form), 422
    try:
        with transaction() as session:
            run_id = auto_scheduling.request_run(
                session,
                current_actor(),
                week=form.week.day - timedelta(days=form.week.day.weekday()),
                weeks=form.weeks.data,
                store_ids=form.store_ids.data,
                mode=form.mode.data,
                touch_frozen=form.touch_frozen.data,
                config_id=form.config_id.data,
            ).run_id
    except Invalid as error:
        form.add(error)
        return _index(form), 422
    except AlreadyRunning as error:
        flash_error(error.message)
        return redirect(url_for("auto_scheduler.index"))
    return redirect(url_for("auto_scheduler.show", run_id=run_id))


@bp.post("/events/<int:event_id>")
@requires(Permission.RUN_AUTO_SCHEDULER)
def start_event(event_id: int) -> ResponseReturnValue:
    """One event; what is found is shown for confirmation."""
    try:
        with transaction() as session:
            run_id = auto_scheduling.request_event(session, current_actor(), event_id=event_id).run_id
    except NotFound:
        raise
    except AppError as error:
        flash_error(error.message)
        return redirect(url_for("events.show", event_id=event_id))
    return redirect(url_for("auto_scheduler.show", run_id=run_id))


def _start_form() -> StartForm:
    form = StartForm()
    form.store_ids.choices = choices((store.id, f"{store.number} {store.name}") for store in visible_stores())
    form.config_id.offer(optimisation.every(db.session()))
    return form


def asked_week() -> date:
    """The week in the address, else the next one."""
    try:
        day = parse_day(request.args.get("week", ""))
    except ValueError:
        store = chosen_store()
        day = local_day(utc_now(), store.timezone if store else "UTC") + timedelta(days=7)
    return day - timedelta(days=day.weekday())


def _index(form: StartForm) -> str:
    session, status = db.session(), choice("status", RunStatus)
    filters = {} if status is None else {"status": status}
    wanted = Wanted(page_number(), PER_PAGE, descending=True)
    page = runs_list.runs_page(session, current_actor().store_ids, filters, wanted)
    runs = page.rows
    jobs = queries.jobs_of(session, runs)
    return render_template(
        "auto_scheduler/index.html",
        form=form,
        frozen_days=rulebook.read(session).scheduling_window_days,
        runs=runs,
        status=status.value if status else "",
        states=[(one.value, words) for one, words in RUN_WORDS.items()],
        page_no=page.page,
        pages=page.pages,
        total=page.total,
        crashed={run.id for run in runs if crashed(run, jobs.get(run.id))},
        authors=queries.user_names(session, [run.created_by_id for run in runs]),
        event_names=run_pages.event_names(session, [event_id for run in runs for event_id in run.event_ids]),
        store_numbers={store.id: store.number for store in visible_stores()},
        zone=_zone(),
        run_words=RUN_WORDS,
        mode_words=SHORT_MODE_WORDS,
    )


def _zone() -> str:
    store = chosen_store()
    return store.timezone if store else "UTC"


@bp.get("/runs/<int:run_id>")
@requires(Permission.VIEW_SCHEDULE)
def show(run_id: int) -> ResponseReturnValue:
    form = ApplyForm()
    if queries.is_repair(db.session(), run_id):
        form.mode.data = ApplyMode.MERGE.value  # what must move is the point of it
    return run_page(run_id, form)


def run_page(run_id: int, form: ApplyForm) -> str:
    """The review page; a refused apply shows it again with what was typed."""
    return _review("auto_scheduler/run.html", show_run(db.session(), current_actor(), run_id), form)


def line_again(run_id: int, proposal_id: int) -> str:
    """One line after a decision, and what applying the run would do now. The choices of the apply form came along."""
    shown = show_run(db.session(), current_actor(), run_id)
    line = show_line(db.session(), run_id, proposal_id)
    return _review("auto_scheduler/line_again.html", shown, ApplyForm(), line=line)


def _review(template: str, shown: ShownRun, form: ApplyForm, **more: Any) -> str:
    if form.mode.data not in APPLY_WORDS:
        form.mode.data = ApplyMode.FILL_GAPS.value  # one of them is always chosen, because its preview is what is shown
    return render_template(
        template,
        shown=shown,
        form=form,
        crashed=crashed(shown.run, shown.job),
        may_decide=shown.is_reviewed and current_actor().may(Permission.APPLY_RUN),
        run_words=RUN_WORDS,
        line_words=LINE_WORDS,
        mode_words=MODE_WORDS,
        phase_words=PHASE_WORDS,
        figure_words=FIGURE_WORDS,
        weight_words=WORDS,
        **more,
    )


@bp.get("/runs/<int:run_id>/progress")
@requires(Permission.VIEW_SCHEDULE)
def progress(run_id: int) -> ResponseReturnValue:
    """The moving part of the page. When the work is over the page reloads itself."""
    if not is_partial():
        return redirect(url_for("auto_scheduler.show", run_id=run_id))
    shown = show_run(db.session(), current_actor(), run_id)
    response = make_response(render_template("auto_scheduler/progress.html", shown=shown))
    if not shown.is_working or crashed(shown.run, shown.job):
        response.headers["HX-Refresh"] = "true"
    return response


@bp.post("/runs/<int:run_id>/cancel")
@requires(Permission.RUN_AUTO_SCHEDULER)
def cancel(run_id: int) -> ResponseReturnValue:
    try:
        with transaction() as session:
            auto_scheduling.cancel_run(session, current_actor(), run_id=run_id)
    except NotFound:
        raise
    except AppError as error:
        flash_error(error.message)
    else:
        flash_success(_("The run is being cancelled."))
    return redirect(url_for("auto_scheduler.show", run_id=run_id))
