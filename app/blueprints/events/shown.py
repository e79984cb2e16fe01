"""One event with everything around it, put together for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.formatting import local_day
from app.models import Change, EdrReport, Event, EventDocument, Notice, SalesTool, Schedule
from app.models.columns import utc_now
from app.queries import events as queries
from app.queries import notices, packets
from app.services import events
from app.services.actors import Actor
from app.vocabulary import HOLDING_STATUSES, Condition

_CLOSED = (Condition.CANCELED, Condition.EXPIRED, Condition.SUBMITTED)


@dataclass(frozen=True)
class ShownEvent:
    """`history` are changes with the names of what differed; `tools` by address."""

    event: Event
    today: date
    schedules: Sequence[Schedule]
    partners: Sequence[Event]
    history: Sequence[tuple[Change, str]]
    notices: Sequence[Notice]
    report: EdrReport | None
    tools: dict[str, SalesTool]
    documents: Sequence[EventDocument]

    @property
    def booked(self) -> int:
        return sum(row.status in HOLDING_STATUSES for row in self.schedules)

    @property
    def is_open(self) -> bool:
        alive = self.event.removed_at is None and self.event.condition not in _CLOSED
        return alive and self.booked < self.event.required_headcount


def show_event(session: Session, actor: Actor, event_id: int) -> ShownEvent:
    """Raises NotFound."""
    event = events.find(session, actor, event_id=event_id)
    schedules = queries.schedules_of(session, event.id)
    return ShownEvent(
        event=event,
        today=local_day(utc_now(), event.store.timezone),
        schedules=schedules,
        partners=queries.partners_of(session, event),
        history=queries.history_of(session, event.id, [row.id for row in schedules]),
        notices=notices.open_of_event(session, event.id),
        report=queries.report_of(session, event),
        tools=queries.sales_tools_of(session, event.id),
        documents=packets.documents(session, [event.id]),
    )
