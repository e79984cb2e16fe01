"""Events made here by hand: adding and cancelling."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.events import bp
from app.blueprints.events.forms import NewEventForm
from app.db import db, transaction
from app.errors import Invalid
from app.queries import campaigns as campaign_queries
from app.services import own_events
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.stores import chosen_store, visible_stores
from app.web.toasts import flash_change


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def new() -> ResponseReturnValue:
    form = NewEventForm()
    form.offer_types()
    form.offer_stores(visible_stores())
    form.offer_campaigns(campaign_queries.open_campaigns(db.session(), current_actor().store_ids))
    if request.method == "GET":
        store = chosen_store()
        form.store_id.data = store.id if store else None
        form.priority.data, form.required_headcount.data, form.auto_schedule.data = 3, 1, True
        return render_template("events/new.html", form=form)
    if form.validate():
        try:
            with transaction() as session:
                event, change_id = own_events.create(
                    session, current_actor(), facts=form.facts(), decision=form.decision()
                )
                event_id = event.id
        except Invalid as error:
            form.add(error)
        else:
            flash_change(_("%(name)s was added.", name=form.name.data), change_id)
            return redirect(url_for("events.show", event_id=event_id))
    return render_template("events/new.html", form=form), 422


@bp.post("/<int:event_id>/cancel")
@requires(Permission.EDIT_EVENTS)
def cancel(event_id: int) -> ResponseReturnValue:
    with transaction() as session:
        change_id = own_events.cancel(
            session,
            current_actor(),
            event_id=event_id,
            version=request.form.get("version", type=int),
            reason=request.form.get("reason", "").replace("\x00", "").strip()[:200],
        )
    flash_change(_("The event was cancelled."), change_id)
    return redirect(url_for("events.show", event_id=event_id))
