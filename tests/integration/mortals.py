"""What the processes do that tests kill: deliver the outbox, and wish something about a schedule."""

from __future__ import annotations

from datetime import timedelta

from app.db import transaction
from app.extensions import celery
from app.models import Schedule
from app.services import changes, outbox
from app.services.actors import system_actor
from app.services.outbox_claims import Pace
from app.vocabulary import ScheduleStatus


def deliver(lease: float = 300.0) -> None:
    """A worker: everything that is due."""
    outbox.deliver_due(pace=Pace(lease=lease, window=0, between_reads=0, backoff=0))


def wish(what: str, schedule_id: int) -> None:
    """A person: book, remove, or move by a day."""
    celery.send_task = lambda *_args, **_options: None  # type: ignore[method-assign]
    with transaction() as session, changes.record(session, system_actor("command"), command=what, summary=what):
        row = session.get_one(Schedule, schedule_id)
        if what == "book":
            row.status = ScheduleStatus.PUBLISHED
        elif what == "remove":
            row.status = ScheduleStatus.CANCELLED
        else:
            row.starts_at, row.ends_at = row.starts_at + timedelta(days=1), row.ends_at + timedelta(days=1)
