"""The forms of the sign-in at Walmart and of fetching its reports."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField

from app.web.fields import BaseForm, TextField, required


class CodeForm(BaseForm):
    code = TextField(
        _l("Code from the text message"),
        length=12,
        validators=[required()],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True},
    )


class DaysForm(BaseForm):
    """Which reports to fetch. Its fields carry no error of the code's form beside it."""

    first = DateField(_l("From"), validators=[required()])
    last = DateField(_l("To"), validators=[required()])
