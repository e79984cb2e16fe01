"""The list of events: its tabs, filters, search and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.formatting import local_day, wall_time
from app.models import Campaign, Event, Schedule
from app.models.columns import utc_now
from app.queries import event_search, events_list
from app.queries.event_search import DayKind, Days, Term
from app.queries.events_list import EventFilter, EventTab
from app.queries.paging import Page
from app.vocabulary import Condition, EventType
from app.web.listing import Asked, Column, Filter, filter_of
from app.web.lists import StoreFilter, choice

TABS = {
    EventTab.UNSCHEDULED: _l("Unscheduled"),
    EventTab.SCHEDULED: _l("Scheduled"),
    EventTab.SUBMITTED: _l("Submitted"),
    EventTab.PAUSED: _l("Paused"),
    EventTab.REISSUED: _l("Reissued"),
    EventTab.ALL: _l("All"),
}
#: Days from today of the date filter, both ends inclusive.
_DAYS = {"today": (0, 0), "tomorrow": (1, 1), "week": (0, 6)}


@dataclass(frozen=True)
class EventRow:
    """`today` is the store's own."""

    event: Event
    booked: int
    today: date
    bookings: Sequence[Schedule]

    @property
    def zone(self) -> str:
        return self.event.store.timezone

    @property
    def is_open(self) -> bool:
        closed = (Condition.CANCELED, Condition.EXPIRED, Condition.SUBMITTED)
        alive = self.event.removed_at is None and self.event.condition not in closed
        return alive and self.booked < self.event.required_headcount

    def times(self) -> str:
        lines = (f"{one.employee.name} {wall_time(one.starts_at, self.zone):%Y-%m-%d %H:%M}" for one in self.bookings)
        return "; ".join(lines)


COLUMNS: tuple[Column[EventRow], ...] = (
    Column(_l("Crossmark number"), lambda row: row.event.ref_num, shown=False),
    Column(_l("Event number"), lambda row: row.event.event_number, shown=False),
    Column(_l("Event"), lambda row: row.event.name, "name"),
    Column(_l("Type"), lambda row: row.event.type.value, "type"),
    Column(_l("Store"), lambda row: row.event.store.number, shown=False),
    Column(_l("Store name"), lambda row: row.event.store.name, shown=False),
    Column(_l("Start"), lambda row: row.event.start_date, "start"),
    Column(_l("Due"), lambda row: row.event.due_date, "due"),
    Column(_l("Minutes"), lambda row: row.event.duration_minutes, shown=False),
    Column(_l("Priority"), lambda row: row.event.priority, "priority"),
    Column(_l("People needed"), lambda row: row.event.required_headcount, shown=False),
    Column(_l("People booked"), lambda row: row.booked, shown=False),
    Column(_l("Scheduled"), lambda row: row.times()),
    Column(_l("Condition"), lambda row: row.event.condition.value, "condition"),
    Column(_l("Campaign"), lambda row: row.event.campaign.name if row.event.campaign else "", shown=False),
    Column(_l("Sales tool"), lambda row: " ".join(row.event.sales_tool_urls), shown=False),
    Column(_l("Actions")),
)


def filters(campaigns: Sequence[Campaign]) -> list[Filter]:
    named = [(str(one.id), one.name) for one in campaigns]
    found = [
        filter_of(EventType, "type", _("Type")),
        Filter(
            "days",
            _("Days"),
            [("", _("Any")), ("today", _("Today")), ("tomorrow", _("Tomorrow")), ("week", _("The next 7 days"))],
        ),
        Filter("priority", _("Priority"), [("", _("All")), *((str(one), str(one)) for one in range(1, 6))]),
        filter_of(Condition, "condition", _("Condition")),
    ]
    return [*found, Filter("campaign", _("Campaign"), [("", _("All")), *named])] if named else found


def event_filter(places: StoreFilter, asked: Asked, pickers: Sequence[Filter]) -> EventFilter:
    """Without a tab in the address the condition decides: a link to the paused ones shows them."""
    chosen = {one.name: one.chosen for one in pickers}
    condition = Condition(chosen["condition"]) if chosen["condition"] else None
    tab = choice("tab", EventTab) or (EventTab.ALL if condition else EventTab.UNSCHEDULED)
    zone = places.store.timezone if places.store else str(current_app.extensions["settings"].timezone)
    today = local_day(utc_now(), zone)
    bare_day = DayKind.SCHEDULED if tab.is_booked_work else DayKind.DUE
    words = event_search.parse(asked.words, today=today, bare_day=bare_day, people=tab.is_booked_work)
    return EventFilter(
        places.store_ids,
        zone,
        tab=tab,
        type=EventType(chosen["type"]) if chosen["type"] else None,
        condition=condition,
        priority=int(chosen["priority"]) if chosen["priority"] else None,
        campaign_id=int(chosen["campaign"]) if chosen.get("campaign") else None,
        terms=(*words, *_days(chosen["days"], bare_day, today)),
    )


def _days(chosen: str, kind: DayKind, today: date) -> tuple[Term, ...]:
    if chosen not in _DAYS:
        return ()
    first, last = (today + timedelta(days=ahead) for ahead in _DAYS[chosen])
    return (Days(kind, first, last),)


def rows_of(session: Session, found: Page[tuple[Event, int]]) -> Page[EventRow]:
    now = utc_now()
    bookings = events_list.bookings_of(session, [event.id for event, _booked in found.rows])
    rows = [
        EventRow(event, booked, local_day(now, event.store.timezone), bookings.get(event.id, ()))
        for event, booked in found.rows
    ]
    return found.of(rows)
