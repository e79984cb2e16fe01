"""Moments in addresses and forms: 2026-11-24T18:00, the store's wall time."""

from __future__ import annotations

import re
from datetime import datetime

from app.formatting import to_utc
from app.web.converters import parse_day

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::\d{2})?", re.ASCII)


def parse_moment(text: str, zone: str) -> datetime:
    """UTC of the wall time. Raises ValueError unless it is a real minute like 2026-11-24T18:00."""
    found = _MOMENT.fullmatch(text)
    if found is None or int(found[2]) > 23 or int(found[3]) > 59:
        raise ValueError(f"{text[:40]!r} is not a moment; write it like 2026-11-24T18:00")
    return to_utc(parse_day(found[1]), int(found[2]) * 60 + int(found[3]), zone)
