"""Campaigns: groups of events."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid, NotFound, Stale
from app.models import Campaign
from app.queries import campaigns as queries
from app.services import changes
from app.services.actors import Actor
from app.vocabulary import Permission
from app.wording import say


@dataclass(frozen=True)
class CampaignFacts:
    """`store_id` None = its events may be in any store."""

    name: str
    store_id: int | None
    note: str = ""
    active: bool = True


def find(session: Session, actor: Actor, *, campaign_id: int) -> Campaign:
    """Raises NotFound, also for another store's campaign."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None or (campaign.store_id is not None and not actor.sees_store(campaign.store_id)):
        raise NotFound(say("That campaign was not found."))
    return campaign


def create(session: Session, actor: Actor, *, facts: CampaignFacts) -> tuple[Campaign, int | None]:
    """Raises Invalid."""
    actor.require(Permission.EDIT_EVENTS)
    _check(session, actor, facts, None)
    summary = f"Campaign “{facts.name}” added"
    with changes.record(
        session, actor, command="create_campaign", summary=summary, store_id=facts.store_id
    ) as recording:
        campaign = Campaign(**vars(facts))
        session.add(campaign)
    return campaign, recording.change_id


def update(
    session: Session, actor: Actor, *, campaign_id: int, version: int | None, facts: CampaignFacts
) -> int | None:
    """Raises NotFound, Stale, Invalid."""
    actor.require(Permission.EDIT_EVENTS)
    campaign = find(session, actor, campaign_id=campaign_id)
    if campaign.version != version:
        raise Stale(say("Somebody else changed this campaign after you opened it. Reload to see it, then try again."))
    _check(session, actor, facts, campaign)
    summary = f"Campaign “{facts.name}” changed"
    with changes.record(
        session, actor, command="change_campaign", summary=summary, store_id=facts.store_id
    ) as recording:
        for name, value in vars(facts).items():
            setattr(campaign, name, value)
    return recording.change_id


def require(session: Session, campaign_id: int | None, store_id: int) -> None:
    """Raises Invalid unless an event of the store may belong to the campaign."""
    if campaign_id is None:
        return
    campaign = session.get(Campaign, campaign_id)
    if campaign is None or campaign.store_id not in (None, store_id):
        wrong = say("Choose a campaign of this store.")
        raise Invalid(wrong, [FieldError("campaign_id", wrong)])


def _check(session: Session, actor: Actor, facts: CampaignFacts, campaign: Campaign | None) -> None:
    wrong = []
    if not facts.name:
        wrong.append(FieldError("name", say("Enter the name.")))
    elif queries.named(session, facts.name, but=campaign.id if campaign else None) is not None:
        wrong.append(FieldError("name", say("There is a campaign of this name already.")))
    if facts.store_id is None and actor.store_ids is not None and (campaign is None or campaign.store_id is not None):
        wrong.append(FieldError("store_id", say("Choose one of your stores.")))
    if facts.store_id is not None and not actor.sees_store(facts.store_id):
        wrong.append(FieldError("store_id", say("Choose a store from the list.")))
    if wrong:
        raise Invalid(say("Some values cannot be used."), wrong)
