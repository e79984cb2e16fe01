"""The daily audit: every check asked about some days of a store, now or every night; findings may be set aside.

It changes nothing by itself. What it found is kept as it was then; what somebody decided to live with stays away until
the facts behind it change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import Conflict, FieldError, Invalid, NotFound
from app.formatting import local_day, local_minutes, short_day, to_utc
from app.models import Audit, AuditDismissal, Schedule, Store
from app.models.columns import utc_now
from app.queries import audits as queries
from app.queries import runs as run_queries
from app.services import changes, problem_loader, settings
from app.services.actors import Actor, system_actor
from app.services.audit import CHECKS
from app.services.audit.finding import (
    AuditedDay,
    Booking,
    Finding,
    ImportedConflict,
    Surroundings,
    merged,
)
from app.services.jobs import Progress
from app.services.run_review import seen_run, with_lines
from app.services.scheduling.problem import Problem
from app.vocabulary import FindingSeverity, Permission, ScheduleStatus
from app.wording import SOURCE, say, speaking

LONGEST_DAYS = 31
_AHEAD = timedelta(days=7)
"""Work that begins this much later is loaded as well, for whoever sets a long planning window."""
REASON_LENGTH = 300


@dataclass(frozen=True)
class Audited:
    """What an audit finds now. `dismissed` are by key of the finding."""

    store: Store
    first: date
    last: date
    found: tuple[Finding, ...]
    dismissed: Mapping[str, AuditDismissal]
    statistics: Mapping[str, int]

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.found if one.key not in self.dismissed)

    @cached_property
    def set_aside(self) -> tuple[tuple[Finding, AuditDismissal], ...]:
        return tuple((one, self.dismissed[one.key]) for one in self.found if one.key in self.dismissed)

    @cached_property
    def counts(self) -> Mapping[FindingSeverity, int]:
        """Of what is not set aside."""
        counted = Counter(one.severity for one in self.open)
        return {severity: counted[severity] for severity in FindingSeverity}

    @property
    def verdict(self) -> str:
        """fail, warning or pass"""
        if self.counts[FindingSeverity.CRITICAL]:
            return "fail"
        return "warning" if self.counts[FindingSeverity.WARNING] else "pass"


def look(
    session: Session,
    actor: Actor,
    *,
    store_id: int,
    first: date,
    last: date | None = None,
    run_id: int | None = None,
) -> Audited:
    """Both days inclusive; with `run_id` as if the open lines of the run were applied already.

    Raises NotFound for another's store or run, Invalid for a range that cannot be.
    """
    actor.require(Permission.VIEW_SCHEDULE)
    actor.require_store(store_id, "That store")
    store = session.get(Store, store_id)
    if store is None:
        raise NotFound(say("That store was not found."))
    last = first if last is None else last
    _check_range(first, last)
    problem = problem_loader.load(session, store_ids=[store_id], first_day=first, last_day=last + _AHEAD)
    if run_id is not None:
        run = seen_run(actor, run_queries.run(session, run_id))
        problem = with_lines(problem, run_queries.lines(session, run.id))
    around = _surroundings(session, store, problem, first, last)
    days = [AuditedDay(problem, around, store_id, day, day == first) for day in _days(first, last)]
    found = merged(finding for audited in days for check in CHECKS for finding in check(audited))
    dismissed = queries.dismissals(session, store_id, first, last)
    return Audited(store, first, last, found, dismissed, _statistics(days))


def keep(session: Session, actor: Actor, audited: Audited) -> Audit:
    """Into the history."""
    audit = Audit(
        store_id=audited.store.id,
        first_day=audited.first,
        last_day=audited.last,
        at=utc_now(),
        actor=actor.display_name[:120],
        critical=audited.counts[FindingSeverity.CRITICAL],
        warning=audited.counts[FindingSeverity.WARNING],
        info=audited.counts[FindingSeverity.INFO],
        statistics=dict(audited.statistics),
        findings=[_plain(one) for one in audited.open],
    )
    session.add(audit)
    session.flush()  # the caller shows it by its id
    return audit


def run(session: Session, actor: Actor, *, store_id: int, first: date, last: date | None = None) -> Audit:
    """Look and keep. The history is in English, whoever looked. Raises as look()."""
    with speaking(SOURCE):
        return keep(session, actor, look(session, actor, store_id=store_id, first=first, last=last))


def run_audit(_job_id: int, payload: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The nightly one, as a job."""
    progress.report(0.1, "Asking the rules ...")
    with transaction() as session:
        day = date.fromisoformat(payload["day"])
        audit = run(session, system_actor("upkeep"), store_id=int(payload["store_id"]), first=day)
        counts = f"{audit.critical} critical, {audit.warning} warnings, {audit.info} remarks"
        return {"audit_id": audit.id, "message": f"Audit of {short_day(day)}: {counts}."}


def dismiss(session: Session, actor: Actor, *, store_id: int, day: date, key: str, reason: str) -> int | None:
    """Set a finding aside until its facts change. Returns the id of the change.

    Raises Invalid without a reason, NotFound when nothing of that key is found any more, Conflict when it is aside.
    """
    actor.require(Permission.OVERRIDE_RULES)
    reason = reason.strip()
    if not reason:
        said = say("Say why this can stay as it is.")
        raise Invalid(said, [FieldError("reason", said)])
    with speaking(SOURCE):
        audited = look(session, actor, store_id=store_id, first=day)
    finding = next((one for one in audited.found if one.key == key), None)
    if finding is None:
        raise NotFound(say("This finding does not stand any more: something changed meanwhile."))
    if key in audited.dismissed:
        raise Conflict(say("This finding is set aside already."))
    summary = f"Audit finding set aside: {finding.message}"
    with changes.record(
        session, actor, command="dismiss_finding", summary=summary, reason=reason, store_id=store_id
    ) as recording:
        session.add(
            AuditDismissal(
                store_id=store_id,
                key=key,
                day=day,
                message=finding.message[:500],
                reason=reason[:REASON_LENGTH],
                dismissed_by=actor.display_name[:120],
            )
        )
    return recording.change_id


def bring_back(session: Session, actor: Actor, *, store_id: int, key: str) -> int | None:
    """A finding that was set aside counts again. Raises NotFound."""
    actor.require(Permission.OVERRIDE_RULES)
    actor.require_store(store_id, "That store")
    row = queries.dismissal(session, store_id, key)
    if row is None:
        raise NotFound(say("This finding is not set aside."))
    summary = f"Audit finding counts again: {row.message}"
    with changes.record(session, actor, command="bring_back_finding", summary=summary, store_id=store_id) as recording:
        session.delete(row)
    return recording.change_id


def _check_range(first: date, last: date) -> None:
    if last < first:
        raise Invalid(say("The range is wrong."), [FieldError("to", say("The last day lies before the first."))])
    if (last - first).days >= LONGEST_DAYS:
        said = say("Look at %(days)s days at most at once.", days=LONGEST_DAYS)
        raise Invalid(said, [FieldError("to", said)])


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _surroundings(session: Session, store: Store, problem: Problem, first: date, last: date) -> Surroundings:
    begin, end = to_utc(first, 0, store.timezone), to_utc(last + timedelta(days=1), 0, store.timezone)
    found = queries.booked_with_edr(session, store.id, begin, end)
    rows = [row for row, _has_edr in found]
    stored = settings.read(session)
    return Surroundings(
        now=utc_now(),
        bookings={row.id: _booking(row) for row in rows},
        conflicts=tuple(_conflict(row, store) for row in rows if row.status is ScheduleStatus.CONFLICT),
        reports=frozenset(row.event.event_number or "" for row, has_edr in found if has_edr),
        last_sync=queries.last_complete_sync(session),
        sync_is_on=bool(stored["sync_enabled"]),
        stale_hours=int(stored["stale_sync_hours"]),
    )


def _booking(row: Schedule) -> Booking:
    said = {str(warning.get("rule", "")): str(warning.get("message", "")) for warning in row.warnings}
    return Booking(row.status, row.sync_state, said, row.override_reason, row.version)


def _conflict(row: Schedule, store: Store) -> ImportedConflict:
    return ImportedConflict(
        schedule_id=row.id,
        day=local_day(row.starts_at, store.timezone),
        start=local_minutes(row.starts_at, store.timezone),
        employee=row.employee.name,
        event=row.event.name,
        reasons=tuple(dict.fromkeys(str(warning.get("message", "")) for warning in row.warnings)),
    )


def _statistics(days: list[AuditedDay]) -> dict[str, int]:
    rows = [row for day in days for row in day.rows]
    return {
        "days": len(days),
        "schedules": len(rows),
        "drafts": sum(not row.published for row in rows),
        "employees": len({row.employee.id for row in rows}),
        "events": len({row.event.id for row in rows}),
    }


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "key": finding.key,
        "check": finding.check,
        "severity": finding.severity.value,
        "day": finding.day.isoformat(),
        "message": finding.message,
        "suggestion": finding.suggestion,
        "details": list(finding.details),
    }
