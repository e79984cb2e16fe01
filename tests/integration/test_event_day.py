"""An event's day, read person by person, gives the verdicts of the whole problem, without reading who is out anyway."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models import Attendance, AvailabilityOverride, DateAvailability
from app.services import event_day, problem_loader
from app.services.scheduling.candidates import Candidates
from app.vocabulary import AttendanceStatus, EventType, RotationKind, ScheduleStatus, Title
from tests.factories import MONDAY, now
from tests.functional.statements import counted

DAYS = [MONDAY + timedelta(days=number) for number in range(7)]


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def event(make, store):
    return make.event(store=store, event_number="612345")


@pytest.fixture
def team(make, store, event):
    """One person for each thing that decides, some of it work elsewhere and on the partner event."""
    other = make.store(timezone="America/Chicago")
    titles = (Title.SPECIALIST, Title.LEAD, Title.CLUB_SUPERVISOR, Title.JUICER)
    people = [make.employee(stores=(store,), title=titles[number % 4], max_days_week=2) for number in range(12)]
    stranger = make.employee(stores=(other,), title=Title.CLUB_SUPERVISOR)
    visit = make.event(store=store, event_number="612345", type=EventType.SUPERVISOR, duration_minutes=5)
    make.schedule(event=visit, employee=stranger, day=DAYS[1], minutes=720)
    make.time_off(employee=people[0], starts_on=DAYS[1], ends_on=DAYS[2])
    make.time_off(employee=people[1], starts_on=DAYS[0], starts_minute=0, ends_minute=700)
    make.row(Attendance(employee_id=people[2].id, day=DAYS[3], status=AttendanceStatus.CALLED_IN, recorded_at=now()))
    make.row(DateAvailability(employee_id=people[3].id, day=DAYS[4], available=False))
    for hours in ((0, 600), (700, 1200)):
        make.weekly(employee=people[4], weekday=0, hours=hours)
    for monday in (True, False):
        make.row(
            AvailabilityOverride(
                employee_id=people[5].id, starts_on=DAYS[0], ends_on=DAYS[6], monday=monday, sunday=True
            )
        )
    for number, day in enumerate((DAYS[0], DAYS[0] - timedelta(days=6), DAYS[2], DAYS[3])):
        make.schedule(event=make.event(store=store), employee=people[6], day=day, minutes=585 + number)
    make.schedule(event=make.event(store=other, exclusive=False), employee=people[7], day=DAYS[0], minutes=600)
    cleared = make.event(store=store)
    make.schedule(event=cleared, employee=people[8], day=DAYS[0], status=ScheduleStatus.CANCELLED)
    make.rotation(store=store, employee=people[1], weekday=0, kind=RotationKind.PRIMARY_LEAD)
    make.holiday(day=DAYS[6])
    return people


def _told(candidates):
    """Verdict, best start and all that stands against it, by person."""
    return {one.assignment.employee.id: (one.is_valid, candidates.whole(one)) for one in candidates.ranked()}


@pytest.mark.parametrize("kind", [EventType.CORE, EventType.FREEOSK, EventType.JUICER])
def test_everybody_is_judged_as_in_the_whole_problem(session, make, store, team, event, kind):
    event.type = kind
    make.schedule(event=event, employee=team[9], day=DAYS[5], status=ScheduleStatus.CONFLICT, crossmark_id="71")
    session.commit()
    for day in DAYS:
        whole = problem_loader.load(session, store_ids=[store.id], first_day=day, last_day=day, event_ids=[event.id])
        people = event_day.people_alone(session, event, day, day)
        lean = Candidates(
            people,
            people.events[event.id],
            day,
            with_work=lambda ids, problem=people: event_day.with_work(session, problem, ids),
        )

        assert _told(lean) == _told(Candidates(whole, whole.events[event.id], day))


def test_a_named_person_of_another_store_is_part_of_it(session, make, store, team, event):
    guest = make.employee(stores=(make.store(),))
    make.time_off(employee=guest, starts_on=DAYS[0])
    session.rollback()

    named = event_day.people_alone(session, event, DAYS[0], DAYS[0], named=[guest.id])

    assert named.employees[guest.id].time_off[0].first == DAYS[0]
    assert guest.id not in event_day.people_alone(session, event, DAYS[0], DAYS[0]).employees


def test_work_is_read_only_of_the_asked_people_and_of_the_event(session, store, team, event):
    people = event_day.people_alone(session, event, DAYS[0], DAYS[0])

    found = event_day.with_work(session, people, [team[7].id])

    assert people.assignments == ()
    assert {row.employee.id for row in found.assignments} == {
        team[7].id,
        *(row.employee.id for row in found.assignments if row.event.type is EventType.SUPERVISOR),
    }


def test_the_form_asks_as_much_of_many_people_as_of_few(app, sign_in, make, store, team, event):
    client, address = sign_in(), f"/schedules/new?event={event.id}&date={DAYS[0]}"
    client.get(address)
    few = counted(app, lambda: client.get(address))
    for number in range(20):
        person = make.employee(stores=(store,))
        make.schedule(event=make.event(store=store), employee=person, day=DAYS[number % 5])

    assert counted(app, lambda: client.get(address)) == few <= 12
