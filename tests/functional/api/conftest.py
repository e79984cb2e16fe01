"""A small store with people and work, and programs that ask the API about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.models import Employee, Event, Store
from app.vocabulary import Role, Title
from tests.conftest import PASSWORD
from tests.factories import Make
from tests.functional.api.program import Program, sign_in_form


@pytest.fixture
def program(app: Flask, make: Make) -> Callable[..., Program]:
    """`program(Role.MANAGER, store_ids=[...], scope="read")`: signed in with a password."""

    def signed_in(role: Role = Role.MANAGER, *, store_ids: list[int] | None = None, scope: str = "") -> Program:
        user = make.user(role=role, all_stores=store_ids is None, password=PASSWORD)
        for store_id in store_ids or []:
            make.user_store(user_id=user.id, store_id=store_id)
        client = app.test_client()
        form = {"grant_type": "password", "username": user.username, "password": PASSWORD, "scope": scope}
        answer = sign_in_form(client, **form)
        assert answer.status_code == 200, answer.text
        return Program(client, answer.json["access_token"], answer.json["refresh_token"])

    return signed_in


@pytest.fixture
def manager(program: Callable[..., Program]) -> Program:
    return program(Role.MANAGER)


@dataclass
class World:
    store: Store
    ann: Employee
    bob: Employee
    event: Event
    monday: date


@pytest.fixture
def world(make: Make) -> World:
    """One store, two people who are always free, one Core event in a week that lies ahead."""
    today = date.today()  # noqa: DTZ011  # only to be well ahead of now
    monday = today + timedelta(days=21 - today.weekday())
    store = make.store()
    ann = make.employee(stores=(store,), name="Ann Able", title=Title.SPECIALIST)
    bob = make.employee(stores=(store,), name="Bob Brown", title=Title.LEAD)
    event = make.event(store=store, start_date=monday, due_date=monday + timedelta(days=7))
    return World(store, ann, bob, event, monday)


@pytest.fixture
def booking(world: World) -> dict[str, Any]:
    """A schedule that no rule stands against."""
    tuesday = world.monday + timedelta(days=1)
    return {
        "event_id": world.event.id,
        "employee_id": world.ann.id,
        "date": tuesday.isoformat(),
        "start_time": "09:45",
    }
