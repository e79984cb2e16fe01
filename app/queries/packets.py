"""Reads of built packets, of what was printed and waived, and of the files that belong to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import EventDocument, Job, Packet, PacketPrint, PacketWaiver, PaperworkTemplate, SalesTool
from app.vocabulary import JobKind


def packet(session: Session, packet_id: int) -> Packet | None:
    return session.get(Packet, packet_id)


def packets_of_day(session: Session, store_id: int, day: date) -> Sequence[Packet]:
    """Newest first."""
    return session.scalars(
        select(Packet).where(Packet.store_id == store_id, Packet.day == day).order_by(Packet.id.desc())
    ).all()


def packets_before(session: Session, moment: datetime) -> Sequence[Packet]:
    """Built before that moment, in every store."""
    return session.scalars(select(Packet).where(Packet.built_at < moment)).all()


def latest_packet_job(session: Session, key: str) -> Job | None:
    return session.scalar(
        select(Job).where(Job.kind == JobKind.PACKET, Job.key == key).order_by(Job.id.desc()).limit(1)
    )


def stored_names(session: Session) -> set[str]:
    """Every file of ours that a row points at."""
    named = [select(model.stored_name) for model in (Packet, SalesTool, PaperworkTemplate, EventDocument)]
    return {name for query in named for name in session.scalars(query) if name}


def waivers(session: Session, store_id: int, day: date) -> Sequence[PacketWaiver]:
    return session.scalars(
        select(PacketWaiver).where(PacketWaiver.store_id == store_id, PacketWaiver.day == day).order_by(PacketWaiver.id)
    ).all()


def waiver(session: Session, store_id: int, day: date, part_key: str) -> PacketWaiver | None:
    return session.scalar(
        select(PacketWaiver).where(
            PacketWaiver.store_id == store_id, PacketWaiver.day == day, PacketWaiver.part_key == part_key
        )
    )


def prints(session: Session, store_id: int, day: date) -> Sequence[PacketPrint]:
    """In the order in which they were made."""
    return session.scalars(
        select(PacketPrint).where(PacketPrint.store_id == store_id, PacketPrint.day == day).order_by(PacketPrint.id)
    ).all()


def print_of(session: Session, print_id: int) -> PacketPrint | None:
    return session.get(PacketPrint, print_id)


def documents(session: Session, event_ids: Collection[int]) -> Sequence[EventDocument]:
    """Uploaded product instructions that are in use, oldest first."""
    return session.scalars(
        select(EventDocument)
        .where(EventDocument.event_id.in_(event_ids), EventDocument.active.is_(True))
        .order_by(EventDocument.id)
    ).all()
