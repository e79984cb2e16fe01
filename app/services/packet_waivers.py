"""Leaving a missing part out of a day's packet on purpose: who, why, and taking it back."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid, NotFound
from app.formatting import short_day
from app.models import PacketWaiver
from app.queries import packets as queries
from app.services import changes
from app.services.actors import Actor
from app.vocabulary import Permission
from app.wording import say

LONGEST_REASON = 300


def waive(
    session: Session, actor: Actor, *, store_id: int, day: date, part_key: str, title: str, reason: str
) -> int | None:
    """The id of the change; None when it was waived already for the same reason.

    Raises Forbidden, NotFound for another's store, Invalid without a reason.
    """
    actor.require(Permission.PRINT_PAPERWORK)
    actor.require_store(store_id, "That store")
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        message = say("Say in 1 to %(most)s characters why this part is not needed.", most=LONGEST_REASON)
        raise Invalid(message, [FieldError("reason", message)])
    row = queries.waiver(session, store_id, day, part_key)
    summary = f"Left out of the packet of {short_day(day)}: {title}"
    with changes.record(
        session, actor, command="waive_part", summary=summary, reason=reason, store_id=store_id
    ) as recording:
        if row is None:
            row = PacketWaiver(store_id=store_id, day=day, part_key=part_key[:160])
            session.add(row)
        row.title, row.reason, row.waived_by = title[:300], reason, actor.display_name[:120]
    return recording.change_id


def by_key(session: Session, *, store_id: int, day: date) -> dict[str, str]:
    """Who left each part out, and why."""
    return {row.part_key: f"{row.waived_by}: {row.reason}" for row in queries.waivers(session, store_id, day)}


def restore(session: Session, actor: Actor, *, store_id: int, day: date, part_key: str) -> int | None:
    """The part is wanted again. Raises NotFound when it was not waived."""
    actor.require(Permission.PRINT_PAPERWORK)
    actor.require_store(store_id, "That store")
    row = queries.waiver(session, store_id, day, part_key)
    if row is None:
        raise NotFound(say("This part was not left out. Reload the page to see it as it is now."))
    summary = f"Wanted again in the packet of {short_day(day)}: {row.title}"
    with changes.record(session, actor, command="restore_part", summary=summary, store_id=store_id) as recording:
        session.delete(row)
    return recording.change_id
