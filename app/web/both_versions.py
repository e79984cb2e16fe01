"""Two people edit the same thing: the second sees both versions side by side and says for each field which one stays.

The page part is components/both_versions.html; what was chosen there is put into the form when it comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, IntegerField, SelectField, SelectMultipleField

from app.models import Change

_CHOSEN, _THEIRS = "take-", "theirs-"
_ON = "y"


@dataclass(frozen=True)
class Difference:
    """`raw` is what the browser would send for their value."""

    name: str
    label: str
    mine: str
    theirs: str
    raw: Sequence[str]


@dataclass(frozen=True)
class BothVersions:
    """`change` says who saved the other version, where that is known; `address` shows it alone, empty: where the form
    was sent to."""

    differences: Sequence[Difference]
    change: Change | None = None
    address: str = ""


def compare(mine: Any, theirs: Any) -> list[Difference]:
    """Of two forms of one kind, in the order of the page; what nobody sees is left out."""
    return [
        Difference(field.name, str(field.label.text), _shown(field), _shown(other), _raw(other))
        for field, other in _pairs(mine, theirs)
        if _raw(field) != _raw(other)
    ]


def with_choices(formdata: MultiDict[str, str] | None) -> MultiDict[str, str] | None:
    """What was sent, with their value wherever it was chosen."""
    taken = [key.removeprefix(_CHOSEN) for key, value in (formdata or {}).items() if _is_theirs(key, value)]
    if formdata is None or not taken:
        return formdata
    merged = MultiDict(formdata)
    for name in taken:
        merged.setlist(name, formdata.getlist(_THEIRS + name))
        if not merged.getlist(name):
            merged.poplist(name)
    return merged


def _is_theirs(key: str, value: str) -> bool:
    return key.startswith(_CHOSEN) and value == "theirs" and key != f"{_CHOSEN}csrf_token"


def _pairs(mine: Any, theirs: Any) -> Iterator[tuple[Field, Field]]:
    for name, field in mine._fields.items():
        is_hidden = isinstance(field, HiddenField) or field.short_name == "version"
        if not is_hidden and name in theirs._fields:
            yield field, theirs._fields[name]


def _raw(field: Field) -> list[str]:
    if isinstance(field, BooleanField):
        return [_ON] if field.data else []
    if isinstance(field, SelectMultipleField):
        return sorted(str(one) for one in field.data or ())
    if isinstance(field, SelectField):
        return ["" if field.data is None else str(field.data)]
    if isinstance(field, IntegerField):
        return ["" if field.data is None else str(field.data)]
    return [str(field._value()).strip()]


def _shown(field: Field) -> str:
    if isinstance(field, BooleanField):
        return _("yes") if field.data else _("no")
    if isinstance(field, SelectField | SelectMultipleField):
        chosen = _raw(field)
        labels = [str(choice.label) for choice in field.iter_choices() if str(choice.value) in chosen]
        return ", ".join(labels) or ", ".join(filter(None, chosen)) or "–"
    return "".join(_raw(field)) or "–"
