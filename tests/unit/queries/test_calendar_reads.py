"""What the calendar reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.formatting import to_utc
from app.queries import calendar as queries
from app.queries.paging import Wanted
from app.vocabulary import Condition, ScheduleStatus
from tests.factories import MONDAY, ZONE

WEEK = (MONDAY, MONDAY + timedelta(days=6))
MOMENTS = (to_utc(MONDAY, 0, ZONE), to_utc(MONDAY + timedelta(days=7), 0, ZONE))


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def ana(make, store):
    return make.employee(stores=(store,))


def found(session, store):
    session.rollback()
    return [event.id for event in queries.ahead(session, store.id, *WEEK, *MOMENTS).waiting]


def test_the_most_urgent_open_event_comes_first(session, make, store):
    later = make.event(store=store, due_date=MONDAY + timedelta(days=9))
    soon = make.event(store=store, due_date=MONDAY + timedelta(days=2))

    assert found(session, store) == [soon.id, later.id]


def test_an_event_outside_the_days_is_not_read(session, make, store):
    make.event(store=store, start_date=MONDAY - timedelta(days=9), due_date=MONDAY - timedelta(days=1))
    make.event(store=store, start_date=MONDAY + timedelta(days=7), due_date=MONDAY + timedelta(days=9))
    touching = make.event(store=store, start_date=MONDAY - timedelta(days=9), due_date=MONDAY)

    assert found(session, store) == [touching.id]


@pytest.mark.parametrize("condition", [Condition.CANCELED, Condition.SUBMITTED, Condition.SCHEDULED])
def test_only_events_that_wait_are_open(session, make, store, condition):
    make.event(store=store, condition=condition)

    assert found(session, store) == []


def test_a_booked_event_is_not_open_and_a_cancelled_booking_does_not_count(session, make, store, ana):
    booked, free = make.event(store=store), make.event(store=store)
    make.schedule(event=booked, employee=ana, day=MONDAY)
    make.schedule(event=free, employee=ana, day=MONDAY, status=ScheduleStatus.CANCELLED)

    assert found(session, store) == [free.id]


def test_an_event_for_two_is_open_until_both_are_there(session, make, store, ana):
    event = make.event(store=store, required_headcount=2, condition=Condition.SCHEDULED)
    make.schedule(event=event, employee=ana, day=MONDAY)
    assert found(session, store) == [event.id]

    make.schedule(event=event, employee=make.employee(stores=(store,)), day=MONDAY)
    assert found(session, store) == []


def test_schedules_are_read_in_order_without_cancelled_ones_and_other_stores(session, make, store, ana):
    late = make.schedule(event=make.event(store=store), employee=ana, day=MONDAY, minutes=1080, length=30)
    early = make.schedule(event=make.event(store=store), employee=ana, day=MONDAY)
    make.schedule(event=make.event(store=store), employee=ana, day=MONDAY, status=ScheduleStatus.CANCELLED)
    make.schedule(event=make.event(store=store), employee=ana, day=WEEK[1] + timedelta(days=1))
    make.schedule(event=make.event(store=make.store()), employee=make.employee(), day=WEEK[1])
    session.rollback()

    rows = queries.bookings_between(session, store.id, *MOMENTS)

    assert [row.id for row in rows] == [early.id, late.id]
    assert {row.employee_id for row in rows} == {ana.id}


def test_what_the_people_of_the_store_do_elsewhere_is_read_too(session, make, store, ana):
    other = make.store()
    away = make.schedule(event=make.event(store=other), employee=ana, day=MONDAY)
    session.rollback()

    rows = queries.bookings_between(session, store.id, *MOMENTS)

    assert [(row.id, row.store_id) for row in rows] == [(away.id, other.id)]


def test_pages_of_open_events(session, make, store):
    ids = [make.event(store=store).id for _ in range(3)]
    session.rollback()

    first = queries.open_events_page(session, [store.id], Wanted(1, 2, "urgency"))
    second = queries.open_events_page(session, [store.id], Wanted(2, 2, "urgency"))

    assert ([event.id for event in (*first.rows, *second.rows)], first.total) == (ids, 3)
    assert first.rows[0].store.number == store.number
