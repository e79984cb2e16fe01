"""Messages to webhooks on their way: sent once, again after trouble, given up in the end, with a log of it all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.extensions import celery
from app.integrations import webhooks as sender
from app.integrations.webhooks import Message, Sent
from app.models import Change, Webhook, WebhookDelivery
from app.models.columns import utc_now
from app.services import secrets, webhook_delivery, webhook_messages, webhooks
from app.services.webhook_delivery import MOST_AT_ONCE, PATIENCE, deliver_due
from app.tasks import doorbells
from app.vocabulary import DeliveryState


@pytest.fixture
def hook(app, make) -> Callable[..., Webhook]:
    def made(**more: Any) -> Webhook:
        facts = {"name": "Hook", "url": "https://example.com/", "events": ["run.finished"], "switched_off": ""}
        with app.app_context():
            secret = secrets.encrypt("whsec_c2VjcmV0")
        return make.row(Webhook(**facts | {"secret": secret} | more))

    return made


@pytest.fixture
def message(make) -> Callable[..., WebhookDelivery]:
    numbers = iter(range(1, 1000))

    def made(webhook: Webhook, **more: Any) -> WebhookDelivery:
        facts = {"message_id": f"msg_{next(numbers)}", "event": "ping", "body": "{}", "next_try_at": utc_now()}
        return make.row(WebhookDelivery(webhook_id=webhook.id, **facts | more))

    return made


class Host:
    """Stands in for every receiver: answers as `answers` says and remembers what it got."""

    def __init__(self) -> None:
        self.answers: dict[str, Sent] = {}
        self.got: list[str] = []

    def send(self, url: str, secret: str, message: Message, _allowed: tuple[str, ...]) -> Sent:
        assert secret == "whsec_c2VjcmV0"
        self.got.append(message.id)
        return self.answers.get(url, Sent(200))


@pytest.fixture
def host(monkeypatch) -> Host:
    standing = Host()
    monkeypatch.setattr(sender, "send", standing.send)
    return standing


@pytest.fixture
def deliver(app, session) -> Callable[[], int]:
    def go() -> int:
        session.rollback()
        with app.app_context():
            tried = deliver_due()
        session.rollback()
        session.expire_all()
        return tried

    return go


def test_a_message_is_delivered_once(deliver, host, hook, message):
    row = message(hook(failures=3, failing_since=utc_now() - timedelta(hours=1)))

    assert (deliver(), deliver()) == (1, 0)

    assert host.got == [row.message_id]
    assert (row.state, row.answered, row.attempts) == (DeliveryState.DELIVERED, 200, 1)


def test_success_ends_the_trouble(deliver, host, hook, message):
    webhook = hook(failures=3, failing_since=utc_now() - timedelta(days=9))
    message(webhook)

    deliver()

    assert (webhook.failures, webhook.failing_since, webhook.active) == (0, None, True)
    assert webhook.version == 1


def test_a_receiver_in_trouble_is_asked_once_and_others_go_on(deliver, host, hook, message):
    broken, well = hook(url="https://broken.example/"), hook()
    first, second, other = message(broken), message(broken), message(well)
    host.answers["https://broken.example/"] = Sent(500, "It answered 500.")

    deliver()

    assert host.got == [first.message_id, other.message_id]
    assert (first.state, first.answered, first.last_error) == (DeliveryState.PENDING, 500, "It answered 500.")
    assert first.next_try_at > utc_now()
    assert second.attempts == 0
    assert broken.failing_since is not None


def test_after_the_pause_it_is_tried_again_with_the_same_id(deliver, host, hook, message, session):
    webhook = hook(url="https://broken.example/")
    row = message(webhook)
    host.answers["https://broken.example/"] = Sent(None, "It could not be reached.")
    deliver()
    host.answers.clear()
    webhook.paused_until = row.next_try_at = utc_now() - timedelta(seconds=1)
    session.commit()

    deliver()

    assert host.got == [row.message_id] * 2
    assert (row.state, row.last_error) == (DeliveryState.DELIVERED, "")


def test_waits_grow_up_to_hours():
    assert timedelta(seconds=15) <= webhook_delivery.wait_after(1) <= timedelta(seconds=30)
    assert timedelta(hours=2) <= webhook_delivery.wait_after(60) <= timedelta(hours=4)


def test_after_three_days_it_is_given_up_switched_off_and_recorded(deliver, host, hook, message, session):
    long_ago = utc_now() - PATIENCE - timedelta(minutes=1)
    webhook = hook(failures=20, failing_since=long_ago)
    row = message(webhook, created_at=long_ago)
    host.answers[webhook.url] = Sent(500, "It answered 500.")

    deliver()

    assert row.state is DeliveryState.DEAD
    assert (webhook.active, webhook.switched_off) == (False, "It answered 500.")
    assert session.query(Change).one().command == "switch_off_webhook"


def test_what_is_switched_off_or_deleted_is_sent_nothing(deliver, host, hook, message):
    message(hook(active=False))
    message(hook(removed=True))

    assert (deliver(), host.got) == (0, [])


def test_a_message_whose_worker_died_is_sent_again(deliver, host, hook, message):
    over, running = utc_now() - timedelta(seconds=1), utc_now() + timedelta(seconds=50)
    webhook = hook()
    lost = message(webhook, state=DeliveryState.SENDING, lease_until=over, attempts=1, fence=1)
    message(webhook, state=DeliveryState.SENDING, lease_until=running, attempts=1, fence=1)

    deliver()

    assert host.got == [lost.message_id]
    assert (lost.state, lost.attempts, lost.fence) == (DeliveryState.DELIVERED, 2, 2)


def test_who_lost_the_lease_writes_nothing(deliver, hook, message, monkeypatch, session):
    row = message(hook())

    def slow(*_asked: object) -> Sent:
        with_other_worker = session.get_one(WebhookDelivery, row.id)
        with_other_worker.fence += 1
        session.commit()
        return Sent(200)

    monkeypatch.setattr(sender, "send", slow)
    deliver()

    assert (row.state, row.delivered_at) == (DeliveryState.SENDING, None)


def test_a_secret_that_cannot_be_read_is_said(deliver, host, hook, message):
    row = message(hook(secret=b"of another key"))

    deliver()

    assert host.got == []
    assert "Make a new secret" in row.last_error


def test_one_going_over_leaves_room_for_other_work(deliver, host, hook, message):
    webhook = hook()
    for _ in range(MOST_AT_ONCE + 1):
        message(webhook)

    assert (deliver(), deliver()) == (MOST_AT_ONCE, 1)


def test_the_tick_rings_for_what_waits(app, rung, hook, message):
    with app.app_context():
        doorbells.tick()
        assert rung.count(webhook_messages.DELIVER_TASK) == 0
        message(hook())
        doorbells.tick()

    assert rung.count(webhook_messages.DELIVER_TASK) == 1
    assert webhook_messages.DELIVER_TASK in celery.tasks


def test_the_task_rings_again_for_what_is_left(app, host, rung, hook, message):
    webhook = hook()
    for _ in range(MOST_AT_ONCE + 1):
        message(webhook)

    with app.app_context():
        doorbells.deliver_webhooks()
        assert rung == [webhook_messages.DELIVER_TASK]
        doorbells.deliver_webhooks()

    assert rung == [webhook_messages.DELIVER_TASK]
    assert len(host.got) == MOST_AT_ONCE + 1


def test_old_messages_are_dropped_those_that_wait_stay(transact, session, hook, message):
    month_ago = utc_now() - timedelta(days=31)
    webhook = hook()
    message(webhook, state=DeliveryState.DELIVERED, created_at=month_ago)
    kept = [message(webhook, created_at=month_ago).id, message(webhook, state=DeliveryState.DEAD).id]

    with transact() as writing:
        webhooks.drop_old(writing, now=utc_now())

    assert [row.id for row in session.query(WebhookDelivery).order_by(WebhookDelivery.id)] == kept
