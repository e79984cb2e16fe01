"""A POST that is sent twice has one effect and one answer.

The answer is written in the same transaction as the effect: either both are there or neither, whatever crashes. What
was refused is not kept, since nothing happened and trying again may well succeed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.errors import AppError, FieldError, Invalid
from app.models.columns import utc_now
from app.models.idempotency import IdempotencyKey
from app.wording import say

KEPT = timedelta(hours=48)


class InProgress(AppError):
    """The first request with this key is still at work."""

    status = 409
    code = "already_running"
    title = "The same request is being worked on"
    retry_after = 1


@dataclass(frozen=True)
class Repeatable:
    """Who asks (`principal`), the caller's own word for the request, and a hash of everything that was asked."""

    principal: str
    key: str
    body_hash: str


@dataclass(frozen=True)
class Answer:
    """What a POST answers: JSON, status, and the headers that belong to it."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def repeatable(*, principal: str, key: str, asked: bytes) -> Repeatable:
    """Raises Invalid for a key that is empty, too long or not printable."""
    if not 1 <= len(key) <= 255 or not key.isascii() or not key.isprintable():
        message = "Use 1 to 255 printable characters, such as a UUID."
        raise Invalid(say("The Idempotency-Key cannot be used."), [FieldError("Idempotency-Key", message)])
    return Repeatable(principal, key, hashlib.sha256(asked).hexdigest())


def earlier_answer(session: Session, asked: Repeatable) -> Answer | None:
    """The answer that was given before; None = this is the first time, and the key is ours until the commit.

    Raises InProgress, or Invalid when the key was used for something else.
    """
    _claim(session, asked)
    query = select(IdempotencyKey).where(IdempotencyKey.principal == asked.principal, IdempotencyKey.key == asked.key)
    found = session.scalar(query)
    if found is None:
        return None
    if found.created_at < utc_now() - KEPT:
        session.delete(found)
        session.flush()  # makes room for the new answer
        return None
    if found.body_hash != asked.body_hash:
        message = "This key was used for another request before. Take a new key for a new request."
        raise Invalid(message, [FieldError("Idempotency-Key", message)])
    return Answer(found.response, found.status, {**found.headers, "Idempotency-Replayed": "true"})


def keep(session: Session, asked: Repeatable, answer: Answer) -> None:
    """Call it in the transaction that has the effect."""
    session.add(
        IdempotencyKey(
            principal=asked.principal,
            key=asked.key,
            body_hash=asked.body_hash,
            status=answer.status,
            response=answer.body,
            headers=answer.headers,
            created_at=utc_now(),
        )
    )


def drop_old(session: Session, *, now: datetime) -> None:
    """Upkeep: keys that nobody repeats any more."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEPT))


def _claim(session: Session, asked: Repeatable) -> None:
    """PostgreSQL: a lock on the key that ends with the transaction. SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    digest = hashlib.sha256(f"{asked.principal}\n{asked.key}".encode()).digest()
    number = int.from_bytes(digest[:8], "big", signed=True)
    if not session.scalar(select(func.pg_try_advisory_xact_lock(number))):
        raise InProgress(
            say("The first request with this Idempotency-Key is still being worked on. Ask again in a moment.")
        )
