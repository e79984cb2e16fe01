"""What is typed to have work done again."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired, Optional

from app.blueprints.schedules.board_forms import SCOPE_WORDS, WishForm
from app.blueprints.schedules.forms import MoveForm
from app.web.fields import DayField, choices


class ReissueForm(MoveForm):
    expires_on = DayField(_l("Expires on"), validators=[Optional()])
    include_responses = BooleanField(_l("Keep the answers of the report before"))


class ReissueSeveralForm(WishForm):
    date = DayField(_l("Day"), validators=[DataRequired(message=_l("Choose a day."))])
    scope = RadioField(_l("What is done"), choices=choices(SCOPE_WORDS.items()), default="some")
