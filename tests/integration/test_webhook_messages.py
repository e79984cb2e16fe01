"""What webhooks are told of: in the same transaction as what it tells about, only to those who asked for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.models import Webhook, WebhookDelivery
from app.services import jobs, schedules, webhook_messages
from app.vocabulary import JobKind, JobState, ScheduleStatus, WebhookEvent
from tests.factories import MONDAY

EVERYTHING = [event.value for event in WebhookEvent]


@pytest.fixture
def hook(make) -> Callable[..., Webhook]:
    def made(events: list[str] = EVERYTHING, **more: Any) -> Webhook:
        facts = {"name": "Hook", "url": "https://example.com/", "events": events, "secret": b"", "switched_off": ""}
        return make.row(Webhook(**facts | more))

    return made


@pytest.fixture
def told(session) -> Callable[[], list[dict[str, Any]]]:
    def read() -> list[dict[str, Any]]:
        session.rollback()
        rows = session.query(WebhookDelivery).order_by(WebhookDelivery.id)
        return [{"webhook": row.webhook_id, **json.loads(row.body)} for row in rows]

    return read


@pytest.fixture
def shop(make):
    store = make.store()
    people = [make.employee(stores=(store,)) for _ in range(2)]
    event = make.event(store=store, start_date=MONDAY, due_date=MONDAY)
    return store, people, event


@pytest.fixture
def booked(make, shop):
    return make.schedule(event=shop[2], employee=shop[1][0], day=MONDAY, status=ScheduleStatus.PUBLISHED)


def cancelled(transact, actor, booked) -> None:
    with transact() as session:
        schedules.cancel(session, actor, schedule_id=booked.id, version=booked.version, reason="Sick")


def test_a_cancelled_schedule_is_told_with_what_it_was_and_the_event_it_leaves(
    transact, actor, hook, told, shop, booked, rung
):
    hook()

    cancelled(transact, actor, booked)

    changed, unstaffed = told()
    assert (changed["type"], unstaffed["type"]) == ("schedule.changed", "event.unstaffed")
    [shown] = changed["data"]["schedules"]
    assert (shown["id"], shown["status"], shown["before"]["status"]) == (booked.id, "cancelled", "published")
    assert changed["data"]["store_id"] == unstaffed["data"]["store_id"] == shop[0].id
    assert unstaffed["data"]["events"] == [{"id": shop[2].id}]
    assert webhook_messages.DELIVER_TASK in rung


def test_what_is_rolled_back_is_told_to_nobody(transact, actor, hook, told, booked, rung):
    hook()

    def half_done() -> None:
        with transact() as session:
            schedules.cancel(session, actor, schedule_id=booked.id, version=booked.version, reason="Sick")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()

    assert told() == []
    assert webhook_messages.DELIVER_TASK not in rung


def test_drafts_are_nobodys_business(transact, actor, hook, told, make, shop):
    hook([WebhookEvent.SCHEDULE_CHANGED.value, WebhookEvent.SCHEDULE_PUBLISHED.value])
    draft = make.schedule(event=shop[2], employee=shop[1][0], day=MONDAY, status=ScheduleStatus.DRAFT)

    cancelled(transact, actor, draft)

    assert told() == []


def test_an_event_that_still_has_enough_people_is_not_unstaffed(transact, actor, hook, told, make, shop, booked):
    hook([WebhookEvent.EVENT_UNSTAFFED.value])
    make.schedule(event=shop[2], employee=shop[1][1], day=MONDAY, status=ScheduleStatus.PUBLISHED)

    cancelled(transact, actor, booked)

    assert told() == []


def test_only_who_asked_for_it_and_for_the_store_hears(transact, actor, hook, told, make, shop, booked):
    here, changes = hook(store_id=shop[0].id), [WebhookEvent.SCHEDULE_CHANGED.value]
    hook(store_id=make.store().id)
    hook(active=False)
    hook(removed=True)
    every = hook(changes)

    cancelled(transact, actor, booked)

    assert [(one["webhook"], one["type"]) for one in told()] == [
        (here.id, "schedule.changed"),
        (every.id, "schedule.changed"),
        (here.id, "event.unstaffed"),
    ]


def test_a_large_change_is_told_in_several_messages(transact, actor, hook, told, make, shop, monkeypatch):
    monkeypatch.setattr(webhook_messages, "MOST", 1)
    hook([WebhookEvent.SCHEDULE_CHANGED.value])
    second = make.event(store=shop[0], start_date=MONDAY, due_date=MONDAY)
    rows = [
        make.schedule(event=event, employee=person, day=MONDAY, status=ScheduleStatus.PUBLISHED)
        for event, person in zip((shop[2], second), shop[1], strict=True)
    ]

    with transact() as session:
        schedules.swap(
            session, actor, schedule_id=rows[0].id, version=rows[0].version, other_id=rows[1].id, override_reason="Ok"
        )

    assert [len(one["data"]["schedules"]) for one in told()] == [1, 1]


def finish(transact, actor, kind: JobKind, payload: dict[str, Any], runner: Any) -> None:
    with transact() as session:
        job_id = jobs.enqueue(session, actor, kind=kind, key="x", payload=payload).id
    with transact() as session:
        session.rollback()
    jobs.run(job_id, {kind: runner})


@pytest.mark.parametrize(
    ("kind", "payload", "answer", "event", "known"),
    [
        (JobKind.AUTO_SCHEDULE, {"run_id": 5, "store_ids": [1]}, {}, "run.finished", {"run_id": 5, "store_ids": [1]}),
        (JobKind.SYNC_CROSSMARK, {}, {"sync_run_id": 7}, "sync.finished", {"sync_run_id": 7, "store_ids": []}),
        (
            JobKind.PACKET, {"day": "2026-11-24", "store_id": 1}, {"packet_id": 9, "pages": 12},
            "packet.built", {"packet_id": 9, "pages": 12, "date": "2026-11-24", "store_ids": [1]},
        ),
    ],
)  # fmt: skip
def test_the_end_of_a_job_is_told(app, transact, actor, hook, told, kind, payload, answer, event, known):
    hook()

    with app.app_context():
        finish(transact, actor, kind, payload, lambda *_asked: dict(answer))

    [message] = told()
    assert message["type"] == event
    assert known.items() <= message["data"].items()
    assert message["data"]["state"] == JobState.DONE.value


def test_a_packet_that_failed_is_not_built(app, transact, actor, hook, told):
    def fails(*_asked: object) -> dict[str, Any]:
        raise jobs.Conflict("No paper")

    hook()

    with app.app_context():
        finish(transact, actor, JobKind.PACKET, {"day": "2026-11-24", "store_id": 1}, fails)
        finish(transact, actor, JobKind.AUTO_SCHEDULE, {"run_id": 1, "store_ids": [1]}, fails)

    assert [(one["type"], one["data"]["state"]) for one in told()] == [("run.finished", "failed")]
