"""Holidays over the API."""

from __future__ import annotations

from datetime import date

import pytest

from app.models import Holiday
from app.vocabulary import Role

ONCE = {"name": "Inventory", "kind": "once", "date": "2026-12-24"}


def test_a_holiday_is_made_read_changed_and_deleted(manager, session):
    made = manager.post("/holidays", ONCE, 201)
    where = made.headers["Location"].removeprefix("/api/v1")
    assert made.json["date"] == "2026-12-24"
    assert (made.json["store_id"], made.json["active"], made.json["month"]) == (None, True, None)
    assert manager.get(where).headers["ETag"] == made.headers["ETag"]

    thanks = {"name": "Thanksgiving", "kind": "nth_weekday", "month": 11, "weekday": 3, "nth": 4}
    saved = manager.send("PUT", where, 200, json=thanks, headers={"If-Match": made.headers["ETag"]})
    assert {name: saved.json[name] for name in thanks} == thanks
    assert (saved.json["date"], saved.json["version"]) == (None, 2)

    manager.send("DELETE", where, 428)
    manager.send("DELETE", where, 412, headers={"If-Match": made.headers["ETag"]})
    manager.send("DELETE", where, 204, headers={"If-Match": saved.headers["ETag"]})
    manager.get(where, 404)
    session.rollback()
    assert session.query(Holiday).count() == 0


def test_a_part_is_changed_and_the_rest_stays(manager):
    made = manager.post("/holidays", ONCE | {"notes": "Doors stay shut"}, 201)
    where, tag = made.headers["Location"].removeprefix("/api/v1"), {"If-Match": made.headers["ETag"]}

    quiet = manager.send("PATCH", where, 200, json={"active": False}, headers=tag)
    assert quiet.json == made.json | {"active": False, "version": 2}

    yearly = {"kind": "yearly", "month": 12, "month_day": 24}
    moved = manager.send("PATCH", where, 200, json=yearly, headers={"If-Match": quiet.headers["ETag"]})
    assert moved.json == quiet.json | yearly | {"date": None, "version": 3}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"date": None}, "date"),
        ({"month": 3}, "month"),
        ({"kind": "sometimes"}, "kind"),
        ({"name": " "}, "name"),
        ({"store_id": 99999}, "store_id"),
        ({"colour": "red"}, "colour"),
        ({"kind": "yearly", "date": None, "month": 2, "month_day": 30}, "month_day"),
        ({"kind": "nth_weekday", "date": None, "month": 2, "nth": 1}, "weekday"),
    ],
)
def test_a_holiday_that_cannot_be_is_explained(manager, session, wrong, field):
    answer = manager.post("/holidays", ONCE | wrong, 422)

    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert session.query(Holiday).count() == 0


def test_holidays_are_filtered_and_sorted(manager, make):
    store = make.store()
    make.holiday(day=date(2026, 12, 24), name="Stocktaking", store_id=store.id)
    make.holiday(day=date(2026, 12, 31), name="Long night", active=False)

    def names(query: str) -> list[str]:
        return [row["name"] for row in manager.get(f"/holidays?{query}").json["items"]]

    assert names("sort_by=name") == ["Long night", "Stocktaking"]
    assert names("active=true") == names("search=stock") == names(f"store_id={store.id}") == ["Stocktaking"]
    assert names("per_page=1&page=2") == ["Long night"]


def test_somebody_of_one_store_leaves_other_stores_and_holidays_of_all_alone(program, make):
    mine, other = make.store(), make.store()
    make.holiday(day=date(2026, 12, 24), name="Theirs", store_id=other.id)
    everywhere = make.holiday(day=date(2026, 12, 25), name="Everywhere")
    manager = program(Role.MANAGER, store_ids=[mine.id])

    assert [row["name"] for row in manager.get("/holidays").json["items"]] == ["Everywhere"]
    tag = {"If-Match": manager.get(f"/holidays/{everywhere.id}").headers["ETag"]}
    manager.send("DELETE", f"/holidays/{everywhere.id}", 403, headers=tag)
    manager.post("/holidays", ONCE, 403)
    manager.post("/holidays", ONCE | {"store_id": mine.id}, 201)


def test_only_who_may_change_settings_changes_holidays(program):
    program(Role.VIEWER).post("/holidays", ONCE, 403)
