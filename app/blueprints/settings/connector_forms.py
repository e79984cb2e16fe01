"""What the pages of the connectors ask for besides address, name and password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField

from app.blueprints.settings.forms import ConnectorForm
from app.web.fields import BaseForm, NoNulls, TextField, at_most


class WalmartForm(ConnectorForm):
    mfa_credential_id = TextField(
        _l("Phone id (the MFA credential that text messages go to)"), length=200, render_kw={"autocomplete": "off"}
    )


class OwnSignInForm(BaseForm):
    username = TextField(_l("User name at Crossmark"), length=200, render_kw={"autocomplete": "off"})
    password = PasswordField(
        _l("Password"), validators=[at_most(500), NoNulls()], render_kw={"autocomplete": "new-password"}
    )
    consent = BooleanField(_l("This is my own account, and it may be used for what I change here."))


class RecoverForm(BaseForm):
    email = TextField(_l("E-mail address of the account at Crossmark"), length=254)
