"""The one form of the sign-in at Walmart."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.fields import BaseForm, TextField, required


class CodeForm(BaseForm):
    code = TextField(
        _l("Code from the text message"),
        length=12,
        validators=[required()],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True},
    )
