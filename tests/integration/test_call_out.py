"""Somebody calls in: work, duties, record and Crossmark change together, and come back together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.models import Attendance, Change, Event, Job, OutboxItem, Packet, RotationException, Schedule, TimeOff
from app.models.columns import utc_now
from app.services import call_out, changes
from app.services.actors import Actor
from app.services.call_out import CallOut, Choices
from app.services.scheduling.repair import RepairKind
from app.vocabulary import (
    AttendanceStatus,
    Condition,
    EventType,
    JobKind,
    OutboxOperation,
    Role,
    RotationKind,
    ScheduleStatus,
    Title,
)
from tests.factories import MONDAY, Make

Transact = Callable[[], AbstractContextManager[Session]]
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_fixed_day() -> object:
    with time_machine.travel("2026-03-02T10:00:00Z", tick=True):
        yield


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store()
    ann = make.employee(stores=(store,), name="Ann Ames", title=Title.LEAD)
    event = make.event(store=store, condition=Condition.SCHEDULED)
    return SimpleNamespace(
        store=store,
        ann=ann,
        bob=make.employee(stores=(store,), name="Bob Birch", phone="555-0102"),
        event=event,
        booked=make.schedule(event=event, employee=ann, day=MONDAY),
    )


def prepare(transact: Transact, actor: Actor, shop: SimpleNamespace, day: date = MONDAY) -> CallOut:
    with transact() as session:
        shown = call_out.prepare(session, actor, employee_id=shop.ann.id, day=day)
        assert shown.call_list is not None  # read while the session is open
        session.rollback()
        return shown


def defaults(shown: CallOut) -> dict[int, str]:
    return {
        piece.row.schedule_id or 0: piece.chosen.choice if piece.chosen else "stays"
        for piece in shown.pieces
        if not piece.along
    }


def confirm(
    transact: Transact, actor: Actor, shop: SimpleNamespace, shown: CallOut, **more: object
) -> call_out.CalledOut:
    picks = more.pop("picks", defaults(shown))
    stand_ins = {duty.field: duty.people[0].id for duty in shown.duties if duty.people}
    choices = Choices(AttendanceStatus.CALLED_IN, picks, stand_ins, version=shown.version, **more)  # type: ignore[arg-type]
    with transact() as session:
        return call_out.confirm(session, actor, employee_id=shop.ann.id, day=shown.day, choices=choices)


def standing(session: Session) -> list[tuple[int, int]]:
    session.rollback()
    rows = session.scalars(select(Schedule).where(Schedule.status == ScheduleStatus.PUBLISHED).order_by(Schedule.id))
    return [(row.event_id, row.employee_id) for row in rows]


def test_who_could_come_is_named_with_phone_and_what_it_means(
    transact: Transact, actor: Actor, shop: SimpleNamespace
) -> None:
    shown = prepare(transact, actor, shop)

    [piece] = shown.pieces
    assert piece.chosen is not None
    assert piece.chosen.repair.kind is RepairKind.OTHER_EMPLOYEE
    assert any("Bob Birch gains" in one.text for one in piece.chosen.consequences)
    assert [(person.name, phone) for person, phone in shown.call_list] == [("Bob Birch", "555-0102")]
    assert piece.offers[-1].repair.kind is RepairKind.RELEASE


def test_everything_is_one_change_and_one_undo_takes_it_back(
    transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace
) -> None:
    make.rotation(store=shop.store, employee=shop.ann, weekday=0, kind=RotationKind.PRIMARY_LEAD)
    lena = make.employee(stores=(shop.store,), name="Lena Lead", title=Title.LEAD)
    make.row(
        Packet(
            store_id=shop.store.id, day=MONDAY, stored_name="x", pages=1, size_bytes=1, manifest=[], built_at=utc_now()
        )
    )
    before = standing(session)

    done = confirm(transact, actor, shop, prepare(transact, actor, shop))

    [(event_id, person_id)] = standing(session)
    assert (event_id, person_id != shop.ann.id) == (shop.event.id, True)
    assert session.scalars(select(Attendance.status)).one() is AttendanceStatus.CALLED_IN
    assert session.scalars(select(RotationException.employee_id)).one() == lena.id
    assert [item.operation for item in session.scalars(select(OutboxItem))] == [OutboxOperation.MOVE]
    assert session.scalars(select(Job.kind)).all() == [JobKind.PACKET]
    assert len(session.scalars(select(Change)).all()) == 1
    assert "1 handed over, 0 open again" in done.summary

    session.rollback()
    with transact() as inner:
        changes.undo(inner, actor, change_id=done.change_id)

    assert standing(session) == before
    assert session.scalars(select(Attendance)).all() == []
    assert session.scalars(select(RotationException)).all() == []


def test_two_pieces_never_go_to_one_person_at_one_time(
    transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace
) -> None:
    other = make.event(store=shop.store, type=EventType.OTHER, exclusive=True, duration_minutes=60)
    make.schedule(event=other, employee=shop.ann, day=MONDAY, minutes=1000)
    cara = make.employee(stores=(shop.store,), name="Cara Cole", title=Title.LEAD)

    confirm(transact, actor, shop, prepare(transact, actor, shop), reason="ill")

    people = dict(standing(session))
    assert shop.ann.id not in people.values()
    assert set(people.values()) <= {shop.bob.id, cara.id}


def test_nobody_is_a_choice_and_leaves_the_event_open(
    transact: Transact, actor: Actor, session: Session, shop: SimpleNamespace
) -> None:
    shown = prepare(transact, actor, shop)
    release = next(one for one in shown.pieces[0].offers if one.repair.kind is RepairKind.RELEASE)

    confirm(transact, actor, shop, shown, picks={shop.booked.id: release.choice})

    assert standing(session) == []
    assert session.get_one(Event, shop.event.id).condition is Condition.UNSTAFFED


def test_work_may_stay_where_it_is_and_only_the_record_is_made(
    transact: Transact, actor: Actor, session: Session, shop: SimpleNamespace
) -> None:
    confirm(transact, actor, shop, prepare(transact, actor, shop), picks={shop.booked.id: "stays"})

    assert standing(session) == [(shop.event.id, shop.ann.id)]
    assert session.scalars(select(Attendance.status)).one() is AttendanceStatus.CALLED_IN


def test_a_day_ahead_becomes_time_off(
    transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace
) -> None:
    make.schedule(event=make.event(store=shop.store), employee=shop.ann, day=TUESDAY)

    confirm(transact, actor, shop, prepare(transact, actor, shop, TUESDAY))

    session.rollback()
    assert session.scalars(select(Attendance)).all() == []
    off = session.scalars(select(TimeOff)).one()
    assert (off.starts_on, off.ends_on, off.employee_id) == (TUESDAY, TUESDAY, shop.ann.id)


def test_a_choice_that_does_not_hold_any_more_changes_nothing(
    transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace
) -> None:
    shown = prepare(transact, actor, shop)
    make.time_off(employee=shop.bob, starts_on=MONDAY)

    with pytest.raises(Stale):
        confirm(transact, actor, shop, shown)

    assert standing(session) == [(shop.event.id, shop.ann.id)]
    assert session.scalars(select(Attendance)).all() == []


def test_a_record_that_somebody_else_made_meanwhile_is_not_overwritten(
    transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace
) -> None:
    shown = prepare(transact, actor, shop)
    make.row(Attendance(employee_id=shop.ann.id, day=MONDAY, status=AttendanceStatus.LATE, recorded_at=utc_now()))

    with pytest.raises(Stale):
        confirm(transact, actor, shop, shown)

    assert standing(session) == [(shop.event.id, shop.ann.id)]


def test_a_supervisor_is_offered_what_needs_no_rule_set_aside(
    transact: Transact, make: Make, session: Session, shop: SimpleNamespace
) -> None:
    sue = Actor(None, "sue", "Sue", Role.SUPERVISOR, None)
    make.weekly(employee=shop.bob, weekday=3)

    shown = prepare(transact, sue, shop)

    assert shown.pieces[0].chosen is not None
    assert not shown.pieces[0].chosen.violations
    with_violation = next(one for one in shown.pieces[0].offers if one.violations)
    with pytest.raises(Forbidden):
        confirm(transact, sue, shop, shown, picks={shop.booked.id: with_violation.choice})


def test_a_day_that_is_over_and_a_stranger_are_refused(transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        prepare(transact, actor, shop, MONDAY - timedelta(days=1))
    stranger = Actor(None, "ned", "Ned", Role.MANAGER, frozenset({shop.store.id + 1}))
    with pytest.raises(NotFound):
        prepare(transact, stranger, shop)


def test_doing_it_twice_says_that_it_is_so_already(transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
    confirm(transact, actor, shop, prepare(transact, actor, shop), reason="ill")
    again = prepare(transact, actor, shop)

    assert again.pieces == ()
    with pytest.raises(Conflict):
        confirm(transact, actor, shop, again, reason="ill")
