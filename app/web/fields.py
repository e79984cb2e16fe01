"""The base of every form, and the fields that only this product needs. Messages say how to fix the input."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput, TextInput

from app.errors import Invalid, Stale
from app.formatting import MONTHS, WEEKDAYS, hhmm, parse_hhmm
from app.models import Change
from app.web.both_versions import BothVersions, compare, with_choices
from app.web.converters import parse_day

REQUIRED = _l("Please fill this in.")
WEEKDAY_LABELS = tuple(_l(name) for name in WEEKDAYS)
MONTH_LABELS = tuple(_l(name) for name in MONTHS)
TOO_LONG = _l("Use at most %(max)d characters.")
_DAY_TEXT = _l("Write the day like 2026-11-24.")


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """The choices of a select field from (value, label) pairs; pairs alone are on their way out of WTForms."""
    return [SelectChoice(value, label) for value, label in pairs]


def required() -> DataRequired:
    return DataRequired(message=REQUIRED)


def at_most(length: int) -> Length:
    return Length(max=length, message=TOO_LONG)


def stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class NoNulls:
    """PostgreSQL cannot store a NUL character, and nobody can type one."""

    def __call__(self, _form: Any, field: Field) -> None:
        if isinstance(field.data, str) and "\x00" in field.data:
            raise ValidationError(_l("The text holds a character that cannot be shown."))


class BaseForm(FlaskForm):
    """Always called `form` in templates. `form.add(error)` shows a refused save beside the fields it names."""

    both_versions: BothVersions | None = None
    """Set by `meet`."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            return with_choices(super().wrap_formdata(form, formdata))

    @property
    def refused_status(self) -> int:
        """Of the answer that shows the form again."""
        return Stale.status if self.both_versions else Invalid.status

    def meet(self, theirs: BaseForm, seen: int | str, change: Change | None = None, address: str = "") -> None:
        """Somebody else saved meanwhile: the page shows both, and the next save rests on theirs.

        `seen` is their version, or what stands for it in the field of that name.
        """
        self.both_versions = BothVersions(compare(self, theirs), change, address)
        field = self["seen"] if "seen" in self else self["version"]
        field.data, field.raw_data = seen, None

    def add(self, error: Invalid) -> None:
        named = {wrong.field: wrong.message for wrong in error.fields}
        for name, message in named.items():
            if name in self:
                self[name].errors = [*self[name].errors, message]
        if not any(name in self for name in named):
            self.form_errors.append(error.message)

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """(field id, label, message) of everything that is wrong, for the summary on top."""
        wrong = [
            (field.id, str(field.label.text), str(message))
            for field in self
            if field.name != "csrf_token"
            for message in field.errors
            if isinstance(message, str) or hasattr(message, "__str__")
        ]
        return [("", "", str(message)) for message in self.form_errors] + wrong


class TextField(StringField):
    """One line, stripped, with a maximum length that also stands in the page."""

    def __init__(self, label: Any, *, length: int = 200, validators: Any = (), **more: Any) -> None:
        checks = [*validators, at_most(length), NoNulls()]
        more.setdefault("filters", [stripped])
        super().__init__(label, validators=checks, **more)


class NotesField(TextAreaField):
    def __init__(self, label: Any, *, length: int = 1000, validators: Any = (), **more: Any) -> None:
        checks = [*validators, at_most(length), NoNulls()]
        more.setdefault("filters", [stripped])
        super().__init__(label, validators=checks, **more)


class VersionField(IntegerField):
    """The version the user saw, hidden; a save that rests on an older one is refused."""

    widget = HiddenInput()

    def __init__(self, **more: Any) -> None:
        super().__init__("version", validators=[Optional()], **more)


class TimeInput(TextInput):
    input_type = "time"


class LocalTimeField(Field):
    """HH:MM on screen, minutes after local midnight in Python."""

    widget = TimeInput()

    def __init__(self, label: Any = None, validators: Any = (), **more: Any) -> None:
        super().__init__(label, validators, **more)
        self._typed: str | None = None

    def _value(self) -> str:
        if self._typed is not None:
            return self._typed
        return hhmm(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self._typed = valuelist[0][:8]
        if not self._typed.strip():
            self.data = None
            return
        try:
            # Browsers may add seconds.
            self.data = parse_hhmm(":".join(self._typed.split(":")[:2]))
        except ValueError:
            self.data = None
            raise ValueError(self.gettext("Write the time like 09:45.")) from None


class DayField(DateField):
    """A day between the years that planning knows; the typed text stays when it is none."""

    data: date | None

    @property
    def day(self) -> date:
        """Of a field that was validated as filled in."""
        if self.data is None:
            raise ValueError("the day was not validated")
        return self.data

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data, typed = None, valuelist[0].strip()
        if not typed:
            return
        try:
            self.data = parse_day(typed)
        except ValueError:
            raise ValueError(str(_DAY_TEXT)) from None


def needed_day(label: Any) -> DayField:
    return DayField(label, validators=[InputRequired(message=REQUIRED)])
