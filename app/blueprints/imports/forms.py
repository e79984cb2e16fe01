"""The forms of an import."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, ValidationError

from app.models import Store
from app.services.imports.rows import Kind
from app.web.fields import BaseForm, TextField, choices

_NUMBERS = re.compile(r"\s*(\d{1,6})(?:\s*-\s*(\d{1,6}))?\s*", re.ASCII)
_MOST_ROWS = 100_000


class UploadForm(BaseForm):
    file = FileField(_l("File (CSV or Excel)"), validators=[FileRequired(message=_l("Choose a file."))])
    kind = SelectField(_l("What the rows are"))
    store_id = SelectField(_l("Store of rows that name none"), coerce=lambda typed: int(typed) if typed else None)

    def offer(self, kinds: Sequence[tuple[str, str]], stores: Sequence[Store]) -> None:
        self.kind.choices = choices(kinds)
        named = ((store.id, f"{store.number} {store.name}") for store in stores)
        self.store_id.choices = choices([("", _l("None: every row names its store")), *named])


def mapping_form(kind: Kind, headings: Sequence[str]) -> type[BaseForm]:
    """One picker of columns for each field of the kind."""
    columns = [("", _l("Not in the file")), *((str(place), heading or "–") for place, heading in enumerate(headings))]
    fields = {one.name: SelectField(_l(one.label), choices=choices(columns)) for one in kind.fields}
    return type("MappingForm", (BaseForm,), fields)


class ApplyForm(BaseForm):
    leave_out = TextField(_l("Leave out rows"), length=400)
    leave_out_faulty = BooleanField(_l("Leave out the rows with faults"))

    def validate_leave_out(self, field: TextField) -> None:
        parts = [part for part in (field.data or "").split(",") if part.strip()]
        if not all(_NUMBERS.fullmatch(part) for part in parts):
            raise ValidationError(_l("Write the numbers like 4, 12-15."))

    def left_out(self) -> set[int]:
        found: set[int] = set()
        for part in (self.leave_out.data or "").split(","):
            numbers = _NUMBERS.fullmatch(part)
            if numbers:
                first = int(numbers[1])
                last = int(numbers[2] or first)
                found |= set(range(first, min(last, _MOST_ROWS) + 1))
        return found
