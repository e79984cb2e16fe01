"""One person with stores, availability, time off and coming work, put together for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.blueprints.employees.forms import DateForm, PatternForm, PersonForm, TimeOffForm, WeekForm
from app.db import db
from app.formatting import local_day
from app.models import AvailabilityOverride, DateAvailability, Employee, Schedule, Store, TimeOff
from app.models.columns import utc_now
from app.queries import employees as queries
from app.services import employees, time_off
from app.services.actors import Actor
from app.services.employees import Consequences
from app.web.access import current_actor
from app.web.fields import WEEKDAY_LABELS


@dataclass(frozen=True)
class KnownEmployee:
    """What every page of a person knows; each of the stores says whether it is the home store."""

    employee: Employee
    stores: Sequence[tuple[Store, bool]]
    zone: str
    today: date

    @property
    def is_gone(self) -> bool:
        left = self.employee.terminated_on
        return not self.employee.active or (left is not None and left < self.today)


@dataclass(frozen=True)
class EditedEmployee(KnownEmployee):
    consequences: Consequences


@dataclass(frozen=True)
class ShownEmployee(EditedEmployee):
    """`hit` are bookings that stand in a time off, by its id."""

    dates: Sequence[DateAvailability]
    patterns: Sequence[AvailabilityOverride]
    absences: Sequence[TimeOff]
    hit: dict[int, list[Schedule]]
    schedules: Sequence[Schedule]


def known_employee(session: Session, actor: Actor, employee_id: int) -> KnownEmployee:
    """Raises NotFound."""
    employee = employees.find(session, actor, employee_id=employee_id)
    known = queries.stores_by_id(session)
    stores = [(known[place.store_id], place.is_home) for place in employee.stores if actor.sees_store(place.store_id)]
    zone = stores[0][0].timezone if stores else str(current_app.extensions["settings"].timezone)
    return KnownEmployee(employee, stores, zone, local_day(utc_now(), zone))


def edited_employee(session: Session, actor: Actor, employee_id: int) -> EditedEmployee:
    """Raises NotFound."""
    known = known_employee(session, actor, employee_id)
    left = employees.consequences(session, employee=known.employee, zone=known.zone)
    return EditedEmployee(**vars(known), consequences=left)


def show_employee(session: Session, actor: Actor, employee_id: int) -> ShownEmployee:
    """Raises NotFound."""
    edited = edited_employee(session, actor, employee_id)
    employee, today = edited.employee, edited.today
    absences = queries.time_off_of(session, employee.id, today - timedelta(days=30))
    return ShownEmployee(
        **vars(edited),
        dates=queries.dates_of(session, employee.id, today),
        patterns=queries.overrides_of(session, employee.id, today),
        absences=absences,
        hit=dict(time_off.hit_by(session, absences)),
        schedules=queries.schedules_from(session, employee.id, utc_now(), store_ids=actor.store_ids),
    )


def person_page(employee_id: int, wrong: PersonForm | None = None) -> ResponseReturnValue:
    """The page; with `wrong` the form that was refused, as it was typed."""
    shown = show_employee(db.session(), current_actor(), employee_id)
    forms: dict[str, PersonForm] = {
        "week": WeekForm.of(shown.employee),
        "date": DateForm(formdata=None),
        "pattern": PatternForm(formdata=None),
        "absence": TimeOffForm(formdata=None),
    }
    if wrong is not None:
        forms[wrong.key] = wrong
    page = render_template(
        "employees/show.html",
        shown=shown,
        form=wrong or forms["week"],
        forms_by_name=forms,
        weekday_names=WEEKDAY_LABELS,
    )
    return page, 422 if wrong is not None else 200
