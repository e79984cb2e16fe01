"""The pages of webhooks: list, add with a secret shown once, change, try, send again, delete."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest

from app.models import Webhook, WebhookDelivery
from app.models.columns import utc_now
from app.services import secrets
from app.vocabulary import DeliveryState, Role
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

LIST = "/settings/webhooks"
HOST = "127.0.0.1:9"
TYPED = {"name": "Time clock", "url": f"http://{HOST}/hook", "events": ["run.finished"], "store_id": "", "active": "y"}


_NUMBERS = itertools.count(1)


@pytest.fixture(autouse=True)
def _host_is_allowed(app, monkeypatch):
    settings = dataclasses.replace(app.extensions["settings"], webhooks_allowed_hosts=(HOST,))
    monkeypatch.setitem(app.extensions, "settings", settings)


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in(Role.ADMIN))


@pytest.fixture
def hook(app, make) -> Webhook:
    with app.app_context():
        secret = secrets.encrypt("whsec_c2VjcmV0")
    facts = {"name": "Till", "url": f"http://{HOST}/", "events": ["run.finished"], "switched_off": ""}
    return make.row(Webhook(secret=secret, **facts))


def delivery(make, hook, **more) -> WebhookDelivery:
    facts = {"message_id": f"msg_{next(_NUMBERS)}", "event": "run.finished", "body": "{}", "next_try_at": utc_now()}
    return make.row(WebhookDelivery(webhook_id=hook.id, **facts | more))


def test_one_is_added_and_its_secret_shown_once(page, session):
    page.get(f"{LIST}/new")
    shown = page.post(f"{LIST}/new", TYPED, status=200)

    assert re.search(r'value="whsec_[^"]{44}"', shown.text)
    assert shown.headers["Cache-Control"] == "no-store"
    session.rollback()
    row = session.query(Webhook).one()
    assert (row.name, row.events, row.store_id) == ("Time clock", ["run.finished"], None)
    assert "whsec_" not in page.get(f"{LIST}/{row.id}").text
    assert "Time clock" in page.get(LIST).text


def test_what_cannot_be_is_explained_and_stays_typed(page, session):
    answer = page.post(f"{LIST}/new", TYPED | {"url": "https://10.0.0.7/hook", "events": []}, status=422)

    assert "lies in a private network" in answer.text
    assert "https://10.0.0.7/hook" in answer.text
    assert "Choose at least one event." in page.post(f"{LIST}/new", TYPED | {"events": []}, status=422).text
    assert session.query(Webhook).count() == 0


def test_a_change_is_saved_and_an_older_page_is_refused(page, hook, session):
    page.post(f"{LIST}/{hook.id}", TYPED | {"version": "1"})
    assert page.post(f"{LIST}/{hook.id}", TYPED | {"version": "1", "name": "Old"}, status=412).text.count("Old") >= 1

    session.rollback()
    assert hook.name == "Time clock"


def test_it_is_tried_and_a_message_sent_again(page, hook, make, session):
    old = delivery(make, hook, state=DeliveryState.DEAD, last_error="It answered 500.", answered=500)

    page.post(f"{LIST}/{hook.id}/ping")
    page.post(f"{LIST}/{hook.id}/deliveries/{old.id}/resend")

    text = page.get(f"{LIST}/{hook.id}?state=pending").text
    assert "Test message" in text
    session.rollback()
    assert old.state is DeliveryState.PENDING


def test_one_that_was_switched_off_says_why_and_the_bell_tells(page, hook, session, make):
    make.store()
    hook.active, hook.switched_off = False, "It answered 500."
    session.commit()

    assert "Nothing got through for three days" in page.get(f"{LIST}/{hook.id}").text
    assert "was switched off, because nothing got through" in page.get("/notifications").text
    page.post(f"{LIST}/{hook.id}", TYPED | {"version": str(hook.version)})
    session.rollback()
    assert (hook.active, hook.switched_off) == (True, "")


def test_a_new_secret_and_deletion(page, hook, session):
    assert "whsec_" in page.post(f"{LIST}/{hook.id}/secret", {"version": "1"}, status=200).text
    page.post(f"{LIST}/{hook.id}/delete", {"version": "2"})

    page.get(f"{LIST}/{hook.id}", status=404)
    session.rollback()
    assert hook.removed


def test_queries_do_not_grow_with_the_messages(app, page, hook, make):
    delivery(make, hook)
    where = f"{LIST}/{hook.id}"
    page.get(where)
    few = counted(app, lambda: page.get(where))
    for number in range(5):
        delivery(make, hook, attempts=number)

    assert counted(app, lambda: page.get(where)) == few


def test_managers_hear_of_one_that_was_switched_off(sign_in, hook, session, make):
    make.store()
    hook.active, hook.switched_off = False, "It answered 500."
    session.commit()

    text = PageClient(sign_in(Role.MANAGER)).get("/notifications").text
    assert "was switched off, because nothing got through" in text
    assert f"{LIST}/{hook.id}" not in text
    assert "was switched off" not in PageClient(sign_in(Role.SUPERVISOR)).get("/notifications").text


def test_managers_do_not_see_them(sign_in):
    manager = PageClient(sign_in(Role.MANAGER))

    manager.get(LIST, status=403)
    assert "Webhooks" not in manager.get("/settings").text
