"""Every rule of the schedule, asked about each saved schedule as if it were made now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.services.scheduling.constraint_validator import check
from app.services.scheduling.problem import Assignment
from app.services.scheduling.rules import (
    SOFT,
    club_supervisor_on_core,
    event_condition,
    missing_ids,
    one_core_a_day,
    overlap,
    pairing,
    rotation,
    time_off,
    window,
)
from app.services.scheduling.rules.violation import Mode, Violation, hours_of, label
from app.vocabulary import Condition, FindingSeverity, Severity
from app.wording import say

#: The audit's own names for some rules; the others are called as they are.
_NAMES = {
    time_off.NAME: "time_off_conflict",
    overlap.NAME: "double_booking",
    one_core_a_day.NAME: "core_limit_violation",
    window.NAME: "schedule_out_of_range",
    event_condition.NAME: "closed_event_assigned",
}
#: Wishes that weigh no more than a remark.
_REMARKS = frozenset(rule.NAME for rule in SOFT) - {rotation.NAME, club_supervisor_on_core.NAME, missing_ids.NAME}


@dataclass(frozen=True)
class _Broken:
    row: Assignment
    violation: Violation


def findings(audited: AuditedDay) -> Iterator[Finding]:
    seen: set[object] = set()
    for broken in _broken(audited):
        sides = _sides(broken)
        if sides not in seen:
            seen.add(sides)
            yield _finding(audited, broken)


def _broken(audited: AuditedDay) -> Iterator[_Broken]:
    for row in audited.rows:
        anew = replace(row, schedule_id=None, pinned=False)
        own = frozenset({row.schedule_id} if row.schedule_id is not None else ())
        for violation in check(audited.problem, anew, mode=Mode.MANUAL, ignoring=own):
            if not _is_done_work(row, violation):
                yield _Broken(row, violation)


def _is_done_work(row: Assignment, violation: Violation) -> bool:
    """That it was reported stands against doing it again, not against having done it."""
    return violation.rule == event_condition.NAME and row.event.condition is Condition.SUBMITTED


def _sides(broken: _Broken) -> object:
    """A pair is named from both sides, a week from each of its days: each is one finding."""
    violation = broken.violation
    if violation.other_event_id is not None:
        return violation.rule, violation.employee_id, frozenset({violation.event_id, violation.other_event_id})
    return violation.rule, violation.employee_id, violation.message


def _finding(audited: AuditedDay, broken: _Broken) -> Finding:
    row, violation = broken.row, broken.violation
    accepted = _accepted(audited, broken)
    where = say("%(event)s, %(hours)s", event=label(row.event), hours=hours_of(row))
    return Finding(
        check=_name(violation),
        severity=FindingSeverity.INFO if accepted else _severity(violation),
        day=audited.day,
        message=say("%(name)s, %(where)s: %(said)s", name=row.employee.name, where=where, said=violation.message),
        suggestion=violation.fix,
        details=(say("Set aside on purpose: %(reason)s", reason=accepted),) if accepted else (),
        fix=_fix(audited, row, violation),
        facts=(row.schedule_id, row.employee.id, row.start, row.end, violation.rule, violation.other_schedule_id),
    )


def _name(violation: Violation) -> str:
    if violation.rule == pairing.NAME:
        return "unpaired_supervisor" if violation.other_event_id is None else "supervisor_date_mismatch"
    return _NAMES.get(violation.rule, violation.rule)


def _accepted(audited: AuditedDay, broken: _Broken) -> str:
    """Why a manager set the rule aside when the schedule was saved."""
    booking = audited.around.bookings.get(broken.row.schedule_id or 0)
    is_soft = broken.violation.severity is Severity.SOFT
    return booking.override_reason if booking and is_soft and broken.violation.rule in booking.said else ""


def _severity(violation: Violation) -> FindingSeverity:
    if violation.rule in _REMARKS:
        return FindingSeverity.INFO
    if violation.severity is Severity.HARD and violation.rule != event_condition.NAME:
        return FindingSeverity.CRITICAL
    return FindingSeverity.WARNING


def _fix(audited: AuditedDay, row: Assignment, violation: Violation) -> Fix | None:
    if row.schedule_id is None or violation.rule in _REMARKS or violation.rule == missing_ids.NAME:
        return None
    kind = FixKind.FREE if violation.rule == event_condition.NAME else FixKind.WAYS_OUT
    return Fix(kind, row.schedule_id, version=audited.version_of(row))
