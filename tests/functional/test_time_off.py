"""The list of time off and its decisions."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from app.formatting import local_day
from app.models import TimeOff
from app.vocabulary import Role, TimeOffStatus
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted


@pytest.fixture
def day() -> date:
    return local_day(now(), ZONE) + timedelta(days=5)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def person(make, store):
    return make.employee(stores=(store,), name="Nora Quill")


@pytest.fixture
def asked(make, person, day):
    return make.time_off(employee=person, starts_on=day, status=TimeOffStatus.REQUESTED, reason="a trip")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))


def decision(word: str, version: int = 1) -> dict[str, str]:
    return {"decision": word, "version": str(version), "next": "/time-off"}


def rows_of_csv(page: PageClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.get(path).data.decode("utf-8-sig"))))


def test_a_request_is_listed_with_the_bookings_it_would_hit(page, make, store, person, asked, day):
    make.schedule(event=make.event(store=store, name="Hit work"), employee=person, day=day)
    make.schedule(event=make.event(store=store, name="Free work"), employee=person, day=day + timedelta(days=1))

    text = page.get("/time-off").text

    assert "Nora Quill" in text
    assert "a trip" in text
    assert "Hit work" in text
    assert "Free work" not in text


def test_hours_hit_only_what_lies_in_them(page, make, store, person, day):
    make.time_off(employee=person, starts_on=day, starts_minute=1080, ends_minute=1200)
    make.schedule(event=make.event(store=store, name="Morning work"), employee=person, day=day)

    assert "Morning work" not in page.get("/time-off").text


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("approve", TimeOffStatus.APPROVED),
        ("deny", TimeOffStatus.DENIED),
        ("withdraw", TimeOffStatus.WITHDRAWN),
    ],
)
def test_a_decision_is_saved_and_offers_undo(page, session, asked, word, status):
    answer = page.post(f"/time-off/{asked.id}/decide", decision(word))

    assert answer.location == "/time-off"
    session.rollback()
    assert session.get(TimeOff, asked.id).status is status
    assert "/undo" in page.get("/time-off").text


def test_a_decision_made_meanwhile_is_not_overwritten(page, asked):
    page.post(f"/time-off/{asked.id}/decide", decision("approve"))

    text = page.post(f"/time-off/{asked.id}/decide", decision("deny") | {"note": "Inventory"}, status=412).text
    page.post(f"/time-off/{asked.id}/decide", {"decision": "deny"}, status=412)

    assert "Somebody else changed this" in text
    assert 'name="take-note" value="mine"' in text
    assert "approved" in text


def test_what_was_withdrawn_stays_withdrawn(page, asked):
    page.post(f"/time-off/{asked.id}/decide", decision("withdraw"))

    page.post(f"/time-off/{asked.id}/decide", decision("approve", 2), status=409)


def test_nonsense_is_refused(page, asked):
    page.post(f"/time-off/{asked.id}/decide", decision("maybe"), status=400)
    page.post("/time-off/98765/decide", decision("approve"), status=404)


def test_afterwards_no_other_site_is_opened(page, asked):
    answer = page.post(f"/time-off/{asked.id}/decide", decision("approve") | {"next": "//elsewhere.example"})

    assert answer.location == "/time-off"


def test_people_of_other_stores_do_not_exist(page, make, day):
    other = make.store()
    stranger = make.employee(stores=(other,), name="Stranger")
    asked = make.time_off(employee=stranger, starts_on=day, status=TimeOffStatus.REQUESTED)

    assert "Stranger" not in page.get("/time-off?store=all").text
    page.get(f"/time-off?store={other.id}", status=404)
    page.post(f"/time-off/{asked.id}/decide", decision("approve"), status=404)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPERVISOR])
def test_others_look_but_do_not_decide(sign_in, asked, role):
    page = PageClient(sign_in(role))

    assert "Approve" not in page.get("/time-off").text
    page.post(f"/time-off/{asked.id}/decide", decision("approve"), status=403)


def test_the_state_filters(page, asked):
    assert "Nora Quill" not in page.get("/time-off?status=denied").text
    assert "Nora Quill" in page.get("/time-off?status=requested").text
    assert "Nora Quill" in page.get("/time-off?status=nonsense").text


def test_an_empty_list_says_the_next_step(page):
    assert "Enter time off" in page.get("/time-off").text


def test_names_and_reasons_with_markup_are_shown_as_text(page, make, store, day):
    person = make.employee(stores=(store,), name="<script>alert(1)</script>")
    make.time_off(employee=person, starts_on=day, reason="<b>trip</b>")

    text = page.get("/time-off").text

    assert "<script>alert" not in text
    assert "<b>trip" not in text


def test_more_time_off_needs_no_more_queries(app, page, make, store, person, day):
    def absence(ahead: int) -> None:
        when = day + timedelta(days=ahead)
        make.time_off(employee=person, starts_on=when)
        make.schedule(event=make.event(store=store), employee=person, day=when)

    absence(0)
    page.get("/time-off")
    few = counted(app, lambda: page.get("/time-off"))
    for ahead in range(1, 7):
        absence(ahead)

    assert counted(app, lambda: page.get("/time-off")) == few


def test_the_search_finds_names_reasons_and_what_was_decided(page, make, store, asked, day):
    other = make.employee(stores=(store,), name="Ben Oak")
    make.time_off(employee=other, starts_on=day, reason="moving house", decision_note="enjoy it")

    for words, found in (("quill", "Nora Quill"), ("TRIP", "Nora Quill"), ("house", "Ben Oak"), ("enjoy", "Ben Oak")):
        text = page.get("/time-off", query_string={"q": words}).text
        assert [name for name in ("Nora Quill", "Ben Oak") if name in text] == [found]
    assert "Clear the filters" in page.get("/time-off?q=nobody").text


@pytest.mark.parametrize(
    ("sort", "first"),
    [("employee", "Ben Oak"), ("-employee", "Nora Quill"), ("starts_on", "Nora Quill"), ("status", "Ben Oak")],
)
def test_headings_sort_time_off(page, make, store, asked, day, sort, first):
    other = make.employee(stores=(store,), name="Ben Oak")
    make.time_off(employee=other, starts_on=day + timedelta(days=1), status=TimeOffStatus.APPROVED)

    names = [row["Who"] for row in rows_of_csv(page, f"/time-off?sort={sort}&export=csv")]

    assert names[0] == first


def test_a_file_of_time_off_holds_what_the_filters_leave(page, make, store, person, asked, day):
    make.time_off(employee=person, starts_on=day + timedelta(days=9), starts_minute=600, ends_minute=750)

    [row] = rows_of_csv(page, "/time-off?status=approved&export=csv")

    assert (row["Who"], row["Days"]) == ("Nora Quill", (day + timedelta(days=9)).isoformat())
    assert (row["From"], row["Until"], row["State"]) == ("10:00", "12:30", "approved")
    assert page.get("/time-off?export=xlsx").mimetype.endswith("sheet")


def test_what_is_over_has_its_own_list_and_file(page, make, person, asked, day):
    make.time_off(employee=person, starts_on=day - timedelta(days=20), reason="long ago")

    assert "long ago" not in page.get("/time-off").text
    text = page.get("/time-off?over=yes").text
    assert "long ago" in text
    assert "a trip" not in text
    assert [row["Reason"] for row in rows_of_csv(page, "/time-off?over=yes&export=csv")] == ["long ago"]
