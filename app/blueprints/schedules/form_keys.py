"""One form, one booking: a form that arrives twice gets the answer of the first time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.models import IdempotencyKey
from app.models.columns import utc_now
from app.queries import schedules as queries
from app.services.actors import Actor
from app.services.schedules import Scheduled

MAX_LENGTH = 64


def new_key() -> str:
    return secrets.token_urlsafe(24)


def answered(session: Session, actor: Actor, key: str) -> Scheduled | None:
    """What the form made when it came before."""
    row = queries.answered(session, _principal(actor), key) if key else None
    if row is None:
        return None
    told: Mapping[str, int | str] = row.response
    return Scheduled(int(told["schedule_id"]), int(told["change_id"]), int(told["event_id"]), str(told["summary"]))


def keep(session: Session, actor: Actor, key: str, done: Scheduled) -> None:
    """In the transaction of the booking, so that both stand or neither."""
    if not key:
        return
    told = {
        "schedule_id": done.schedule_id,
        "change_id": done.change_id,
        "event_id": done.event_id,
        "summary": done.summary,
    }
    session.add(
        IdempotencyKey(
            principal=_principal(actor),
            key=key,
            body_hash=hashlib.sha256(key.encode()).hexdigest(),
            status=201,
            response=told,
            created_at=utc_now(),
        )
    )


def _principal(actor: Actor) -> str:
    return f"form {actor.user_id}"
