"""Typed parts of addresses: a day that is no day is a page that does not exist, before any view runs."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from werkzeug.routing import BaseConverter, IntegerConverter, Map, ValidationError

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
#: Planning outside these years is a typing error, and far years overflow date arithmetic.
FIRST_YEAR, LAST_YEAR = 2000, 2199
#: What an id column of the database can hold.
LARGEST_ID = 2**31 - 1


def parse_day(text: str) -> date:
    """Raises ValueError unless the text is a real day like 2026-11-24."""
    if not _ISO_DAY.fullmatch(text):
        raise ValueError(f"{text!r} is not a day; write it like 2026-11-24")
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{text} is outside {FIRST_YEAR} to {LAST_YEAR}")
    return day


class DayConverter(BaseConverter):
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        try:
            return parse_day(value)
        except ValueError as error:
            raise ValidationError from error

    def to_url(self, value: date) -> str:
        return value.isoformat()


class WeekConverter(DayConverter):
    """Any day of the week is accepted; the view gets its Monday."""

    def to_python(self, value: str) -> date:
        day = super().to_python(value)
        return day - timedelta(days=day.weekday())


class RowIdConverter(IntegerConverter):
    """A number that no row can have is a page that does not exist, not a fault of the database."""

    def __init__(self, url_map: Map, **given: Any) -> None:
        super().__init__(url_map, **{"min": 1, "max": LARGEST_ID} | given)


CONVERTERS: dict[str, type[BaseConverter]] = {"date": DayConverter, "week": WeekConverter, "int": RowIdConverter}
