"""Events made by hand, campaigns, and changing several events together."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models import Campaign, Change, Event, OutboxItem, Schedule
from app.services import changes, schedules
from app.vocabulary import Condition, EventType, Role, ScheduleStatus, SyncState, Title
from tests.factories import MONDAY
from tests.functional.page_client import PageClient


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


def new_event(store, **fields: str) -> dict[str, str]:
    return {
        "name": "612345-CORE-Oat Bars",
        "store_id": str(store.id),
        "start_date": "2026-03-02",
        "due_date": "2026-03-08",
        "type": "",
        "campaign_id": "",
        "priority": "2",
        "required_headcount": "1",
        "duration_minutes": "",
        "auto_schedule": "y",
        "auto_schedule_reason": "",
    } | fields


def own_event(page, session, store, **fields: str) -> Event:
    page.post("/events/new", new_event(store, **fields))
    session.rollback()
    return session.scalars(select(Event).order_by(Event.id.desc())).first()


def test_an_event_made_by_hand_takes_type_number_and_length_from_its_name(page, session, store):
    page.get("/events/new")
    event = own_event(page, session, store)

    assert (event.type, event.event_number, event.duration_minutes) == (EventType.CORE, "612345", 390)
    assert event.ref_num.startswith("L")
    assert event.is_ours
    assert "made here by hand" in page.get(f"/events/{event.id}").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"due_date": "2026-03-01"},
        {"due_date": "2028-03-01"},
        {"start_date": "soon"},
        {"priority": "9"},
        {"required_headcount": "0"},
        {"duration_minutes": "2"},
        {"store_id": "99999"},
        {"campaign_id": "99999"},
        {"auto_schedule": "", "auto_schedule_reason": ""},
    ],
)
def test_what_cannot_be_is_explained_and_kept(page, session, store, wrong):
    values = new_event(store, name="Keep me", **{k: v for k, v in wrong.items() if k != "name"}) | wrong
    if not values["auto_schedule"]:
        del values["auto_schedule"]

    answer = page.post("/events/new", values, status=422)

    assert 'role="alert"' in answer.text
    assert 'value="2026-03-0' in answer.text
    session.rollback()
    assert session.scalar(select(Event)) is None


def test_its_facts_and_details_are_changed_as_one_change(page, session, store):
    event = own_event(page, session, store)
    page.get(f"/events/{event.id}/edit")

    values = new_event(store, name="Freeosk corner", due_date="2026-03-20", duration_minutes="45")
    page.post(f"/events/{event.id}/edit", values | {"version": str(event.version)})

    session.rollback()
    assert (event.name, event.type, event.duration_minutes) == ("Freeosk corner", EventType.FREEOSK, 45)
    assert len(session.scalars(select(Change)).all()) == 2


def test_a_stale_tab_overwrites_nothing(page, session, store):
    event = own_event(page, session, store)

    page.post(f"/events/{event.id}/edit", new_event(store, duration_minutes="45") | {"version": "0"}, status=412)


def test_cancelling_frees_its_people_and_undo_brings_both_back(page, make, session, transact, actor, store):
    event = own_event(page, session, store)
    make.schedule(event=event, employee=make.employee(stores=(store,)), day=MONDAY)

    page.post(f"/events/{event.id}/cancel", {"version": str(event.version)})

    session.rollback()
    booked = session.scalars(select(Schedule)).one()
    assert (event.condition, booked.status) == (Condition.CANCELED, ScheduleStatus.CANCELLED)
    last = session.scalars(select(Change).order_by(Change.id.desc())).first()
    with transact() as writing:
        changes.undo(writing, actor, change_id=last.id)
    session.rollback()
    assert (event.condition, booked.status) == (Condition.UNSTAFFED, ScheduleStatus.PUBLISHED)


def test_an_event_of_crossmarks_is_not_cancelled_here(page, make, store):
    event = make.event(store=store)

    assert "Cancel the event" not in page.get(f"/events/{event.id}").text
    page.post(f"/events/{event.id}/cancel", {"version": str(event.version)}, status=409)


def test_its_bookings_are_not_sent_to_crossmark(page, make, session, transact, actor, store):
    event = own_event(page, session, store)
    person = make.employee(stores=(store,), title=Title.SPECIALIST)

    with transact() as writing:
        schedules.schedule_event(
            writing, actor, event_id=event.id, employee_id=person.id, day=MONDAY, minutes=585, override_reason="Test"
        )

    session.rollback()
    assert session.scalar(select(OutboxItem)) is None
    assert session.scalars(select(Schedule)).one().sync_state is SyncState.LOCAL


def test_a_campaign_groups_events_and_is_a_filter(page, make, session, store):
    page.get("/events/campaigns/new")
    page.post("/events/campaigns/new", {"name": "Spring remodel", "store_id": "", "note": "", "active": "y"})
    session.rollback()
    campaign = session.scalars(select(Campaign)).one()
    own_event(page, session, store, name="Remodel shelf", campaign_id=str(campaign.id))
    make.event(store=store, name="Another")

    text = page.get(f"/events?campaign={campaign.id}").text

    assert "Remodel shelf" in text
    assert "Another" not in text
    assert "1 event" in page.get("/events/campaigns").text


def test_a_campaign_is_changed_closed_and_not_named_twice(page, session, store):
    for name in ("One", "Two"):
        page.post("/events/campaigns/new", {"name": name, "store_id": "", "note": "", "active": "y"})
    session.rollback()
    one = session.scalars(select(Campaign).order_by(Campaign.id)).first()
    page.get(f"/events/campaigns/{one.id}")

    answer = page.post(f"/events/campaigns/{one.id}", {"name": "two", "store_id": "", "version": "1"}, status=422)
    page.post(f"/events/campaigns/{one.id}", {"name": "Uno", "store_id": "", "version": "1"})

    assert "of this name already" in answer.text
    session.rollback()
    assert (one.name, one.active) == ("Uno", False)
    assert ">Uno</a>" not in page.get("/events/campaigns").text
    assert ">Uno</a>" in page.get("/events/campaigns?state=closed").text
    page.post(f"/events/campaigns/{one.id}", {"name": "Uno", "store_id": "", "version": "1"}, status=412)


def test_a_manager_of_one_store_makes_campaigns_of_that_store_only(sign_in, make, session, store):
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    page.post("/events/campaigns/new", {"name": "Mine", "store_id": "", "active": "y"}, status=422)
    page.post("/events/campaigns/new", {"name": "Mine", "store_id": str(make.store().id), "active": "y"}, status=422)
    page.post("/events/campaigns/new", {"name": "Mine", "store_id": str(store.id), "active": "y"})

    session.rollback()
    assert session.scalars(select(Campaign)).one().store_id == store.id


def test_ticked_events_are_changed_together_and_undone_together(page, make, session, transact, actor, store):
    events = [make.event(store=store) for _number in range(3)]
    campaign = make.row(Campaign(name="Spring", store_id=store.id))

    page.post(
        "/events/bulk",
        {
            "event": [str(one.id) for one in events[:2]],
            "type": "Freeosk",
            "priority": "1",
            "campaign": str(campaign.id),
            "next": "/events?type=Core",
        },
    )

    session.rollback()
    assert [one.type for one in events] == [EventType.FREEOSK, EventType.FREEOSK, EventType.CORE]
    assert [one.type_is_manual for one in events] == [True, True, False]
    assert {one.campaign_id for one in events[:2]} == {campaign.id}
    change = session.scalars(select(Change)).one()
    with transact() as writing:
        changes.undo(writing, actor, change_id=change.id)
    session.rollback()
    assert {(one.type, one.priority, one.campaign_id) for one in events} == {(EventType.CORE, 3, None)}


@pytest.mark.parametrize("values", [{"type": "Freeosk"}, {"event": "1"}, {"event": "x", "type": "Core"}, {}])
def test_a_choice_that_says_nothing_is_refused(page, make, session, store, values):
    make.event(store=store)

    page.post("/events/bulk", {"type": "", "priority": "", "campaign": ""} | values)

    assert "toast-error" in page.get("/events").text
    session.rollback()
    assert session.scalar(select(Change)) is None


def test_events_of_another_store_are_not_changed(sign_in, make, session, store):
    foreign = make.event(store=make.store())
    page = PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))

    values = {"event": str(foreign.id), "type": "", "priority": "1", "campaign": ""}
    page.post("/events/bulk", values, status=409)

    session.rollback()
    assert foreign.priority == 3


def test_a_viewer_finds_no_way_to_change_anything(sign_in, make, store):
    make.event(store=store)
    page = PageClient(sign_in(Role.VIEWER))

    assert "ticked events" not in page.get("/events").text
    for path in ("/events/new", "/events/campaigns/new"):
        page.get(path, status=403)
    page.post("/events/bulk", {}, status=403)
