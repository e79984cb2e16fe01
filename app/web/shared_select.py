"""Selects of one page that offer the same: what they offer is written once, however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import html_params


class SharedChoices(list[SelectChoice]):
    """To be set as the choices of many fields; (value, label) pairs without groups, the labels are plain text."""

    def __init__(self, pairs: Iterable[tuple[object, object]]) -> None:
        super().__init__(SelectChoice(str(value), str(label)) for value, label in pairs)

    def options(self, chosen: object = None) -> Markup:
        """The option elements, one of them chosen."""
        begin = _option("" if chosen is None else chosen)
        return Markup(self._written.replace(f"{begin}>", f"{begin} selected>", 1))  # noqa: S704  # nosec B704  # escaped below

    @cached_property
    def _written(self) -> str:
        return "".join(f"{_option(one.value)}>{escape(one.label)}</option>" for one in self)


def _option(value: object) -> str:
    return f'<option value="{escape(value)}"'


class _SharedOptions:
    """The widget: a select whose options are those of `SharedChoices`."""

    def __call__(self, field: SharedSelectField, **attributes: Any) -> Markup:
        head = Markup(html_params(**{"id": field.id, "name": field.name, **attributes}))  # noqa: S704  # nosec B704  # escaped by it
        return Markup("<select %s>%s</select>") % (head, field.choices.options(field.data))


class SharedSelectField(SelectField):
    choices: SharedChoices
    widget = _SharedOptions()
