"""The grid and the form of one exception."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from app.models import Employee, Rotation
from app.services.rotations import WORDS, Grid, Place, may_stand, seen_grid
from app.vocabulary import RotationKind
from app.web.fields import REQUIRED, WEEKDAY_LABELS, BaseForm, DayField, TextField, choices
from app.web.shared_select import SharedChoices, SharedSelectField


def _number_or_none(value: str | int | None) -> int | None:
    return int(value) if value not in (None, "") else None


def _offered(people: Sequence[Employee], kept: Sequence[Employee] = ()) -> SharedChoices:
    """By name; `kept` stand there although they may not any more."""
    past = [(one.id, _("%(name)s (not possible any more)", name=one.name)) for one in kept]
    named = [(one.id, one.name) for one in people]
    return SharedChoices([("", "–"), *sorted([*named, *past], key=lambda pair: (pair[1].casefold(), pair[0]))])


class GridForm(BaseForm):
    """One field for each kind and weekday, and one for its backup."""

    seen = HiddenField()

    def show(self, rows: Sequence[Rotation]) -> None:
        self.seen.data = seen_grid(list(rows))
        for row in rows:
            name = f"{row.kind.value}_{row.weekday}"
            self[name].data, self[f"{name}_backup"].data = row.employee_id, row.backup_employee_id

    def offer(self, staff: Sequence[Employee], rows: Sequence[Rotation]) -> None:
        """Only people who may stand there, and whoever stands there although he may not any more."""
        may = {kind: [one for one in staff if may_stand(kind, one)] for kind in RotationKind}
        usual = {kind: _offered(may[kind]) for kind in RotationKind}
        standing = {(row.kind, row.weekday): {row.employee_id, row.backup_employee_id} for row in rows}
        for kind in RotationKind:
            for weekday in range(7):
                kept = standing.get((kind, weekday), set()) - {None, *(one.id for one in may[kind])}
                offered = _offered(may[kind], [one for one in staff if one.id in kept]) if kept else usual[kind]
                for name in (f"{kind.value}_{weekday}", f"{kind.value}_{weekday}_backup"):
                    self[name].choices = offered

    def grid(self) -> Grid:
        return {
            (kind, weekday): Place(self[f"{kind.value}_{weekday}"].data, self[f"{kind.value}_{weekday}_backup"].data)
            for kind in RotationKind
            for weekday in range(7)
        }


for _kind in RotationKind:
    for _weekday, _label in enumerate(WEEKDAY_LABELS):
        _first = _l("%(duty)s on %(day)s", duty=WORDS[_kind], day=_label)
        _second = _l("Backup %(duty)s on %(day)s", duty=WORDS[_kind], day=_label)
        setattr(GridForm, f"{_kind.value}_{_weekday}", SharedSelectField(_first, coerce=_number_or_none))
        setattr(GridForm, f"{_kind.value}_{_weekday}_backup", SharedSelectField(_second, coerce=_number_or_none))


class ExceptionForm(BaseForm):
    day = DayField(_l("Day"), validators=[InputRequired(message=REQUIRED)])
    kind = SelectField(_l("Duty"), choices=choices((kind.value, WORDS[kind]) for kind in RotationKind))
    employee_id = SharedSelectField(_l("Person"), coerce=_number_or_none, validators=[InputRequired(message=REQUIRED)])
    reason = TextField(_l("Reason"), length=200)

    def offer(self, staff: Sequence[Employee]) -> None:
        people = [
            (one.id, f"{one.name} ({', '.join(duties)})")
            for one in staff
            if (duties := [WORDS[kind] for kind in RotationKind if may_stand(kind, one)])
        ]
        self.employee_id.choices = SharedChoices([("", "–"), *people])
