"""What a change of schedules touches outside the plan."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Event, PacketPrint, Schedule
from app.vocabulary import ScheduleStatus


def states(session: Session, schedule_ids: Collection[int]) -> dict[int, tuple[ScheduleStatus, bool]]:
    """Of each schedule its status, and whether Crossmark knows it."""
    query = select(Schedule.id, Schedule.status, Schedule.crossmark_id).where(Schedule.id.in_(schedule_ids))
    return {number: (status, known is not None) for number, status, known in session.execute(query)}


def made_here(session: Session, event_ids: Collection[int]) -> set[int]:
    """Which of the events Crossmark does not know."""
    return {event.id for event in session.scalars(select(Event).where(Event.id.in_(event_ids))) if event.is_ours}


def printed_days(session: Session, store_id: int, days: Collection[date]) -> list[date]:
    """Days of which something was put on paper already."""
    query = select(PacketPrint.day).where(PacketPrint.store_id == store_id, PacketPrint.day.in_(days)).distinct()
    return sorted(session.scalars(query))
