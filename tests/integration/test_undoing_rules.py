"""Undo asks the rules of today: what they forbid stays, and what they only advise against is said."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine

from app.errors import ChangedSince
from app.models import Change, Event, Schedule, TimeOff
from app.queries import changes as change_queries
from app.services import changes, schedules, time_off, undoing
from app.services.time_off import Absence
from app.vocabulary import Condition, EventType, ScheduleStatus, TimeOffStatus
from tests.factories import MONDAY

NINE_45 = 585
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_fixed_day():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True):
        yield


@pytest.fixture
def shop(make):
    store = make.store()
    people = [make.employee(stores=(store,), name=name) for name in ("Ann Ames", "Bob Birch")]
    return SimpleNamespace(store=store, ann=people[0], bob=people[1], core=make.event(store=store))


@pytest.fixture
def do(transact):
    """Runs a command in a transaction of its own."""

    def do(command, *args, **more):
        with transact() as session:
            return command(session, *args, **more)

    return do


@pytest.fixture
def undo(transact, actor):
    def undo(change_id):
        with transact() as session:
            return undoing.undo(session, actor, change_id=change_id).told

    return undo


@pytest.fixture
def moved(do, actor, shop):
    """Ann's Core of Monday, moved to Tuesday."""
    place = {"event_id": shop.core.id, "employee_id": shop.ann.id, "day": MONDAY, "minutes": NINE_45}
    done = do(schedules.schedule_event, actor, **place)
    return do(schedules.move, actor, schedule_id=done.schedule_id, version=None, day=TUESDAY, minutes=NINE_45)


def day_of(session, schedule_id):
    session.rollback()
    return session.get_one(Schedule, schedule_id).starts_at.date()


def test_time_off_that_was_entered_since_forbids_it_and_nothing_moves(moved, make, shop, undo, session):
    make.time_off(employee=shop.ann, starts_on=MONDAY)

    with pytest.raises(ChangedSince, match="cannot be undone: Ann Ames"):
        undo(moved.change_id)

    assert day_of(session, moved.schedule_id) == TUESDAY


def test_a_later_booking_that_a_rule_sees_beside_it_is_named_with_its_change(moved, do, actor, make, shop, undo):
    late = make.event(store=shop.store, type=EventType.CORE, duration_minutes=60)
    place = {"event_id": late.id, "employee_id": shop.ann.id, "day": MONDAY, "minutes": 1080}
    booked = do(schedules.schedule_event, actor, **place, override_reason="only an hour")

    with pytest.raises(ChangedSince) as refused:
        undo(moved.change_id)

    assert refused.value.change_ids == (booked.change_id,)


def test_an_event_that_was_cancelled_by_crossmark_since_is_not_booked_again(do, actor, moved, undo, transact, shop):
    gone = do(schedules.cancel, actor, schedule_id=moved.schedule_id, version=None)
    with transact() as session, changes.record(session, actor, command="sync", summary="Crossmark cancelled it"):
        session.get_one(Event, shop.core.id).condition = Condition.CANCELED

    with pytest.raises(ChangedSince):
        undo(gone.change_id)


def test_a_soft_rule_is_said_and_it_is_undone(moved, make, shop, undo, session):
    make.weekly(employee=shop.ann, weekday=TUESDAY.weekday())  # and on no other day

    told = undo(moved.change_id)

    assert day_of(session, moved.schedule_id) == MONDAY
    assert "Undone: " in told
    assert "Ann Ames" in told.split(". ")[-1]


def test_with_room_for_it_nothing_more_is_said(moved, undo):
    assert ". " not in undo(moved.change_id)


def test_a_cancelled_booking_comes_back(moved, do, actor, undo, session):
    gone = do(schedules.cancel, actor, schedule_id=moved.schedule_id, version=None)

    undo(gone.change_id)

    session.rollback()
    assert session.get_one(Schedule, moved.schedule_id).status is ScheduleStatus.PUBLISHED


def test_time_off_does_not_come_back_over_work_that_was_booked_in_it_since(do, actor, shop, undo, session):
    do(time_off.enter, actor, employee_id=shop.ann.id, absence=Absence(MONDAY, MONDAY))
    row = session.query(TimeOff).one()
    withdrawn = do(time_off.withdraw, actor, time_off_id=row.id, version=row.version)
    place = {"event_id": shop.core.id, "employee_id": shop.ann.id, "day": MONDAY, "minutes": NINE_45}
    booked = do(schedules.schedule_event, actor, **place)

    with pytest.raises(ChangedSince, match="would be off again") as refused:
        undo(withdrawn)

    assert refused.value.change_ids == (booked.change_id,)
    session.rollback()
    assert session.query(TimeOff).one().status is TimeOffStatus.WITHDRAWN


def test_time_off_comes_back_where_nothing_was_booked(do, actor, shop, undo, session):
    do(time_off.enter, actor, employee_id=shop.ann.id, absence=Absence(MONDAY, MONDAY))
    row = session.query(TimeOff).one()

    undo(do(time_off.withdraw, actor, time_off_id=row.id, version=row.version))

    session.rollback()
    assert session.query(TimeOff).one().status is TimeOffStatus.APPROVED


def test_the_history_says_beforehand_what_stands_against_it(moved, make, shop, session):
    make.weekly(employee=shop.ann, weekday=TUESDAY.weekday())
    session.rollback()
    change = session.get_one(Change, moved.change_id)

    found = undoing.look(session, change, change_queries.rows_of(session, change.id))

    assert found.obstacle is None
    assert [rule.rule for rule in found.soft] == ["weekly_availability"]
