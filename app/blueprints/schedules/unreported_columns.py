"""The columns of the list of unreported work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.formatting import hhmm, local_day, local_minutes
from app.models import Schedule
from app.web.listing import Column


def age(row: Schedule, zone: str, today: date) -> int:
    """Days since it was done, or should have been."""
    return (today - local_day(row.starts_at, zone)).days


def unreported_columns(zone: str, today: date, is_overdue: Callable[[Schedule], bool]) -> tuple[Column[Schedule], ...]:
    """Days and hours in the time zone of the store."""
    return (
        Column(_l("Choose")),
        Column(_l("Day"), lambda row: local_day(row.starts_at, zone), "day"),
        Column(_l("Begin"), lambda row: hhmm(local_minutes(row.starts_at, zone)), shown=False),
        Column(_l("Age"), lambda row: age(row, zone, today)),
        Column(_l("Overdue"), lambda row: _("yes") if is_overdue(row) else _("no"), shown=False),
        Column(_l("Employee"), lambda row: row.employee.name, "employee"),
        Column(_l("Event number"), lambda row: row.event.ref_num, shown=False),
        Column(_l("Type"), lambda row: row.event.type.value, "type", shown=False),
        Column(_l("Event"), lambda row: row.event.name, "event"),
        Column(_l("Condition"), lambda row: row.event.condition.value, "condition"),
        Column(_l("Action")),
    )
