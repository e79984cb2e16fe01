"""What one of the connectors asks for besides address, name and password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.blueprints.settings.forms import ConnectorForm
from app.web.fields import TextField


class WalmartForm(ConnectorForm):
    mfa_credential_id = TextField(
        _l("Phone id (the MFA credential that text messages go to)"), length=200, render_kw={"autocomplete": "off"}
    )
