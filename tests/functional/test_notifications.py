"""The bell and what it counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.formatting import local_day
from app.models import Proposal
from app.vocabulary import Condition, ProposalKind, ProposalStatus, Role, RunStatus, TimeOffStatus
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted


@pytest.fixture
def today():
    return local_day(now(), ZONE)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))


def bell(page: PageClient) -> str:
    return page.client.get("/notifications/count").text


def test_a_quiet_store_rings_for_nothing(page):
    assert "Nothing needs a look." in page.get("/notifications").text
    assert bell(page).strip() == ""
    assert 'hx-get="/notifications/count"' in page.get("/help").text


def test_each_thing_is_told_with_the_way_to_it_the_gravest_first(page, make, store, today):
    ann = make.employee(stores=(store,))
    make.event(store=store, start_date=today, due_date=today + timedelta(days=1))
    make.event(store=store, start_date=today + timedelta(days=14), due_date=today + timedelta(days=20))
    make.event(store=store, start_date=today + timedelta(days=15), due_date=today + timedelta(days=20))
    done = make.event(store=store, condition=Condition.SCHEDULED)
    make.schedule(event=done, employee=ann, day=today - timedelta(days=3))
    make.schedule(event=make.event(store=store, condition=Condition.PAUSED), employee=ann, day=today)
    gone = make.employee(stores=(store,), active=False)
    make.schedule(event=make.event(store=store), employee=gone, day=today + timedelta(days=1))
    make.time_off(employee=ann, starts_on=today + timedelta(days=9), status=TimeOffStatus.REQUESTED)
    run = make.run(store=store, status=RunStatus.COMPLETED)
    make.row(Proposal(run_id=run.id, event_id=done.id, kind=ProposalKind.NEW, status=ProposalStatus.PROPOSED))

    text = page.get("/notifications").text

    told = [
        "1 event is due by tomorrow and lacks people",
        "1 event of the last 14 days was not reported",
        "1 event that starts within 14 days lacks people",
        "1 booking belongs to somebody who is not active",
        "0 % of the work of today is scheduled or reported",
        "0 % of the work of tomorrow is scheduled or reported",
        "1 request for time off waits",
        "1 proposal waits for you",
    ]
    places = [text.index(one) for one in told]
    assert places == sorted(places)
    assert ">5<" in bell(page)


def test_another_store_rings_for_itself(page, make, today):
    make.event(store=make.store(), start_date=today, due_date=today)
    assert bell(page).strip() == ""


def test_it_costs_few_queries_and_is_not_for_employees(app, sign_in, page):
    assert counted(app, lambda: bell(page)) <= 7
    PageClient(sign_in(Role.EMPLOYEE)).get("/notifications", status=403)
