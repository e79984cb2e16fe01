"""The pages of stores."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.models import Store
from app.vocabulary import Role
from tests.functional.page_client import PageClient
from tests.functional.statements import counted


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove", location_id="9042")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


def typed(**fields: str) -> dict[str, str]:
    hours = {f"{word}_{day}": "" for word in ("opens", "closes") for day in range(7)}
    plain = {"number": "2077", "name": "Birch Hill", "timezone": "America/Chicago", "location_id": "", "address": ""}
    return plain | hours | {"active": "y", "version": ""} | fields


def test_a_store_is_added_with_its_hours(page, session):
    page.get("/stores/new")
    page.post("/stores/new", typed(address="1 Birch Road", opens_0="09:00", closes_0="21:30"))

    session.rollback()
    added = session.scalars(select(Store).where(Store.number == "2077")).one()
    assert added.opening_hours == {"0": ["09:00", "21:30"]}
    assert "1 Birch Road" in page.get("/stores").text
    assert 'value="21:30"' in page.get(f"/stores/{added.id}").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": ""},
        {"name": ""},
        {"number": "1042"},
        {"location_id": "9042"},
        {"timezone": "Mars/Olympus"},
        {"opens_3": "09:00"},
        {"opens_3": "21:00", "closes_3": "09:00"},
        {"opens_3": "nine", "closes_3": "21:00"},
    ],
)
def test_what_cannot_be_is_explained_and_kept(page, session, wrong):
    answer = page.post("/stores/new", typed(**({"address": "1 Birch Road"} | wrong)), status=422)

    assert 'role="alert"' in answer.text
    assert "1 Birch Road" in answer.text
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Store)) == 1


def test_a_profile_is_changed_once(page, session, store):
    page.post(f"/stores/{store.id}", typed(number="1042", location_id="9042", version="1"))

    session.rollback()
    assert (store.name, store.timezone) == ("Birch Hill", "America/Chicago")
    page.post(f"/stores/{store.id}", typed(number="1042", version="1"), status=412)


def test_a_manager_of_one_store_sees_that_one(sign_in, make, store):
    other = make.store(name="Elsewhere")
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    text = page.get("/stores").text
    assert "Maple Grove" in text
    assert "Elsewhere" not in text
    assert "New store" not in text
    page.get(f"/stores/{other.id}", status=404)
    page.post("/stores/new", typed(), status=404)


def test_filters_and_files_work_alike(page, make, store):
    make.store(name="Closed one", active=False)

    assert "Closed one" not in page.get("/stores").text
    assert "Closed one" in page.get("/stores?state=all&q=closed").text
    assert "Maple Grove" in page.get("/stores?export=csv").text


def test_a_long_list_asks_no_more_than_a_short_one(app, page, make, store):
    page.get("/stores")
    short = counted(app, lambda: page.client.get("/stores"))
    for _number in range(4):
        make.employee(stores=(make.store(),))

    assert counted(app, lambda: page.client.get("/stores")) == short <= 12


def test_a_supervisor_does_not_come_here(sign_in, store):
    PageClient(sign_in(Role.SUPERVISOR)).get("/stores", status=403)
