"""Who could work, whether a booking would hold, availability, jobs, syncs and packets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.models import Job, Packet, Schedule, SyncRun
from app.models.columns import utc_now
from app.services import auto_scheduling, jobs, stored_files
from app.vocabulary import EventType, JobKind, JobState, ProposalKind, ProposalStatus, Role
from tests.functional.api.program import V1


def test_validate_says_what_would_stand_against_it_and_saves_nothing(manager, booking, world, session):
    assert manager.post("/validate", booking).json == {"valid": True, "needs_reason": False, "violations": []}

    late = (world.event.due_date + timedelta(days=5)).isoformat()
    verdict = manager.post("/validate", {**booking, "date": late}).json
    session.rollback()

    assert verdict["valid"] is False
    assert {"rule", "severity", "message"} <= verdict["violations"][0].keys()
    assert session.query(Schedule).count() == 0
    manager.post("/validate", {**booking, "event_id": 999}, 404)
    manager.post("/validate", {}, 422)


def test_a_reader_may_validate(program, booking):
    program(Role.VIEWER, scope="read").post("/validate", booking)


def test_who_could_do_an_event(manager, world, booking):
    day = booking["date"]

    found = manager.get(f"/available-employees/{day}?event_id={world.event.id}").json
    at = manager.get(f"/available-employees/{day}?event_id={world.event.id}&start_time=09:45&per_page=1").json

    assert {row["name"] for row in found["items"] if row["available"]} == {"Ann Able", "Bob Brown"}
    assert (at["total"], len(at["items"]), at["items"][0]["start_time"]) == (found["total"], 1, "09:45")
    assert manager.get(f"/available-employees/{day}").json["total"] == 2
    manager.get(f"/available-employees/{day}?start_time=25:00", 422)


def test_the_audit_names_what_to_settle(manager, world, make):
    event = make.event(store=world.store, start_date=world.monday, due_date=world.monday)

    answer = manager.get(f"/audit?date={world.monday}&store_id={world.store.id}").json

    [finding] = [one for one in answer["findings"] if one["check"] == "urgent_unscheduled"]
    assert finding["fix"] == {"kind": "staff", "id": event.id, "other_id": None}
    assert (answer["result"], finding["severity"], finding["dismissed"]) == ("fail", "critical", False)
    manager.get(f"/audit?date={world.monday}&store_id=999", 404)
    manager.get(f"/audit?date={world.monday}&to={world.monday - timedelta(days=1)}", 422)


def test_why_nobody_does_an_event(manager, world, make):
    juicer = make.event(
        store=world.store, type=EventType.JUICER, start_date=world.monday, due_date=world.monday + timedelta(days=2)
    )

    answer = manager.get(f"/events/{juicer.id}/why-not").json

    assert answer["event_id"] == juicer.id
    assert answer["reason"] == f"No Juicer Barista works at {world.store.name}."
    title, *later = answer["funnel"]
    assert (title["stage"], title["passed"]) == ("title", 0)
    assert [(stop["name"], stop["rule"]) for stop in title["stopped"]] == [
        ("Ann Able", "title"),
        ("Bob Brown", "title"),
    ]
    assert [step["passed"] for step in later] == [0, 0, 0, 0]


def test_a_free_event_names_who_could_do_it(manager, world):
    answer = manager.get(f"/events/{world.event.id}/why-not").json

    assert answer["reason"].startswith("Nothing stands against it: Ann Able could do it")
    fix = answer["fixes"][0]
    assert (fix["kind"], fix["needs"]) == ("other_employee", "")
    assert any("Crossmark is told: book Core" in line for line in fix["consequences"])
    manager.get(f"/events/{world.event.id}/why-not?run_id=99", 404)


class TestAvailability:
    WEEK = {str(day): [["08:00", "12:00"], ["13:00", "24:00"]] if day < 5 else [] for day in range(7)}  # noqa: RUF012

    def test_it_is_replaced_as_a_whole(self, manager, world):
        path = f"/employees/{world.ann.id}/availability"
        seen = manager.get(path)
        assert seen.json == {}

        put = manager.send("PUT", path, 200, json=self.WEEK, headers={"If-Match": seen.headers["ETag"]})

        assert put.json == manager.get(path).json == self.WEEK
        assert put.headers["ETag"] == manager.get(path).headers["ETag"] != seen.headers["ETag"]
        manager.send("PUT", path, 412, json={}, headers={"If-Match": seen.headers["ETag"]})
        manager.send("PUT", path, 428, json={})
        again = manager.send("PUT", path, 200, json={}, headers={"If-Match": put.headers["ETag"]})
        assert again.json == {}
        assert manager.get("/changes").json["total"] == 2

    @pytest.mark.parametrize(
        ("week", "field"),
        [
            ({"0": [["08:00", "12:00"]]}, "1"),
            ({**WEEK, "7": []}, "7"),
            ({**WEEK, "0": [["12:00", "08:00"]]}, "0"),
            ({**WEEK, "0": [["08:00"]]}, "0"),
            ({**WEEK, "0": [["8", "9"]]}, "0"),
            ({**WEEK, "0": [["08:00", "12:00"], ["11:00", "13:00"]]}, "0"),
            ({**WEEK, "0": "always"}, "0"),
        ],
    )
    def test_a_bad_week_is_explained(self, manager, world, week, field):
        answer = manager.send(
            "PUT", f"/employees/{world.ann.id}/availability", 422, json=week, headers={"If-Match": '"1-1"'}
        )

        assert field in {wrong["field"].split(".")[0] for wrong in answer.json["errors"]}

    def test_put_never_creates_an_employee(self, manager):
        manager.send("PUT", "/employees/77/availability", 404, json={}, headers={"If-Match": '"77-1"'})

    def test_a_supervisor_may_not(self, program, world):
        supervisor = program(Role.SUPERVISOR)
        supervisor.send("PUT", f"/employees/{world.ann.id}/availability", 403, json={}, headers={"If-Match": "*"})


class TestJobs:
    def test_a_sync_is_a_job_to_watch_and_stop(self, app, manager, make, rung, monkeypatch):
        monkeypatch.setattr("app.services.sync.runs.crossmark_account", lambda _session: None)

        begun = manager.post("/sync/runs", {"source": "crossmark"}, 202)
        job = manager.get(begun.headers["Location"].removeprefix(V1)).json

        assert rung == ["run_job"]
        assert (job["id"], job["state"], job["progress"]) == (begun.json["job_id"], "queued", 0)
        again = manager.post("/sync/runs", {"source": "crossmark"}, 409)
        assert (again.json["code"], again.json["job_id"]) == ("already_running", begun.json["job_id"])
        listed = manager.get("/sync/runs?source=crossmark").json["items"]
        assert [row["id"] for row in listed] == [begun.json["sync_run_id"]]
        stopped = manager.send("DELETE", f"/scheduling/jobs/{begun.json['job_id']}", 200)
        assert stopped.json["state"] == "cancelled"
        assert manager.get("/sync/runs").json["items"][0]["status"] == "cancelled"

    def test_walmart_is_asked_about_the_own_stores_only(self, program, make, world, session):
        make.store()
        begun = program(store_ids=[world.store.id]).post("/sync/runs", {"source": "walmart_edr"}, 202)
        session.rollback()

        assert session.get_one(Job, begun.json["job_id"]).payload["store_ids"] == [world.store.id]
        assert session.get_one(SyncRun, begun.json["sync_run_id"]).source == "walmart_edr"

    def test_a_sync_without_an_account_says_what_to_do(self, manager, session):
        answer = manager.post("/sync/runs", {"source": "crossmark"}, 422)
        session.rollback()

        assert "Settings" in answer.json["detail"]
        assert session.query(Job).count() == session.query(SyncRun).count() == 0
        manager.post("/sync/runs", {"source": "moon"}, 422)

    def test_only_who_may_start_a_kind_of_work_may_stop_it(self, program, make):
        job = make.row(Job(kind=JobKind.SYNC_CROSSMARK, key="all", run_at=utc_now(), state=JobState.QUEUED))

        program(Role.SUPERVISOR).send("DELETE", f"/scheduling/jobs/{job.id}", 403)
        program(Role.VIEWER).get(f"/scheduling/jobs/{job.id}")
        program(Role.VIEWER).get("/scheduling/jobs/99", 404)

    def test_another_stores_job_does_not_exist(self, program, make, world):
        job = make.row(Job(kind=JobKind.PACKET, key="x", run_at=utc_now(), payload={"store_id": world.store.id}))
        stranger = program(Role.MANAGER, store_ids=[make.store().id])

        stranger.get(f"/scheduling/jobs/{job.id}", 404)
        stranger.send("DELETE", f"/scheduling/jobs/{job.id}", 404)


class TestPackets:
    def test_it_is_built_by_the_worker_and_then_served(self, app, manager, world, make, rung):
        day = world.monday
        manager.get(f"/paperwork/{day}", 404)
        begun = manager.post(f"/paperwork/{day}", None, 202)
        assert begun.headers["Location"] == f"{V1}/scheduling/jobs/{begun.json['job_id']}"
        assert manager.post(f"/paperwork/{day}", None, 409).json["job_id"] == begun.json["job_id"]

        with app.app_context():
            name = stored_files.write(b"%PDF-1.7 invented")
        make.row(
            Packet(store_id=world.store.id, day=day, stored_name=name, pages=1, size_bytes=17, manifest=[],
                   built_at=utc_now())
        )  # fmt: skip
        served = manager.get(f"/paperwork/{day}", headers={"Accept": "application/pdf"})

        assert served.content_type == "application/pdf"
        assert served.data.startswith(b"%PDF")
        assert served.headers["Cache-Control"] == "no-store"
        served.close()

    def test_another_stores_packet_does_not_exist(self, program, world, make):
        stranger = program(Role.MANAGER, store_ids=[make.store().id])

        stranger.get(f"/paperwork/{world.monday}?store_id={world.store.id}", 404)
        stranger.post(f"/paperwork/{world.monday}", {"store_id": world.store.id}, 404)

    def test_a_viewer_may_not_print(self, program, world):
        program(Role.VIEWER).get(f"/paperwork/{world.monday}", 403)


def test_a_run_shows_its_lines_and_what_it_could_not_place(manager, world, make, program):
    from app.formatting import to_utc
    from app.models import Proposal

    run = make.run(store=world.store, week_start=world.monday, metrics={"coverage": 0.5})
    starts = to_utc(world.monday, 585, world.store.timezone)
    make.row(
        Proposal(run_id=run.id, event_id=world.event.id, employee_id=world.ann.id, starts_at=starts,
                 ends_at=starts + timedelta(minutes=390), kind=ProposalKind.NEW, status=ProposalStatus.PROPOSED,
                 reason="Free and near.")
    )  # fmt: skip
    other = make.event(store=world.store)
    make.row(
        Proposal(run_id=run.id, event_id=other.id, kind=ProposalKind.UNASSIGNED, status=ProposalStatus.UNASSIGNED,
                 failure_rule="window", failure_reason="Nobody is free.")
    )  # fmt: skip

    shown = manager.get(f"/scheduling/runs/{run.id}").json

    assert shown["metrics"] == {"coverage": 0.5}
    assert [(line["employee_name"], line["start_time"]) for line in shown["proposals"]] == [("Ann Able", "09:45")]
    assert [(line["rule"], line["reason"]) for line in shown["unassigned"]] == [("window", "Nobody is free.")]
    program(Role.MANAGER, store_ids=[make.store().id]).get(f"/scheduling/runs/{run.id}", 404)
    manager.get("/scheduling/runs/99", 404)


def test_dates_are_those_of_the_stores_zone(manager, make, world):
    chicago = make.store(timezone="America/Chicago")
    event = make.event(store=chicago, duration_minutes=60)
    made = make.schedule(event=event, employee=world.ann, day=date(2026, 11, 24), minutes=585, zone="America/Chicago")

    shown = manager.get(f"/schedules/{made.id}").json

    assert (shown["date"], shown["start_time"], shown["end_time"]) == ("2026-11-24", "09:45", "10:45")


class TestRuns:
    def test_a_week_is_planned_applied_and_taken_back(self, app, manager, world, session):
        begun = manager.post(f"/scheduling/optimize/{world.monday}", {"time_limit_s": 5}, 202)
        assert begun.headers["Location"] == f"{V1}/scheduling/jobs/{begun.json['job_id']}"
        again = manager.post(f"/scheduling/optimize/{world.monday}", None, 409)
        assert (again.json["code"], again.json["job_id"]) == ("already_running", begun.json["job_id"])
        with app.app_context():
            jobs.run(begun.json["job_id"], {JobKind.AUTO_SCHEDULE: auto_scheduling.run_auto_schedule})
        assert manager.get(f"/scheduling/jobs/{begun.json['job_id']}").json["state"] == "done"

        path = f"/scheduling/runs/{begun.json['run_id']}"
        run = manager.get(path).json
        assert [line["event_id"] for line in run["proposals"]] == [world.event.id]
        applied = manager.post(f"{path}/apply", {"mode": "fill_gaps"}).json
        assert applied == {"created": 1, "changed": 0, "skipped": 0, "stale": 0, "stale_lines": []}
        assert manager.get("/schedules").json["total"] == 1
        assert manager.get(path).json["status"] == "applied"

        assert manager.post(f"{path}/revert").json == {"reverted": 1}
        assert manager.get("/schedules?status=cancelled").json["total"] == 1
        manager.post(f"{path}/revert", None, 409)

    @pytest.mark.parametrize(
        ("body", "field"),
        [({"config_id": 7}, "config_id"), ({"mode": "fast"}, "mode"), ({"time_limit_s": 0}, "time_limit_s"),
         ({"store_ids": []}, "store_ids"), ({"store_ids": ["1"]}, "store_ids.0")],
    )  # fmt: skip
    def test_a_bad_wish_is_explained(self, manager, world, body, field):
        answer = manager.post(f"/scheduling/optimize/{world.monday}", body, 422)

        assert answer.json["errors"][0]["field"] == field

    def test_an_unfinished_run_cannot_be_applied(self, manager, make, world, program):
        run = make.run(store=world.store)

        manager.post(f"/scheduling/runs/{run.id}/apply", {"mode": "fill_gaps"}, 409)
        manager.post(f"/scheduling/runs/{run.id}/apply", {"mode": "all"}, 422)
        manager.post("/scheduling/runs/99/apply", {"mode": "merge"}, 404)
        program(Role.SUPERVISOR).post(f"/scheduling/runs/{run.id}/apply", {"mode": "merge"}, 403)
        stranger = program(Role.MANAGER, store_ids=[make.store().id])
        stranger.post(f"/scheduling/runs/{run.id}/apply", {"mode": "merge"}, 404)
        stranger.post(f"/scheduling/runs/{run.id}/revert", None, 404)
        stranger.post(f"/scheduling/optimize/{world.monday}", {"store_ids": [world.store.id]}, 404)
