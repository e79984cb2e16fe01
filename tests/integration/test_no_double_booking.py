"""Sixteen processes want the same person at overlapping times: the database lets exactly the fitting ones in."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import again_after_collision, db, transaction
from app.errors import AppError
from app.formatting import to_utc
from app.models import Schedule
from app.queries import booking
from app.services import changes
from app.services.actors import system_actor
from app.vocabulary import ScheduleStatus
from tests.factories import MONDAY, ZONE, Make

PROCESSES, WRITES = 16, 200
#: Starts every quarter of an hour within this many hours, each lasting four: nearly every write collides.
HOURS, LENGTH = 40, timedelta(hours=4)


def test_sixteen_processes_never_double_book(app: Flask, make: Make, session: Session, tmp_path: Path) -> None:
    store = make.store()
    employee_id = make.employee(stores=(store,)).id
    event_ids = [make.event(store=store).id for _ in range(3)]
    session.rollback()
    with app.app_context():
        db.engine.dispose()  # a connection must not be shared with a forked process

    outcome = _all_write(app, employee_id, event_ids, tmp_path)

    spans = session.execute(select(Schedule.starts_at, Schedule.ends_at).order_by(Schedule.starts_at)).all()
    overlaps = sum(earlier.ends_at > later.starts_at for earlier, later in itertools.pairwise(spans))
    assert overlaps == 0
    assert outcome.keys() == {"booked", "409 double_booked"}
    assert outcome["booked"] == len(spans) > 0
    assert outcome.total() == PROCESSES * WRITES


def _all_write(app: Flask, employee_id: int, event_ids: list[int], folder: Path) -> Counter[str]:
    forked = multiprocessing.get_context("fork")
    processes = [
        forked.Process(target=_write, args=(app, employee_id, event_ids, number, folder / f"{number}.json"))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=240)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    return sum((Counter(json.loads(file.read_text())) for file in folder.glob("*.json")), Counter())


def _write(app: Flask, employee_id: int, event_ids: list[int], number: int, file: Path) -> None:
    dice = random.Random(number)
    first = to_utc(MONDAY, 0, ZONE)
    outcome: Counter[str] = Counter()
    with app.app_context():
        for _ in range(WRITES):
            starts_at = first + timedelta(minutes=15 * dice.randrange(HOURS * 4))
            outcome[_book(employee_id, dice.choice(event_ids), starts_at)] += 1
        db.engine.dispose()
    file.write_text(json.dumps(outcome))


def _book(employee_id: int, event_id: int, starts_at: datetime) -> str:
    """As the booking commands write, but asking no rule: the lock makes writers queue, the constraint refuses."""

    def write() -> None:
        wanted = Schedule(
            event_id=event_id,
            employee_id=employee_id,
            starts_at=starts_at,
            ends_at=starts_at + LENGTH,
            status=ScheduleStatus.PUBLISHED,
        )
        with (
            transaction() as session,
            changes.record(session, system_actor("command"), command="book", summary="booked", push_to_crossmark=False),
        ):
            booking.lock_employees(session, [employee_id])
            session.add(wanted)

    try:
        again_after_collision(write)
    except AppError as refusal:
        return f"{refusal.status} {refusal.code}"
    return "booked"
