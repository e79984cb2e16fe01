"""Campaigns: the list, adding, changing, closing."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.blueprints.events import bp
from app.blueprints.events.forms import CampaignForm
from app.db import db, transaction
from app.errors import Invalid, Stale
from app.models import Campaign
from app.queries import campaigns as queries
from app.queries.changes import last_change_of
from app.services import campaigns
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.listing import Column, Filter
from app.web.stores import visible_stores
from app.web.toasts import flash_change

_STATES = {"open": True, "closed": False, "all": None}
_COLUMNS: tuple[Column[tuple[Campaign, int]], ...] = (
    Column(_l("Name"), lambda row: row[0].name, "name"),
    Column(_l("Events"), lambda row: row[1], "events"),
    Column(_l("State"), lambda row: "open" if row[0].active else "closed"),
    Column(_l("Note"), lambda row: row[0].note),
)


@bp.get("/campaigns")
@requires(Permission.VIEW_EVENTS)
def list_campaigns() -> ResponseReturnValue:
    state = Filter(
        "state",
        _("State"),
        [("open", _("Open campaigns")), ("closed", _("Closed campaigns")), ("all", _("All"))],
        "open",
    )
    asked = listing.asked(queries.ORDERS, "name")
    page = queries.campaigns_page(
        db.session(), current_actor().store_ids, asked.words, _STATES[state.chosen], asked.wanted
    )
    found = listing.Listing(
        "campaigns", _("Campaigns"), _COLUMNS, [state], asked, page, clear=url_for("events.list_campaigns")
    )
    return listing.answer(found, "events/campaigns.html")


@bp.route("/campaigns/new", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def new_campaign() -> ResponseReturnValue:
    form = _offered(CampaignForm())
    if request.method == "POST" and form.validate():
        try:
            with transaction() as session:
                _campaign, change_id = campaigns.create(session, current_actor(), facts=form.facts())
        except Invalid as error:
            form.add(error)
        else:
            flash_change(_("%(name)s was added.", name=form.name.data), change_id)
            return redirect(url_for("events.list_campaigns"))
    page = render_template("events/campaign.html", form=form, campaign=None)
    return page, 422 if request.method == "POST" else 200


@bp.route("/campaigns/<int:campaign_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_EVENTS)
def edit_campaign(campaign_id: int) -> ResponseReturnValue:
    campaign = campaigns.find(db.session(), current_actor(), campaign_id=campaign_id)
    form = _offered(CampaignForm(obj=campaign))
    if request.method == "POST" and form.validate():
        try:
            with transaction() as session:
                change_id = campaigns.update(
                    session,
                    current_actor(),
                    campaign_id=campaign_id,
                    version=form.version.data,
                    facts=form.facts(),
                )
        except Invalid as error:
            form.add(error)
        except Stale:
            campaign = campaigns.find(db.session(), current_actor(), campaign_id=campaign_id)
            theirs = _offered(CampaignForm(formdata=None, obj=campaign))
            form.meet(theirs, campaign.version, last_change_of(db.session(), campaign))
        else:
            flash_change(_("%(name)s was saved.", name=form.name.data), change_id)
            return redirect(url_for("events.list_campaigns"))
    campaign = campaigns.find(db.session(), current_actor(), campaign_id=campaign_id)
    page = render_template("events/campaign.html", form=form, campaign=campaign)
    return page, form.refused_status if request.method == "POST" else 200


def _offered(form: CampaignForm) -> CampaignForm:
    form.offer_stores(visible_stores(), every_store=current_actor().store_ids is None)
    return form
