"""What is typed about a whole day."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from app.blueprints.schedules.forms import REASON_LENGTH, IdField
from app.web.fields import BaseForm, DayField, TextField


class CloseDayForm(BaseForm):
    to = DayField(_l("Move the work to"), validators=[Optional()])
    reason = TextField(_l("Why the day is closed"), length=REASON_LENGTH)
    keep_closed = BooleanField(_l("Keep the day closed: nothing is planned on it again"))


class TakeoverForm(BaseForm):
    employee_id = IdField(_l("Who takes over"), missing=_l("Choose who takes over."))
    reason = TextField(_l("Reason to set warnings aside"), length=REASON_LENGTH)
