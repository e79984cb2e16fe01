"""The shape of what is typed; whether it may be is for the rules to say."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.web.fields import BaseForm, DayField, LocalTimeField, TextField, VersionField

#: The largest id a database of ours can hold.
MAX_ID = 2**31 - 1
REASON_LENGTH = 300


class StartField(LocalTimeField):
    """Minutes after the store's midnight."""

    data: Any


class IdField(IntegerField):
    """A hidden or chosen id; anything else than a number of a row is a wrong choice."""

    data: Any
    widget = HiddenInput()

    def __init__(self, label: Any, *, missing: Any, **more: Any) -> None:
        checks = [InputRequired(message=missing), NumberRange(min=1, max=MAX_ID, message=missing)]
        super().__init__(label, validators=checks, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        if typed.isascii() and typed.isdigit() and len(typed) < 11:
            self.data = int(typed)
        elif typed:
            self.data = None
            raise ValueError(_l("Choose one of the list."))


class PlaceForm(BaseForm):
    """Who, when and why all the same: what scheduling and moving share. A saved schedule keeps its event."""

    employee_id = IdField(_l("Employee"), missing=_l("Choose who does it."))
    date = DayField(_l("Day"), validators=[DataRequired(message=_l("Choose a day."))])
    start_time = StartField(_l("Start"), validators=[InputRequired(message=_l("Choose a start time."))])
    override_reason = TextField(_l("Reason to set warnings aside"), length=REASON_LENGTH)
    next = HiddenField()
    show = BooleanField()
    """Sent by the button that only asks for the list of people again."""
    everybody = BooleanField()
    """The same, with those who cannot do it and those behind the best ones."""


class PeopleForm(PlaceForm):
    """Asks who could do the event; with `schedule_id` who could take it over."""

    event_id = IdField(_l("Event"), missing=_l("Choose an event."))
    schedule_id = IdField(_l("Schedule"), missing="")


class NewForm(PlaceForm):
    event_id = IdField(_l("Event"), missing=_l("Choose an event."))
    form_key = HiddenField()
    """Made with the form; the same key twice is the same click twice."""


class MoveForm(PlaceForm):
    version = VersionField()


class CancelForm(BaseForm):
    reason = TextField(_l("Reason"), length=REASON_LENGTH)
    version = VersionField()
    next = HiddenField()


class SwapForm(BaseForm):
    other_id = IdField(_l("Trade with"), missing=_l("Choose whom to trade with."))
    show = BooleanField()
    """Sent by the button that only asks what the trade would do."""
    override_reason = TextField(_l("Reason to set warnings aside"), length=REASON_LENGTH)
    version = VersionField()
    next = HiddenField()


class RepairForm(BaseForm):
    """One of the offered ways out; the key names exactly what was shown."""

    key = HiddenField()
    override_reason = TextField(_l("Reason to set warnings aside"), length=REASON_LENGTH)
    next = HiddenField()


class CheckForm(BaseForm):
    """A would-be booking that is only asked about; without a start or a person the best one of the day is taken."""

    event_id = IdField(_l("Event"), missing=_l("Choose an event."))
    employee_id = IdField(_l("Employee"), missing=_l("Choose who does it."))
    date = DayField(_l("Day"), validators=[DataRequired(message=_l("Choose a day."))])
    start_time = StartField(_l("Start"), validators=[Optional()])
    schedule_id = IdField(_l("Schedule"), missing="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schedule_id.validators = [Optional()]
        self.employee_id.validators = [Optional(), *self.employee_id.validators[1:]]


class VerdictsForm(BaseForm):
    """What is dragged and which days are shown; from and to ask about every quarter of an hour between them."""

    event_id = IdField(_l("Event"), missing=_l("Choose an event."))
    schedule_id = IdField(_l("Schedule"), missing="")
    first = DayField(_l("First day"), validators=[DataRequired(message=_l("Choose a day."))])
    last = DayField(_l("Last day"), validators=[DataRequired(message=_l("Choose a day."))])
    from_time = StartField(_l("From"), validators=[Optional()])
    to_time = StartField(_l("To"), validators=[Optional()])
    copies = BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schedule_id.validators = [Optional()]
