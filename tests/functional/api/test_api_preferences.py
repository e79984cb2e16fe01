"""Preferences of employees over the API."""

from __future__ import annotations

import pytest

from app.vocabulary import Role


def test_preferences_are_read_and_replaced(manager, world):
    where = f"/employees/{world.ann.id}/preferences"
    seen = manager.get(where)
    assert seen.json == {"preferred_days_off": []}

    tag = {"If-Match": seen.headers["ETag"]}
    saved = manager.send("PUT", where, 200, json={"preferred_days_off": [6, 5, 6]}, headers=tag)

    assert saved.json == manager.get(where).json == {"preferred_days_off": [5, 6]}
    manager.send("PUT", where, 412, json={"preferred_days_off": []}, headers=tag)
    manager.send("PUT", where, 428, json={"preferred_days_off": []})


def test_the_short_form_reads_and_replaces_the_same(manager, world):
    short = f"/employees/{world.ann.id}/preferences"
    outside = f"http://localhost{short}"
    tag = {"If-Match": manager.get(outside).headers["ETag"]}

    manager.send("PUT", outside, 200, json={"preferred_days_off": [2]}, headers=tag)

    assert manager.get(short).json == {"preferred_days_off": [2]}


@pytest.mark.parametrize("wrong", [[7], ["Monday"], "0", None])
def test_weekdays_that_are_none_are_explained(manager, world, wrong):
    where = f"/employees/{world.ann.id}/preferences"
    tag = {"If-Match": manager.get(where).headers["ETag"]}

    answer = manager.send("PUT", where, 422, json={"preferred_days_off": wrong}, headers=tag)

    assert answer.json["errors"][0]["field"].startswith("preferred_days_off")


def test_preferences_of_other_stores_are_not_found_and_viewers_change_none(program, world, make):
    where = f"/employees/{world.ann.id}/preferences"

    program(Role.MANAGER, store_ids=[make.store().id]).get(where, 404)
    program(Role.VIEWER).send("PUT", where, 403, json={"preferred_days_off": []}, headers={"If-Match": "*"})


def test_the_short_form_refuses_a_program_as_the_api_does(app, world):
    short = f"/employees/{world.ann.id}/preferences"
    for answer in (app.test_client().get(short), app.test_client().put(short, json={"preferred_days_off": []})):
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
