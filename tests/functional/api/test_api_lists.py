"""Lists: pages, order, filters, what may be seen, and how many queries they take."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event as sqlalchemy_event

from app.db import db
from app.models import Breaker, Job, OutboxItem, SyncRun
from app.models.columns import utc_now
from app.vocabulary import (
    BreakerState,
    Condition,
    EventType,
    JobKind,
    JobState,
    OutboxOperation,
    Role,
    RunStatus,
)
from tests.functional.api.program import V1

LISTS = (
    "stores",
    "employees",
    "events",
    "schedules",
    "changes",
    "holidays",
    "rotations",
    "rotation-exceptions",
    "scheduling/runs",
    "sync/runs",
)


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_has_the_envelope(manager, name):
    answer = manager.get(f"/{name}")

    assert answer.json == {"items": [], "page": 1, "per_page": 20, "total": 0, "pages": 0}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query", ["page=0", "per_page=101", "per_page=x", "sort_by=password", "order=up", "colour=red"]
)
def test_a_bad_query_is_explained(manager, name, query):
    answer = manager.get(f"/{name}?{query}", 422)

    assert answer.json["errors"][0]["field"] == query.split("=")[0]


@pytest.mark.parametrize("name", LISTS)
def test_lists_need_a_sign_in_and_staff(client, program, name):
    assert client.get(f"{V1}/{name}").status_code == 401
    program(Role.EMPLOYEE).get(f"/{name}", 403)


def test_pages_follow_each_other_in_a_stable_order(manager, world, make):
    made = [make.event(store=world.store, priority=2, start_date=world.monday, due_date=world.monday) for _ in range(5)]

    pages = [manager.get(f"/events?per_page=2&page={page}&sort_by=priority").json for page in (1, 2, 3, 4)]

    assert [page["total"] for page in pages] == [6] * 4
    assert {page["pages"] for page in pages} == {3}
    assert [row["id"] for page in pages for row in page["items"]] == [event.id for event in made] + [world.event.id]
    backwards = manager.get("/events?sort_by=id&order=desc").json["items"]
    assert [row["id"] for row in backwards] == sorted((row["id"] for row in backwards), reverse=True)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("type=Juicer", 1),
        ("type=Core", 2),
        ("condition=Canceled", 1),
        ("status=cancelled", 1),
        ("status=scheduled", 1),
        ("status=unscheduled", 1),
        ("status=partly_scheduled", 0),
        ("status=removed", 0),
        ("status=expired", 0),
        ("search=lemon", 1),
        ("search=100%25", 0),
        ("priority=1", 1),
        ("store_id=99", 0),
    ],
)
def test_events_are_filtered(manager, world, make, query, count):
    make.event(store=world.store, type=EventType.JUICER, name="Juice lemon day", priority=1)
    make.event(store=world.store, condition=Condition.CANCELED)
    make.schedule(event=world.event, employee=world.ann, day=world.monday)

    found = manager.get(f"/events?{query}").json

    assert found["total"] == len(found["items"]) == count


def test_events_are_found_by_their_window(manager, world):
    inside, after = world.monday + timedelta(days=3), world.monday + timedelta(days=8)

    assert manager.get(f"/events?date={inside}").json["total"] == 1
    assert manager.get(f"/events?date={after}").json["total"] == 0
    assert manager.get(f"/events?date_from={after}").json["total"] == 0
    assert manager.get(f"/events?date_to={inside}").json["total"] == 1
    manager.get("/events?date=2026-02-30", 422)


def test_an_event_shows_its_fields(manager, world):
    shown = manager.get(f"/events/{world.event.id}").json

    assert shown["status"] == "unscheduled"
    assert (shown["ref_num"], shown["type"], shown["duration_minutes"]) == (world.event.ref_num, "Core", 390)
    assert shown["start_date"] == world.monday.isoformat()


def test_employees_are_filtered(manager, world, make):
    other = make.store()
    make.employee(stores=(other,), name="Zoe", active=False)

    assert manager.get("/employees?active=false").json["items"][0]["name"] == "Zoe"
    assert manager.get(f"/employees?store_id={world.store.id}").json["total"] == 2
    assert manager.get("/employees?search=able").json["items"][0]["store_ids"] == [world.store.id]
    assert manager.get("/employees?title=Lead%20Event%20Specialist").json["total"] == 1
    assert manager.get("/employees?search=%00", 422)


def test_schedules_are_filtered_by_local_day(manager, world, make):
    late = make.event(store=world.store, duration_minutes=30)
    make.schedule(event=late, employee=world.ann, day=world.monday, minutes=23 * 60)
    make.schedule(event=world.event, employee=world.bob, day=world.monday + timedelta(days=1))

    monday = manager.get(f"/schedules?date={world.monday}").json
    both = manager.get(f"/schedules?date_from={world.monday}&date_to={world.monday + timedelta(days=1)}").json

    assert [row["start_time"] for row in monday["items"]] == ["23:00"]
    assert both["total"] == 2
    assert manager.get(f"/schedules?employee_id={world.bob.id}&status=published&pinned=false").json["total"] == 1


def test_a_limited_manager_sees_only_the_own_stores(program, world, make):
    elsewhere = make.store()
    make.event(store=elsewhere)
    make.run(store=elsewhere)
    make.run(store=world.store)
    limited = program(Role.MANAGER, store_ids=[world.store.id])

    assert [row["id"] for row in limited.get("/events").json["items"]] == [world.event.id]
    assert [row["store_ids"] for row in limited.get("/scheduling/runs").json["items"]] == [[world.store.id]]
    assert limited.get("/employees").json["total"] == 2


def test_runs_are_listed_by_week(manager, world, make):
    made = make.run(store=world.store, week_start=world.monday, status=RunStatus.COMPLETED)
    make.run(store=world.store, week_start=world.monday + timedelta(days=7))

    of_week = manager.get(f"/scheduling/runs/schedule/{world.monday + timedelta(days=2)}").json

    assert [row["id"] for row in of_week["items"]] == [made.id]
    assert manager.get("/scheduling/runs?status=completed").json["total"] == 1
    assert manager.get(f"/scheduling/runs?week={world.monday}").json["total"] == 1


@pytest.mark.parametrize("name", ["events", "schedules", "employees", "changes", "daily-events"])
def test_a_longer_list_takes_no_more_queries(app, manager, world, make, name):
    path = f"/daily-events/{world.monday}" if name == "daily-events" else f"/{name}"

    def queries_of_a_list() -> int:
        seen = []
        with app.app_context():
            engine = db.engine
        sqlalchemy_event.listen(engine, "before_cursor_execute", note := lambda *_: seen.append(1))
        manager.get(f"{path}?per_page=100")
        sqlalchemy_event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    def add(n: int) -> None:
        store = make.store(timezone="America/Chicago") if n % 2 else world.store
        event = make.event(store=store, duration_minutes=60)
        make.schedule(event=event, employee=make.employee(stores=(store,)), day=world.monday)

    add(0)
    add(1)
    few = queries_of_a_list()
    for n in range(6):
        add(n)

    assert queries_of_a_list() == few


@pytest.mark.parametrize("path", ["/events/2147483648", "/schedules/0", "/employees/x", "/stores/-1", "/nothing",
                                  "/daily-events/2026-02-30", "/paperwork/yesterday"])  # fmt: skip
def test_what_cannot_exist_is_not_found(manager, path):
    manager.get(path, 404)


def test_short_forms_answer_like_the_full_addresses(manager, world, make):
    make.schedule(event=world.event, employee=world.ann, day=world.monday)
    made = make.run(store=world.store)
    for short, full in (
        ("/api/events", "/events"),
        ("/api/schedules", "/schedules"),
        ("/api/schedule/1", "/schedules/1"),
        (f"/api/daily-events/{world.monday}", f"/daily-events/{world.monday}"),
        ("/scheduling/runs", "/scheduling/runs"),
        (f"/scheduling/runs/{made.id}", f"/scheduling/runs/{made.id}"),
    ):
        answer = manager.client.get(short, headers={"Authorization": f"Bearer {manager.token}"})
        assert answer.status_code == 200, short
        assert answer.json == manager.get(full).json


def test_a_day_shows_names(manager, world, make):
    make.schedule(event=world.event, employee=world.ann, day=world.monday)

    line = manager.get(f"/daily-events/{world.monday}").json["items"][0]

    assert line["employee"]["name"] == "Ann Able"
    assert line["event"]["ref_num"] == world.event.ref_num


def test_details_of_a_sync_are_for_those_who_see_every_store(manager, program, world, make):
    said = [{"what": "new", "text": "Core 612345 at another store"}]
    make.row(SyncRun(source="crossmark", status="completed", started_at=utc_now(), differences=said))

    assert manager.get("/sync/runs?status=completed").json["items"][0]["differences"] == said
    limited = program(Role.MANAGER, store_ids=[world.store.id])
    [row] = limited.get("/sync/runs").json["items"]
    assert row["differences"] == limited.get(f"/sync/runs/{row['id']}").json["differences"] == []
    assert manager.get(f"/sync/runs/{row['id']}").json["differences"] == said


def test_the_exchange_says_who_answers_how_old_what_is_known_is_and_what_waits(manager, world, make):
    long_ago = utc_now() - timedelta(hours=25)
    make.row(SyncRun(source="crossmark", status="completed", started_at=long_ago, finished_at=long_ago))
    make.row(
        Breaker(
            name="walmart_edr", state=BreakerState.OPEN, opened_at=utc_now(), reason="It did not answer.", recent=[]
        )
    )
    make.row(Job(kind=JobKind.SYNC_CROSSMARK, key="all", state=JobState.RUNNING, run_at=utc_now(), progress=0.4))
    schedule = make.schedule(event=world.event, employee=world.ann, day=world.monday)
    item = {"schedule_id": schedule.id, "event_id": world.event.id, "payload": {}, "next_try_at": utc_now()}
    make.row(OutboxItem(operation=OutboxOperation.BOOK, **item))

    found = manager.get("/sync").json

    assert [(one["name"], one["state"], one["reason"]) for one in found["systems"]] == [
        ("crossmark", "closed", ""),
        ("walmart_edr", "open", "It did not answer."),
    ]
    assert (found["stale"], found["next_sync_at"]) == (True, None)
    assert [job["progress"] for job in found["jobs"]] == [0.4]
    assert found["outbox"]["pending"] == 1
