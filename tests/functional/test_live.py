"""Open pages hear of others' work: of their stores, an employee only of the own, by a bounded number of streams."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine

from app.blueprints.live import streams
from app.models import Setting
from app.services import schedules
from app.services.actors import Actor
from app.vocabulary import Role
from tests.factories import MONDAY
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

SUE = Actor(None, "sue", "Sue Planner", Role.MANAGER, None)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def ann(make, store):
    return make.employee(stores=(store,), name="Ann Ames")


@pytest.fixture
def book(transact, make, store):
    def booked(employee, day=MONDAY):
        event = make.event(store=store)
        with transact() as session:
            return schedules.schedule_event(
                session, SUE, event_id=event.id, employee_id=employee.id, day=day, minutes=585
            )

    return booked


@pytest.fixture
def manager(sign_in):
    return sign_in()


def heard(client, since="0"):
    answer = client.get(f"/live/changes?since={since}")
    assert answer.status_code == 200, answer.text
    return answer.json


class TestAsking:
    def test_it_names_who_what_and_where(self, manager, book, ann, store):
        done = book(ann)

        [news] = heard(manager)["changes"]

        assert news["by"] == "Sue Planner"
        assert news["summary"] == done.summary
        assert news["stores"] == [store.id]
        assert news["schedules"] == [done.schedule_id]
        assert str(MONDAY) in news["days"]

    def test_both_days_of_a_move_hear_of_it(self, manager, book, ann, transact):
        done = book(ann)
        with transact() as session:
            schedules.move(session, SUE, schedule_id=done.schedule_id, version=None, day=TUESDAY, minutes=585)

        news = heard(manager, since="1")["changes"][0]

        assert {str(MONDAY), str(TUESDAY)} <= set(news["days"])

    def test_what_was_heard_is_not_told_again(self, manager, book, ann):
        book(ann)
        upto = heard(manager)["sequence"]

        assert heard(manager, since=upto) == {"sequence": upto, "changes": []}

    def test_a_page_hears_from_the_moment_it_was_drawn(self, manager, book, ann, clock):
        book(ann)
        clock.shift(60)
        page = manager.get("/").text
        drawn = page.split('data-live-since="')[1].split('"')[0]
        book(ann, TUESDAY)

        assert len(heard(manager, since=drawn)["changes"]) == 1

    @pytest.mark.parametrize(
        "since", ["", "yesterday", "2026-03-01T10:00:00", "-1", "9" * 40, "0001-01-01T00:00:00+00:00"]
    )
    def test_without_a_place_to_begin_it_begins_now(self, manager, book, ann, since):
        book(ann)

        assert heard(manager, since=since)["changes"] == []

    def test_another_stores_work_is_not_heard_of(self, sign_in, make, book, ann):
        elsewhere = sign_in(store_ids=[make.store().id])
        book(ann)

        assert heard(elsewhere)["changes"] == []

    def test_one_asking_costs_the_same_however_much_happened(self, app, manager, book, ann):
        book(ann)
        few = counted(app, lambda: heard(manager))
        for day in range(1, 6):
            book(ann, MONDAY + timedelta(days=day))

        assert counted(app, lambda: heard(manager)) == few


class TestEmployees:
    def test_they_only_hear_that_their_own_published_work_changed(self, sign_in, make, store, book, ann):
        own = sign_in(Role.EMPLOYEE, employee_id=ann.id)
        book(make.employee(stores=(store,), name="Bob Birch"))
        book(ann)

        [news] = heard(own)["changes"]

        assert news["own"]
        assert (news["by"], news["summary"], news["schedules"], news["stores"]) == ("", "", [], [])

    def test_they_hear_nothing_of_a_draft(self, sign_in, make, book, ann):
        make.row(Setting(key="new_work_is_draft", value=True))
        own = sign_in(Role.EMPLOYEE, employee_id=ann.id)
        book(ann)

        assert heard(own)["changes"] == []


class TestStreams:
    @pytest.fixture(autouse=True)
    def _short(self, app, monkeypatch):
        monkeypatch.setitem(app.extensions, "live_streams", streams.Streams())
        monkeypatch.setattr(streams, "LASTS", 0.3)
        monkeypatch.setattr(streams, "PACE", 0.02)
        monkeypatch.setattr(streams, "HEARTBEAT", 0.05)

    def test_a_stream_tells_beats_and_ends(self, manager, book, ann):
        done = book(ann)

        answer = manager.get("/live/stream?since=0")

        assert answer.mimetype == "text/event-stream"
        assert f"id: {1}\ndata: " in answer.text
        told = json.loads(answer.text.split("data: ", 1)[1].split("\n")[0])
        assert told["schedules"] == [done.schedule_id]
        assert "event: beat\ndata: 1" in answer.text

    def test_who_comes_back_hears_only_what_is_new(self, manager, book, ann):
        book(ann)
        book(ann, TUESDAY)

        text = manager.get("/live/stream?since=0", headers={"Last-Event-ID": "1"}).text

        assert "id: 1\n" not in text
        assert "id: 2\n" in text

    def test_the_places_are_bounded_and_given_back(self, manager):
        open_ones = [manager.get("/live/stream", buffered=False) for _ in range(streams.PLACES)]
        assert manager.get("/live/stream").status_code == 204

        open_ones[0].close()

        assert manager.get("/live/stream").status_code == 200
        for one in open_ones:
            one.close()

    def test_a_process_that_stops_ends_its_streams_at_once(self, app, manager, monkeypatch):
        monkeypatch.setattr(streams, "LASTS", 60.0)
        streams.streams_of(app).stopping = lambda: True

        assert manager.get("/live/stream").text.startswith("retry:")

    def test_nobody_hears_without_signing_in(self, client):
        assert client.get("/live/stream").status_code == 302
        assert client.get("/live/changes").status_code == 302


def test_the_pages_that_show_work_say_from_when_they_hear(sign_in, make, store, ann):
    page = PageClient(sign_in())
    for path in ("/", "/calendar?view=week", f"/day/{MONDAY}", "/calendar?view=month"):
        assert "data-live-since=" in page.get(path).text, path
    assert "data-live-since=" in PageClient(sign_in(Role.EMPLOYEE, employee_id=ann.id)).get("/my").text
