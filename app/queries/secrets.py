"""Every place where something encrypted is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models import CrossmarkSignIn, EdrSession, Setting, Webhook

Keeper: TypeAlias = type[Setting] | type[Webhook] | type[EdrSession] | type[CrossmarkSignIn]
#: A guard test compares this with the columns that are named `secret`.
KEEPERS: tuple[Keeper, ...] = (Setting, Webhook, EdrSession, CrossmarkSignIn)


def locked_secrets(session: Session, keeper: Keeper, *, after: int, limit: int) -> list[tuple[int, bytes]]:
    """Id and encrypted secret, by id, from the one behind `after` on; nobody replaces them meanwhile."""
    kept = select(keeper.id, keeper.secret).where(keeper.secret.is_not(None), keeper.id > after)
    rows = session.execute(kept.order_by(keeper.id).limit(limit).with_for_update())
    return [(row_id, secret) for row_id, secret in rows if secret is not None]


def every_secret(session: Session) -> Iterator[bytes]:
    for keeper in KEEPERS:
        kept = session.scalars(select(keeper.secret).where(keeper.secret.is_not(None)))
        yield from (secret for secret in kept if secret is not None)


def put_secret(session: Session, keeper: Keeper, row_id: int, secret: bytes) -> None:
    """Past the version: the same secret under another key is no edit that could surprise somebody's form."""
    session.execute(update(keeper).where(keeper.id == row_id).values(secret=secret))
