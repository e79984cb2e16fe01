"""Forms made from the list of settings, and those of the connectors."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, PasswordField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from app.blueprints.settings.choice_words import choice_words
from app.services.setting_kinds import LONGEST_TEXT, Known
from app.services.setting_list import Section
from app.web.fields import REQUIRED, BaseForm, NoNulls, NotesField, TextField, VersionField, at_most, choices
from app.wording import say


class SectionForm(BaseForm):
    version = VersionField()


class ChecksField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def form_for(section: Section) -> type[SectionForm]:
    return type("SectionForm", (SectionForm,), {known.key: field_of(known) for known in section.settings})


def field_of(known: Known) -> Any:
    label, told = say(known.label), say(known.help) if known.help else ""
    if known.kind == "flag":
        return BooleanField(label, description=told)
    if known.kind == "number":
        words = f"Use a whole number from {known.low} to {known.high}."
        checks = [InputRequired(REQUIRED), NumberRange(known.low, known.high, words)]
        return IntegerField(label, description=told, validators=checks)
    if known.kind == "choice":
        offered = choices((word, choice_words(word)) for word in known.choices)
        return SelectField(label, description=told, choices=offered)
    if known.kind == "several":
        return ChecksField(label, description=told, choices=choices((word, say(word)) for word in known.choices))
    if known.kind == "slots":
        return NotesField(label, description=told, length=LONGEST_TEXT, render_kw={"rows": 5})
    return TextField(label, description=told, length=LONGEST_TEXT)


class SettingsFileForm(BaseForm):
    file = FileField(_l("File (settings.json)"), validators=[FileRequired(message=_l("Choose a file."))])


class ConnectorForm(BaseForm):
    base_url = TextField(_l("Address (https://…)"), length=300)
    username = TextField(_l("User name"), length=200, render_kw={"autocomplete": "off"})
    password = PasswordField(
        _l("Password"), validators=[at_most(500), NoNulls()], render_kw={"autocomplete": "new-password"}
    )
    consent = BooleanField(_l("I may use this account for this, and the account's owner agrees."))
