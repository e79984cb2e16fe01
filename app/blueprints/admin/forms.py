"""Forms of the users pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.services.users import Account
from app.vocabulary import Role
from app.web.fields import BaseForm, TextField, VersionField, at_most, choices, required
from app.web.words import ROLE_WORDS
from app.wording import LANGUAGES


def _number_or_none(value: str | int | None) -> int | None:
    return int(value) if value not in (None, "") else None


class UserForm(BaseForm):
    version = VersionField()
    username = TextField(_l("User name"), length=80)
    display_name = TextField(_l("Name"), length=120, validators=[required()])
    role = SelectField(_l("Role"), choices=choices((role.value, words) for role, words in ROLE_WORDS.items()))
    employee_id = SelectField(_l("Employee"), coerce=_number_or_none)
    all_stores = BooleanField(_l("Every store"))
    store_ids = SelectMultipleField(
        _l("Stores"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    locale = SelectField(_l("Language"), choices=choices(LANGUAGES.items()))

    def account(self, username: str = "") -> Account:
        return Account(
            username=username or self.username.data or "",
            display_name=self.display_name.data or "",
            role=Role(self.role.data),
            store_ids=frozenset(self.store_ids.data or ()),
            all_stores=bool(self.all_stores.data),
            employee_id=self.employee_id.data,
            locale=self.locale.data,
        )


class NewUserForm(UserForm):
    password = PasswordField(
        _l("First password"),
        validators=[required(), at_most(1000)],
        render_kw={"autocomplete": "new-password"},
    )


class ResetForm(BaseForm):
    password = PasswordField(
        _l("New password"), validators=[required(), at_most(1000)], render_kw={"autocomplete": "new-password"}
    )
