"""What the demo stores know themselves and Crossmark's wire does not carry: zones, people's facts, time off, duties.

Events, bookings and Crossmark's ids of the people come from the sandbox through the sync like in real life.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import models
from app.db import Base
from app.models.employee import WEEKDAYS
from app.sandbox.seed import LocalKnowledge
from app.sandbox.world import Person


def add_house(session: Session, known: LocalKnowledge) -> dict[str, models.Employee]:
    """Adds every row; the employees by their HR id."""
    stores = {
        row.number: models.Store(number=row.number, name=row.name, timezone=row.timezone, location_id=row.location_id)
        for row in known.stores
    }
    session.add_all(stores.values())
    session.flush()  # people point at them
    people = {person.employee_id: _employee(person, stores) for person in known.people}
    session.add_all(people.values())
    session.flush()  # everything below points at them
    session.add_all(_absences(known, people))
    session.add_all(_duties(known, stores, people))
    session.add_all(
        models.Holiday(
            name=row.name,
            month=row.month,
            month_day=row.month_day,
            weekday=row.weekday,
            nth=row.nth,
            active=row.active,
            notes=row.notes,
        )
        for row in known.holidays
    )
    return people


def _employee(person: Person, stores: dict[str, models.Store]) -> models.Employee:
    return models.Employee(
        external_id=person.employee_id,
        name=person.name,
        email=person.email,
        phone=person.phone,
        title=person.title,
        active=person.active,
        is_supervisor=person.title is person.title.CLUB_SUPERVISOR,
        adult_beverage_trained=person.adult_beverage_trained,
        hired_on=person.hired_on,
        terminated_on=person.terminated_on,
        max_minutes_week=person.max_minutes_week,
        target_minutes_week=person.target_minutes_week,
        max_days_week=person.max_days_week,
        wage_cents=person.wage_cents,
        stores=[
            models.EmployeeStore(store_id=stores[number].id, is_home=number == person.home_store)
            for number in person.store_numbers
        ],
        weekly=[
            models.WeeklyAvailability(weekday=row.weekday, starts_minute=row.starts_minute, ends_minute=row.ends_minute)
            for row in person.weekly or ()
        ],
    )


def _absences(known: LocalKnowledge, people: dict[str, models.Employee]) -> list[Base]:
    return [
        *(
            models.DateAvailability(
                employee_id=people[row.employee_id].id, day=row.day, available=row.available, reason=row.reason
            )
            for row in known.date_availability
        ),
        *(
            models.AvailabilityOverride(
                employee_id=people[row.employee_id].id,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                reason=row.reason,
                **dict(zip(WEEKDAYS, row.weekdays, strict=True)),
            )
            for row in known.overrides
        ),
        *(
            models.TimeOff(
                employee_id=people[row.employee_id].id,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                starts_minute=row.starts_minute,
                ends_minute=row.ends_minute,
                reason=row.reason,
                status=row.status,
            )
            for row in known.time_off
        ),
    ]


def _duties(known: LocalKnowledge, stores: dict[str, models.Store], people: dict[str, models.Employee]) -> list[Base]:
    return [
        *(
            models.Rotation(
                store_id=stores[row.store_number].id,
                weekday=row.weekday,
                kind=row.kind,
                employee_id=people[row.employee_id].id,
                backup_employee_id=people[row.backup_employee_id].id if row.backup_employee_id else None,
            )
            for row in known.rotations
        ),
        *(
            models.RotationException(
                store_id=stores[row.store_number].id,
                day=row.day,
                kind=row.kind,
                employee_id=people[row.employee_id].id,
                reason=row.reason,
            )
            for row in known.rotation_exceptions
        ),
    ]
