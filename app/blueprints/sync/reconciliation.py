"""The comparison of Crossmark, Walmart and our own schedules: what differs, and settling it in bulk."""

from __future__ import annotations

from datetime import date

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.blueprints.sync import bp
from app.db import db, transaction
from app.errors import AlreadyRunning, Conflict, Invalid
from app.models.columns import utc_now
from app.services import reconciling
from app.vocabulary import DifferenceKind, JobKind, Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_change, flash_error, flash_success

KIND_WORDS = {
    DifferenceKind.THERE_NOT_HERE: (
        _l("Booked at Crossmark, not here"),
        _l("Take over: it is booked here, too. Keep ours: it is taken away at Crossmark."),
    ),
    DifferenceKind.HERE_NOT_THERE: (
        _l("Booked here, not at Crossmark"),
        _l("Take over: it is cancelled here. Keep ours: it is booked at Crossmark."),
    ),
    DifferenceKind.DIFFERENT: (
        _l("Booked differently"),
        _l("Take over: Crossmark's person and time count. Keep ours: Crossmark is changed."),
    ),
    DifferenceKind.DOUBLE: (
        _l("Booked twice at Crossmark"),
        _l("Keep ours: the second booking is taken away at Crossmark."),
    ),
    DifferenceKind.EVENT_THERE: (_l("Event at Crossmark, not here"), _l("The next sync brings it in.")),
    DifferenceKind.EVENT_HERE: (
        _l("Event here, not at Crossmark any more"),
        _l("If the next sync does not find it either, it counts as taken away."),
    ),
    DifferenceKind.EDR_ONLY: (
        _l("In Walmart's list, not at Crossmark"),
        _l("Only what stands in both lists should be done. Ask Crossmark."),
    ),
    DifferenceKind.NOT_IN_EDR: (
        _l("At Crossmark, not in Walmart's list"),
        _l("Only what stands in both lists should be done. Ask the club."),
    ),
}


@bp.get("/reconciliation")
@requires(Permission.RUN_SYNC)
def reconciliation() -> ResponseReturnValue:
    shown = reconciling.latest(db.session(), current_actor())
    groups = [(kind, [one for one in shown.open if one.kind is kind]) for kind in KIND_WORDS]
    return render_template(
        "sync/reconciliation.html",
        shown=shown,
        groups=[(kind, found) for kind, found in groups if found],
        words=KIND_WORDS,
        today=utc_now().date(),
        zone=str(current_app.extensions["settings"].timezone),
        compare_kind=JobKind.RECONCILE.value,
    )


@bp.post("/reconciliation/run")
@requires(Permission.RUN_SYNC)
def compare() -> ResponseReturnValue:
    try:
        with transaction() as session:
            reconciling.request(session, current_actor())
    except AlreadyRunning:
        flash_success(_("This comparison is under way already."))
    except Invalid as error:
        flash_error(error.message)
    else:
        flash_success(_("The comparison was started. Look again in a moment."))
    return redirect(url_for("sync.reconciliation"))


@bp.post("/reconciliation/settle")
@requires(Permission.RUN_SYNC)
def settle() -> ResponseReturnValue:
    """Several differences at once: accept, push or ignore."""
    decision, keys = request.form.get("decision", ""), request.form.getlist("key")
    if decision not in ("accept", "push", "ignore"):
        abort(400)
    try:
        _settle(decision, keys)
    except (Conflict, Invalid) as error:
        flash_error(error.message)
    return redirect(url_for("sync.reconciliation"))


def _settle(decision: str, keys: list[str]) -> None:
    actor = current_actor()
    with transaction() as session:
        if decision == "push":
            pushed = reconciling.push_ours(session, actor, keys=keys)
        elif decision == "accept":
            change_id = reconciling.accept(session, actor, keys=keys)
        else:
            change_id = reconciling.ignore(session, actor, keys=keys, until=_day(request.form.get("until", "")))
    if decision == "push":
        words = ngettext("%(num)s goes out to Crossmark.", "%(num)s go out to Crossmark.", pushed.count)
        flash_change(words, pushed.change_id)
    elif decision == "accept":
        flash_change(_("Taken over from Crossmark."), change_id)
    else:
        flash_change(_("Ignored until that day."), change_id)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
