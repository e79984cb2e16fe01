"""The shape of what is typed on the auto-scheduler's pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, widgets
from wtforms.validators import InputRequired

from app.blueprints.schedules.forms import REASON_LENGTH, DayField, StartField
from app.vocabulary import ApplyMode
from app.web.fields import REQUIRED, BaseForm, TextField, VersionField, choices, required

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
    touch_frozen = BooleanField(_l("Also change work of the next days"))


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
