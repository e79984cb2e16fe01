"""A Core whose Supervisor event exists and is not scheduled at all; one on another day is the pairing rule's.

Of a Core that is only proposed it is a remark: applying the run skips the pair, and somebody may want to know before.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.services.scheduling.rules.event_condition import is_open
from app.services.scheduling.rules.violation import label
from app.vocabulary import FindingSeverity
from app.wording import say


def findings(audited: AuditedDay) -> Iterator[Finding]:
    held = audited.problem.by_event
    for core in audited.cores:
        visits = [event for event in audited.problem.partner_events(core.event) if is_open(event)]
        if not visits or any(held.get(event.id) for event in visits):
            continue
        yield Finding(
            check="supervisor_pairing_skipped" if core.is_proposal else "core_without_supervisor",
            severity=FindingSeverity.INFO if core.is_proposal else FindingSeverity.WARNING,
            day=audited.day,
            message=say(
                "%(core)s of %(name)s: its %(visit)s is not scheduled.",
                core=label(core.event),
                name=core.employee.name,
                visit=label(visits[0]),
            ),
            suggestion=say("Schedule the Supervisor event on the same day."),
            fix=Fix(FixKind.STAFF, visits[0].id),
            facts=(core.schedule_id, visits[0].id),
        )
