"""A desk for outbox tests: writes schedules as the product does, delivers, and looks at both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.crossmark.payloads import MPlan
from app.models import Breaker, OutboxItem, Schedule
from app.models.columns import utc_now
from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox, start_crossmark
from app.services import changes, outbox
from app.services.actors import Actor
from app.services.outbox_claims import Pace
from app.vocabulary import Condition, OutboxState, ScheduleStatus
from tests.factories import Make

TODAY = date(2026, 3, 3)
DAY = date(2026, 3, 20)
AT_ONCE = Pace(window=0, between_reads=0, backoff=0)


@pytest.fixture
def crossmark(tmp_path: Path) -> Iterator[RunningSandbox]:
    with start_crossmark(tmp_path, today=TODAY) as running:
        yield running


@pytest.fixture
def connected(app: Flask, crossmark: RunningSandbox) -> Iterator[Flask]:
    """The application with the sandbox's account in its environment."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(
        before,
        crossmark_base_url=crossmark.base_url,
        crossmark_username=CROSSMARK_USER,
        crossmark_password=SANDBOX_PASSWORD,
        crossmark_timeout=30,
    )
    yield app
    app.extensions["settings"] = before


@dataclass
class Desk:
    """Writes schedules the way the product does, delivers, and looks at both sides."""

    app: Flask
    session: Session
    transact: Callable[[], AbstractContextManager[Session]]
    actor: Actor
    event: Any
    people: list[Any]
    location_id: str

    def book(self, employee: int = 0, day: date = DAY) -> int:
        starts_at = datetime.fromisoformat(f"{day}T10:30:00-04:00")
        event_id, employee_id = self.event.id, self.people[employee].id
        self.session.rollback()  # a reader left open would block the next writer
        with (
            self.transact() as session,
            changes.record(session, self.actor, command="schedule_event", summary="Booked"),
        ):
            row = Schedule(
                event_id=event_id,
                employee_id=employee_id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=390),
            )
            session.add(row)
            session.flush()
            return row.id

    def draft(self, employee: int = 0, day: date = DAY) -> int:
        """Planned here, nobody else's business yet."""
        schedule_id = self.book(employee, day)
        self.session.query(OutboxItem).delete()
        self.session.query(Schedule).where(Schedule.id == schedule_id).update({"status": ScheduleStatus.DRAFT})
        self.session.commit()
        return schedule_id

    def change(self, schedule_id: int, **values: Any) -> None:
        with self.transact() as session, changes.record(session, self.actor, command="move", summary="Changed"):
            row = session.get_one(Schedule, schedule_id)
            for name, value in values.items():
                setattr(row, name, value)

    def cancel(self, schedule_id: int) -> None:
        self.change(schedule_id, status=ScheduleStatus.CANCELLED)

    def move(self, schedule_id: int, days: int = 1, employee: int = 0) -> None:
        row = self.schedule(schedule_id)
        delta = timedelta(days=days)
        self.change(
            schedule_id,
            starts_at=row.starts_at + delta,
            ends_at=row.ends_at + delta,
            employee_id=self.people[employee].id,
        )

    def deliver(self, pace: Pace = AT_ONCE) -> int:
        with self.app.app_context():
            return outbox.deliver_due(pace=pace)

    def schedule(self, schedule_id: int) -> Schedule:
        self.session.rollback()
        return self.session.get_one(Schedule, schedule_id, populate_existing=True)

    def items(self) -> list[OutboxItem]:
        self.session.rollback()
        return list(self.session.scalars(select(OutboxItem).order_by(OutboxItem.id)))

    def states(self) -> list[OutboxState]:
        return [item.state for item in self.items()]

    def forget_the_outage(self) -> None:
        """As if the breaker's pause were over."""
        self.session.rollback()
        self.session.query(Breaker).delete()
        self.session.commit()

    def make_due(self) -> None:
        for item in self.items():
            item.next_try_at = utc_now() - timedelta(seconds=1)
            item.lease_until = None
        self.session.commit()


@pytest.fixture
def desk(
    connected: Flask,
    crossmark: RunningSandbox,
    make: Make,
    session: Session,
    transact: Callable[[], AbstractContextManager[Session]],
    actor: Actor,
) -> Desk:
    client = CrossmarkClient(CrossmarkAccount(crossmark.base_url, CROSSMARK_USER, SANDBOX_PASSWORD))
    mplan = open_core(client)
    reps = client.get_available_reps(first=TODAY, last=TODAY + timedelta(days=90))[:2]
    store = make.store(location_id=mplan.location_id)
    people = [make.employee(stores=(store,), rep_id=rep.rep_id, name=rep.name) for rep in reps]
    event = make.event(store=store, ref_num=mplan.mplan_id, external_id=mplan.mplan_id)
    return Desk(connected, session, transact, actor, event, people, mplan.location_id)


def open_core(client: CrossmarkClient) -> MPlan:
    rows = client.get_planning_events(first=TODAY, last=TODAY + timedelta(days=60))
    return next(r for r in rows if r.condition is Condition.UNSTAFFED and r.name.endswith("CORE"))
