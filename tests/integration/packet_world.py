"""A small store with rows as a sync would leave them, and a progress that only notes what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from app import models
from app.services.jobs import JobCancelled
from app.vocabulary import EventType, RotationKind, Title
from tests.factories import Make

#: A Tuesday.
DAY = date(2026, 3, 3)


@dataclass
class NotedProgress:
    """Cancels as soon as a message contains `cancel_at`."""

    cancel_at: str = ""
    told: list[tuple[float, str]] = field(default_factory=list)

    def report(self, fraction: float, message: str) -> None:
        self.told.append((fraction, message))
        if self.cancel_at and self.cancel_at in message:
            raise JobCancelled

    @property
    def cancelled(self) -> bool:
        return False


@dataclass(frozen=True)
class World:
    store: models.Store
    lead: models.Employee
    specialist: models.Employee
    core: tuple[models.Event, ...]


def small_world(make: Make, session: Session, *, numbers: tuple[str, ...] = ("612345", "612346")) -> World:
    """Two Cores, a Supervisor check-in and a Juicer production on DAY."""
    store = make.store(number="8801", name="Prairie Club")
    lead = make.employee(name="Lena Lead", title=Title.LEAD, stores=(store,))
    specialist = make.employee(name="Sam Sample", stores=(store,))
    juicer = make.employee(name="Jo Juicer", title=Title.JUICER, stores=(store,))
    core = tuple(make.event(store=store, event_number=n, name=f"{n}-CORE-Sparkling Water") for n in numbers)
    for event, employee, minutes in zip(core, (specialist, lead), (585, 630), strict=False):
        make.schedule(event=event, employee=employee, day=DAY, minutes=minutes)
    check_in = make.event(store=store, type=EventType.SUPERVISOR, duration_minutes=5, exclusive=False, name="Check-in")
    make.schedule(event=check_in, employee=lead, day=DAY, minutes=720)
    for kind, person in ((RotationKind.JUICER, juicer), (RotationKind.PRIMARY_LEAD, lead)):
        make.rotation(store=store, employee=person, weekday=DAY.weekday(), kind=kind)
    return World(store, lead, specialist, core)
