"""How the exchange with the other systems stands: do they answer, how old is what we know, and what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.models import Job
from app.models.columns import utc_now
from app.queries import sync as sync_queries
from app.queries import sync_runs as queries
from app.services import breakers, nightly, settings
from app.services.actors import Actor
from app.services.breakers import ShownBreaker
from app.vocabulary import OutboxState


@dataclass(frozen=True)
class Counterparts:
    """`last_sync`: when Crossmark was read completely last; `outbox` counts what the asker may see."""

    breakers: Sequence[ShownBreaker]
    last_sync: datetime | None
    stale_hours: int
    next_sync: datetime | None
    open_jobs: Sequence[Job]
    outbox: Counter[OutboxState]

    @property
    def is_stale(self) -> bool:
        return self.last_sync is not None and utc_now() - self.last_sync > timedelta(hours=self.stale_hours)


def look(session: Session, actor: Actor) -> Counterparts:
    complete = sync_queries.latest_finished(session, source="crossmark")
    return Counterparts(
        breakers=breakers.shown(session),
        last_sync=complete.finished_at if complete is not None else None,
        stale_hours=int(settings.read(session)["stale_sync_hours"]),
        next_sync=nightly.next_sync(session),
        open_jobs=queries.open_jobs(session),
        outbox=queries.outbox_counts(session, actor.store_ids),
    )
