"""What every list does alike: chips, sort, files of exactly the rows it shows, and what an empty one says."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from app.vocabulary import EventType, Role
from app.web import listing
from tests.factories import MONDAY
from tests.functional.page_client import PageClient
from tests.functional.statements import counted


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


def exported(page: PageClient, path: str) -> list[dict[str, str]]:
    answer = page.get(path)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="events.csv"'
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_file_holds_exactly_the_filtered_rows_of_all_pages(page, make, store):
    for number in range(52):
        make.event(store=store, name=f"Work {number:02d}")
    make.event(store=store, name="Elsewhere", type=EventType.FREEOSK)

    rows = exported(page, "/events?type=Core&sort=-name&page=2&export=csv")

    assert [row["Event"] for row in rows] == [f"Work {number:02d}" for number in reversed(range(52))]


def test_a_file_says_who_is_booked_and_when(page, make, store):
    event = make.event(store=store)
    make.schedule(event=event, employee=make.employee(stores=(store,), name="Nora Quill"), day=MONDAY)

    [row] = exported(page, "/events?tab=scheduled&export=csv")

    assert row["Scheduled"] == "Nora Quill 2026-03-02 09:45"


def test_a_workbook_holds_the_same_rows(page, make, store):
    make.event(store=store, name="=cmd|' /C calc'!A0")

    answer = page.get("/events?export=xlsx")

    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][rows[0].index("Event")] == "=cmd|' /C calc'!A0"
    assert sheet.cell(2, rows[0].index("Event") + 1).data_type == "s"


def test_a_store_that_is_not_yours_is_not_in_the_file(sign_in, make, store):
    make.event(store=make.store(), name="Foreign")
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    assert exported(page, "/events?store=all&export=csv") == []


def test_too_many_rows_are_refused_with_the_way_out(page, make, store, monkeypatch):
    monkeypatch.setattr(listing, "MOST_EXPORTED", 1)
    for _number in range(2):
        make.event(store=store)

    answer = page.get("/events?export=csv", status=302)

    assert "toast-error" in page.get(answer.headers["Location"]).text


def test_set_filters_are_chips_that_can_be_taken_off(page, make, store):
    make.event(store=store)

    text = page.get("/events?type=Core&q=core").text

    assert "Type: Core" in text
    assert "Search: core" in text
    assert 'href="/events?q=core"' in text
    assert 'href="/events?type=Core"' in text


def test_headings_sort_one_way_and_then_the_other(page, make, store):
    make.event(store=store)

    assert "/events?sort=-name" in page.get("/events?sort=name").text
    assert 'aria-sort="descending"' in page.get("/events?sort=-name").text


def test_an_empty_list_says_what_comes_next(page):
    assert "Open Sync" in page.get("/events").text
    assert "Clear the filters" in page.get("/events?q=nothing").text


def test_a_page_behind_the_last_one_leads_back(page, make, store):
    make.event(store=store)

    assert "Go to the first page" in page.get("/events?page=9").text


def test_the_search_finds_people_and_days_of_booked_work(page, make, store):
    event = make.event(store=store, name="Oat Bars")
    make.schedule(event=event, employee=make.employee(stores=(store,), name="Nora Quill"), day=MONDAY)

    for words in ("NORA", "3/2/26", "sc:3/2/2026 to 3/3/2026", event.event_number):
        assert "Oat Bars" in page.get("/events", query_string={"tab": "scheduled", "q": words}).text
    for words in ("BEN", "3/3/26", "s:3/3/26"):
        assert "Oat Bars" not in page.get("/events", query_string={"tab": "scheduled", "q": words}).text


@pytest.mark.parametrize(
    ("condition", "tab"),
    [("Submitted", "submitted"), ("Paused", "paused"), ("Reissued", "reissued"), ("Unstaffed", "unscheduled")],
)
def test_each_tab_holds_its_condition(page, make, store, condition, tab):
    make.event(store=store, name="Oat Bars", condition=condition)

    assert "Oat Bars" in page.get(f"/events?tab={tab}").text
    assert "Oat Bars" not in page.get("/events?tab=scheduled").text
    assert "Oat Bars" in page.get(f"/events?condition={condition}").text


@pytest.mark.parametrize("path", ["/events?tab=all"])
def test_a_long_list_asks_no_more_than_a_short_one(app, page, make, store, path):
    def fill() -> None:
        for _number in range(3):
            make.schedule(event=make.event(store=store), employee=make.employee(stores=(store,)), day=MONDAY)

    fill()
    page.get(path)
    short = counted(app, lambda: page.client.get(path))
    fill()

    assert counted(app, lambda: page.client.get(path)) == short <= 12
