"""What else many changes bring: told together and counted, on both databases."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy.orm import Session

from app.services import bulk_changes, copying, plan_effects
from app.services.actors import Actor
from app.services.bulk_changes import Bulk
from app.services.copying import Pattern
from app.vocabulary import ApplyMode, BulkAction, Condition, EventType, ScheduleStatus, SyncState, Title
from tests.factories import MONDAY, Make

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_day_before_the_week():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True):
        yield


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    """Ann and Bob have Core work on Monday, Ann's with a Supervisor's visit."""
    store = make.store()
    chief = make.employee(stores=(store,), name="Cleo Chief", title=Title.CLUB_SUPERVISOR)
    ann, bob = (make.employee(stores=(store,), name=name) for name in ("Ann Ames", "Bob Birch"))
    core, other = (
        make.event(store=store, name=name, event_number=number, condition=Condition.SCHEDULED)
        for name, number in (("Mango Salsa", "612345"), ("Oat Bars", "612346"))
    )
    visit = make.event(
        store=store, event_number="612345", type=EventType.SUPERVISOR, duration_minutes=5,
        exclusive=False, condition=Condition.SCHEDULED,
    )  # fmt: skip
    rows = [make.schedule(event=event, employee=who, day=MONDAY) for event, who in ((core, ann), (other, bob))]
    make.schedule(event=visit, employee=chief, day=MONDAY, minutes=720)
    return SimpleNamespace(store=store, ann=ann, bob=bob, rows=rows, ids={row.id: row.version for row in rows})


def told(session: Session, actor: Actor, bulk: Bulk) -> list[str]:
    effects = plan_effects.of_publishing if bulk.action is BulkAction.PUBLISH else plan_effects.of_plan
    return [effect.words for effect in effects(session, bulk_changes.plan(session, actor, bulk))]


def test_a_move_takes_the_visits_along_and_is_counted(session, actor, shop):
    words = told(session, actor, Bulk(BulkAction.MOVE, shop.ids, days=1))

    assert "Crossmark moves 2 events." in words
    assert sum("Supervisor 612345" in one for one in words) == 1
    assert [one for one in words if "Ann Ames" in one and "Bob Birch" in one]


def test_what_cannot_be_done_brings_nothing(session, actor, make, shop):
    make.time_off(employee=shop.bob, starts_on=TUESDAY)

    words = told(session, actor, Bulk(BulkAction.MOVE, shop.ids, days=1))

    assert "Crossmark moves 1 event." in words
    assert not [one for one in words if "Bob Birch" in one]


def test_a_cancelled_core_cancels_its_visit(session, actor, shop):
    words = told(session, actor, Bulk(BulkAction.CANCEL, shop.ids))

    assert "Supervisor 612345 of Cleo Chief is cancelled with it." in words
    assert "Crossmark takes 2 events back." in words


def test_of_a_pin_nobody_hears(session, actor, shop):
    assert told(session, actor, Bulk(BulkAction.PIN, shop.ids)) == []


def test_drafts_and_work_made_here_are_told_apart(session, actor, make, shop):
    mine = make.event(store=shop.store, condition=Condition.SCHEDULED, external_id=None)
    draft = make.schedule(
        event=make.event(store=shop.store), employee=shop.ann, day=MONDAY + timedelta(days=4),
        status=ScheduleStatus.DRAFT, sync_state=SyncState.LOCAL,
    )  # fmt: skip
    ours = make.schedule(event=mine, employee=shop.bob, day=TUESDAY)
    chosen = {draft.id: draft.version, ours.id: ours.version}

    words = told(session, actor, Bulk(BulkAction.CANCEL, chosen))

    assert "1 is a draft: nobody outside hears of it before it is published." in words
    assert "1 was made here, so Crossmark is not told." in words
    assert "Crossmark books 1 event." in told(session, actor, Bulk(BulkAction.PUBLISH, {draft.id: draft.version}))


def test_a_copied_day_is_told_as_what_it_makes(session, actor, make, shop):
    make.event(store=shop.store, start_date=TUESDAY, due_date=TUESDAY)

    plan = copying.plan(session, actor, Pattern(shop.store.id, MONDAY, 1, TUESDAY, ApplyMode.MERGE))

    assert [effect.words for effect in plan_effects.of_plan(session, plan)]
