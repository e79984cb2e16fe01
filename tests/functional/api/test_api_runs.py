"""Asking the API for runs of one event, of a month, and for two runs side by side."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.vocabulary import Role, RunStatus

FIGURES = {"scores": {"after": {"coverage": 0.5}}, "changes": {"moved": 1}, "wall_s": {"load": 0.5}}


def test_a_month_is_planned(manager, world):
    begun = manager.post(f"/scheduling/optimize/{world.monday}", {"weeks": 4}, 202).json

    shown = manager.get(f"/scheduling/runs/{begun['run_id']}").json
    assert shown["last_day"] == (world.monday + timedelta(days=27)).isoformat()
    assert (shown["event_ids"], shown["config"], shown["seed"], shown["reverted_at"]) == ([], {}, 1, None)
    manager.post(f"/scheduling/optimize/{world.monday}", {"weeks": 6}, 422)


def test_the_next_days_change_only_when_asked(manager, world):
    begun = manager.post(f"/scheduling/optimize/{world.monday}", {"mode": "replan", "touch_frozen": True}, 202).json

    assert manager.get(f"/scheduling/runs/{begun['run_id']}").json["touch_frozen"] is True
    manager.post(f"/scheduling/optimize/{world.monday}", {"touch_frozen": "perhaps"}, 422)


def test_one_event_is_planned(manager, world):
    begun = manager.post(f"/scheduling/events/{world.event.id}", None, 202)

    assert begun.headers["Location"] == f"/api/v1/scheduling/jobs/{begun.json['job_id']}"
    assert manager.get(f"/scheduling/runs/{begun.json['run_id']}").json["event_ids"] == [world.event.id]
    assert manager.post(f"/scheduling/events/{world.event.id}", None, 409).json["code"] == "already_running"
    manager.post("/scheduling/events/98765", None, 404)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPERVISOR])
def test_others_may_not_ask(program, world, role):
    program(role).post(f"/scheduling/events/{world.event.id}", None, 403)


def test_two_runs_are_compared(manager, make, world):
    first, second = (
        make.run(store=world.store, status=RunStatus.COMPLETED, metrics=FIGURES | {"changes": {"moved": moved}})
        for moved in (3, 1)
    )

    found = manager.get(f"/scheduling/runs/{first.id}/compare/{second.id}").json

    assert (found["same_week"], found["same_inputs"], found["differences"]) == (True, False, [])
    assert {"name": "moved", "first": 3.0, "second": 1.0, "better": "second"} in found["figures"]
    manager.get(f"/scheduling/runs/{first.id}/compare/{first.id}", 422)
    manager.get(f"/scheduling/runs/{first.id}/compare/98765", 404)


def test_a_week_is_branched(manager, world):
    asked = {
        "store_id": world.store.id,
        "assumptions": [
            {
                "kind": "absent",
                "employee_id": world.ann.id,
                "first": world.monday.isoformat(),
                "last": world.monday.isoformat(),
            },
            {"kind": "more_events", "event_type": "Core", "count": 5},
            {"kind": "open_day", "day": world.monday.isoformat()},
        ],
    }

    begun = manager.post(f"/scheduling/what-if/{world.monday}", asked, 202).json

    shown = manager.get(f"/scheduling/runs/{begun['run_id']}").json
    assert [one["kind"] for one in shown["assumptions"]] == ["absent", "more_events", "open_day"]
    assert shown["assumptions"][0]["words"].startswith("Ann Able is out")


@pytest.mark.parametrize(
    ("assumption", "field"),
    [
        ({"kind": "dream"}, "assumptions.0.kind"),
        ({"kind": "absent", "employee_id": 1, "first": "2026-01-01"}, "assumptions.0.last"),
        ({"kind": "open_day", "day": "2026-01-01", "count": 2}, "assumptions.0.count"),
        ({"kind": "more_events", "event_type": "Supervisor", "count": 2}, "assumptions.0.event_type"),
        ({"kind": "closed_day", "day": "2026-01-01"}, "assumptions.0"),
    ],
)
def test_an_assumption_that_cannot_be_made_is_named(manager, world, assumption, field):
    asked = {"store_id": world.store.id, "assumptions": [assumption]}

    answer = manager.post(f"/scheduling/what-if/{world.monday}", asked, 422)

    assert [error["field"] for error in answer.json["errors"]] == [field]


def test_a_week_of_another_store_is_not_branched(program, world, make):
    stranger = program(Role.MANAGER, store_ids=[make.store().id])
    asked = {"store_id": world.store.id, "assumptions": [{"kind": "open_day", "day": world.monday.isoformat()}]}

    stranger.post(f"/scheduling/what-if/{world.monday}", asked, 404)
    program(Role.VIEWER).post(f"/scheduling/what-if/{world.monday}", asked, 403)
