"""Schedules that Crossmark does not have as they stand here."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.services.scheduling.problem import Assignment
from app.services.scheduling.rules.violation import hours_of, label
from app.vocabulary import FindingSeverity, SyncState
from app.wording import say

_TROUBLED = (SyncState.FAILED, SyncState.NEEDS_REVIEW, SyncState.UNKNOWN)
_WAITING = (SyncState.PENDING, SyncState.DELETE_PENDING)


def findings(audited: AuditedDay) -> Iterator[Finding]:
    yield from _told(audited, _TROUBLED, FindingSeverity.WARNING)
    yield from _told(audited, _WAITING, FindingSeverity.INFO)


def _told(audited: AuditedDay, states: tuple[SyncState, ...], severity: FindingSeverity) -> Iterator[Finding]:
    known = audited.around.bookings
    rows = [row for row in audited.rows if (held := known.get(row.schedule_id or 0)) and held.sync_state in states]
    if not rows:
        return
    is_waiting = severity is FindingSeverity.INFO
    yield Finding(
        check="not_synchronised",
        severity=severity,
        day=audited.day,
        message=say("%(count)s schedules are on their way to Crossmark.", count=len(rows))
        if is_waiting
        else say("%(count)s schedules do not stand at Crossmark as they stand here.", count=len(rows)),
        suggestion="" if is_waiting else say("See what stopped them, and send them again."),
        details=tuple(_line(row) for row in rows),
        fix=Fix(FixKind.OUTBOX),
        facts=tuple(row.schedule_id for row in rows),
    )


def _line(row: Assignment) -> str:
    return say("%(event)s, %(name)s, %(hours)s", event=label(row.event), name=row.employee.name, hours=hours_of(row))
