"""Reading one loose JSON record: aliases, numbers that are texts, and whether a field is there at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.integrations.errors import UnexpectedAnswer

NAME = "Crossmark"


class Record:
    """`present` is about the key, `text` about a usable value."""

    def __init__(self, raw: object, what: str) -> None:
        if not isinstance(raw, Mapping):
            raise UnexpectedAnswer(NAME, f"{what} is not an object")
        self._raw: Mapping[str, Any] = raw
        self._what = what

    def require(self, *names: str) -> None:
        """Raises UnexpectedAnswer naming the first spelling when none of the keys is there."""
        if not self.has(*names):
            raise UnexpectedAnswer(NAME, f"{self._what} lacks the field {names[0]}", field=names[0])

    def has(self, *names: str) -> bool:
        return any(name in self._raw for name in names)

    def value(self, *names: str) -> Any:
        for name in names:
            found = self._raw.get(name)
            if found not in (None, ""):
                return found
        return None

    def text(self, *names: str) -> str:
        """Blank for missing, null, and anything that is neither text nor a whole number."""
        found = self.value(*names)
        if isinstance(found, str):
            return found.replace("\x00", "").strip()
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
        return ""

    def digits(self, *names: str) -> str:
        """A numeric id as text, else blank."""
        found = self.text(*names)
        return found if found.isascii() and found.isdigit() and len(found) <= 20 else ""

    def minutes(self, *names: str) -> int | None:
        found = self.digits(*names)
        return int(found) if found and 0 < int(found) <= 1440 else None
