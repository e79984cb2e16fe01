"""The pages of holidays."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models import Change, Holiday
from app.services import changes
from app.vocabulary import Role
from tests.functional.page_client import PageClient
from tests.functional.statements import counted


@pytest.fixture
def page(sign_in, make) -> PageClient:
    make.store(number="1042", name="Maple Grove")
    return PageClient(sign_in(Role.MANAGER))


def typed(**fields: str) -> dict[str, str]:
    plain = {"name": "Harvest day", "store_id": "", "kind": "once", "active": "y", "notes": "", "version": ""}
    return plain | dict.fromkeys(("day", "month", "month_day", "weekday", "nth"), "") | fields


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "once", "day": "2030-11-26"}, "Tuesday, November 26, 2030"),
        ({"kind": "yearly", "month": "12", "month_day": "25"}, "December 25"),
        ({"kind": "nth_weekday", "month": "11", "nth": "4", "weekday": "3"}, "4th Thursday of November"),
        ({"kind": "nth_weekday", "month": "5", "nth": "5", "weekday": "0"}, "last Monday of May"),
        ({"kind": "yearly", "month": "2", "month_day": "29"}, "February 29, 2028"),
    ],
)
def test_each_kind_is_added_and_its_next_dates_are_shown(page, fields, words):
    page.get("/holidays/new")
    page.post("/holidays/new", typed(**fields))

    assert words in page.get("/holidays").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"day": ""},
        {"day": "soon"},
        {"kind": "never"},
        {"kind": "yearly", "month": "2", "month_day": "30"},
        {"kind": "yearly", "month_day": "3"},
        {"kind": "nth_weekday", "month": "5", "weekday": "0"},
        {"kind": "nth_weekday", "month": "5", "nth": "1"},
        {"store_id": "99999"},
    ],
)
def test_what_cannot_be_is_explained(page, session, wrong):
    answer = page.post("/holidays/new", typed(**({"day": "2030-11-26"} | wrong)), status=422)

    assert 'role="alert"' in answer.text
    session.rollback()
    assert session.scalar(select(Holiday)) is None


def test_a_holiday_is_changed_and_what_does_not_go_with_its_kind_is_dropped(page, make, session):
    holiday = make.holiday(day=date(2030, 11, 26))
    page.get(f"/holidays/{holiday.id}")

    page.post(f"/holidays/{holiday.id}", typed(kind="yearly", day="2030-11-26", month="1", month_day="1", version="1"))

    session.rollback()
    assert (holiday.day, holiday.month, holiday.month_day) == (None, 1, 1)
    page.post(f"/holidays/{holiday.id}", typed(day="2030-11-26", version="1"), status=412)


def test_a_removed_holiday_comes_back_by_undo(page, make, session, transact, actor):
    holiday = make.holiday(day=date(2030, 11, 26), name="Harvest day")
    page.post(f"/holidays/{holiday.id}/remove", {"version": "0"}, status=412)
    page.post(f"/holidays/{holiday.id}/remove", {"version": "1"})
    session.rollback()
    assert session.scalars(select(Holiday)).all() == []

    change = session.scalars(select(Change)).one()
    with transact() as writing:
        changes.undo(writing, actor, change_id=change.id)

    session.rollback()
    assert session.scalars(select(Holiday)).one().name == "Harvest day"


def test_a_manager_of_one_store_decides_for_that_store_only(sign_in, make):
    store, other = make.store(), make.store()
    everywhere = make.holiday(day=date(2030, 11, 26), name="Everywhere")
    foreign = make.holiday(day=date(2030, 11, 27), name="Foreign", store_id=other.id)
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    page.post(f"/holidays/{everywhere.id}/remove", {"version": "1"}, status=403)
    page.get(f"/holidays/{everywhere.id}", status=403)
    page.get(f"/holidays/{foreign.id}", status=404)
    page.post("/holidays/new", typed(day="2030-11-28", store_id=str(store.id)))
    text = page.get("/holidays?store=all").text
    assert "Everywhere" in text
    assert "Foreign" not in text
    assert f"/holidays/{everywhere.id}" not in text
    assert text.count("/remove") == 1


def test_the_list_is_exported_and_a_viewer_may_only_look(page, sign_in, make):
    make.holiday(day=date(2030, 11, 26), name="Harvest day")
    viewer = PageClient(sign_in(Role.VIEWER))

    assert "Harvest day" in page.get("/holidays?export=csv").text
    assert "New holiday" not in viewer.get("/holidays").text
    viewer.get("/holidays/new", status=403)


def test_the_search_finds_names_and_notes(page, make):
    make.holiday(day=date(2030, 11, 26), name="Harvest day", notes="the fair is in town")
    make.holiday(day=date(2030, 11, 27), name="Quiet day")

    text = page.get("/holidays?q=FAIR").text

    assert "Harvest day" in text
    assert "Quiet day" not in text


def test_a_long_list_asks_no_more_than_a_short_one(app, page, make):
    make.holiday(day=date(2030, 1, 1))
    page.get("/holidays")
    short = counted(app, lambda: page.client.get("/holidays"))
    for day in range(2, 9):
        make.holiday(day=date(2030, 1, day))

    assert counted(app, lambda: page.client.get("/holidays")) == short <= 12
