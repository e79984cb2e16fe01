"""The pages of events."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models import Event, EventDocument, Schedule
from app.vocabulary import Condition, EventType, Role
from tests.factories import MONDAY
from tests.functional.page_client import PageClient
from tests.functional.statements import counted


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


def details(event, **fields: str) -> dict[str, str]:
    return {
        "version": str(event.version),
        "type": "",
        "priority": "3",
        "required_headcount": "1",
        "duration_minutes": "390",
        "auto_schedule": "y",
        "auto_schedule_reason": "",
    } | fields


def test_the_list_shows_events_with_their_staffing(page, make, store):
    event = make.event(store=store, name="Oat Bars")
    make.schedule(event=event, employee=make.employee(stores=(store,)), day=MONDAY)

    text = page.get("/events?tab=scheduled").text

    assert "Oat Bars" in text
    assert "1 / 1" in text


@pytest.mark.parametrize(
    "query",
    ["type=Freeosk", "condition=Paused", "tab=scheduled", "q=nothing+like+it", "q=d:1/1", "priority=1"],
)
def test_filters_leave_out_what_does_not_fit(page, make, store, query):
    make.event(store=store, name="Oat Bars")

    assert "Oat Bars" not in page.get(f"/events?{query}").text


@pytest.mark.parametrize(
    "query",
    [
        "type=Core",
        "condition=Unstaffed",
        "tab=all",
        "q=oat",
        "q=oat,d:3/9/26",
        "sort=priority",
        "sort=-due",
        "priority=3",
        "store=all",
        "page=x",
    ],
)
def test_filters_keep_what_fits(page, make, store, query):
    make.event(store=store, name="Oat Bars")

    assert "Oat Bars" in page.get(f"/events?{query}").text


@pytest.mark.parametrize("query", ["type=Nonsense", "sort=%00", "q=%00%27", "page=-4", "page=99999999999999"])
def test_bad_filters_do_no_harm(page, make, store, query):
    make.event(store=store)

    page.get(f"/events?{query}")


def test_the_list_is_cut_into_pages(page, make, store):
    for number in range(51):
        make.event(store=store, name=f"Work number {number:02d}")

    first, second = page.get("/events?sort=name").text, page.get("/events?sort=name&page=2").text

    assert "Work number 49" in first
    assert "Work number 50" not in first
    assert "Work number 50" in second


def test_the_page_shows_facts_bookings_partner_and_papers(page, make, store):
    core = make.event(store=store, name="612345-CORE-Oat Bars", event_number="612345")
    make.event(store=store, name="612345-Supervisor-Oat Bars", event_number="612345", type=EventType.SUPERVISOR)
    make.schedule(event=core, employee=make.employee(stores=(store,), name="Nora Quill"), day=MONDAY)

    text = page.get(f"/events/{core.id}").text

    for words in ("612345-Supervisor-Oat Bars", "Nora Quill", "6 h 30 min", "was not fetched yet", core.ref_num):
        assert words in text


def test_the_page_lists_the_documents_that_are_in_use(page, sign_in, make, store, session):
    event = make.event(store=store)
    assert "Nobody uploaded a document." in page.get(f"/events/{event.id}").text
    kept = {"event_id": event.id, "pages": 3, "uploaded_by": "Mia"}
    used = EventDocument(file_name="oat bars.pdf", stored_name="a" * 32, **kept)
    session.add_all([used, EventDocument(file_name="old.pdf", stored_name="b" * 32, active=False, **kept)])
    session.commit()

    text = page.get(f"/events/{event.id}").text

    assert f"/paperwork/documents/{used.id}.pdf" in text
    assert "oat bars.pdf" in text
    assert "3 pages, uploaded by Mia" in text
    assert "old.pdf" not in text
    viewer = PageClient(sign_in(Role.VIEWER)).get(f"/events/{event.id}").text
    assert "oat bars.pdf" in viewer
    assert "/paperwork/documents/" not in viewer


def test_the_page_says_why_nobody_is_on_it(page, make, store):
    event = make.event(store=store)

    assert "Why is nobody on it?" in page.get(f"/events/{event.id}?why=1").text


def test_another_stores_event_does_not_exist(sign_in, make, store):
    foreign = make.event(store=make.store())
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    page.get(f"/events/{foreign.id}", status=404)
    page.get(f"/events/{foreign.id}/edit", status=404)
    page.post(f"/events/{foreign.id}/edit", details(foreign), status=404)
    assert foreign.name not in page.get("/events?store=all").text


def test_an_unknown_event_is_not_found(page):
    page.get("/events/987654", status=404)


def test_a_viewer_may_look_but_not_change(sign_in, make, store):
    event = make.event(store=store)
    page = PageClient(sign_in(Role.VIEWER))

    assert "Edit details" not in page.get(f"/events/{event.id}").text
    page.get(f"/events/{event.id}/edit", status=403)
    page.post(f"/events/{event.id}/edit", details(event), status=403)


def test_a_corrected_type_stays_and_can_be_undone(page, make, session, store):
    event = make.event(store=store, name="612345-CORE-Oat Bars")
    page.get(f"/events/{event.id}/edit")

    page.post(f"/events/{event.id}/edit", details(event, type="Freeosk", duration_minutes="30"))

    session.rollback()
    changed = session.get(Event, event.id)
    assert (changed.type, changed.type_is_manual, changed.exclusive) == (EventType.FREEOSK, True, False)
    text = page.get(f"/events/{event.id}").text
    assert "set by hand" in text
    assert "/undo" in text


def test_following_the_name_again_brings_its_type_back(page, make, session, store):
    event = make.event(store=store, name="612345-CORE-Oat Bars", type=EventType.OTHER, type_is_manual=True)

    page.post(f"/events/{event.id}/edit", details(event))

    session.rollback()
    assert session.get(Event, event.id).type is EventType.CORE


def test_bookings_take_time_alone_when_their_event_does(page, make, session, store):
    event = make.event(store=store, type=EventType.FREEOSK, duration_minutes=30, exclusive=False)
    booked = make.schedule(event=event, employee=make.employee(stores=(store,)), day=MONDAY)

    page.post(f"/events/{event.id}/edit", details(event, type="Core", duration_minutes="60"))

    session.rollback()
    assert session.get(Schedule, booked.id).exclusive


def test_a_type_that_would_book_somebody_twice_is_refused_in_words(page, make, session, store):
    person = make.employee(stores=(store,))
    make.schedule(event=make.event(store=store), employee=person, day=MONDAY)
    visit = make.event(store=store, type=EventType.FREEOSK, duration_minutes=30, exclusive=False)
    make.schedule(event=visit, employee=person, day=MONDAY, minutes=600)

    answer = page.post(f"/events/{visit.id}/edit", details(visit, type="Core", duration_minutes="60"), status=422)

    assert "booked elsewhere" in answer.text
    session.rollback()
    assert session.get(Event, visit.id).type is EventType.FREEOSK


@pytest.mark.parametrize(
    "wrong",
    [
        {"priority": "9"},
        {"required_headcount": "0"},
        {"duration_minutes": "many"},
        {"duration_minutes": "2000"},
        {"type": "Party"},
        {"auto_schedule": "", "auto_schedule_reason": ""},
        {"auto_schedule_reason": "x" * 201},
    ],
)
def test_bad_input_is_explained_and_changes_nothing(page, make, session, store, wrong):
    event = make.event(store=store)
    fields = details(event, **wrong)
    if fields["auto_schedule"] == "":
        del fields["auto_schedule"]

    answer = page.post(f"/events/{event.id}/edit", fields, status=422)

    assert 'role="alert"' in answer.text
    session.rollback()
    assert session.get(Event, event.id).version == 1


def test_a_save_over_somebody_elses_change_is_refused(page, make, store):
    event = make.event(store=store)
    page.post(f"/events/{event.id}/edit", details(event, priority="1"))

    page.post(f"/events/{event.id}/edit", details(event, priority="2"), status=412)
    page.post(f"/events/{event.id}/edit", details(event, version=""), status=412)


def test_a_name_with_markup_is_shown_as_text(page, make, store):
    event = make.event(store=store, name="<script>alert(1)</script>", problems=["<b>odd</b>"])

    for path in ("/events", f"/events/{event.id}", f"/events/{event.id}/edit"):
        assert "<script>alert" not in page.get(path).text
    assert "&lt;b&gt;odd" in page.get(f"/events/{event.id}").text


def test_a_taken_away_event_says_so(page, make, store):
    event = make.event(store=store, condition=Condition.CANCELED)

    assert "Canceled" in page.get(f"/events/{event.id}").text


def test_more_events_need_no_more_queries(app, page, make, store):
    def work() -> None:
        event = make.event(store=store)
        make.schedule(event=event, employee=make.employee(stores=(store,)), day=MONDAY + timedelta(days=1))

    work()
    page.get("/events")
    few = counted(app, lambda: page.get("/events"))
    for _ in range(8):
        work()

    assert counted(app, lambda: page.get("/events")) == few
