"""A page asks the database at most twelve things, and of many rows as many as of few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.db import db
from app.models import Employee, Store, User
from app.vocabulary import EventType, Role, Title
from scripts.bench_pages_world import Scale, World, furnish
from tests.conftest import PASSWORD, csrf
from tests.functional.statements import counted

MOST = 12
#: These ask every rule about people and work around a day, and read the whole problem for it. None may ask for more.
WHOLE_PROBLEM = {
    "/attendance/call-out/1/2026-03-02": 15,
    "/paperwork": 28,
    "/publish": 25,
    "/schedules/1/cancel": 15,
    "/schedules/reissue/1": 18,
    "/time-off/1": 16,
}
#: Files, streams, programs and probes are no pages.
NO_PAGE = ("api", "static", "health", "live.", "auth.", "attendance.arrival", "settings.download", "imports.template")


@pytest.fixture(autouse=True)
def _monday_evening() -> Iterator[None]:
    """Some pages are there, and some ask more, on some days only: the world begins on Monday, and its work is over."""
    with time_machine.travel("2026-03-03T01:00:00Z", tick=True):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context(), closing(db.engine.connect()) as connection:
        made = furnish(connection, Scale(people=10, in_view=40), 100)
        connection.execute(update(User).values(role=Role.ADMIN))  # who may see every page
        connection.commit()
    return made


@pytest.fixture
def client(app: Flask, world: World) -> FlaskClient:
    client = app.test_client()
    client.post("/login", data={"username": world.username, "password": PASSWORD, **csrf(client)})
    return client


def addresses(app: Flask, world: World) -> Iterator[str]:
    """Of every page there is, about the first row of each kind."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        is_page = "GET" in (rule.methods or ()) and not rule.endpoint.startswith(NO_PAGE)
        if is_page and not rule.rule.endswith((".pdf", ".png")):
            known = {"day": world.first_day, "rule": "overlap"}
            yield adapter.build(rule.endpoint, {name: known.get(name, 1) for name in rule.arguments})


def queries(app: Flask, client: FlaskClient, paths: list[str]) -> dict[str, int]:
    """Of the pages that there are with these rows."""
    found = {}
    for path in paths:
        seen: list[int] = []
        number = counted(app, lambda path=path, seen=seen: seen.append(client.get(path).status_code))
        if seen == [200]:
            found[path] = number
    return found


def test_every_page_keeps_to_its_number_however_much_there_is(app, world, client, make, session):
    paths = sorted({*addresses(app, world), f"/schedules/new?event={world.open_event_id}"})
    make.time_off(employee=session.get(Employee, 1), starts_on=world.first_day + timedelta(days=8))
    few = queries(app, client, paths)
    assert len(few) > 70
    store = session.get(Store, 1)
    window = {"start_date": world.first_day, "due_date": world.first_day + timedelta(days=9)}
    for number in range(100, 112):  # ids of our own: the world counts its rows itself
        person = make.employee(id=number, stores=(store,), rep_id=f"9{number}", title=list(Title)[number % 4])
        make.time_off(employee=person, starts_on=world.first_day + timedelta(days=number - 100))
        event = make.event(
            id=10 * number, ref_num=f"A{number}", store=store, **window, type=list(EventType)[number % 4]
        )
        make.event(id=10 * number + 1, ref_num=f"B{number}", store=store, **window)
        make.schedule(id=10 * number, event=event, employee=person, day=world.first_day + timedelta(days=number % 5))

    many = queries(app, client, list(few))

    assert {path: (few[path], found) for path, found in many.items() if found > few[path]} == {}
    assert {path: found for path, found in many.items() if found > WHOLE_PROBLEM.get(path, MOST)} == {}
