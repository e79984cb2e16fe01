"""Packets as rows and files: asked for, kept, found again, thinned out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.db import after_commit
from app.errors import NotFound
from app.models import Job, Packet
from app.paperwork.model import Part
from app.paperwork.packet import Packet as BuiltPacket
from app.queries import jobs as job_queries
from app.queries import packets as queries
from app.queries import paperwork as paperwork_queries
from app.services import jobs, stored_files
from app.services.actors import Actor
from app.vocabulary import JobKind, Permission
from app.wording import SOURCE, say, speaking

KEPT_PER_DAY = 3
MOST_JOBS = 12
KEPT_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Requested:
    job_id: int


def job_key(day: date, store_id: int) -> str:
    return f"{day.isoformat()} {store_id}"


def request_packet(session: Session, actor: Actor, *, day: date, store_id: int, base_url: str = "") -> Requested:
    """Ask the worker for a packet. `base_url` is where the QR codes lead.

    Raises Forbidden, NotFound for a store the actor does not see, and AlreadyRunning naming the job.
    """
    actor.require(Permission.PRINT_PAPERWORK)
    actor.require_store(store_id, "That store")
    if paperwork_queries.store(session, store_id) is None:
        raise NotFound(say("That store was not found."))
    payload = {"day": day.isoformat(), "store_id": store_id, "base_url": base_url.rstrip("/")}
    job = jobs.enqueue(session, actor, kind=JobKind.PACKET, key=job_key(day, store_id), payload=payload)
    return Requested(job.id)


def latest_packet(session: Session, actor: Actor, *, day: date, store_id: int) -> Packet | None:
    """The newest packet whose file is still there. Raises NotFound for a store the actor does not see."""
    actor.require_store(store_id, "That store")
    found = queries.packets_of_day(session, store_id, day)
    return next((packet for packet in found if stored_files.find(packet.stored_name)), None)


def latest_job(session: Session, actor: Actor, *, day: date, store_id: int) -> Job | None:
    """The newest attempt to build this packet, done or not."""
    actor.require_store(store_id, "That store")
    return queries.latest_packet_job(session, job_key(day, store_id))


def recent_jobs(session: Session, actor: Actor) -> list[Job]:
    """Work on paper that the actor may see, newest first; the night's own steps, which name no day, stand elsewhere."""
    found = [job for kind in (JobKind.PACKET, JobKind.SYNC_EDR) for job in job_queries.latest_work(session, kind)]
    seen = [job for job in found if jobs.may_see(actor, job) and (job.kind is JobKind.SYNC_EDR or "day" in job.payload)]
    return sorted(seen, key=lambda job: job.id, reverse=True)[:MOST_JOBS]


def find_packet(session: Session, actor: Actor, packet_id: int) -> Packet:
    """Raises NotFound, also for another store's packet."""
    actor.require(Permission.PRINT_PAPERWORK)
    packet = queries.packet(session, packet_id)
    if packet is None or not actor.sees_store(packet.store_id):
        raise NotFound(say("That packet was not found. It may have been replaced by a newer one; build it again."))
    return packet


def packet_file(session: Session, actor: Actor, packet_id: int) -> Path:
    """Raises NotFound, also when the file is gone."""
    path = stored_files.find(find_packet(session, actor, packet_id).stored_name)
    if path is None:
        raise NotFound(say("The file of this packet is gone. Build the packet again."))
    return path


def insert(
    session: Session,
    *,
    job_id: int | None,
    day: date,
    store_id: int,
    stored_name: str,
    built: BuiltPacket,
    built_at: datetime,
) -> Packet:
    """Make a written file visible; drop the surplus of the same day and store, and what is too old to be printed."""
    packet = Packet(
        store_id=store_id,
        day=day,
        job_id=job_id,
        stored_name=stored_name,
        pages=built.pages,
        size_bytes=len(built.pdf),
        manifest=manifest(built.manifest),
        built_at=built_at,
    )
    session.add(packet)
    session.flush()  # the new one counts among those that are kept
    surplus = queries.packets_of_day(session, store_id, day)[KEPT_PER_DAY:]
    for old in {*surplus, *queries.packets_before(session, built_at - KEPT_FOR)}:
        session.delete(old)
        after_commit(session, partial(stored_files.remove, old.stored_name))
    return packet


def manifest(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """As it is kept: texts of the catalogue stay as they are, so that every reader gets them in his language."""
    with speaking(SOURCE):
        return [_line(part) for part in parts]


def _line(part: Part) -> dict[str, Any]:
    told = {"kind": part.kind.value, "state": part.state, "age": part.age.said() if part.age else ""}
    return asdict(part) | told
