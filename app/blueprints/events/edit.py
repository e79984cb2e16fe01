"""Changing an event's details."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.events import bp
from app.blueprints.events.forms import EventForm
from app.db import db, transaction
from app.errors import DoubleBooked, Invalid
from app.models import Event
from app.services import events
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_change


@bp.route("/<int:event_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def edit(event_id: int) -> ResponseReturnValue:
    event = events.find(db.session(), current_actor(), event_id=event_id)
    form = _form(event)
    if request.method == "GET":
        return render_template("events/edit.html", form=form, event=event)
    if form.validate() and _saved(form, event_id):
        return redirect(url_for("events.show", event_id=event_id))
    event = events.find(db.session(), current_actor(), event_id=event_id)
    return render_template("events/edit.html", form=form, event=event), 422


def _form(event: Event) -> EventForm:
    shown_type = event.type.value if event.type_is_manual else ""
    form = EventForm(obj=event) if request.method == "POST" else EventForm(obj=event, data={"type": shown_type})
    if request.method == "GET":
        form.type.data = shown_type
    form.offer_types(events.type_by_name(db.session(), event))
    return form


def _saved(form: EventForm, event_id: int) -> bool:
    try:
        with transaction() as session:
            change_id = events.update(
                session, current_actor(), event_id=event_id, version=form.version.data, decision=form.decision()
            )
    except Invalid as error:
        form.add(error)
        return False
    except DoubleBooked:
        form.form_errors.append(
            _("With this type and length the event takes its people's time alone, and one of them is booked elsewhere "
              "at the same time. Move that booking first.")
        )  # fmt: skip
        return False
    flash_change(_("The event was saved."), change_id)
    return True
