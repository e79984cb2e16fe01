"""Everything the printed day rests on, read once with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.formatting import local_minutes, to_utc, wall_time
from app.models import (
    EdrReport,
    Employee,
    Event,
    EventDocument,
    PaperworkTemplate,
    SalesTool,
    Schedule,
    Store,
    TimeOff,
)
from app.models.columns import utc_now
from app.paperwork.model import Brand, Lunch
from app.queries import edr as edr_queries
from app.queries import packets as packet_queries
from app.queries import paperwork as queries
from app.services import edr_session, packet_waivers, rulebook
from app.services import settings as settings_service
from app.services.namesakes import told_apart
from app.services.paperwork_brand import brand
from app.services.scheduling.allowed_times import core_slot_at
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import EventType, RotationKind
from app.wording import say


@dataclass(frozen=True)
class DayRows:
    """`edr_troubles` says by event number why a report could not be fetched just now."""

    day: date
    store: Store
    settings: Mapping[str, Any]
    brand: Brand
    rules: RuleSettings
    bookings: Sequence[Schedule]
    reports: Mapping[str, EdrReport]
    tools: Mapping[tuple[int, str], SalesTool]
    documents: Mapping[int, Sequence[EventDocument]]
    """Uploaded product instructions by event."""
    templates: Sequence[PaperworkTemplate]
    waivers: Mapping[str, str]
    """By key of a part that was left out: who did so, and why."""
    standing: Mapping[RotationKind, Employee]
    exceptions: Mapping[RotationKind, tuple[Employee, str]]
    away: Sequence[TimeOff]
    names: Mapping[int, str]
    """As they are printed, by employee."""
    read_at: datetime
    base_url: str = ""
    edr_troubles: Mapping[str, str] = field(default_factory=dict)
    signed_in: bool = False
    only: int | None = None
    """The one event that is wanted, whatever its type; None for the whole day."""

    @property
    def zone(self) -> str:
        return self.store.timezone

    @property
    def core(self) -> list[Schedule]:
        """Those that get a set of their own."""
        return [booking for booking in self.bookings if self._gets_a_set(booking.event)]

    def _gets_a_set(self, event: Event) -> bool:
        if self.only is not None:
            return event.id == self.only
        return event.type in self.bundle_types

    @property
    def bundle_types(self) -> Collection[str]:
        return bundle_types(self.settings)

    def wall(self, moment: datetime) -> time:
        return wall_time(moment, self.zone).time().replace(second=0, microsecond=0)

    def at(self, moment: datetime) -> datetime:
        """In the store's time."""
        return wall_time(moment, self.zone)

    def lunch(self, booking: Schedule) -> Lunch | None:
        """Printed only for Core, from the shift that starts at the booked time."""
        if booking.event.type is not EventType.CORE:
            return None
        slot = core_slot_at(self.rules, self.day, local_minutes(booking.starts_at, self.zone))
        return Lunch(_clock(slot.lunch_begin), _clock(slot.lunch_end)) if slot else None

    def on_duty(self, kind: RotationKind) -> Employee | None:
        exception = self.exceptions.get(kind)
        return exception[0] if exception else self.standing.get(kind)

    def name(self, employee: Employee) -> str:
        return self.names.get(employee.id, employee.name)

    def is_away(self, employee_id: int, minutes: int | None = None) -> bool:
        """Off for the whole day, or at the given minutes after midnight."""
        return any(
            row.starts_minute is None
            or (minutes is not None and row.ends_minute is not None and row.starts_minute <= minutes < row.ends_minute)
            for row in self.away
            if row.employee_id == employee_id
        )


def bundle_types(settings: Mapping[str, Any]) -> Collection[str]:
    """Types of events that get a set of their own."""
    return settings.get("bundle_types") or (EventType.CORE.value,)


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def read_day(
    session: Session,
    *,
    day: date,
    store_id: int,
    base_url: str = "",
    edr_troubles: Mapping[str, str] | None = None,
    only: int | None = None,
) -> DayRows:
    """Raises NotFound for a store that does not exist."""
    store = queries.store(session, store_id)
    if store is None:
        raise NotFound(say("That store was not found."))
    stored = settings_service.read(session)
    first, last = bounds(day, 1, store.timezone)
    bookings = queries.bookings(session, store_id, first, last)
    types = bundle_types(stored)
    core = [b.event for b in bookings if (b.event.type in types if only is None else b.event_id == only)]
    numbers = {event.event_number for event in core if event.event_number}
    standing = queries.standing_rotations(session, store_id, day.weekday())
    exceptions = queries.rotation_exceptions(session, store_id, day)
    people = {booking.employee_id for booking in bookings} | {employee.id for employee in standing.values()}
    signed_in = edr_session.current(session)
    return DayRows(
        day=day,
        store=store,
        settings=stored,
        brand=brand(session),
        rules=rulebook.read(session, stored).on(day),
        bookings=bookings,
        reports={report.event_number: report for report in edr_queries.reports(session, store_id, numbers)},
        tools={(tool.event_id, tool.url): tool for tool in queries.sales_tools(session, {event.id for event in core})},
        documents=_by_event(packet_queries.documents(session, {event.id for event in core})),
        templates=queries.active_templates(session),
        waivers=packet_waivers.by_key(session, store_id=store_id, day=day),
        standing=standing,
        exceptions=exceptions,
        away=queries.away(session, day, people | {employee.id for employee, _reason in exceptions.values()}),
        names=told_apart([*queries.team(session, store_id), *(booking.employee for booking in bookings)]),
        read_at=utc_now(),
        base_url=base_url or str(stored.get("site_address") or "").rstrip("/"),
        edr_troubles=edr_troubles or {},
        signed_in=signed_in is not None and signed_in.state == "authenticated",
        only=only,
    )


def bounds(first: date, days: int, zone: str) -> tuple[datetime, datetime]:
    """UTC moments at which the store's days begin and end; the end is exclusive."""
    return to_utc(first, 0, zone), to_utc(first + timedelta(days=days), 0, zone)


def _by_event(documents: Sequence[EventDocument]) -> dict[int, list[EventDocument]]:
    found: dict[int, list[EventDocument]] = {}
    for document in documents:
        found.setdefault(document.event_id, []).append(document)
    return found
