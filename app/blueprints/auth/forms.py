"""Forms of sign-in and own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField

from app.web.fields import BaseForm, NoNulls, TextField, at_most, required

#: Longer than any allowed password, so that an over-long one is refused like a wrong one.
_TYPED = 1000


class SignInForm(BaseForm):
    username = TextField(
        _l("User name"), length=200, validators=[required()], render_kw={"autocomplete": "username", "autofocus": True}
    )
    password = PasswordField(
        _l("Password"),
        validators=[required(), at_most(_TYPED), NoNulls()],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class NewPasswordForm(BaseForm):
    current_password = PasswordField(
        _l("Current password"),
        validators=[required(), at_most(_TYPED), NoNulls()],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        _l("New password"), validators=[required(), at_most(_TYPED)], render_kw={"autocomplete": "new-password"}
    )


class FirstAdminForm(BaseForm):
    username = TextField(_l("User name"), length=80, validators=[required()], render_kw={"autocomplete": "username"})
    display_name = TextField(_l("Your name"), length=120, validators=[required()], render_kw={"autocomplete": "name"})
    password = PasswordField(
        _l("Password"), validators=[required(), at_most(_TYPED)], render_kw={"autocomplete": "new-password"}
    )
