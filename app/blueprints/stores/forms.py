"""The profile of a store."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from app.formatting import parse_hhmm
from app.models import Store
from app.services.stores import StoreFacts, hours_of
from app.web.fields import WEEKDAY_LABELS, BaseForm, LocalTimeField, TextField, VersionField, required


class StoreForm(BaseForm):
    """An opening time without a closing time, or the other way round, is refused; neither is closed."""

    version = VersionField()
    number = TextField(_l("Number"), length=16, validators=[required()])
    name = TextField(_l("Name"), length=120, validators=[required()])
    address = TextField(_l("Address"), length=200)
    timezone = TextField(_l("Time zone"), length=64, validators=[required()])
    location_id = TextField(_l("Crossmark location"), length=32)
    active = BooleanField(_l("Active: work is planned here"), default=True)

    def show(self, store: Store) -> None:
        for weekday, (begin, end) in hours_of(store).items():
            self[f"opens_{weekday}"].data, self[f"closes_{weekday}"].data = parse_hhmm(begin), parse_hhmm(end)

    def validate(self, extra_validators: object = None) -> bool:
        fine = super().validate(extra_validators)
        for weekday in range(7):
            opens, closes = self[f"opens_{weekday}"], self[f"closes_{weekday}"]
            if (opens.data is None) != (closes.data is None) and not opens.errors and not closes.errors:
                lacking = opens if opens.data is None else closes
                lacking.errors = [_l("Enter both times, or none when it is closed.")]
                fine = False
        return bool(fine)

    def facts(self) -> StoreFacts:
        hours = {
            weekday: (self[f"opens_{weekday}"].data, self[f"closes_{weekday}"].data)
            for weekday in range(7)
            if self[f"opens_{weekday}"].data is not None
        }
        return StoreFacts(
            number=self.number.data or "",
            name=self.name.data or "",
            timezone=self.timezone.data or "",
            location_id=self.location_id.data or None,
            address=self.address.data or "",
            hours=hours or None,
            active=bool(self.active.data),
        )


for _weekday, _label in enumerate(WEEKDAY_LABELS):
    setattr(StoreForm, f"opens_{_weekday}", LocalTimeField(_l("%(day)s from", day=_label)))
    setattr(StoreForm, f"closes_{_weekday}", LocalTimeField(_l("%(day)s to", day=_label)))
