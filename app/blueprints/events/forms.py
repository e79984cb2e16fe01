"""The form of an event's details."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from app.services.events import EventDecision
from app.vocabulary import EventType
from app.web.fields import REQUIRED, BaseForm, TextField, VersionField, choices

_RANGE = _l("Enter a number from %(min)s to %(max)s.")


def _whole(label: str, low: int, high: int) -> IntegerField:
    checks = [InputRequired(message=REQUIRED), NumberRange(min=low, max=high, message=_RANGE)]
    return IntegerField(label, validators=checks, render_kw={"inputmode": "numeric"})


class EventForm(BaseForm):
    version = VersionField()
    type = SelectField(_l("Type"))
    priority = SelectField(
        _l("Priority"),
        coerce=int,
        choices=choices(
            [(1, _l("1, the highest")), (2, "2"), (3, _l("3, normal")), (4, "4"), (5, _l("5, the lowest"))]
        ),
    )
    required_headcount = _whole(_l("People needed"), 1, 99)
    duration_minutes = _whole(_l("Length in minutes"), 5, 1440)
    auto_schedule = BooleanField(_l("The auto-scheduler may plan it"))
    auto_schedule_reason = TextField(_l("If not, why"), length=200)

    def offer_types(self, by_name: EventType) -> None:
        as_named = ("", _l("As the name says (%(type)s)", type=by_name.value))
        self.type.choices = choices([as_named, *((kind.value, kind.value) for kind in EventType)])

    def decision(self) -> EventDecision:
        return EventDecision(
            type=EventType(self.type.data) if self.type.data else None,
            priority=self.priority.data,
            required_headcount=self.required_headcount.data or 0,
            duration_minutes=self.duration_minutes.data or 0,
            auto_schedule=bool(self.auto_schedule.data),
            auto_schedule_reason=self.auto_schedule_reason.data or "",
        )
