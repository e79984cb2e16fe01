"""With two Leads or more on Core, one opens and one closes."""

from __future__ import annotations

from collections.abc import Iterator

from app.formatting import minutes_clock
from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.services.scheduling.problem import Assignment
from app.vocabulary import FindingSeverity, Title
from app.wording import N_, say

_ENOUGH = 2
_OPENING = N_("No Lead opens with the Core at %(start)s.")
_CLOSING = N_("No Lead closes with the Core at %(start)s.")


def findings(audited: AuditedDay) -> Iterator[Finding]:
    leads = [row for row in audited.cores if row.employee.title is Title.LEAD]
    if len({row.employee.id for row in leads}) < _ENOUGH:
        return
    starts = [row.start for row in audited.cores]
    for check, start, said, lead in (
        ("lead_coverage_opening", min(starts), _OPENING, leads[0]),
        ("lead_coverage_closing", max(starts), _CLOSING, leads[-1]),
    ):
        if all(row.start != start for row in leads):
            yield _finding(audited, check, start, said, lead)


def _finding(audited: AuditedDay, check: str, start: int, said: str, lead: Assignment) -> Finding:
    other = next(row for row in audited.cores if row.start == start)
    return Finding(
        check=check,
        severity=FindingSeverity.WARNING,
        day=audited.day,
        message=say(said, start=minutes_clock(start)),
        suggestion=say("%(lead)s and %(other)s could trade.", lead=lead.employee.name, other=other.employee.name),
        fix=Fix(FixKind.TRADE, lead.schedule_id, other.schedule_id, version=audited.version_of(lead)),
        facts=(start, lead.schedule_id, other.schedule_id),
    )
