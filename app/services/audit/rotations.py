"""Duties without a person who can do them, and a Primary Lead without a Core of their own."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.services.scheduling.rotation_gaps import Gap, gaps
from app.services.scheduling.rotation_manager import on_duty
from app.vocabulary import FindingSeverity, RotationKind
from app.wording import say


def findings(audited: AuditedDay) -> Iterator[Finding]:
    for gap in gaps(audited.problem, audited.store_id, audited.day, audited.day):
        yield _gap(audited, gap)
    yield from _without_core(audited)


def _gap(audited: AuditedDay, gap: Gap) -> Finding:
    return Finding(
        check=gap.kind.value,
        severity=FindingSeverity.CRITICAL if gap.critical else FindingSeverity.WARNING,
        day=audited.day,
        message=gap.message,
        suggestion=gap.fix,
        fix=Fix(FixKind.ROTATION, duty=gap.rotation),
        facts=(gap.rotation, gap.person.id if gap.person else None, gap.stand_in),
    )


def _without_core(audited: AuditedDay) -> Iterator[Finding]:
    lead = on_duty(audited.problem, audited.store_id, RotationKind.PRIMARY_LEAD, audited.day).employee
    if lead is None or not audited.cores or any(row.employee.id == lead.id for row in audited.cores):
        return
    yield Finding(
        check="rotation_coverage_gap",
        severity=FindingSeverity.WARNING,
        day=audited.day,
        message=say("%(name)s is Primary Lead and has no Core that day.", name=lead.name),
        suggestion=say("Give this person one of the Core events, or name another Lead for the day."),
        fix=Fix(FixKind.ROTATION, duty=RotationKind.PRIMARY_LEAD),
        facts=(lead.id,),
    )
