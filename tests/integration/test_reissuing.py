"""Work that is done again: the old booking is closed at Crossmark, the new one made, and one undo takes it back."""

# ruff: noqa: F811  # fixtures are imported by name and asked for by name
from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid, NotFound, RuleBroken, Stale
from app.models import Event, OutboxItem, Schedule
from app.sandbox.running import RunningSandbox
from app.services import changes, reissuing
from app.services.actors import Actor
from app.services.reissuing import Again
from app.vocabulary import Condition, OutboxOperation, OutboxState, Role, ScheduleStatus
from tests.factories import MONDAY, Make
from tests.integration.outbox_desk import Desk, connected, crossmark, desk  # noqa: F401  # fixtures

Transact = Callable[[], AbstractContextManager[Session]]
TODAY = MONDAY + timedelta(days=4)
LATER = TODAY + timedelta(days=3)


@pytest.fixture
def _a_fixed_day() -> object:
    with time_machine.travel("2026-03-06T15:00:00Z", tick=True):
        yield


@pytest.fixture
def shop(make: Make, _a_fixed_day: object) -> SimpleNamespace:
    store = make.store()
    ann = make.employee(stores=(store,), name="Ann Ames")
    event = make.event(store=store, condition=Condition.SCHEDULED)
    done = make.schedule(event=event, employee=ann, day=MONDAY, crossmark_id="77")
    return SimpleNamespace(store=store, ann=ann, bob=make.employee(stores=(store,), name="Bob"), event=event, done=done)


def again(transact: Transact, actor: Actor, shop: SimpleNamespace, **more: object) -> reissuing.Scheduled:
    wanted = Again(**{"employee_id": shop.bob.id, "day": LATER, "minutes": 585} | more)  # type: ignore[arg-type]
    with transact() as session:
        return reissuing.reissue(session, actor, schedule_id=shop.done.id, version=1, again=wanted)


@pytest.mark.parametrize("condition", [Condition.SUBMITTED, Condition.SCHEDULED, Condition.PAUSED])
def test_reported_and_unreported_work_is_booked_anew(
    transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace, condition: Condition
) -> None:
    session.get_one(Event, shop.event.id).condition = condition
    session.commit()

    again(transact, actor, shop, include_responses=True)

    session.rollback()
    row = session.get_one(Schedule, shop.done.id)
    assert (row.employee_id, row.status) == (shop.bob.id, ScheduleStatus.PUBLISHED)
    assert session.get_one(Event, shop.event.id).condition is Condition.REISSUED
    item = session.scalars(select(OutboxItem)).one()
    assert item.operation is OutboxOperation.MOVE
    assert item.payload["reissue"] == {"expires_on": (LATER + timedelta(days=1)).isoformat(), "include_responses": True}


def test_one_undo_takes_it_back(transact: Transact, actor: Actor, session: Session, shop: SimpleNamespace) -> None:
    done = again(transact, actor, shop)
    with transact() as inner:
        changes.undo(inner, actor, change_id=done.change_id)

    session.rollback()
    assert session.get_one(Schedule, shop.done.id).employee_id == shop.ann.id
    assert session.get_one(Event, shop.event.id).condition is Condition.SCHEDULED


def test_rules_hold_for_the_new_place(transact: Transact, actor: Actor, make: Make, shop: SimpleNamespace) -> None:
    make.time_off(employee=shop.bob, starts_on=LATER)
    with pytest.raises(RuleBroken):
        again(transact, actor, shop)


@pytest.mark.parametrize(
    "more", [{"day": TODAY - timedelta(days=1)}, {"expires_on": LATER - timedelta(days=1)}], ids=["past", "expired"]
)
def test_days_that_cannot_be_are_refused(
    transact: Transact, actor: Actor, shop: SimpleNamespace, more: dict[str, date]
) -> None:
    with pytest.raises(Invalid):
        again(transact, actor, shop, **more)


def test_work_that_is_ahead_or_was_canceled_is_not_reissued(
    transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace
) -> None:
    ahead = make.schedule(
        event=make.event(store=shop.store, condition=Condition.SCHEDULED), employee=shop.ann, day=LATER
    )
    shop.done = ahead
    with pytest.raises(Conflict):
        again(transact, actor, shop)


def test_an_old_version_and_a_stranger_are_refused(transact: Transact, actor: Actor, shop: SimpleNamespace) -> None:
    with transact() as session, pytest.raises(Stale):
        reissuing.reissue(session, actor, schedule_id=shop.done.id, version=9, again=Again(shop.bob.id, LATER, 585))
    ned = Actor(None, "ned", "Ned", Role.MANAGER, frozenset({shop.store.id + 1}))
    with pytest.raises(NotFound):
        again(transact, ned, shop)


def test_several_keep_their_people_and_say_why_one_stayed(
    transact: Transact, actor: Actor, make: Make, session: Session, shop: SimpleNamespace
) -> None:
    cara = make.employee(stores=(shop.store,), name="Cara")
    other = make.event(store=shop.store, condition=Condition.SCHEDULED)
    stays = make.schedule(event=other, employee=cara, day=MONDAY)
    make.time_off(employee=cara, starts_on=LATER)

    with transact() as inner:
        done = reissuing.reissue_several(inner, actor, schedule_ids={shop.done.id, stays.id}, day=LATER)

    assert (done.done, done.left) == (1, 1)
    session.rollback()
    assert session.get_one(Event, other.id).condition is Condition.SCHEDULED
    with transact() as inner, pytest.raises(Conflict):
        reissuing.reissue_several(inner, actor, schedule_ids={stays.id}, day=LATER)


def test_crossmark_closes_the_old_booking_and_gets_the_new_one(desk: Desk, crossmark: RunningSandbox) -> None:
    schedule_id = desk.book()
    desk.deliver()
    desk.move(schedule_id, employee=1)
    item = desk.items()[-1]
    item.payload = {**item.payload, "reissue": {"expires_on": "2026-04-01", "include_responses": False}}
    desk.session.commit()

    assert desk.deliver() == 1

    assert len(crossmark.ledger("createPendingWork")) == 1
    assert crossmark.ledger("deleteScheduledMplanEvent") == []
    [booked] = crossmark.bookings(seeded=False)
    assert booked["RepID"] == desk.people[1].rep_id
    assert desk.states()[-1] is OutboxState.DELIVERED
