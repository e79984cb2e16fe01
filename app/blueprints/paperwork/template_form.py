"""The form on which a paperwork form is added or changed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.models import PaperworkTemplate, Store
from app.paperwork.html_form import FIELDS, LONGEST
from app.services.paperwork_templates import Placed, Upload, Wanted
from app.vocabulary import EventType
from app.web.fields import BaseForm, NotesField, TextField, VersionField, choices, required

_MOST_PAGES, _WIDEST, _TALLEST = 200, 17.0, 17.0
FIELD_WORDS = {"date": _l("Date"), "employee": _l("Employee"), "event": _l("Event"), "store": _l("Store")}


class ChecksField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TemplateForm(BaseForm):
    """Where fields are printed is read by name: date_page, date_left, date_top and so on."""

    version = VersionField()
    name = TextField(_l("Name"), length=80, validators=[required()])
    description = TextField(_l("What it is for"), length=300)
    category = SelectField(
        _l("Printed"), choices=choices([("event", _l("with each event")), ("daily", _l("once a day"))])
    )
    event_types = ChecksField(
        _l("Only with these types of events"), choices=choices((kind.value, kind.value) for kind in EventType)
    )
    store_ids = ChecksField(_l("Only in these stores"), coerce=int)
    active = BooleanField(_l("In use"), default=True)
    file = FileField(_l("PDF file"), render_kw={"accept": "application/pdf,.pdf"})
    html = NotesField(_l("Or the form as HTML"), length=LONGEST, render_kw={"rows": 8, "spellcheck": "false"})
    overwrite = BooleanField(_l("Replace it"))

    def offer(self, stores: Sequence[Store]) -> None:
        self.store_ids.choices = choices((store.id, f"{store.number} {store.name}") for store in stores)

    def show(self, template: PaperworkTemplate) -> None:
        self.html.data = template.html or ""
        self.event_types.data, self.store_ids.data = template.event_types, template.store_ids

    def wanted(self) -> Wanted | None:
        """None when a place of a field cannot be read; `form_errors` says which."""
        placed = [one for name in FIELDS if (one := self._placed(name)) is not None]
        if self.form_errors:
            return None
        return Wanted(
            name=self.name.data or "",
            category=self.category.data,
            description=self.description.data or "",
            active=bool(self.active.data),
            event_types=tuple(self.event_types.data or ()),
            store_ids=tuple(self.store_ids.data or ()),
            html=self.html.data or "",
            fields=tuple(placed),
        )

    def _placed(self, name: str) -> Placed | None:
        page, left, top = (request.form.get(f"{name}_{part}", "").strip()[:10] for part in ("page", "left", "top"))
        if not page:
            return None
        try:
            placed = Placed(name, int(page), float(left), float(top))
        except ValueError:
            placed = Placed(name, 0, 0, 0)
        if not (1 <= placed.page <= _MOST_PAGES and 0 <= placed.left <= _WIDEST and 0 <= placed.top <= _TALLEST):
            self.form_errors.append(
                _("%(field)s: give a page from 1 and inches from the left and the top edge.", field=FIELD_WORDS[name])
            )
            return None
        return placed

    def upload(self) -> Upload | None:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return None
        return Upload(sent.filename.replace("\x00", ""), sent.read())


def places(template: PaperworkTemplate | None) -> dict[str, dict[str, str]]:
    """What the fields of places show: what was typed, else what is kept."""
    kept = {one["name"]: one for one in template.fields} if template else {}
    return {
        name: {
            part: request.form.get(f"{name}_{part}", str(kept.get(name, {}).get(part, "")))
            for part in ("page", "left", "top")
        }
        for name in FIELDS
    }
