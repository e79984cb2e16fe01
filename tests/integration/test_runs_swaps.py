"""New work in the place of a booking that gives way: applied and taken back, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.models import Event, OutboxItem, Proposal, Schedule
from app.services import auto_scheduling
from app.vocabulary import ApplyMode, Condition, EventType, OutboxOperation, ProposalKind, ScheduleStatus
from tests.factories import MONDAY
from tests.integration.test_runs_applied import Desk, desk

__all__ = ["desk"]


@pytest.fixture(autouse=True)
def _a_fixed_day() -> object:
    with time_machine.travel("2026-02-23T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def victim(desk: Desk) -> Schedule:
    return desk.make.schedule(event=desk.event(due_date=MONDAY + timedelta(14)), employee=desk.ann, day=MONDAY)


@pytest.fixture
def swap(desk: Desk, victim: Schedule) -> Proposal:
    more = {"replaces_schedule_id": victim.id, "replaces_version": victim.version}
    return desk.line(desk.event(), desk.ann, MONDAY, kind=ProposalKind.SWAP, **more)


def test_both_changes_are_made_at_once_and_go_to_crossmark(desk: Desk, victim: Schedule, swap: Proposal) -> None:
    applied = desk.apply(ApplyMode.MERGE)

    assert (applied.created, applied.changed) == (1, 1)
    assert [(row.event_id, row.employee_id) for row in desk.booked()] == [(swap.event_id, desk.ann.id)]
    assert desk.now(victim).status is ScheduleStatus.CANCELLED
    event = desk.session.get_one(Event, victim.event_id)
    assert (event.condition, event.bumps) == (Condition.UNSTAFFED, 1)
    sent = desk.session.scalars(select(OutboxItem).order_by(OutboxItem.id))
    assert [item.operation for item in sent] == [OutboxOperation.REMOVE, OutboxOperation.BOOK]


def test_filling_gaps_leaves_it_alone(desk: Desk, victim: Schedule, swap: Proposal) -> None:
    assert desk.apply().skipped == 1
    assert desk.now(victim).status is ScheduleStatus.PUBLISHED


def test_taken_back_the_booking_stands_again(desk: Desk, victim: Schedule, swap: Proposal) -> None:
    desk.apply(ApplyMode.MERGE)
    desk.revert()

    assert [row.id for row in desk.booked()] == [victim.id]
    assert desk.session.get_one(Event, victim.event_id).bumps == 0
    assert desk.now(desk.run).reverted_by == "Mia Manager"
    assert desk.apply(ApplyMode.MERGE).created == 1


@pytest.mark.parametrize(
    ("field", "value", "mode", "why"),
    [
        ("pinned", True, ApplyMode.OVERWRITE_UNPINNED, "pinned"),
        ("note", "mine", ApplyMode.MERGE, "changed after the run"),
    ],
)
def test_what_is_pinned_or_was_touched_since_does_not_give_way(
    desk: Desk, victim: Schedule, swap: Proposal, field: str, value: object, mode: ApplyMode, why: str
) -> None:
    setattr(victim, field, value)
    desk.session.commit()

    (stale,) = desk.apply(mode).stale

    assert why in stale.message
    assert [row.id for row in desk.booked()] == [victim.id]


def test_a_place_that_became_free_meanwhile_is_taken(desk: Desk, victim: Schedule, swap: Proposal) -> None:
    victim.status = ScheduleStatus.CANCELLED
    desk.session.commit()

    applied = desk.apply()

    assert (applied.created, applied.changed) == (1, 0)


def test_the_visit_of_a_core_goes_with_it(desk: Desk, victim: Schedule, swap: Proposal) -> None:
    number = desk.session.get_one(Event, victim.event_id).event_number
    visit = desk.event(
        event_number=number,
        type=EventType.SUPERVISOR,
        duration_minutes=5,
        exclusive=False,
        due_date=MONDAY + timedelta(14),
    )
    booked = desk.make.schedule(event=visit, employee=desk.bob, day=MONDAY, minutes=720)

    desk.apply(ApplyMode.MERGE)

    assert desk.now(booked).status is ScheduleStatus.CANCELLED


def test_edited_to_another_day_nothing_has_to_give_way(desk: Desk, victim: Schedule, swap: Proposal) -> None:
    with desk.transact() as session:
        auto_scheduling.edit_proposal(
            session,
            desk.actor,
            proposal_id=swap.id,
            version=None,
            employee_id=desk.ann.id,
            day=MONDAY + timedelta(days=1),
            minutes=585,
        )

    assert desk.now(swap).kind is ProposalKind.NEW
    assert desk.apply(ApplyMode.MERGE).changed == 0
    assert desk.now(victim).status is ScheduleStatus.PUBLISHED
