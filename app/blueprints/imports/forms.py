"""The forms of an import."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField

from app.models import Store
from app.services.imports.rows import Kind
from app.web.fields import BaseForm, choices


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
    leave_out_faulty = BooleanField(_l("Leave out the rows with faults"))


class CrossmarkForm(BaseForm):
    store_id = SelectField(_l("Store of people without a booking"), coerce=lambda typed: int(typed) if typed else None)

    def offer(self, stores: Sequence[Store]) -> None:
        named = ((store.id, f"{store.number} {store.name}") for store in stores)
        self.store_id.choices = choices([("", _l("None: leave them out")), *named])
