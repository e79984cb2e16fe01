"""The one way to write: every mutation is a recorded change, chained by hash, and can be taken back.

The record, the rows it describes and the effects wanted at Crossmark are written in the same transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from app.errors import ChangedSince, Conflict, NotFound
from app.models import Change, ChangeRow
from app.models.change import RowDifference, begin_change, end_change
from app.models.columns import utc_now
from app.queries import changes as change_queries
from app.services import edr_relabelling, failpoints, push, undo_obstacles, undo_rights, undo_rows, webhook_messages
from app.services.actors import Actor
from app.wording import say

#: Key of the PostgreSQL advisory lock under which the chain grows; SQLite has one writer anyway.
_CHAIN_LOCK = 72_616_001
GENESIS = "0" * 64
_UNDO, _REDO = "undo_", "redo_"


@dataclass
class Recording:
    """`summary` may be completed inside the block; `change` is set after it, None when nothing changed."""

    summary: str
    change: Change | None = None

    @property
    def change_id(self) -> int | None:
        return self.change.id if self.change is not None else None


@contextmanager
def record(
    session: Session,
    actor: Actor,
    *,
    command: str,
    summary: str,
    reason: str = "",
    store_id: int | None = None,
    push_to_crossmark: bool = True,
    undo_of: Change | None = None,
) -> Iterator[Recording]:
    """Record what the block writes as one change. Nothing written, nothing recorded.

    Schedules that the block books, moves or cancels become outbox rows unless `push_to_crossmark` is False
    (the sync only repeats what Crossmark already knows).
    """
    failpoints.reach("before_change")
    opened = begin_change(session)
    recording = Recording(summary)
    try:
        yield recording
        session.flush()  # the differences are known only after the rows were written
        differences = opened.differences
        if differences:
            recording.change = _append(session, actor, recording.summary, command, reason, store_id, undo_of)
            _append_rows(session, recording.change, differences)
            if push_to_crossmark:
                push.write_outbox(session, differences, recording.change)
                failpoints.reach("in_change")
            edr_relabelling.follow(session, differences)
            webhook_messages.of_change(session, differences, recording.change)
            session.flush()  # the caller shows the change's id
    finally:
        end_change(session)


def _append(
    session: Session,
    actor: Actor,
    summary: str,
    command: str,
    reason: str,
    store_id: int | None,
    undo_of: Change | None,
) -> Change:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    last = change_queries.last_change(session)
    return Change(
        sequence=last.sequence + 1 if last else 1,
        at=utc_now(),
        user_id=actor.user_id,
        actor=actor.display_name[:120],
        source=actor.source,
        command=command,
        summary=summary[:500],
        reason=reason[:500],
        store_id=store_id,
        request_id=str(get_contextvars().get("request_id", ""))[:64],
        undo_of_id=undo_of.id if undo_of else None,
        previous_hash=last.hash if last else GENESIS,
        hash="",
    )


def _append_rows(session: Session, change: Change, differences: list[RowDifference]) -> None:
    rows = [(d.table, d.row_id, d.operation, d.before or None, d.after or None) for d in differences]
    change.hash = chain_hash(change, rows)
    session.add(change)
    session.flush()  # the rows need the id of their change
    session.add_all(
        ChangeRow(change_id=change.id, table_name=t, row_id=i, operation=op, before=before, after=after)
        for t, i, op, before, after in rows
    )


def chain_hash(change: Change, rows: list[tuple[str, int, str, Any, Any]]) -> str:
    """SHA-256 over the previous hash and everything the change says; altering any past row breaks the chain."""
    said = [
        change.previous_hash,
        change.sequence,
        change.at.isoformat(),
        change.user_id,
        change.actor,
        change.source,
        change.command,
        change.summary,
        change.reason,
        change.undo_of_id,
        rows,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def broken_links(session: Session) -> list[str]:
    """Every place where the chain does not hold, in words; empty when nobody touched it."""
    found = []
    previous = GENESIS
    for change, rows in change_queries.whole_chain(session):
        told = [(r.table_name, r.row_id, r.operation, r.before, r.after) for r in rows]
        if change.previous_hash != previous:
            found.append(f"Change {change.sequence} does not follow the one before it.")
        if chain_hash(change, told) != change.hash:
            found.append(f"Change {change.sequence} was altered after it was written.")
        previous = change.hash
    return found


def undo(session: Session, actor: Actor, *, change_id: int) -> Change:
    """Take one change back by a new change; taking back an undo does the first thing again.

    Raises NotFound for a change that the actor may not see, Forbidden unless he could make it himself, and Conflict
    (ChangedSince with the ids of what has to be undone first) when something later stands in the way.
    """
    change = change_queries.standing_for(session, find(session, actor, change_id))
    rows = change_queries.rows_of(session, change.id)
    undo_rights.require(actor, {row.table_name for row in rows})
    found = undo_obstacles.obstacle(session, change, rows)
    if found is not None:
        raise ChangedSince(found.words, [later.id for later in found.later])
    root = change_queries.root_of(session, change)
    prefix, said = _naming(change)
    with record(
        session,
        actor,
        command=f"{prefix}{root.command}"[:60],
        summary=f"{said}: {root.summary}",
        store_id=change.store_id,
        undo_of=change,
        push_to_crossmark=root.source != "sync",
    ) as recording:
        undo_rows.put_back(session, rows)
    if recording.change is None:
        raise Conflict(say("There is nothing left to undo: everything is already as it was before."))
    return recording.change


def _naming(change: Change) -> tuple[str, str]:
    return (_REDO, "Done again") if change.command.startswith(_UNDO) else (_UNDO, "Undone")


def find(session: Session, actor: Actor, change_id: int) -> Change:
    """A change of a store the actor may see. Raises NotFound."""
    change = session.get(Change, change_id)
    if change is None or (change.store_id is not None and not actor.sees_store(change.store_id)):
        raise NotFound(say("That change was not found."))
    if change.store_id is None and actor.store_ids is not None and change.user_id != actor.user_id:
        raise NotFound(say("That change was not found."))
    return change
