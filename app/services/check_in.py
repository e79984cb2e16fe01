"""Checking in by the code on a printed set: signed, for one schedule and one day, and only for a signed-in person."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import Conflict, Forbidden, NotFound
from app.formatting import clock, local_day, long_day, short_day, wall_time
from app.models import Attendance, Schedule, Store
from app.models.columns import utc_now
from app.queries import attendance as queries
from app.services import changes
from app.services.actors import Actor
from app.vocabulary import AttendanceStatus, Permission, ScheduleStatus
from app.wording import say

GRACE = timedelta(minutes=5)
"""Who checks in up to this long after the start is on time."""
_SALT = "check-in"


@dataclass(frozen=True)
class Arrival:
    """`now` and `starts` are wall time of the store. `record` is there once the person was recorded today."""

    schedule: Schedule
    store: Store
    day: date
    starts: datetime
    now: datetime
    record: Attendance | None

    @property
    def status(self) -> AttendanceStatus:
        return AttendanceStatus.ON_TIME if self.now <= self.starts + GRACE else AttendanceStatus.LATE


def address(base_url: str, schedule_id: int, day: date) -> str:
    """What the code on the set opens; empty when this site's address is not known."""
    if not base_url:
        return ""
    said = f"{schedule_id}-{day:%Y%m%d}"
    return f"{base_url}/attendance/check-in/{said}-{_signature(said)}"


def _signature(said: str) -> str:
    """128 bits: short enough for a code that scans from a creased sheet."""
    config: Settings = current_app.extensions["settings"]
    return hmac.new(config.secret_key.encode(), f"{_SALT} {said}".encode(), "sha256").hexdigest()[:32]


def arrival(session: Session, actor: Actor, token: str) -> Arrival:
    """What the code stands for.

    Raises NotFound for a code that is not ours or whose schedule is gone, Conflict on another day, Forbidden for
    somebody who may neither record attendance nor is the person.
    """
    schedule_id, day = _read(token)
    schedule = queries.schedule(session, schedule_id)
    if schedule is None or schedule.status is ScheduleStatus.CANCELLED or not _may(actor, schedule):
        raise NotFound(say("This code belongs to no schedule that you can check in for. Ask your supervisor."))
    store = session.get_one(Store, schedule.event.store_id)
    now = wall_time(utc_now(), store.timezone)
    if local_day(schedule.starts_at, store.timezone) != day:
        raise Conflict(
            say(
                "This sheet is from %(day)s, but the schedule was moved. Use the sheet of the new day.",
                day=short_day(day),
            )
        )
    if now.date() != day:
        raise Conflict(say("This code is for %(day)s. Check in on that day.", day=long_day(day)))
    record = queries.records_of(session, [schedule.employee_id], day).get(schedule.employee_id)
    return Arrival(schedule, store, day, wall_time(schedule.starts_at, store.timezone), now, record)


def _read(token: str) -> tuple[int, date]:
    said, _, signature = token.rpartition("-")
    if not hmac.compare_digest(signature.encode(), _signature(said).encode()):
        raise NotFound(say("This code was not made here. Scan the code on the sheet again."))
    schedule_id, day = said.split("-")
    return int(schedule_id), date.fromisoformat(day)


def _may(actor: Actor, schedule: Schedule) -> bool:
    if actor.may(Permission.RECORD_ATTENDANCE):
        return actor.sees_store(schedule.event.store_id)
    return actor.employee_id is not None and actor.employee_id == schedule.employee_id


def check_in(session: Session, actor: Actor, token: str) -> int | None:
    """Record that the person came. The id of the change; None when it was recorded already. Raises as arrival()."""
    found = arrival(session, actor, token)
    if not actor.may(Permission.RECORD_ATTENDANCE) and actor.employee_id is None:
        raise Forbidden(say("Your account is not linked to a person of the team. Ask your supervisor."))
    records = queries.lock_records(session, [found.schedule.employee_id], found.day)
    if records:
        return None
    summary = f"{found.schedule.employee.name} checked in at {clock(found.now)}"
    with changes.record(session, actor, command="check_in", summary=summary, store_id=found.store.id) as recording:
        session.add(
            Attendance(
                employee_id=found.schedule.employee_id,
                day=found.day,
                status=found.status,
                notes=f"Checked in by code at {clock(found.now)}",
                recorded_by_id=actor.user_id,
                recorded_at=utc_now(),
            )
        )
    return recording.change_id
