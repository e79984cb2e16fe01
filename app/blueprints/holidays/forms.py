"""The form of a holiday."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional

from app.models import Store
from app.services.holidays import HolidayFacts, HolidayKind
from app.web.fields import MONTH_LABELS, WEEKDAY_LABELS, BaseForm, DayField, TextField, VersionField, choices, required

PLACES = {1: _l("1st"), 2: _l("2nd"), 3: _l("3rd"), 4: _l("4th"), 5: _l("last")}


def _number(typed: str | int | None) -> int | None:
    return int(typed) if typed not in (None, "", "None") else None


class HolidayForm(BaseForm):
    version = VersionField()
    name = TextField(_l("Name"), length=80, validators=[required()])
    store_id = SelectField(_l("Store"), coerce=_number)
    kind = RadioField(
        _l("When"),
        choices=choices(
            [
                (HolidayKind.ONCE.value, _l("On one date")),
                (HolidayKind.YEARLY.value, _l("On the same date each year")),
                (HolidayKind.NTH_WEEKDAY.value, _l("On a weekday of a month each year")),
            ]
        ),
        default=HolidayKind.ONCE.value,
    )
    day = DayField(_l("Date"), validators=[Optional()])
    month = SelectField(_l("Month"), coerce=_number, choices=choices([("", "–"), *enumerate(MONTH_LABELS, start=1)]))
    month_day = SelectField(
        _l("Day of the month"), coerce=_number, choices=choices([("", "–"), *((n, n) for n in range(1, 32))])
    )
    nth = SelectField(_l("Which one"), coerce=_number, choices=choices([("", "–"), *PLACES.items()]))
    weekday = SelectField(_l("Weekday"), coerce=_number, choices=choices([("", "–"), *enumerate(WEEKDAY_LABELS)]))
    active = BooleanField(_l("Counts: nobody is scheduled then"), default=True)
    notes = TextField(_l("Note"), length=200)

    def offer_stores(self, stores: Iterable[Store], *, every_store: bool) -> None:
        named = ((store.id, f"{store.number} {store.name}") for store in stores)
        self.store_id.choices = choices([*([("", _l("All stores"))] if every_store else []), *named])

    def facts(self) -> HolidayFacts:
        return HolidayFacts(
            name=self.name.data or "",
            kind=HolidayKind(self.kind.data),
            store_id=self.store_id.data,
            day=self.day.data,
            month=self.month.data,
            month_day=self.month_day.data,
            weekday=self.weekday.data,
            nth=self.nth.data,
            active=bool(self.active.data),
            notes=self.notes.data or "",
        )
