"""Crossmark was not read for a day: what is planned here may rest on what is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.vocabulary import FindingSeverity
from app.wording import say

STALE_AFTER = timedelta(hours=24)
"""What was read from Crossmark longer ago than this is marked wherever it is shown."""


def findings(audited: AuditedDay) -> Iterator[Finding]:
    around = audited.around
    if not audited.is_first or not around.sync_is_on:
        return
    if around.last_sync is not None and around.now - around.last_sync <= STALE_AFTER:
        return
    yield Finding(
        check="stale_data",
        severity=FindingSeverity.WARNING,
        day=audited.day,
        message=say("Crossmark was not read completely for more than 24 hours."),
        suggestion=say("Start a sync and see whether it ends well."),
        fix=Fix(FixKind.SYNC),
        facts=(around.last_sync.isoformat() if around.last_sync else None,),
    )
