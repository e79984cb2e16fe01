"""One factory a model with only the required fields; everything is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from app import models
from app.db import Base
from app.formatting import to_utc
from app.vocabulary import Condition, EventType, Role, RotationKind, ScheduleStatus, TimeOffStatus, Title

#: Cheap on purpose: tests sign in often. The application's own cost is tested where it belongs.
_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ZONE = "America/Indiana/Indianapolis"
Row = TypeVar("Row", bound=Base)

#: A Monday.
MONDAY = date(2026, 3, 2)


class Make:
    """Makes rows and commits each, so that any other session sees them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._numbers = count(1)

    def _add(self, row: Row) -> Row:
        self._session.rollback()  # what was read before must not keep an old picture of the database
        self._session.add(row)
        self._session.commit()
        return row

    def store(self, **fields: Any) -> models.Store:
        n = next(self._numbers)
        return self._add(
            models.Store(
                **{"number": str(1000 + n), "name": f"Club {n}", "timezone": ZONE, "location_id": str(9000 + n)}
                | fields
            )
        )

    def employee(self, *, stores: tuple[models.Store, ...] = (), **fields: Any) -> models.Employee:
        n = next(self._numbers)
        defaults = {"name": f"Employee {n}", "rep_id": str(50000 + n), "external_id": f"US{n:06d}"}
        employee = self._add(models.Employee(**defaults | {"title": Title.SPECIALIST} | fields))
        for place, store in enumerate(stores):
            self._add(models.EmployeeStore(employee_id=employee.id, store_id=store.id, is_home=place == 0))
        return employee

    def event(self, *, store: models.Store, **fields: Any) -> models.Event:
        n = next(self._numbers)
        number = f"{600000 + n}"
        defaults = {
            "ref_num": str(70000000 + n),
            "external_id": str(70000000 + n),
            "event_number": number,
            "name": f"{number}-CORE-Sparkling Water",
            "type": EventType.CORE,
            "store_id": store.id,
            "start_date": MONDAY,
            "due_date": MONDAY + timedelta(days=7),
            "duration_minutes": 390,
            "condition": Condition.UNSTAFFED,
        }
        return self._add(models.Event(**defaults | fields))

    def schedule(
        self, *, event: models.Event, employee: models.Employee, day: date, minutes: int = 585, **fields: Any
    ) -> models.Schedule:
        starts_at = to_utc(day, minutes, fields.pop("zone", ZONE))
        length = fields.pop("length", event.duration_minutes)
        defaults = {
            "event_id": event.id,
            "employee_id": employee.id,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=length),
            "status": ScheduleStatus.PUBLISHED,
            "exclusive": event.exclusive,
        }
        return self._add(models.Schedule(**defaults | fields))

    def time_off(self, *, employee: models.Employee, starts_on: date, **fields: Any) -> models.TimeOff:
        defaults = {"ends_on": starts_on, "status": TimeOffStatus.APPROVED}
        return self._add(models.TimeOff(employee_id=employee.id, starts_on=starts_on, **defaults | fields))

    def weekly(self, *, employee: models.Employee, weekday: int, hours: tuple[int, int] = (0, 1440)) -> Any:
        return self._add(
            models.WeeklyAvailability(
                employee_id=employee.id, weekday=weekday, starts_minute=hours[0], ends_minute=hours[1]
            )
        )

    def rotation(
        self, *, store: models.Store, employee: models.Employee, weekday: int, kind: RotationKind = RotationKind.JUICER
    ) -> models.Rotation:
        return self._add(models.Rotation(store_id=store.id, employee_id=employee.id, weekday=weekday, kind=kind))

    def holiday(self, *, day: date, name: str = "Inventory day", **fields: Any) -> models.Holiday:
        return self._add(models.Holiday(day=day, name=name, **fields))

    def user(self, *, role: Role = Role.MANAGER, password: str = "not needed", **fields: Any) -> models.User:
        n = next(self._numbers)
        defaults = {"username": f"{role.value}{n}", "display_name": f"{role.value.title()} {n}", "all_stores": True}
        return self._add(models.User(role=role, password_hash=_HASHER.hash(password), **defaults | fields))

    def user_store(self, *, user_id: int, store_id: int) -> models.UserStore:
        return self._add(models.UserStore(user_id=user_id, store_id=store_id))

    def run(self, *, store: models.Store, week_start: date = MONDAY, **fields: Any) -> models.Run:
        defaults = {"last_day": week_start + timedelta(days=6), "store_ids": [store.id], "mode": "normal"}
        return self._add(models.Run(week_start=week_start, **defaults | fields))

    def row(self, row: Any) -> Any:
        """Any other row."""
        return self._add(row)


def now() -> datetime:
    return datetime.now(UTC)
