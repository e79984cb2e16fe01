"""The pages of employees."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.formatting import local_day
from app.models import AvailabilityOverride, DateAvailability, Employee, TimeOff, WeeklyAvailability
from app.vocabulary import Role, RotationKind, TimeOffStatus, Title
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted


@pytest.fixture
def today() -> date:
    return local_day(now(), ZONE)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def person(make, store):
    return make.employee(stores=(store,), name="Nora Quill")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


def facts(store, **fields: str) -> dict[str, str]:
    plain = {"name": "Nora Quill", "title": "Event Specialist", "store_ids": str(store.id), "active": "y"}
    return plain | {"home_store_id": str(store.id), "version": "1"} | fields


def week(seen: str = "", **days: str) -> dict[str, str]:
    fields = {f"week-kind_{day}": "all" for day in range(7)} | {f"week-hours_{day}": "" for day in range(7)}
    return fields | {"week-seen": seen} | {f"week-{name}": value for name, value in days.items()}


def test_the_list_shows_people_of_the_store(page, person):
    assert "Nora Quill" in page.get("/employees").text


def test_the_language_of_a_persons_paper_is_chosen(page, store, person, session):
    address = f"/employees/{person.id}/edit"
    assert 'name="locale"' in page.get(address).text
    assert "locale" in page.post(address, facts(store, locale="xx"), status=422).text

    page.post(address, facts(store, locale="es"))

    session.rollback()
    assert session.get_one(Employee, person.id).locale == "es"
    assert "Español" in page.get(f"/employees/{person.id}").text


@pytest.mark.parametrize("query", ["title=Juicer+Barista", "state=inactive", "q=nothing+like+it"])
def test_filters_leave_out_who_does_not_fit(page, person, query):
    assert "Nora Quill" not in page.get(f"/employees?{query}").text


@pytest.mark.parametrize(
    "query", ["title=Event+Specialist", "state=all", "q=nora", "store=all", "title=King", "page=0"]
)
def test_filters_keep_who_fits(page, person, query):
    assert "Nora Quill" in page.get(f"/employees?{query}").text


def test_people_of_other_stores_do_not_exist(sign_in, make, store):
    stranger = make.employee(stores=(make.store(),), name="Stranger")
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    assert "Stranger" not in page.get("/employees?store=all").text
    page.get(f"/employees/{stranger.id}", status=404)
    page.post(f"/employees/{stranger.id}/edit", facts(store), status=404)
    page.post(f"/employees/{stranger.id}/week", week(), status=404)
    page.post(f"/employees/{stranger.id}/time-off", {"absence-starts_on": "2030-01-01"}, status=404)


def test_a_person_is_added(page, session, store):
    page.get("/employees/new")
    page.post("/employees/new", facts(store, name="Ivo Lark", max_hours_week="32.5", email="ivo@example.org"))

    session.rollback()
    added = session.query(Employee).filter_by(name="Ivo Lark").one()
    assert (added.title, added.active, added.max_minutes_week) == (Title.SPECIALIST, True, 1950)
    assert "Ivo Lark was added." in page.get(f"/employees/{added.id}").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"title": "King"},
        {"store_ids": "99999"},
        {"home_store_id": "99999"},
        {"max_hours_week": "many"},
        {"max_days_week": "9"},
        {"terminated_on": "soon"},
        {"max_hours_week": "20", "target_hours_week": "30"},
        {"rep_id": "50001"},
    ],
)
def test_bad_input_is_explained_and_nothing_is_added(page, make, session, store, wrong):
    make.employee(stores=(store,), name="Somebody", rep_id="50001")

    answer = page.post("/employees/new", facts(store, **({"phone": "555 0100"} | wrong)), status=422)

    assert 'role="alert"' in answer.text
    assert "555 0100" in answer.text
    session.rollback()
    assert session.query(Employee).count() == 1


def test_a_person_without_store_is_refused(page, store):
    fields = facts(store)
    del fields["store_ids"]

    page.post("/employees/new", fields | {"home_store_id": ""}, status=422)


def test_deactivating_names_what_is_left_to_settle(page, make, store, person, today):
    make.rotation(store=store, employee=person, weekday=0, kind=RotationKind.JUICER)
    make.schedule(event=make.event(store=store), employee=person, day=today + timedelta(days=2))
    fields = facts(store)
    del fields["active"]

    page.post(f"/employees/{person.id}/edit", fields)

    text = page.get(f"/employees/{person.id}").text
    assert "Juicer every Monday in Maple Grove" in text
    assert "1 coming booking" in text
    assert "still holds rotations or bookings" in text


def test_stores_out_of_sight_stay_as_they_are(sign_in, make, session, store):
    hidden = make.store()
    person = make.employee(stores=(hidden, store))
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    page.post(f"/employees/{person.id}/edit", facts(store, home_store_id=""))

    session.rollback()
    text = page.get(f"/employees/{person.id}").text
    assert hidden.name not in text
    assert page.get(f"/employees?store={store.id}").text.count(f"/employees/{person.id}") == 1


def test_a_save_over_somebody_elses_change_is_refused(page, store, person):
    page.post(f"/employees/{person.id}/edit", facts(store, name="Nora Q."))

    page.post(f"/employees/{person.id}/edit", facts(store, name="N. Quill"), status=412)


def test_a_viewer_may_look_but_not_change(sign_in, store, person):
    page = PageClient(sign_in(Role.VIEWER))

    assert "Save the week" not in page.get(f"/employees/{person.id}").text
    page.get("/employees/new", status=403)
    for path in ("edit", "week", "dates", "patterns", "time-off", "dates/1/remove", "patterns/1/remove"):
        page.post(f"/employees/{person.id}/{path}", {}, status=403)


def test_a_week_is_saved_and_undone(page, session, person):
    fields = week(kind_0="off", kind_1="hours", hours_1="09:00-13:00, 17:00-24:00")
    page.get(f"/employees/{person.id}")

    page.post(f"/employees/{person.id}/week", fields)

    session.rollback()
    rows = {(row.weekday, row.starts_minute, row.ends_minute) for row in session.query(WeeklyAvailability)}
    assert {row for row in rows if row[0] < 2} == {(1, 540, 780), (1, 1020, 1440)}
    text = page.get(f"/employees/{person.id}").text
    assert "09:00-13:00, 17:00-24:00" in text
    address = text.split('/undo"')[0].rsplit('action="', 1)[1] + "/undo"
    page.post(address, {"next": f"/employees/{person.id}"})
    session.rollback()
    assert session.query(WeeklyAvailability).count() == 0


def test_a_week_may_be_changed_twice(page, session, make, person):
    make.weekly(employee=person, weekday=0, hours=(540, 1020))
    fields = {f"kind_{day}": "off" for day in range(1, 7)}

    page.post(f"/employees/{person.id}/week", week("0:540-1020", kind_0="hours", hours_0="09:00-18:00", **fields))

    session.rollback()
    assert [row.ends_minute for row in session.query(WeeklyAvailability)] == [1080]


def test_a_week_changed_meanwhile_is_not_overwritten(page, make, person):
    make.weekly(employee=person, weekday=0)

    page.post(f"/employees/{person.id}/week", week(kind_3="off"), status=412)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind_0": "hours", "hours_0": "early"},
        {"kind_0": "hours", "hours_0": "17:00-09:00"},
        {"kind_0": "hours", "hours_0": "09:00-12:00, 11:00-14:00"},
        {"kind_0": "sometimes"},
        {f"kind_{day}": "off" for day in range(7)},
    ],
)
def test_a_week_that_cannot_be_is_explained_and_kept(page, session, person, wrong):
    answer = page.post(f"/employees/{person.id}/week", week(**wrong), status=422)

    assert 'role="alert"' in answer.text
    assert wrong.get("hours_0", "") in answer.text
    session.rollback()
    assert session.query(WeeklyAvailability).count() == 0


def test_a_single_day_is_entered_replaced_and_removed(page, session, person):
    path = f"/employees/{person.id}/dates"
    page.post(path, {"date-day": "2199-05-04", "date-available": "no", "date-reason": "exam"})
    page.post(path, {"date-day": "2199-05-04", "date-available": "yes"})

    session.rollback()
    entry = session.query(DateAvailability).one()
    assert entry.available
    page.post(f"{path}/{entry.id}/remove")
    page.post(f"{path}/{entry.id}/remove", status=404)
    session.rollback()
    assert session.query(DateAvailability).count() == 0


@pytest.mark.parametrize("day", ["", "soon", "2026-02-30", "1999-01-01"])
def test_a_bad_day_is_explained(page, person, day):
    answer = page.post(f"/employees/{person.id}/dates", {"date-day": day, "date-available": "no"}, status=422)

    assert 'role="alert"' in answer.text


def test_a_pattern_is_entered_and_removed(page, session, person):
    days = {f"pattern-{name}": "" for name in ("monday", "wednesday", "thursday", "friday", "saturday", "sunday")}
    fields = {"pattern-starts_on": "2199-01-10", "pattern-ends_on": "2199-05-10", "pattern-tuesday": "no"} | days
    page.post(f"/employees/{person.id}/patterns", fields)

    session.rollback()
    pattern = session.query(AvailabilityOverride).one()
    assert pattern.weekdays == (None, False, None, None, None, None, None)
    assert "Tuesday: not available" in page.get(f"/employees/{person.id}").text
    page.post(f"/employees/{person.id}/patterns/{pattern.id}/remove")


@pytest.mark.parametrize(
    "wrong", [{"pattern-ends_on": "2198-01-01"}, {"pattern-tuesday": ""}, {"pattern-starts_on": "x"}]
)
def test_a_pattern_that_cannot_be_is_explained(page, session, person, wrong):
    days = {f"pattern-{name}": "" for name in ("monday", "wednesday", "thursday", "friday", "saturday", "sunday")}
    fields = {"pattern-starts_on": "2199-01-10", "pattern-ends_on": "2199-05-10", "pattern-tuesday": "no"} | days

    page.post(f"/employees/{person.id}/patterns", fields | wrong, status=422)

    session.rollback()
    assert session.query(AvailabilityOverride).count() == 0


def test_time_off_is_entered_as_approved_and_shows_what_it_hits(page, make, session, store, person, today):
    day = today + timedelta(days=3)
    make.schedule(event=make.event(store=store, name="Oat Bars"), employee=person, day=day)

    page.post(f"/employees/{person.id}/time-off", {"absence-starts_on": day.isoformat(), "absence-reason": "trip"})

    session.rollback()
    assert session.query(TimeOff).one().status is TimeOffStatus.APPROVED
    section = page.get(f"/employees/{person.id}").text.split('id="absences"')[1]
    assert "Oat Bars" in section


@pytest.mark.parametrize(
    "wrong",
    [
        {"absence-ends_on": "2199-01-01"},
        {"absence-ends_on": "2199-12-31", "absence-starts_on": "2198-01-01"},
        {"absence-starts_minute": "09:00"},
        {"absence-starts_minute": "11:00", "absence-ends_minute": "10:00"},
        {"absence-starts_minute": "10:00", "absence-ends_minute": "11:00", "absence-ends_on": "2199-03-05"},
        {"absence-starts_on": "", "absence-reason": "because"},
        {"absence-reason": "x" * 201},
    ],
)
def test_time_off_that_cannot_be_is_explained(page, session, person, wrong):
    fields = {"absence-starts_on": "2199-03-02", "absence-ends_on": "2199-03-02"} | wrong

    answer = page.post(f"/employees/{person.id}/time-off", fields, status=422)

    assert 'role="alert"' in answer.text
    session.rollback()
    assert session.query(TimeOff).count() == 0


def test_the_same_days_are_not_entered_twice(page, person):
    fields = {"absence-starts_on": "2199-03-02"}
    page.post(f"/employees/{person.id}/time-off", fields)

    page.post(f"/employees/{person.id}/time-off", fields, status=422)


def test_a_name_with_markup_is_shown_as_text(page, make, store):
    person = make.employee(stores=(store,), name="<script>alert(1)</script>", phone="<b>1</b>")

    for path in ("/employees", f"/employees/{person.id}", f"/employees/{person.id}/edit"):
        text = page.get(path).text
        assert "<script>alert" not in text
        assert "<b>1</b>" not in text


def test_more_people_need_no_more_queries(app, page, make, store, person, today):
    page.get("/employees")
    few = counted(app, lambda: page.get("/employees"))
    for _ in range(10):
        make.schedule(event=make.event(store=store), employee=make.employee(stores=(store,)), day=today)

    assert counted(app, lambda: page.get("/employees")) == few


def test_more_work_and_time_off_need_no_more_queries(app, page, make, store, person, today):
    def work(ahead: int) -> None:
        day = today + timedelta(days=ahead)
        make.schedule(event=make.event(store=store), employee=person, day=day)
        make.time_off(employee=person, starts_on=day)

    work(1)
    path = f"/employees/{person.id}"
    page.get(path)
    few = counted(app, lambda: page.get(path))
    for ahead in range(2, 8):
        work(ahead)

    assert counted(app, lambda: page.get(path)) == few
