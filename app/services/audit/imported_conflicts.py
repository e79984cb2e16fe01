"""Bookings that Crossmark holds although a rule stands against them: they take nobody's time here until settled."""

from __future__ import annotations

from collections.abc import Iterator

from app.formatting import minutes_clock
from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.vocabulary import FindingSeverity
from app.wording import say


def findings(audited: AuditedDay) -> Iterator[Finding]:
    for conflict in audited.around.conflicts:
        if conflict.day == audited.day:
            clock = minutes_clock(conflict.start)
            yield Finding(
                check="imported_conflict",
                severity=FindingSeverity.CRITICAL,
                day=audited.day,
                message=say(
                    "%(name)s, %(event)s at %(clock)s: Crossmark holds this booking although a rule stands against it.",
                    name=conflict.employee,
                    event=conflict.event,
                    clock=clock,
                ),
                suggestion=say("Move the booking or choose another person."),
                details=conflict.reasons,
                fix=Fix(FixKind.WAYS_OUT, conflict.schedule_id),
                facts=(conflict.schedule_id, conflict.start, *conflict.reasons),
            )
