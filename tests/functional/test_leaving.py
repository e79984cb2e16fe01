"""Ending an employment: what it means, each way to go on, and that undo takes all of it back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.formatting import local_day
from app.models import Change, DateAvailability, Employee, OutboxItem, Proposal, Rotation, RotationException
from app.services import changes, problem_loader
from app.vocabulary import (
    Condition,
    EventType,
    ProposalKind,
    ProposalStatus,
    Role,
    RotationKind,
    ScheduleStatus,
    Title,
)
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
def nora(make, store):
    return make.employee(stores=(store,), name="Nora Quill", title=Title.LEAD)


@pytest.fixture
def ivo(make, store):
    return make.employee(stores=(store,), name="Ivo Lark", title=Title.LEAD)


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


def booked(make, store, person, day: date, **fields):
    event = make.event(
        store=store,
        start_date=day - timedelta(days=5),
        due_date=day + timedelta(days=5),
        condition=Condition.SCHEDULED,
        **fields,
    )
    return make.schedule(event=event, employee=person, day=day, crossmark_id=f"x{event.id}")


def leave(person, last_day: date, **fields: str) -> dict[str, str]:
    plain = {"version": str(person.version), "last_day": last_day.isoformat(), "strategy": "mark_unscheduled"}
    return plain | {"successor_id": "", "reason": ""} | fields


def test_the_preview_names_what_is_left_open_and_changes_nothing(page, make, session, store, nora, today):
    kept = booked(make, store, nora, today + timedelta(days=2))
    left = booked(make, store, nora, today + timedelta(days=9))
    last = (today + timedelta(days=5)).isoformat()

    page.get(f"/employees/{nora.id}/leave")
    text = page.get(f"/employees/{nora.id}/leave?last_day={last}&strategy=mark_unscheduled").text

    assert "1 booking after the last day" in text
    assert f"/events/{left.event_id}" in text
    assert f"/events/{kept.event_id}" not in text
    session.rollback()
    assert left.status is ScheduleStatus.PUBLISHED
    assert session.scalar(select(Change)) is None


def test_what_follows_the_last_day_is_open_again_and_crossmark_is_told(page, make, session, store, nora, today):
    kept = booked(make, store, nora, today + timedelta(days=2))
    left = booked(make, store, nora, today + timedelta(days=9))
    event = left.event_id

    page.post(f"/employees/{nora.id}/leave", leave(nora, today + timedelta(days=5)))

    session.rollback()
    assert (kept.status, left.status) == (ScheduleStatus.PUBLISHED, ScheduleStatus.CANCELLED)
    assert (nora.active, nora.terminated_on) == (True, today + timedelta(days=5))
    assert [item.event_id for item in session.scalars(select(OutboxItem))] == [event]
    assert "1 event is open now" in page.get(f"/employees/{nora.id}").text


def test_the_last_day_itself_still_counts(page, make, session, store, nora, today):
    on_it = booked(make, store, nora, today + timedelta(days=5))

    page.post(f"/employees/{nora.id}/leave", leave(nora, today + timedelta(days=5)))

    session.rollback()
    assert on_it.status is ScheduleStatus.PUBLISHED


def test_somebody_who_left_before_today_is_not_active_any_more(page, session, nora, today):
    page.post(f"/employees/{nora.id}/leave", leave(nora, today - timedelta(days=1)))

    session.rollback()
    assert nora.active is False


def test_a_successor_takes_over_where_the_rules_allow_it(page, make, session, store, nora, ivo, today):
    free = booked(make, store, nora, today + timedelta(days=9))
    taken = booked(make, store, nora, today + timedelta(days=10))
    make.time_off(employee=ivo, starts_on=today + timedelta(days=10))
    fields = {"strategy": "reassign_to", "successor_id": str(ivo.id)}

    page.post(f"/employees/{nora.id}/leave", leave(nora, today, **fields))

    session.rollback()
    assert (free.employee_id, free.status) == (ivo.id, ScheduleStatus.PUBLISHED)
    assert (taken.employee_id, taken.status) == (nora.id, ScheduleStatus.CANCELLED)


def test_a_successor_who_is_busy_then_gets_no_second_booking(page, make, session, store, nora, ivo, today):
    day = today + timedelta(days=9)
    left = booked(make, store, nora, day)
    booked(make, store, ivo, day)

    page.post(f"/employees/{nora.id}/leave", leave(nora, today, strategy="reassign_to", successor_id=str(ivo.id)))

    session.rollback()
    assert (left.employee_id, left.status) == (nora.id, ScheduleStatus.CANCELLED)


def test_the_best_one_is_found_for_each(page, make, session, store, nora, ivo, today):
    left = booked(make, store, nora, today + timedelta(days=9))

    page.post(f"/employees/{nora.id}/leave", leave(nora, today, strategy="auto_suggest"))

    session.rollback()
    assert left.employee_id == ivo.id


def test_nobody_who_fits_is_said(page, make, store, nora, today):
    booked(make, store, nora, today + timedelta(days=9))

    text = page.get(f"/employees/{nora.id}/leave?last_day={today}&strategy=auto_suggest").text

    assert "Nobody else can do it then." in text


def test_an_open_core_takes_its_supervisor_visit_with_it(page, make, session, store, nora, ivo, today):
    day = today + timedelta(days=9)
    booked(make, store, nora, day, event_number="612345")
    visit = booked(make, store, ivo, day, event_number="612345", type=EventType.SUPERVISOR, exclusive=False)

    page.post(f"/employees/{nora.id}/leave", leave(nora, today))

    session.rollback()
    assert visit.status is ScheduleStatus.CANCELLED


def test_duties_end_and_backups_move_up(page, make, session, store, nora, ivo, today):
    first = make.rotation(store=store, employee=nora, weekday=0, kind=RotationKind.PRIMARY_LEAD)
    make.row(
        Rotation(
            store_id=store.id,
            employee_id=nora.id,
            backup_employee_id=ivo.id,
            weekday=1,
            kind=RotationKind.PRIMARY_LEAD,
        )
    )
    make.row(
        RotationException(
            store_id=store.id, employee_id=nora.id, day=today + timedelta(days=9), kind=RotationKind.JUICER
        )
    )
    first_id = first.id

    page.post(f"/employees/{nora.id}/leave", leave(nora, today))

    session.rollback()
    [moved] = session.scalars(select(Rotation)).all()
    assert (moved.weekday, moved.employee_id, moved.backup_employee_id) == (1, ivo.id, None)
    assert moved.id != first_id
    assert session.scalar(select(RotationException)) is None


def test_waiting_proposals_are_out_of_date(page, make, session, store, nora, today):
    run = make.run(store=store)
    line = make.row(
        Proposal(
            run_id=run.id,
            event_id=make.event(store=store).id,
            employee_id=nora.id,
            starts_at=now() + timedelta(days=9),
            ends_at=now() + timedelta(days=9, hours=6),
            kind=ProposalKind.NEW,
            status=ProposalStatus.PROPOSED,
        )
    )

    page.post(f"/employees/{nora.id}/leave", leave(nora, today))

    session.rollback()
    assert line.status is ProposalStatus.STALE


def test_undo_brings_all_of_it_back(page, make, session, transact, actor, store, nora, ivo, today):
    left = booked(make, store, nora, today + timedelta(days=9))
    duty = make.rotation(store=store, employee=nora, weekday=0, kind=RotationKind.PRIMARY_LEAD)
    duty_id = duty.id
    page.post(f"/employees/{nora.id}/leave", leave(nora, today, strategy="reassign_to", successor_id=str(ivo.id)))
    session.rollback()
    change = session.scalars(select(Change)).one()

    with transact() as writing:
        changes.undo(writing, actor, change_id=change.id)

    session.expire_all()
    session.rollback()
    assert (left.employee_id, nora.terminated_on, nora.active) == (nora.id, None, True)
    assert [row.id for row in session.scalars(select(Rotation))] == [duty_id]


@pytest.mark.parametrize(
    "wrong",
    [{"last_day": "soon"}, {"strategy": "vanish"}, {"strategy": "reassign_to"}, {"successor_id": "99999"}],
)
def test_what_cannot_be_is_explained_and_nothing_is_done(page, session, nora, today, wrong):
    answer = page.post(f"/employees/{nora.id}/leave", leave(nora, today) | wrong, status=422)

    assert 'role="alert"' in answer.text
    session.rollback()
    assert session.scalar(select(Change)) is None


def test_a_stale_tab_is_refused(page, nora, today):
    page.post(f"/employees/{nora.id}/leave", leave(nora, today, version="0"), status=412)


def test_bookings_in_stores_out_of_sight_are_not_touched(sign_in, make, session, store, today):
    hidden = make.store()
    person = make.employee(stores=(store, hidden))
    left = booked(make, hidden, person, today + timedelta(days=9))
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    page.post(f"/employees/{person.id}/leave", leave(person, today), status=409)

    session.rollback()
    assert left.status is ScheduleStatus.PUBLISHED


def test_only_a_manager_ends_an_employment(sign_in, store, nora):
    page = PageClient(sign_in(Role.SUPERVISOR))

    assert "End employment" not in page.get(f"/employees/{nora.id}").text
    page.get(f"/employees/{nora.id}/leave", status=403)
    page.post(f"/employees/{nora.id}/leave", {}, status=403)


@pytest.mark.parametrize("typed", ["NORA QUILL", "Quill, Nora", " nora  quill "])
def test_a_likely_twin_is_shown_before_somebody_is_added_twice(page, session, store, nora, typed):
    fields = {"name": typed, "title": "Event Specialist", "store_ids": str(store.id), "active": "y"}

    answer = page.post("/employees/new", fields | {"home_store_id": ""}, status=422)

    assert f"/employees/{nora.id}" in answer.text
    page.post("/employees/new", fields | {"home_store_id": "", "another_person": "y"})


def test_work_and_history_of_a_person_are_pages_of_their_own(page, make, store, nora, today):
    row = booked(make, store, nora, today + timedelta(days=2))
    page.post(f"/employees/{nora.id}/leave", leave(nora, today + timedelta(days=5)))

    assert f"/events/{row.event_id}" in page.get(f"/employees/{nora.id}/work").text
    assert "leaves after" in page.get(f"/employees/{nora.id}/history").text
    assert page.get(f"/employees/{nora.id}/work?export=csv").text.count("published") == 1


def test_a_long_history_of_a_person_has_pages_search_and_a_file(page, session, transact, actor, nora):
    for number in range(1, 53):
        with transact() as writing, changes.record(writing, actor, command="note", summary=f"Note {number}"):
            writing.get_one(Employee, nora.id).phone = f"317-555-{number:04}"
    history = f"/employees/{nora.id}/history"

    newest, oldest = page.get(history).text, page.get(f"{history}?page=2").text

    assert "Note 52" in newest
    assert "Note 2<" not in newest
    assert "Note 2<" in oldest
    assert "Note 51" not in page.get(f"{history}?q=note 52").text
    assert page.get(f"{history}?export=csv").text.count("Note ") == 52


def test_the_history_names_what_was_removed(page, session, nora, today):
    day = (today + timedelta(days=3)).isoformat()
    page.post(f"/employees/{nora.id}/dates", {"date-day": day, "date-available": "no", "date-reason": ""})
    session.rollback()
    entry = session.scalars(select(DateAvailability)).one()
    page.post(f"/employees/{nora.id}/dates/{entry.id}/remove")

    assert f"entry for {day} removed" in page.get(f"/employees/{nora.id}/history").text


def test_wishes_are_kept_and_reach_the_auto_scheduler(page, session, transact, store, nora, today):
    fields = {"name": "Nora Quill", "title": nora.title.value, "store_ids": str(store.id), "active": "y"}
    page.post(
        f"/employees/{nora.id}/edit",
        fields | {"home_store_id": str(store.id), "version": "1", "preferred_days_off": ["6", "2"]},
    )

    session.rollback()
    assert nora.preferred_days_off == [2, 6]
    with transact() as reading:
        problem = problem_loader.load(reading, store_ids=[store.id], first_day=today, last_day=today)
        assert problem.employees[nora.id].preferred_days_off == {2, 6}
    assert "Wednesday, Sunday" in page.get(f"/employees/{nora.id}").text


def test_a_long_list_of_people_asks_no_more_than_a_short_one(app, page, make, store):
    make.employee(stores=(store,))
    page.get("/employees")
    short = counted(app, lambda: page.client.get("/employees"))
    for _number in range(5):
        make.employee(stores=(store, make.store()))

    assert counted(app, lambda: page.client.get("/employees")) == short <= 12
