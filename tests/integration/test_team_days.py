"""The lean read of people says the same about each day as the whole problem."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models import Attendance, AvailabilityOverride, DateAvailability, RotationException
from app.services import problem_loader, settings, team_days
from app.services.scheduling.availability import resolve
from app.services.scheduling.rotation_manager import on_duty
from app.vocabulary import AttendanceStatus, RotationKind, TimeOffStatus, Title
from tests.factories import MONDAY, now

DAYS = [MONDAY + timedelta(days=number) for number in range(7)]


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def team(make, store):
    """One person for each thing that decides about a day."""
    people = [make.employee(stores=(store,), name=f"Person {number}", title=Title.LEAD) for number in range(9)]
    make.time_off(employee=people[0], starts_on=DAYS[1], ends_on=DAYS[2])
    make.time_off(employee=people[1], starts_on=DAYS[0], starts_minute=600, ends_minute=700)
    make.time_off(employee=people[2], starts_on=DAYS[0], status=TimeOffStatus.REQUESTED)
    make.row(Attendance(employee_id=people[3].id, day=DAYS[3], status=AttendanceStatus.CALLED_IN, recorded_at=now()))
    make.row(Attendance(employee_id=people[3].id, day=DAYS[4], status=AttendanceStatus.ON_TIME, recorded_at=now()))
    make.row(DateAvailability(employee_id=people[4].id, day=DAYS[4], available=False))
    make.row(DateAvailability(employee_id=people[4].id, day=DAYS[5], available=True))
    for hours in ((0, 600), (700, 800)):
        make.weekly(employee=people[4], weekday=0, hours=hours)
    for monday in (True, False):  # the one entered last counts
        make.row(
            AvailabilityOverride(
                employee_id=people[5].id, starts_on=DAYS[0], ends_on=DAYS[6], monday=monday, tuesday=False
            )
        )
    make.row(
        AvailabilityOverride(
            employee_id=people[6].id,
            starts_on=DAYS[0] - timedelta(days=9),
            ends_on=DAYS[0] - timedelta(days=1),
            sunday=False,
        )
    )
    make.holiday(day=DAYS[6])
    return people


def test_every_day_of_everybody_is_judged_alike(session, store, team):
    session.rollback()
    whole = problem_loader.load(session, store_ids=[store.id], first_day=DAYS[0], last_day=DAYS[6])
    lean = team_days.load(session, store, DAYS[0], DAYS[6], settings=settings.read(session))

    def answers(problem):
        return {
            (person.id, day): resolve(problem, person, problem.stores[store.id], day)
            for person in problem.employees.values()
            for day in DAYS
        }

    assert answers(lean) == answers(whole)
    assert {person.id for person in team} == set(lean.employees)
    assert lean.employees[team[1].id].time_off == whole.employees[team[1].id].time_off


@pytest.mark.parametrize("somebody_instead", [False, True])
def test_the_duties_of_the_day_are_found_alike(session, make, store, team, somebody_instead):
    make.rotation(store=store, employee=team[7], weekday=0, kind=RotationKind.PRIMARY_LEAD)
    make.rotation(store=store, employee=team[8], weekday=1, kind=RotationKind.PRIMARY_LEAD)
    if somebody_instead:
        make.row(
            RotationException(
                store_id=store.id, day=DAYS[0], kind=RotationKind.PRIMARY_LEAD, employee_id=team[8].id, reason="Swap"
            )
        )
    session.rollback()
    whole = problem_loader.load(session, store_ids=[store.id], first_day=DAYS[0], last_day=DAYS[0])
    lean = team_days.load(session, store, DAYS[0], DAYS[0], settings=settings.read(session))

    def duty(problem):
        found = on_duty(problem, store.id, RotationKind.PRIMARY_LEAD, DAYS[0])
        return found.employee.id, found.source, found.reason

    assert duty(lean) == duty(whole)
    assert duty(lean)[0] == team[8 if somebody_instead else 7].id
