"""Changing an event's details."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.events import bp
from app.blueprints.events.forms import EventForm, OwnEventForm
from app.db import db, transaction
from app.errors import DoubleBooked, Invalid, Stale
from app.models import Campaign, Event
from app.queries import campaigns as campaign_queries
from app.queries.changes import last_change_of
from app.services import events, own_events
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.stores import visible_stores
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
    return render_template("events/edit.html", form=form, event=event), form.refused_status


def _form(event: Event, **formdata: None) -> EventForm:
    """With `formdata=None` as the event is saved, whatever was sent."""
    kind = OwnEventForm if event.is_ours else EventForm
    form = kind(obj=event, **formdata)
    if request.method == "GET" or formdata:
        form.type.data = event.type.value if event.type_is_manual else ""
    form.offer_types(events.type_by_name(db.session(), event))
    form.offer_campaigns(campaigns_of(event))
    if isinstance(form, OwnEventForm):
        form.offer_stores(visible_stores())
    return form


def campaigns_of(event: Event) -> list[Campaign]:
    """Those it may be put into, and the one it is in."""
    session, actor = db.session(), current_actor()
    offered = campaign_queries.open_campaigns(session, actor.store_ids)
    own = session.get(Campaign, event.campaign_id) if event.campaign_id else None
    fitting = [one for one in offered if one.store_id in (None, event.store_id)]
    return fitting if own is None or own in fitting else [*fitting, own]


def _saved(form: EventForm, event_id: int) -> bool:
    try:
        with transaction() as session:
            actor, version = current_actor(), form.version.data
            if isinstance(form, OwnEventForm):
                change_id = own_events.update(
                    session, actor, event_id=event_id, version=version, facts=form.facts(), decision=form.decision()
                )
            else:
                change_id = events.update(session, actor, event_id=event_id, version=version, decision=form.decision())
    except Invalid as error:
        form.add(error)
        return False
    except Stale:
        event = events.find(db.session(), current_actor(), event_id=event_id)
        form.meet(_form(event, formdata=None), event.version, last_change_of(db.session(), event))
        return False
    except DoubleBooked:
        form.form_errors.append(
            _("With this type and length the event takes its people's time alone, and one of them is booked elsewhere "
              "at the same time. Move that booking first.")
        )  # fmt: skip
        return False
    flash_change(_("The event was saved."), change_id)
    return True
