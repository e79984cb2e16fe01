"""Ways out of a conflict: what stands against a place, what would help, and the one button that does it."""

from __future__ import annotations

from datetime import date

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.schedules import bp
from app.blueprints.schedules.forms import MAX_ID, RepairForm
from app.db import db, transaction
from app.errors import Conflict, Forbidden, NotFound, Stale
from app.formatting import parse_hhmm
from app.services import repairs
from app.services.repairs import Target
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.next_page import safe_next
from app.web.templating import render_or_partial
from app.web.toasts import flash_change, flash_error


@bp.get("/<int:schedule_id>/ways-out")
@requires(Permission.VIEW_SCHEDULE)
def ways_out(schedule_id: int) -> ResponseReturnValue:
    return _page(Target(schedule_id=schedule_id))


@bp.get("/ways-out")
@requires(Permission.VIEW_SCHEDULE)
def ways_out_of() -> ResponseReturnValue:
    """Of a place that was refused: `event`, `employee`, `date` and `start`, with `schedule` for one that was moved."""
    return _page(_asked(request.args.to_dict()))


@bp.post("/repair")
@requires(Permission.EDIT_SCHEDULE)
def repair() -> ResponseReturnValue:
    form = RepairForm()
    target = _asked({name: str(value) for name, value in request.form.items()})
    try:
        with transaction() as session:
            done = repairs.do(
                session, current_actor(), target, key=form.key.data or "", reason=form.override_reason.data or ""
            )
    except (Conflict, Forbidden, Stale) as error:
        flash_error(error.message)
        return _page(target), error.status
    flash_change(". ".join((done.summary, *done.also)) + ".", done.change_id)
    following = url_for("events.show", event_id=done.event_id)
    return redirect(safe_next(form.next.data, following))


def _page(target: Target) -> str:
    trouble = repairs.ways_out(db.session(), current_actor(), target)
    return render_or_partial(
        "schedules/ways_out.html",
        "schedules/ways_out_body.html",
        event=trouble.event,
        trouble=trouble,
        target=target,
        following=safe_next(request.values.get("next"), ""),
    )


def _asked(typed: dict[str, str]) -> Target:
    """Raises NotFound: nobody types these, so what cannot be read is a wrong address."""
    return Target(
        event_id=_number(typed.get("event", "")),
        schedule_id=_number(typed.get("schedule", "")),
        employee_id=_number(typed.get("employee", "")),
        day=_day(typed.get("date", "")),
        minutes=_minutes(typed.get("start", "")),
    )


def _number(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 11 and int(typed) <= MAX_ID):
        raise NotFound(_("There is no page at this address."))
    return int(typed)


def _day(typed: str) -> date | None:
    try:
        return parse_day(typed) if typed else None
    except ValueError as error:
        raise NotFound(_("There is no page at this address.")) from error


def _minutes(typed: str) -> int | None:
    try:
        return parse_hhmm(typed) if typed else None
    except ValueError as error:
        raise NotFound(_("There is no page at this address.")) from error
