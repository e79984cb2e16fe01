"""Core events whose report from Walmart (EDR) is not here yet, so that the packet would lack it."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.services.scheduling.rules.violation import label
from app.vocabulary import FindingSeverity
from app.wording import say


def findings(audited: AuditedDay) -> Iterator[Finding]:
    missing = [row for row in audited.cores if row.event.event_number not in audited.around.reports]
    if not missing:
        return
    yield Finding(
        check="missing_edr",
        severity=FindingSeverity.INFO,
        day=audited.day,
        message=say("The packet lacks the EDR of %(count)s Core events.", count=len(missing)),
        suggestion=say("Sign in at Walmart on the Paperwork page, then build the packet again."),
        details=tuple(f"{label(row.event)}, {row.employee.name}" for row in missing),
        fix=Fix(FixKind.PACKET),
        facts=tuple(row.event.id for row in missing),
    )
