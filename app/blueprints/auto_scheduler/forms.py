"""The shape of what is typed on the auto-scheduler's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, SelectMultipleField, widgets
from wtforms.validators import InputRequired, Optional

from app.blueprints.schedules.forms import REASON_LENGTH, StartField
from app.models import Employee, OptimisationConfig
from app.services.scheduling.assumptions import IMAGINED_TYPES, Assumption, AssumptionKind
from app.vocabulary import ApplyMode, EventType
from app.web.converters import LARGEST_ID
from app.web.fields import REQUIRED, BaseForm, DayField, TextField, VersionField, choices, required

MODE_WORDS = {
    "normal": _l("Keep everything that is scheduled, fill what is open"),
    "replan": _l("Repair: also move what is not pinned, but only where it is needed"),
    "greedy": _l("The rulebook's waves, for comparison"),
}
SHORT_MODE_WORDS = {"normal": _l("fill gaps"), "replan": _l("repair"), "greedy": _l("waves")}
APPLY_WORDS = {
    ApplyMode.FILL_GAPS: _l("Fill gaps: book only what is still open"),
    ApplyMode.MERGE: _l("Merge: also move what nobody touched since the run"),
    ApplyMode.OVERWRITE_UNPINNED: _l("Overwrite what is not pinned"),
    ApplyMode.OVERWRITE_ALL: _l("Overwrite everything, pinned schedules too (needs a reason)"),
}


WEEK_WORDS = {1: _l("1 week"), 2: _l("2 weeks"), 4: _l("4 weeks, a month")}


def _id_or_none(value: str | int | None) -> int | None:
    if value in (None, ""):
        return None
    number = int(value)
    if not 0 < number <= LARGEST_ID:
        raise ValueError("no row has this number")
    return number


class ConfigField(SelectField):
    """What a run strives for; the default stands first, and a form without the field means it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(_l("What it strives for"), coerce=_id_or_none, validate_choice=False, **more)

    def offer(self, configs: Sequence[OptimisationConfig]) -> None:
        words: list[tuple[int | str, str]] = [
            (one.id, _("%(name)s (default)", name=one.name) if one.is_default else one.name) for one in configs
        ]
        self.choices = choices(words or [("", _("What the product brings"))])


class StartForm(BaseForm):
    week = DayField(_l("Week"), validators=[InputRequired(message=REQUIRED)])
    weeks = SelectField(_l("How long"), coerce=int, choices=choices(WEEK_WORDS.items()), default=1)
    store_ids = SelectMultipleField(
        _l("Stores"), coerce=int, widget=widgets.ListWidget(prefix_label=False), option_widget=widgets.CheckboxInput()
    )
    mode = RadioField(
        _l("How"),
        choices=choices(MODE_WORDS.items()),
        default="normal",
        validators=[InputRequired(message=REQUIRED)],
    )
    config_id = ConfigField()
    touch_frozen = BooleanField(_l("Also change work of the next days"))


class WhatIfForm(BaseForm):
    """Fixed places for assumptions, so that it works without JavaScript; whoever needs more branches again."""

    week = DayField(_l("Week"), validators=[InputRequired(message=REQUIRED)])
    absent_1 = SelectField(_l("Who is out"), coerce=_id_or_none)
    absent_1_first = DayField(_l("From"), validators=[Optional()])
    absent_1_last = DayField(_l("To"), validators=[Optional()])
    absent_2 = SelectField(_l("Who else is out"), coerce=_id_or_none)
    absent_2_first = DayField(_l("From"), validators=[Optional()])
    absent_2_last = DayField(_l("To"), validators=[Optional()])
    count = IntegerField(_l("How many more events"), validators=[Optional()])
    event_type = SelectField(_l("Of which type"), choices=choices((one.value, one.value) for one in IMAGINED_TYPES))
    open_day = DayField(_l("Open on"), validators=[Optional()])
    closed_day = DayField(_l("Closed on"), validators=[Optional()])
    config_id = ConfigField()
    touch_frozen = BooleanField(_l("Also change work of the next days"))

    def offer(self, staff: Sequence[Employee]) -> None:
        people = choices([("", "–"), *((one.id, one.name) for one in staff)])
        self.absent_1.choices = self.absent_2.choices = people

    def assumptions(self, store_id: int) -> list[tuple[str, Assumption]]:
        """What was filled in, each with the field that a refusal belongs to."""
        monday = self.monday
        sunday = monday + timedelta(days=6)
        made = [
            (one.name, Assumption(AssumptionKind.ABSENT, store_id, first.data or monday, last.data or sunday, one.data))
            for one, first, last in (
                (self.absent_1, self.absent_1_first, self.absent_1_last),
                (self.absent_2, self.absent_2_first, self.absent_2_last),
            )
            if one.data is not None
        ]
        if self.count.data is not None:
            more = Assumption(
                AssumptionKind.MORE_EVENTS,
                store_id,
                monday,
                sunday,
                event_type=EventType(self.event_type.data),
                count=self.count.data,
            )
            made.append((self.count.name, more))
        for field, kind in ((self.open_day, AssumptionKind.OPEN_DAY), (self.closed_day, AssumptionKind.CLOSED_DAY)):
            if field.data is not None:
                made.append((field.name, Assumption(kind, store_id, field.data, field.data)))
        return made

    @property
    def monday(self) -> date:
        """Of a form that was validated."""
        return self.week.day - timedelta(days=self.week.day.weekday())


class ApplyForm(BaseForm):
    mode = RadioField(
        _l("How to apply"),
        choices=choices((mode.value, words) for mode, words in APPLY_WORDS.items()),
        default=ApplyMode.FILL_GAPS.value,
        validators=[InputRequired(message=REQUIRED)],
    )
    reason = TextField(_l("Reason"), length=REASON_LENGTH)


class EditForm(BaseForm):
    employee_id = SelectField(_l("Who"), coerce=int, validators=[InputRequired(message=REQUIRED)])
    date = DayField(_l("Day"), validators=[required()])
    start_time = StartField(_l("Start"), validators=[InputRequired(message=REQUIRED)])
    override_reason = TextField(_l("Reason to set a rule aside"), length=REASON_LENGTH)
    version = VersionField()
