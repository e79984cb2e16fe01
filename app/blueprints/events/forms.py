"""The forms of events: details, a new one, many at once, campaigns."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.models import Campaign, Store
from app.services.campaigns import CampaignFacts
from app.services.event_bulk import BulkDecision
from app.services.events import EventDecision
from app.services.own_events import EventFacts
from app.vocabulary import EventType
from app.web.fields import REQUIRED, BaseForm, TextField, VersionField, choices, needed_day, required

_RANGE = _l("Enter a number from %(min)s to %(max)s.")


def _whole(label: str, low: int, high: int) -> IntegerField:
    checks = [InputRequired(message=REQUIRED), NumberRange(min=low, max=high, message=_RANGE)]
    return IntegerField(label, validators=checks, render_kw={"inputmode": "numeric"})


PRIORITIES = [(1, _l("1, the highest")), (2, "2"), (3, _l("3, normal")), (4, "4"), (5, _l("5, the lowest"))]
NO_CAMPAIGN = "none"


def _id_or_none(value: str | int | None) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class EventForm(BaseForm):
    version = VersionField()
    type = SelectField(_l("Type"))
    priority = SelectField(
        _l("Priority"),
        coerce=int,
        choices=choices(PRIORITIES),
    )
    required_headcount = _whole(_l("People needed"), 1, 99)
    duration_minutes = _whole(_l("Length in minutes"), 5, 1440)
    campaign_id = SelectField(_l("Campaign"), coerce=_id_or_none)
    auto_schedule = BooleanField(_l("The auto-scheduler may plan it"))
    auto_schedule_reason = TextField(_l("If not, why"), length=200)

    def offer_types(self, by_name: EventType) -> None:
        as_named = ("", _l("As the name says (%(type)s)", type=by_name.value))
        self.type.choices = choices([as_named, *((kind.value, kind.value) for kind in EventType)])

    def offer_campaigns(self, offered: Iterable[Campaign]) -> None:
        self.campaign_id.choices = choices([("", _l("None")), *((one.id, one.name) for one in offered)])

    def decision(self) -> EventDecision:
        return EventDecision(
            campaign_id=self.campaign_id.data,
            type=EventType(self.type.data) if self.type.data else None,
            priority=self.priority.data,
            required_headcount=self.required_headcount.data or 0,
            duration_minutes=self.duration_minutes.data or 0,
            auto_schedule=bool(self.auto_schedule.data),
            auto_schedule_reason=self.auto_schedule_reason.data or "",
        )


class OwnEventForm(EventForm):
    """Of an event made here by hand, which has no Crossmark that names it and its window."""

    name = TextField(_l("Name"), length=300, validators=[required()])
    store_id = SelectField(_l("Store"), coerce=int)
    start_date = needed_day(_l("First day"))
    due_date = needed_day(_l("Due"))

    def offer_stores(self, stores: Iterable[Store]) -> None:
        self.store_id.choices = choices((store.id, f"{store.number} {store.name}") for store in stores)

    def facts(self) -> EventFacts:
        return EventFacts(self.name.data or "", self.store_id.data, self.start_date.day, self.due_date.day)


class NewEventForm(OwnEventForm):
    duration_minutes = IntegerField(
        _l("Length in minutes"),
        validators=[Optional(), NumberRange(min=5, max=1440, message=_RANGE)],
        render_kw={"inputmode": "numeric"},
    )

    def offer_types(self, by_name: EventType | None = None) -> None:
        self.type.choices = choices([("", _l("As the name says")), *((kind.value, kind.value) for kind in EventType)])


class BulkForm(BaseForm):
    """An empty choice leaves what is there."""

    event = SelectMultipleField(_l("Events"), coerce=int, validate_choice=False)
    type = SelectField(
        _l("Type"),
        choices=choices(
            [("", _l("Leave")), ("name", _l("As the name says")), *((kind.value, kind.value) for kind in EventType)]
        ),
    )
    priority = SelectField(_l("Priority"), choices=choices([("", _l("Leave")), *((str(n), t) for n, t in PRIORITIES)]))
    campaign = SelectField(_l("Campaign"))

    def offer_campaigns(self, offered: Iterable[Campaign]) -> None:
        named = ((str(one.id), one.name) for one in offered)
        self.campaign.choices = choices([("", _l("Leave")), (NO_CAMPAIGN, _l("None")), *named])

    def decision(self) -> BulkDecision:
        chosen, campaign = self.type.data, self.campaign.data
        return BulkDecision(
            type=EventType(chosen) if chosen and chosen != "name" else None,
            follow_name=chosen == "name",
            priority=int(self.priority.data) if self.priority.data else None,
            campaign_id=int(campaign) if campaign and campaign != NO_CAMPAIGN else None,
            no_campaign=campaign == NO_CAMPAIGN,
        )


class CampaignForm(BaseForm):
    version = VersionField()
    name = TextField(_l("Name"), length=80, validators=[required()])
    store_id = SelectField(_l("Store"), coerce=_id_or_none)
    note = TextField(_l("Note"), length=300)
    active = BooleanField(_l("Open: events may be put into it"), default=True)

    def offer_stores(self, stores: Iterable[Store], *, every_store: bool) -> None:
        named = ((store.id, f"{store.number} {store.name}") for store in stores)
        self.store_id.choices = choices([*([("", _l("All stores"))] if every_store else []), *named])

    def facts(self) -> CampaignFacts:
        return CampaignFacts(
            self.name.data or "", self.store_id.data, self.note.data or "", active=bool(self.active.data)
        )
