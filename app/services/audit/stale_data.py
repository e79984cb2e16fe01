"""Crossmark was not read for too long: what is planned here may rest on what is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.vocabulary import FindingSeverity
from app.wording import say


def findings(audited: AuditedDay) -> Iterator[Finding]:
    around = audited.around
    if not audited.is_first or not around.sync_is_on:
        return
    if around.last_sync is not None and around.now - around.last_sync <= timedelta(hours=around.stale_hours):
        return
    yield Finding(
        check="stale_data",
        severity=FindingSeverity.WARNING,
        day=audited.day,
        message=say("Crossmark was not read completely for more than %(hours)s hours.", hours=around.stale_hours),
        suggestion=say("Start a sync and see whether it ends well."),
        fix=Fix(FixKind.SYNC),
        facts=(around.last_sync.isoformat() if around.last_sync else None,),
    )
