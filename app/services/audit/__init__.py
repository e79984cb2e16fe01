"""The checks of the daily audit, one file each. A check looks at one day and says what somebody should settle."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.services.audit import (
    broken_rules,
    core_without_supervisor,
    imported_conflicts,
    lead_coverage,
    missing_events,
    missing_reports,
    not_synchronised,
    rotations,
    shift_balance,
    stale_data,
    unscheduled,
)
from app.services.audit.finding import AuditedDay, Finding

Check = Callable[[AuditedDay], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    broken_rules.findings,
    imported_conflicts.findings,
    unscheduled.findings,
    rotations.findings,
    core_without_supervisor.findings,
    shift_balance.findings,
    lead_coverage.findings,
    not_synchronised.findings,
    missing_reports.findings,
    missing_events.findings,
    stale_data.findings,
)
