"""The list of employees: its filters and columns, and those of one person's work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.formatting import wall_time
from app.models import Change, Employee, Schedule, Store
from app.queries.employees import EmployeeFilter
from app.vocabulary import Title
from app.web.listing import Asked, Column, Filter, filter_of
from app.web.lists import StoreFilter
from app.web.words import actor_name

_ACTIVE = {"active": True, "inactive": False, "all": None}
_TRAINED = {"yes": True, "no": False, "": None}


@dataclass(frozen=True)
class EmployeeRow:
    """`stores` are those the reader may see; `visits` is the number in the next seven days."""

    employee: Employee
    stores: Sequence[tuple[Store, bool]]
    visits: int

    def numbers(self) -> str:
        return ", ".join(store.number for store, _home in self.stores)

    def home(self) -> str:
        return next((store.number for store, home in self.stores if home), "")


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / 60


COLUMNS: tuple[Column[EmployeeRow], ...] = (
    Column(_l("Name"), lambda row: row.employee.name, "name"),
    Column(_l("Title"), lambda row: row.employee.title.value, "title"),
    Column(_l("Stores"), EmployeeRow.numbers),
    Column(_l("Home store"), EmployeeRow.home, shown=False),
    Column(_l("HR id"), lambda row: row.employee.external_id, shown=False),
    Column(_l("Rep id"), lambda row: row.employee.rep_id, shown=False),
    Column(_l("E-mail"), lambda row: row.employee.email, shown=False),
    Column(_l("Phone"), lambda row: row.employee.phone, shown=False),
    Column(_l("Adult beverages"), lambda row: "yes" if row.employee.adult_beverage_trained else "no"),
    Column(_l("Next 7 days"), lambda row: row.visits),
    Column(_l("State"), lambda row: "active" if row.employee.active else "not active"),
    Column(_l("Last day"), lambda row: row.employee.terminated_on, shown=False),
    Column(_l("Most hours a week"), lambda row: _hours(row.employee.max_minutes_week), shown=False),
    Column(_l("Wanted hours a week"), lambda row: _hours(row.employee.target_minutes_week), shown=False),
    Column(_l("Most days a week"), lambda row: row.employee.max_days_week, shown=False),
)


def _when(row: Schedule) -> str:
    return f"{wall_time(row.starts_at, row.event.store.timezone):%Y-%m-%d %H:%M}"


WORK_COLUMNS: tuple[Column[Schedule], ...] = (
    Column(_l("When"), _when, "start"),
    Column(_l("Event"), lambda row: row.event.name, "event"),
    Column(_l("Store"), lambda row: row.event.store.number),
    Column(_l("Minutes"), lambda row: int((row.ends_at - row.starts_at).total_seconds() // 60), shown=False),
    Column(_l("State"), lambda row: row.status.value),
)


def history_columns(zone: str) -> tuple[Column[tuple[Change, str]], ...]:
    return (
        Column(_l("When"), lambda line: f"{wall_time(line[0].at, zone):%Y-%m-%d %H:%M}", "at"),
        Column(_l("Who"), lambda line: actor_name(line[0].actor), "who"),
        Column(_l("What"), lambda line: line[0].summary, "what"),
        Column(_l("Fields"), lambda line: line[1], shown=False),
        Column(_l("Why"), lambda line: line[0].reason, shown=False),
    )


def filters() -> list[Filter]:
    states = [("active", _("Active")), ("inactive", _("Not active")), ("all", _("All"))]
    trained = [("", _("All")), ("yes", _("Trained")), ("no", _("Not trained"))]
    return [
        filter_of(Title, "title", _("Title")),
        Filter("trained", _("Adult beverages"), trained),
        Filter("state", _("State"), states, "active"),
    ]


def employee_filter(places: StoreFilter, asked: Asked, pickers: Sequence[Filter]) -> EmployeeFilter:
    chosen = {one.name: one.chosen for one in pickers}
    return EmployeeFilter(
        places.store_ids,
        title=Title(chosen["title"]) if chosen["title"] else None,
        active=_ACTIVE[chosen["state"]],
        trained=_TRAINED[chosen["trained"]],
        words=asked.words,
    )


def row_of(employee: Employee, known: Mapping[int, Store], visits: int) -> EmployeeRow:
    """`known` are the stores that the reader may see."""
    places = [(known[place.store_id], place.is_home) for place in employee.stores if place.store_id in known]
    return EmployeeRow(employee, places, visits)
