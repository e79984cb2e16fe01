"""The import wizard: send, map, check, take over all or nothing, undo."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app.db import db
from app.exports.csv_file import as_csv
from app.exports.table import Table
from app.exports.xlsx_file import as_xlsx
from app.models import Change, Employee, Event, ImportFile, Job, Run, Setting, TimeOff, WeeklyAvailability
from app.services import changes, jobs
from app.services.imports import event_rows, long_imports
from app.tasks.doorbells import RUNNERS
from app.vocabulary import Condition, EventType, JobState, Role, Title
from tests.functional.page_client import PageClient

VISITS = [
    "Project Name", "Project Reference Number", "Location MVID", "Store Number", "Store Name", "Start Date/Time",
    "Due Date/Time", "Estimated Time", "Employee ID", "Rep Name",
]  # fmt: skip


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


def visit(number: int, **fields: str) -> list[str]:
    row = dict.fromkeys(VISITS, "") | {
        "Project Name": f"{600000 + number}-CORE-Oat Bars",
        "Project Reference Number": str(70000 + number),
        "Store Number": "1042",
        "Start Date/Time": "03/02/2026 12:00:00 AM",
        "Due Date/Time": "03/09/2026 11:59:00 PM",
        "Estimated Time": "390",
    }
    return list((row | fields).values())


def send(page: PageClient, content: bytes, name: str = "work.csv", kind: str = "events", store_id: str = "") -> str:
    """The address of the import."""
    data = {"kind": kind, "store_id": store_id, "file": (io.BytesIO(content), name)}
    answer = page.post("/imports", data, content_type="multipart/form-data")
    return answer.headers["Location"].removesuffix("/columns")


def csv_of(rows: list[list[str]], headings: list[str] = VISITS) -> bytes:
    return as_csv(Table("t", headings, rows))


def accept_columns(page: PageClient, address: str) -> None:
    """What the wizard guessed."""
    text = page.get(f"{address}/columns").text
    chosen = {
        name: selected[1] if (selected := re.search(r'<option selected value="(\d+)"', options)) else ""
        for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', text, re.S)
    }
    page.post(f"{address}/columns", {name: value for name, value in chosen.items() if name != "store_id"})


def test_crossmarks_list_of_visits_is_understood_as_it_is(page, session, store):
    page.get("/imports/new?kind=events")
    address = send(page, csv_of([visit(1), visit(2)]))
    accept_columns(page, address)

    assert "<strong>2</strong> new" in page.get(f"{address}/check").text
    page.post(f"{address}/apply")

    session.rollback()
    events = session.scalars(select(Event).order_by(Event.id)).all()
    assert [(one.ref_num, one.type, one.event_number) for one in events] == [
        ("70001", EventType.CORE, "600001"),
        ("70002", EventType.CORE, "600002"),
    ]
    assert (events[0].start_date, events[0].due_date) == (date(2026, 3, 2), date(2026, 3, 9))
    assert not events[0].is_ours


def test_a_workbook_works_alike(page, session, store):
    address = send(page, as_xlsx(Table("t", VISITS, [visit(1)])), "work.xlsx")
    page.post(f"{address}/apply")

    session.rollback()
    assert session.scalar(select(func.count()).select_from(Event)) == 1


def test_one_bad_row_stops_all_and_is_named_with_row_column_and_way_out(page, session, store):
    address = send(page, csv_of([visit(1), visit(2, **{"Due Date/Time": "soon"}), visit(3)]))

    refused = page.post(f"{address}/apply", status=422)

    assert "Row 3 has a fault" in refused.text
    session.rollback()
    assert session.scalar(select(Event)) is None
    page.post(f"{address}/apply", {"leave_out_faulty": "y"})
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Event)) == 2


def many(number: int) -> list[list[str]]:
    return [["Oat CORE", str(row), "1042", "3/2/26", "3/9/26", "390"] for row in range(number)]


def send_many(page: PageClient, rows: list[list[str]]) -> str:
    return send(page, csv_of(rows, ["Event", "Crossmark number", "Store", "Start", "Due", "Minutes"]))


def work(app: Flask, address: str) -> Job:
    """The worker does the job of this address."""
    job_id = int(address.rsplit("/", 1)[1])
    with app.app_context():
        jobs.run(job_id, RUNNERS)
        return db.session.get_one(Job, job_id)


def test_ten_thousand_rows_with_three_bad_ones(app, page, session, store):
    rows = many(10_000)
    rows[17][5], rows[5_000][2], rows[9_998][4] = "long", "9999", "3/1/26"
    address = send_many(page, rows)

    faults = page.get(f"{address}/check?export=csv").text
    assert [line.split(",")[0] for line in faults.splitlines()[1:]] == ["19", "5002", "10000"]
    page.post(f"{address}/apply", status=422)
    job_at = page.post(f"{address}/apply", {"leave_out_faulty": "y"}).location

    session.rollback()
    assert "Waiting for a worker" in page.get(job_at).text
    assert work(app, job_at).state is JobState.DONE
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Event)) == 9_997
    assert page.get(job_at, status=302).location == "/events"
    assert "9997 rows were imported" in page.get("/events").text


class TestManyRows:
    """More than are written while the manager waits."""

    @pytest.fixture(autouse=True)
    def _few_at_once(self, monkeypatch):
        monkeypatch.setattr(long_imports, "AT_ONCE", 2)

    def test_a_second_click_finds_the_first_job(self, page, session, store):
        address = send_many(page, many(3))

        first, second = (page.post(f"{address}/apply").location for _ in range(2))

        assert first == second
        assert page.get(f"{address}/check", status=302).location == first

    def test_cancelled_it_writes_nothing_and_keeps_the_ticks(self, app, page, session, store):
        address = send_many(page, many(3))
        job_at = page.post(f"{address}/apply", {"shown": [2], "row": []}).location

        page.post(f"{job_at}/cancel")

        assert work(app, job_at).state is JobState.CANCELLED
        assert "Nothing was changed" in page.get(job_at).text
        assert "2 rows have a tick" in page.get(f"{address}/check").text
        session.rollback()
        assert session.scalar(select(Event)) is None

    def test_a_worker_that_died_after_writing_does_not_write_again(self, app, page, session, store):
        address = send_many(page, many(3))
        job_at = page.post(f"{address}/apply").location
        work(app, job_at)
        session.rollback()
        job = session.scalars(select(Job)).one()
        job.state, job.result, job.lease_until = JobState.RUNNING, {}, None
        session.commit()

        assert work(app, job_at).result["change_id"] == session.scalars(select(Change.id)).one()

        session.rollback()
        assert session.scalar(select(func.count()).select_from(Event)) == 3

    def test_the_reason_is_told_in_the_language_of_who_asked(self, app, sign_in, make, session, store):
        page = PageClient(sign_in(Role.MANAGER, locale="es"))
        job_at = page.post(f"{send_many(page, many(3))}/apply").location
        session.rollback()
        session.execute(delete(ImportFile))
        session.commit()

        assert "No se encontró" in work(app, job_at).message

    def test_only_who_asked_sees_it(self, page, sign_in, store):
        job_at = page.post(f"{send_many(page, many(3))}/apply").location
        other = PageClient(sign_in(Role.MANAGER))

        other.get(job_at, status=404)
        other.post(f"{job_at}/cancel", status=404)


def test_an_import_is_one_change_that_undo_takes_back(page, session, transact, actor, store):
    page.post(f"{send(page, csv_of([visit(number) for number in range(1, 7)]))}/apply")
    session.rollback()
    [change] = session.scalars(select(Change)).all()

    with transact() as writing:
        changes.undo(writing, actor, change_id=change.id)

    session.rollback()
    standing = select(func.count()).select_from(Event).where(Event.condition != Condition.CANCELED)
    assert session.scalar(standing) == 0


def test_rows_without_a_tick_are_left_out(page, session, store):
    address = send(page, csv_of([visit(number) for number in range(1, 7)]))

    page.post(f"{address}/apply", {"shown": [2, 3, 4, 5, 6, 7], "row": [3, 6, 7]})

    session.rollback()
    assert session.scalars(select(Event.ref_num).order_by(Event.id)).all() == ["70002", "70005", "70006"]


def test_where_a_manager_wants_that_a_run_plans_the_new_events_at_once(page, make, session, store):
    make.row(Setting(key="auto_schedule_on_import", value=True))
    due = (datetime.now(UTC) + timedelta(days=20)).strftime("%m/%d/%Y")
    address = send(page, csv_of([visit(1, **{"Due Date/Time": due}), visit(2, **{"Due Date/Time": due})]))

    page.post(f"{address}/apply")

    session.rollback()
    assert session.scalars(select(Run)).one().event_ids == session.scalars(select(Event.id).order_by(Event.id)).all()


def test_ticks_are_kept_from_page_to_page_and_from_filter_to_filter(page, session, store):
    address = send(page, csv_of([visit(number) for number in range(1, 61)]))

    to = page.post(f"{address}/picks", {"page": 1, "shown": list(range(2, 52)), "row": [2], "go_page": 2}).location
    assert to == f"{address}/check?page=2"
    page.post(f"{address}/picks", {"page": 2, "shown": list(range(52, 62)), "row": [60, 61], "go_show": "left-out"})

    text = page.get(f"{address}/check?show=left-out").text
    assert "3 rows have a tick" in text
    assert text.count('type="checkbox"') == 50
    page.post(f"{address}/apply")
    session.rollback()
    assert session.scalars(select(Event.ref_num).order_by(Event.id)).all() == ["70001", "70059", "70060"]


def test_all_rows_of_a_filter_are_ticked_or_not_at_once(page, make, session, store):
    make.event(store=store, ref_num="70001", name="Old name")
    address = send(page, csv_of([visit(number) for number in range(1, 61)]))

    page.post(f"{address}/picks", {"show": "new", "whole": "none"})
    assert "1 row has a tick" in page.get(f"{address}/check").text
    page.post(f"{address}/picks", {"show": "new", "whole": "all"})

    assert "60 rows have a tick" in page.get(f"{address}/check").text


def test_nothing_ticked_is_nothing_to_import(page, store):
    address = send(page, csv_of([visit(1)]))

    answer = page.post(f"{address}/apply", {"shown": [2]}, status=422)

    assert "There is nothing to import" in answer.text


def test_a_row_that_changes_something_says_what(page, make, store):
    make.event(store=store, ref_num="70001", name="Old name", due_date=date(2026, 3, 9), duration_minutes=390)

    text = page.get(f"{send(page, csv_of([visit(1)]))}/check?show=changed").text

    assert re.search(r"changes: [^<]*Event", text)


def test_known_events_are_changed_and_a_type_set_by_hand_stays(page, make, session, store):
    event = make.event(
        store=store, ref_num="70001", name="Old name", type=EventType.FREEOSK, type_is_manual=True, duration_minutes=30
    )
    make.event(store=store, ref_num="70002", name="600002-CORE-Oat Bars", due_date=date(2026, 3, 9))

    address = send(page, csv_of([visit(1), visit(2)]))

    text = page.get(f"{address}/check").text
    assert "<strong>1</strong> changes" in text
    assert "<strong>1</strong> nothing to do" in text
    page.post(f"{address}/apply")
    session.rollback()
    assert (event.name, event.type, event.duration_minutes) == ("600001-CORE-Oat Bars", EventType.FREEOSK, 390)


def test_the_same_file_is_not_taken_over_twice(page, store):
    address = send(page, csv_of([visit(1)]))
    page.post(f"{address}/apply")

    page.post(f"{address}/apply", status=409)
    page.get(f"{address}/check", status=409)
    again = send(page, csv_of([visit(1)]))
    assert "nothing to import" in page.post(f"{again}/apply", status=422).text


def test_a_number_twice_in_one_file_is_a_fault(page, store):
    address = send(page, csv_of([visit(1), visit(1)]))

    assert "Row 2 has this number already" in page.get(f"{address}/check").text


def test_columns_that_were_not_guessed_are_chosen_by_hand(page, session, store):
    rows = [["Oat Bars CORE", "2026-03-02", "2026-03-09"]]
    address = send(page, csv_of(rows, ["What", "First", "Until"]), store_id=str(store.id))

    empty = dict.fromkeys((one.name for one in event_rows.FIELDS), "")

    page.post(f"{address}/columns", empty | {"name": "0"}, status=422)
    page.post(f"{address}/columns", empty | {"name": "0", "start_date": "1", "due_date": "2"})
    page.post(f"{address}/apply")

    session.rollback()
    event = session.scalars(select(Event)).one()
    assert event.is_ours
    assert event.store_id == store.id


PEOPLE = ["Name", "Title", "Home store", "Stores", "HR id", "Rep id", "E-mail", "State", "Most hours a week"]


def person(name: str, **fields: str) -> list[str]:
    row = dict.fromkeys(PEOPLE, "") | {"Name": name, "Title": "Event Specialist", "Home store": "1042"}
    return list((row | fields).values())


def test_people_are_added_and_known_ones_changed(page, make, session, store):
    known = make.employee(stores=(store,), name="Nora Quill", external_id="US000077", rep_id="777")
    rows = [
        person("Ivo Lark", **{"Title": "Club Supervisor", "HR id": "US000088", "Most hours a week": "32.5"}),
        person("Nora Quill-Lark", **{"HR id": "US000077", "State": "inactive"}),
    ]

    address = send(page, csv_of(rows, PEOPLE), "people.csv", "employees")
    page.post(f"{address}/apply")

    session.rollback()
    added = session.scalars(select(Employee).where(Employee.name == "Ivo Lark")).one()
    assert (added.title, added.is_supervisor, added.max_minutes_week) == (Title.CLUB_SUPERVISOR, True, 1950)
    assert (known.name, known.active) == ("Nora Quill-Lark", False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"Title": "King"}, "Use one of"),
        ({"Home store": "9"}, "no store with the number"),
        ({"E-mail": "nobody"}, "name@example.org"),
        ({"E-mail": "nora@example.org"}, "Somebody else has it already"),
        ({"Rep id": "777", "HR id": "US000001"}, "cannot be"),
        ({"State": "maybe"}, "yes or no"),
    ],
)
def test_faults_of_people_say_how_to_fix_them(page, make, store, fields, words):
    make.employee(stores=(store,), name="Nora Quill", email="nora@example.org", rep_id="55", external_id="US000055")
    if words == "cannot be":
        fields, words = {"Rep id": "55", "E-mail": "x"}, "name@example.org"

    address = send(page, csv_of([person("Ivo Lark", **fields)], PEOPLE), "people.csv", "employees")

    assert words in page.get(f"{address}/check?show=faults").text


def test_a_name_that_is_there_with_another_id_is_no_guess(page, make, store):
    make.employee(stores=(store,), name="Nora Quill", external_id="US000055")

    address = send(page, csv_of([person("NORA QUILL", **{"HR id": "US000099"})], PEOPLE), "people.csv", "employees")

    assert "is there already, with other ids" in page.get(f"{address}/check").text


def test_time_off_is_entered_once(page, make, session, store):
    nora = make.employee(stores=(store,), name="Nora Quill")
    make.time_off(employee=nora, starts_on=date(2026, 5, 4))
    headings = ["Employee", "First day", "Last day", "Reason"]
    rows = [
        ["Nora Quill", "2026-06-01", "2026-06-05", "Trip"],
        ["nora quill", "5/4/2026", "", ""],
        [nora.external_id, "2026-06-05", "2026-06-06", ""],
        ["Nobody", "2026-06-01", "", ""],
    ]

    address = send(page, csv_of(rows, headings), "off.csv", "time_off")
    text = page.get(f"{address}/check").text
    page.post(f"{address}/apply", {"leave_out_faulty": "y"})

    assert "is off on some of these days already" in text
    assert "Nobody is called" in text
    session.rollback()
    assert session.scalar(select(func.count()).select_from(TimeOff)) == 2


def test_weeks_are_replaced_day_by_day(page, make, session, store):
    nora = make.employee(stores=(store,), name="Nora Quill")
    make.weekly(employee=nora, weekday=0, hours=(540, 1020))
    make.weekly(employee=nora, weekday=1)
    rows = [["Nora Quill", "", "off", "09:00-12:00, 13:00-24:00"]]

    address = send(page, csv_of(rows, ["Employee", "Monday", "Tuesday", "Wednesday"]), "week.csv", "availability")
    page.post(f"{address}/apply")

    session.rollback()
    found = session.scalars(select(WeeklyAvailability).order_by(WeeklyAvailability.id)).all()
    assert sorted((row.weekday, row.starts_minute, row.ends_minute) for row in found) == [
        (0, 540, 1020),
        (2, 540, 720),
        (2, 780, 1440),
    ]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"a,b\n1,2\n", "work.xlsx", "is no workbook"),
        (b"\x89PNG\r\n\x1a\n\x00", "work.csv", "is no text"),
        (b"<html>", "work.csv", "web page"),
        (b"a,b\n", "work.csv", "headings only"),
        (b"a", "work.pdf", "Send a CSV file"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(page, content, name, words):
    data = {"kind": "events", "store_id": "", "file": (io.BytesIO(content), name)}

    answer = page.post("/imports", data, status=422, content_type="multipart/form-data")

    assert words in answer.text


def test_no_file_at_all_is_explained(page):
    page.post("/imports", {"kind": "events", "store_id": ""}, status=422, content_type="multipart/form-data")


def test_an_import_is_seen_by_whoever_sent_it_only(page, sign_in, store):
    address = send(page, csv_of([visit(1)]))
    other = PageClient(sign_in(Role.MANAGER))

    for step in ("columns", "check"):
        other.get(f"{address}/{step}", status=404)
    other.post(f"{address}/apply", status=404)


def test_rows_of_stores_out_of_sight_are_faults(sign_in, make, session, store):
    hidden = make.store(number="2077")
    event = make.event(store=hidden, ref_num="70009")
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    address = send(page, csv_of([visit(1, **{"Store Number": "2077"}), visit(9)]))

    text = page.get(f"{address}/check").text
    assert "You have no store with the number" in text
    assert "a store you do not manage" in text
    page.post(f"{address}/apply", status=422)
    session.rollback()
    assert event.store_id == hidden.id


def test_a_supervisor_imports_nothing(sign_in, store):
    page = PageClient(sign_in(Role.SUPERVISOR))

    page.get("/imports/new", status=403)
    page.post("/imports", {}, status=403)


def test_old_files_are_forgotten(page, session, store):
    send(page, csv_of([visit(1)]))
    session.rollback()
    old = session.scalars(select(ImportFile)).one()
    old.created_at = old.created_at.replace(year=2020)
    session.commit()

    send(page, csv_of([visit(2)]))

    session.rollback()
    assert session.scalar(select(func.count()).select_from(ImportFile)) == 1


def test_templates_hold_the_headings(page):
    assert "Crossmark number" in page.get("/imports/template/events.csv").text
    page.get("/imports/template/events.exe", status=404)


def test_what_was_exported_can_be_sent_back_as_it_is(page, make, store):
    make.event(store=store, name="=Oat Bars")

    exported = page.get("/events?export=xlsx").data
    address = send(page, exported, "events.xlsx")

    assert "<strong>1</strong> nothing to do" in page.get(f"{address}/check").text
