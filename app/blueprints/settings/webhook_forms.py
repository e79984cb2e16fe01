"""The form of a webhook, and its events in words."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from app.blueprints.settings.forms import ChecksField
from app.models import Store
from app.services import webhooks
from app.services.webhook_messages import PING
from app.services.webhooks import NAME_LENGTH, URL_LENGTH, Wanted
from app.vocabulary import DeliveryState, WebhookEvent
from app.web.fields import BaseForm, TextField, VersionField, choices, required

EVENT_WORDS = {
    WebhookEvent.SCHEDULE_PUBLISHED: _l("A schedule is published"),
    WebhookEvent.SCHEDULE_CHANGED: _l("A published schedule is moved, given to somebody else or cancelled"),
    WebhookEvent.EVENT_UNSTAFFED: _l("An event loses somebody and lacks people"),
    WebhookEvent.RUN_FINISHED: _l("A run of the auto-scheduler has ended"),
    WebhookEvent.SYNC_FINISHED: _l("A sync has ended"),
    WebhookEvent.PACKET_BUILT: _l("A packet is built"),
}
MESSAGE_WORDS = {**{event.value: words for event, words in EVENT_WORDS.items()}, PING: _l("Test message")}
STATE_WORDS = {
    DeliveryState.PENDING: _l("waits"),
    DeliveryState.SENDING: _l("is being sent"),
    DeliveryState.DELIVERED: _l("delivered"),
    DeliveryState.DEAD: _l("given up"),
}


def _number(typed: str | int | None) -> int | None:
    return int(typed) if typed not in (None, "", "None") else None


class WebhookForm(BaseForm):
    version = VersionField()
    name = TextField(_l("Name"), length=NAME_LENGTH, validators=[required()])
    url = TextField(_l("Address (https://…)"), length=URL_LENGTH, validators=[required()])
    events = ChecksField(_l("Tell of"), choices=choices((event.value, words) for event, words in EVENT_WORDS.items()))
    store_id = SelectField(_l("Store"), coerce=_number)
    active = BooleanField(_l("Switched on"), default=True)

    def offer_stores(self, stores: Iterable[Store]) -> None:
        named = ((store.id, f"{store.number} {store.name}") for store in stores)
        self.store_id.choices = choices([("", _l("All stores")), *named])

    def wanted(self) -> Wanted:
        """Looks the host up, so call it before the transaction. Raises Invalid."""
        return Wanted(
            name=self.name.data or "",
            url=webhooks.checked(self.url.data or ""),
            events=[WebhookEvent(name) for name in self.events.data or ()],
            store_id=self.store_id.data,
            active=bool(self.active.data),
        )
