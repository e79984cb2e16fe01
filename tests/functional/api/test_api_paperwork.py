"""A program looks at what a packet holds, leaves parts out, and prints all of it or only what has changed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.db import db, transaction
from app.models import Employee, Schedule
from app.services import daily_paperwork
from app.vocabulary import Role
from tests.functional.api.program import V1, Program
from tests.integration.packet_world import NotedProgress
from tests.unit.paperwork.paper_samples import page_texts


@pytest.fixture
def day(app: Flask, world: Any, make: Any) -> str:
    """A day with one Core and its packet, whose report and sales tool are missing."""
    make.schedule(event=world.event, employee=world.ann, day=world.monday)
    build(app, world)
    return str(world.monday)


def build(app: Flask, world: Any) -> None:
    with app.app_context():
        payload = {"day": str(world.monday), "store_id": world.store.id}
        daily_paperwork.run_packet(None, payload, NotedProgress())


def missing(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in manifest["parts"] if part["state"] == "missing"]


def test_the_manifest_says_what_is_missing_and_why(manager: Program, day: str) -> None:
    manifest = manager.get(f"/paperwork/{day}/manifest").json

    assert not manifest["ready"]
    assert [part["title"] for part in missing(manifest)] == ["EDR", "Sales tool"]
    assert all(part["why"] and part["how_to_fix"] and part["employee"] == "Ann Able" for part in missing(manifest))
    assert manifest["changed_since_print"] == []


def test_a_part_is_waived_and_wanted_again(manager: Program, day: str) -> None:
    for part in missing(manager.get(f"/paperwork/{day}/manifest").json):
        waived = manager.post(f"/paperwork/{day}/waive", {"part_key": part["key"], "reason": "The store has its own."})
        assert waived.json["state"] == "waived"

    manifest = manager.get(f"/paperwork/{day}/manifest").json
    assert manifest["ready"]
    assert all("The store has its own." in part["waived_by"] for part in manifest["parts"] if part["state"] == "waived")

    key = waived.json["part_key"]
    assert manager.post(f"/paperwork/{day}/unwaive", {"part_key": key}).json["state"] == "wanted"
    manager.post(f"/paperwork/{day}/unwaive", {"part_key": key}, 404)
    assert [part["key"] for part in missing(manager.get(f"/paperwork/{day}/manifest").json)] == [key]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"part_key": "nothing", "reason": "Why not."}, 404),
        ({"part_key": "nothing"}, 422),
        ({"part_key": "nothing", "reason": "x" * 301}, 422),
        ({"part_key": "nothing", "reason": "Why not.", "who": "me"}, 422),
    ],
)
def test_what_cannot_be_waived_is_refused(manager: Program, day: str, asked: dict[str, str], status: int) -> None:
    manager.post(f"/paperwork/{day}/waive", asked, status)


def test_a_waiver_needs_a_reason(manager: Program, day: str) -> None:
    key = missing(manager.get(f"/paperwork/{day}/manifest").json)[0]["key"]

    refused = manager.post(f"/paperwork/{day}/waive", {"part_key": key, "reason": "  "}, 422)

    assert [error["field"] for error in refused.json["errors"]] == ["reason"]


def test_after_a_change_only_the_changed_pages_are_printed(app: Flask, manager: Program, world: Any, day: str) -> None:
    whole = manager.post(f"/paperwork/{day}/prints", {}, 201)
    assert whole.headers["Location"] == whole.json["address"]
    manager.post(f"/paperwork/{day}/prints", {"selection": "changes"}, 409)
    with app.app_context(), transaction() as session:
        booking = session.query(Schedule).one()
        other = session.query(Employee).filter_by(name="Bob Brown").one()
        session.execute(db.update(Schedule).where(Schedule.id == booking.id).values(employee_id=other.id))
    build(app, world)

    manifest = manager.get(f"/paperwork/{day}/manifest").json
    changes = manager.post(f"/paperwork/{day}/prints", {"selection": "changes"}, 201)
    printed = manager.get(changes.json["address"].removeprefix(V1), headers={"Accept": "application/pdf"})

    assert manifest["changed_since_print"]
    assert changes.json["pages"] < whole.json["pages"] + 1
    assert page_texts(printed.data)[0].count("Changed pages")
    assert manager.get(f"/paperwork/{day}/manifest").json["changed_since_print"] == []


@pytest.mark.parametrize("selection", ["everything", "set:", "set:no such set"])
def test_a_selection_that_is_none_is_refused(manager: Program, day: str, selection: str) -> None:
    manager.post(f"/paperwork/{day}/prints", {"selection": selection}, 404 if selection.endswith("such set") else 422)


def test_without_a_packet_it_says_how_to_get_one(manager: Program, world: Any) -> None:
    for path, body in (("waive", {"part_key": "x", "reason": "y"}), ("prints", {})):
        assert "Build it" in manager.post(f"/paperwork/{world.monday}/{path}", body, 404).json["detail"]
    manager.get(f"/paperwork/{world.monday}/manifest", 404)


def test_another_stores_packet_and_prints_do_not_exist(
    manager: Program, program: Any, make: Any, world: Any, day: str
) -> None:
    address = manager.post(f"/paperwork/{day}/prints", {}, 201).json["address"].removeprefix(V1)
    manager.get(address).close()
    stranger = program(Role.MANAGER, store_ids=[make.store().id])

    stranger.get(address, 404)
    stranger.get(f"/paperwork/{day}/manifest?store_id={world.store.id}", 404)
    stranger.post(f"/paperwork/{day}/prints", {"store_id": world.store.id}, 404)
    stranger.post(f"/paperwork/{day}/unwaive", {"store_id": world.store.id, "part_key": "x"}, 404)
    program(Role.VIEWER).get(f"/paperwork/{day}/manifest", 403)
