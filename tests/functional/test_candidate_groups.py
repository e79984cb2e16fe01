"""Who could do an event and who could not: the best first, the others under the rule that stops them."""

from __future__ import annotations

import pytest
import time_machine

from app.vocabulary import Title
from tests.factories import MONDAY
from tests.functional.page_client import PageClient


@pytest.fixture(autouse=True)
def _a_day_before_the_week():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True):
        yield


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in())


@pytest.fixture
def waiting(make):
    store = make.store()
    make.employee(stores=(store,), name="Ana Able")
    for name in ("Otto Off", "Olga Off"):
        make.time_off(employee=make.employee(stores=(store,), name=name), starts_on=MONDAY)
    make.employee(stores=(store,), name="Bea Barista", title=Title.JUICER, active=False)
    return make.event(store=store, start_date=MONDAY, due_date=MONDAY)


def groups(text):
    return [one.split("</details>")[0] for one in text.split('<details class="stopped">')[1:]]


@pytest.mark.parametrize("address", ["/unscheduled/{}/best", "/schedules/new?event={}"])
def test_whoever_cannot_is_named_under_the_rule(page, waiting, address):
    text = page.get(address.format(waiting.id)).text

    first = groups(text)[0]
    assert "Not during time off" in first
    assert "Otto Off" in first
    assert "Olga Off" in first
    assert "Ana Able" not in "".join(groups(text))


def test_whoever_can_stands_first_with_reasons(page, waiting):
    text = page.get(f"/unscheduled/{waiting.id}/best").text

    able, _, stopped = text.partition("Who cannot, by the rule that stops them")
    assert "Assign Ana Able" in able
    assert "points" in able
    assert "Otto Off" not in able
    assert "Otto Off" in stopped
