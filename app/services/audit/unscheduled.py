"""Events that still lack people: due now, on their one fixed day, or beginning within the planning window."""

from __future__ import annotations

from collections.abc import Iterator

from app.formatting import short_day
from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.services.scheduling.problem import Event
from app.services.scheduling.rules import fixed_day
from app.services.scheduling.rules.violation import label
from app.vocabulary import FindingSeverity
from app.wording import say

_TODAY, _TOMORROW = 0, 1


def findings(audited: AuditedDay) -> Iterator[Finding]:
    for event in audited.unstaffed:
        judged = _judged(audited, event)
        if judged is not None:
            yield _finding(audited, event, *judged)


def _judged(audited: AuditedDay, event: Event) -> tuple[str, FindingSeverity] | None:
    left = (event.due - audited.day).days
    if left == _TODAY:
        return "urgent_unscheduled", FindingSeverity.CRITICAL
    if left > 0 and event.start == audited.day and fixed_day.is_fixed(audited.problem.rules, event):
        return "unscheduled_required_event", FindingSeverity.CRITICAL
    if left == _TOMORROW:
        return "urgent_unscheduled", FindingSeverity.WARNING
    window = audited.problem.rules.on(audited.day).scheduling_window_days
    if left > 0 and event.start <= audited.day_after(window):
        return "within_window_unscheduled", FindingSeverity.WARNING
    return None


def _finding(audited: AuditedDay, event: Event, check: str, severity: FindingSeverity) -> Finding:
    what, due = label(event), short_day(event.due)
    return Finding(
        check=check,
        severity=severity,
        day=audited.day,
        message=say("%(event)s is due %(due)s and lacks people.", event=what, due=due),
        suggestion=say("Schedule somebody, or ask for more time."),
        details=(event.name,),
        fix=Fix(FixKind.STAFF, event.id),
        facts=(event.id, event.start.isoformat(), event.due.isoformat()),
        subject=f"event {event.id}",
    )
