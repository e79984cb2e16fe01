"""What the signed-in person works: today and the next two weeks, or further ahead."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.my import bp
from app.blueprints.my.shown import days_ahead, own_days
from app.db import db, transaction
from app.services import change_slips
from app.vocabulary import Permission
from app.web.access import current_actor, requires

_SOON, _LATER = 15, 56


@bp.get("")
@requires(Permission.VIEW_OWN_SCHEDULE)
def day() -> ResponseReturnValue:
    return _page("my/day.html", _SOON)


@bp.get("/schedule")
@requires(Permission.VIEW_OWN_SCHEDULE)
def schedule() -> ResponseReturnValue:
    return _page("my/schedule.html", _LATER)


def _page(template: str, days: int) -> ResponseReturnValue:
    actor = current_actor()
    if actor.employee_id is None:
        return render_template("my/no_employee.html")
    today, session = days_ahead(0), db.session()
    news, upto = change_slips.own(session, actor.employee_id)
    shown = own_days(session, actor.employee_id, today, days)
    return render_template(template, days=shown, today=today, last=days_ahead(days - 1), news=news, upto=upto)


@bp.post("/changes/seen")
@requires(Permission.VIEW_OWN_SCHEDULE)
def seen() -> ResponseReturnValue:
    """The person confirms what was shown; what was changed after that page stays unseen."""
    upto = request.form.get("upto", 0, type=int)
    with transaction() as session:
        change_slips.confirm_seen(session, current_actor(), upto=upto)
    return redirect(url_for("my.day"))
