"""The columns of the workload, on the page and in a file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.services.workload import Level, PersonLoad
from app.vocabulary import EventType
from app.web.listing import Column

LEVEL_WORDS = {
    Level.NORMAL: _l("normal"),
    Level.HIGH: _l("high"),
    Level.OVERLOADED: _l("overloaded"),
}


def columns(*, with_cost: bool) -> tuple[Column[PersonLoad], ...]:
    """What an hour costs is for those who may edit people only."""
    return (
        Column(_l("Employee"), lambda row: row.name, "name"),
        Column(_l("Title"), lambda row: row.title.value, "title"),
        Column(_l("Days"), lambda row: row.days, "days"),
        *(_of_type(kind) for kind in EventType),
        Column(_l("Events"), lambda row: row.events, "events"),
        Column(_l("Hours"), lambda row: round(row.minutes / 60, 2), "hours"),
        Column(_l("Workload"), lambda row: str(LEVEL_WORDS[row.level]), "level"),
        *((Column(_l("Labour cost"), _cost, shown=False),) if with_cost else ()),
    )


def _of_type(kind: EventType) -> Column[PersonLoad]:
    return Column(kind.value, lambda row: row.by_type[kind], shown=False)


def _cost(row: PersonLoad) -> float | None:
    return row.cost_cents / 100 if row.cost_cents is not None else None
