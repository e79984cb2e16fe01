"""Reads the fields of a JSON file from strangers: every value is checked, every complaint names the field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

LONGEST_TEXT = 200


class BadFile(ValueError):
    """One line that names the field and says what belongs there."""


@dataclass(frozen=True)
class Field:
    """A value of the file and the way to it, such as $.events[3].duration."""

    value: object
    path: str = "$"

    def of(self, name: str) -> Field:
        """A field that must be there."""
        found = self.maybe(name)
        if found is None:
            raise BadFile(f"{self.path}.{name}: this field is missing.")
        return found

    def maybe(self, name: str) -> Field | None:
        """A field that may be left out."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        return Field(self.value[name], f"{self.path}.{name}") if name in self.value else None

    def items(self, name: str) -> list[Field]:
        """The members of a list, which is empty where it is left out."""
        found = self.maybe(name)
        return [] if found is None else found.members()

    def members(self) -> list[Field]:
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        return [Field(item, f"{self.path}[{place}]") for place, item in enumerate(self.value)]

    def entries(self) -> Iterator[tuple[str, Field]]:
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        for name, item in self.value.items():
            yield name, Field(item, f"{self.path}.{name[:LONGEST_TEXT]}")

    def whole(self, least: int, most: int) -> int:
        if type(self.value) is not int or not least <= self.value <= most:
            raise self.wrong(f"a whole number from {least} to {most}")
        return self.value

    def text(self) -> str:
        if not isinstance(self.value, str) or not 1 <= len(self.value) <= LONGEST_TEXT:
            raise self.wrong(f"a text of 1 to {LONGEST_TEXT} characters")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.wrong("true or false")
        return self.value

    def day(self) -> date:
        if not isinstance(self.value, str):
            raise self.wrong("a date such as 2026-03-02")
        try:
            return date.fromisoformat(self.value)
        except ValueError as error:
            raise self.wrong("a date such as 2026-03-02") from error

    def wrong(self, wanted: str) -> BadFile:
        shown = json.dumps(self.value) if isinstance(self.value, str | int | bool | None) else type(self.value).__name__
        return BadFile(f"{self.path}: {wanted} is expected here, not {_brief(shown)}.")


def parse(text: str) -> Field:
    """Raises BadFile for what is no JSON."""
    try:
        return Field(json.loads(text, parse_constant=_refuse))
    except RecursionError as error:
        raise BadFile("$: the file is nested too deep.") from error
    except ValueError as error:
        raise BadFile(f"$: the file is no JSON: {_brief(str(error))}.") from error


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _brief(shown: str) -> str:
    return shown if len(shown) <= 60 else shown[:57] + "..."
