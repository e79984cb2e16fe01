"""Nearly every day brings a kiosk or a display; a day without one may mean that the feed is not complete."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.vocabulary import EventType, FindingSeverity
from app.wording import say

_EXPECTED = (EventType.FREEOSK, EventType.DIGITALS)


def findings(audited: AuditedDay) -> Iterator[Finding]:
    events = (event for event in audited.problem.events.values() if event.store_id == audited.store_id)
    if audited.is_holiday or any(event.type in _EXPECTED and event.start == audited.day for event in events):
        return
    yield Finding(
        check="missing_events",
        severity=FindingSeverity.INFO,
        day=audited.day,
        message=say("No Freeosk and no Digitals event starts on this day."),
        suggestion=say("Sync with Crossmark if you expected one."),
        fix=Fix(FixKind.SYNC),
    )
