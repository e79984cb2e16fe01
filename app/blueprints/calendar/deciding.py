"""One proposal of the auto-scheduler, looked at and decided about without leaving the calendar."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.auto_scheduler.shown import LINE_WORDS, show_line
from app.blueprints.calendar import bp
from app.db import db, transaction
from app.errors import Conflict, DoubleBooked, Stale
from app.services import proposal_taking
from app.services.run_review import REVIEWED, seen_line
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.next_page import safe_next
from app.web.templating import render_or_partial
from app.web.toasts import flash_change, flash_error, flash_success


@bp.get("/calendar/proposals/<int:proposal_id>")
@requires(Permission.VIEW_SCHEDULE)
def proposal(proposal_id: int) -> ResponseReturnValue:
    run, line = seen_line(db.session(), current_actor(), proposal_id)
    return render_or_partial(
        "calendar/proposal.html",
        "calendar/proposal_body.html",
        run=run,
        row=line,
        line=show_line(db.session(), run.id, proposal_id),
        is_open=run.status in REVIEWED and line.status.value in ("proposed", "user_edited", "approved"),
        line_words=LINE_WORDS,
        following=safe_next(request.args.get("next"), ""),
    )


@bp.post("/calendar/proposals/<int:proposal_id>/decide")
@requires(Permission.APPLY_RUN)
def decide_proposal(proposal_id: int) -> ResponseReturnValue:
    """Books the line, or drops it for anything else than `take`."""
    actor, version = current_actor(), request.form.get("version", type=int)
    back = safe_next(request.form.get("next"), url_for("calendar.index"))
    try:
        with transaction() as session:
            if request.form.get("decision") != "take":
                proposal_taking.drop(session, actor, proposal_id=proposal_id, version=version)
                done = None
            else:
                done = proposal_taking.take(session, actor, proposal_id=proposal_id, version=version)
    except (Conflict, DoubleBooked, Stale) as error:
        flash_error(error.message)
        return redirect(back)
    if done is None:
        flash_success(_("The proposal was dropped."))
    elif done.change_id is None:
        flash_success(_("It was scheduled already."))
    else:
        flash_change(_("The proposal is scheduled."), done.change_id)
    return redirect(back)
