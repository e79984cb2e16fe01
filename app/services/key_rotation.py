"""Brings everything that is encrypted under the newest key, so that an older key may be taken away.

Every batch is a transaction of its own and what is under the newest key is left alone: a rotation that was cut off goes
on where it ended when it is started again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.db import transaction
from app.errors import Invalid
from app.queries import secrets as queries
from app.services import secrets

_AT_ONCE = 500


@dataclass
class Rotation:
    turned: int = 0
    """Were under an older key."""
    already: int = 0
    unreadable: list[str] = field(default_factory=list)
    """Table and id of what none of the keys opens."""


def rotate(*, dry_run: bool = False) -> Rotation:
    """With `dry_run` it counts what it would do."""
    rotation = Rotation()
    for keeper in queries.KEEPERS:
        last: int | None = 0
        while last is not None:
            last = _batch(rotation, keeper, after=last, dry_run=dry_run)
    return rotation


def _batch(rotation: Rotation, keeper: queries.Keeper, *, after: int, dry_run: bool) -> int | None:
    """The id it came to; None at the end of the table."""
    with transaction() as session:
        rows = queries.locked_secrets(session, keeper, after=after, limit=_AT_ONCE)
        for row_id, secret in rows:
            if secrets.is_newest(secret):
                rotation.already += 1
                continue
            try:
                turned = secrets.rotate(secret)
            except Invalid:
                rotation.unreadable.append(f"{keeper.__tablename__} {row_id}")
                continue
            rotation.turned += 1
            if not dry_run:
                queries.put_secret(session, keeper, row_id, turned)
    return rows[-1][0] if rows else None
