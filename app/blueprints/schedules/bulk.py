"""Many chosen cards changed at once: a preview of every line, then one change."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.schedules import bp
from app.blueprints.schedules.board_forms import BulkForm
from app.blueprints.schedules.forms import MAX_ID
from app.blueprints.schedules.plans import carried_out, refused_plan
from app.db import db, transaction
from app.errors import Conflict, Forbidden, Invalid
from app.queries import employees as employee_queries
from app.queries.employees import EmployeeFilter
from app.services import bulk_changes, plan_effects
from app.services.board_changes import fingerprint
from app.services.bulk_changes import Bulk
from app.vocabulary import BulkAction, Permission
from app.web.access import current_actor, requires
from app.web.stores import chosen_store


@dataclass(frozen=True)
class Chosen:
    """The ticked cards as they came, so that they can be sent again."""

    selected: tuple[str, ...]
    events: tuple[str, ...]


@bp.post("/bulk")
@requires(Permission.EDIT_SCHEDULE)
def bulk() -> ResponseReturnValue:
    form, chosen = BulkForm(), Chosen(tuple(request.form.getlist("selected")), tuple(request.form.getlist("event")))
    store = chosen_store()
    stores = [store.id] if store is not None else []
    people = employee_queries.names_in(db.session(), EmployeeFilter(stores, active=True))
    form.offer(people, _("Each keeps its own") if form.action.data is BulkAction.MOVE else _("The best for each"))
    if not form.validate():
        return _page(form, chosen), 422
    wanted = _wanted(form, chosen)
    if _is_unfinished(wanted):
        return _page(form, chosen)
    try:
        if form.confirm.data:
            with transaction() as session:
                done = bulk_changes.apply(session, current_actor(), wanted, form.wish)
            return carried_out(done, form)
        return _page(form, chosen, wanted)
    except (Conflict, Forbidden) as error:
        refused_plan(form, error)
        return _page(form, chosen, wanted), error.status
    except Invalid as error:
        form.add(error)
        return _page(form, chosen), error.status


def _is_unfinished(wanted: Bulk) -> bool:
    """The bar of the calendar says what is to be done; by how much is asked here."""
    is_move = wanted.action is BulkAction.MOVE and not (wanted.days or wanted.minutes)
    return bool(wanted.schedules) and is_move and "days" not in request.form


def _wanted(form: BulkForm, chosen: Chosen) -> Bulk:
    return Bulk(
        action=form.action.data,
        schedules=dict(_card(one) for one in chosen.selected),
        event_ids=tuple(dict.fromkeys(_number(one) for one in chosen.events)),
        days=form.days.data or 0,
        minutes=form.minutes.data or 0,
        employee_id=form.employee_id.data,
        first=form.first.data,
        last=form.last.data,
    )


def _card(typed: str) -> tuple[int, int]:
    """Id and version of a ticked card, written 12:3."""
    number, _colon, version = typed.partition(":")
    return _number(number), _number(version)


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 11 and 0 < int(typed) <= MAX_ID):
        raise Invalid(_("One of the chosen cards is not readable. Reload the page and choose again."))
    return int(typed)


def _page(form: BulkForm, chosen: Chosen, wanted: Bulk | None = None) -> str:
    session = db.session()
    plan = bulk_changes.plan(session, current_actor(), wanted) if wanted else None
    lines = plan.lines if plan else ()
    told = plan_effects.of_publishing if form.action.data is BulkAction.PUBLISH else plan_effects.of_plan
    count = len(chosen.selected) + len(chosen.events)
    return render_template(
        "schedules/bulk.html",
        form=form,
        chosen=chosen,
        count=count,
        lines=lines,
        effects=told(session, plan) if plan else (),
        seen=fingerprint(lines),
        BulkAction=BulkAction,
    )
