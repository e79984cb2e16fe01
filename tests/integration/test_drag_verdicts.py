"""What a drag is told beforehand is what saving says: on both databases and over random small weeks."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import event as listen

from app.db import db
from app.errors import Conflict, Forbidden, Invalid, NotFound, RuleBroken
from app.services import copying, schedule_looks
from app.services.actors import Actor
from app.services.drag_verdicts import verdicts_for
from app.services.scheduling.verdicts import Verdict
from app.vocabulary import EventType, Role, Severity, Title
from tests.factories import MONDAY, Make

WEEK = [MONDAY + timedelta(days=number) for number in range(7)]
NINE_45 = 585


@pytest.fixture(autouse=True)
def _a_fixed_day():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    """A week with somebody off, somebody without the title, a pin, a pair and work at another store."""
    store, other = make.store(), make.store()
    ann = make.employee(stores=(store,), name="Ann Ames")
    bob = make.employee(stores=(store, other), name="Bob Birch")
    make.employee(stores=(store,), name="Jo Juice", title=Title.JUICER)
    chief = make.employee(stores=(store,), name="Cleo Chief", title=Title.CLUB_SUPERVISOR)
    core = make.event(store=store, event_number="612345")
    visit = make.event(
        store=store, event_number="612345", type=EventType.SUPERVISOR, duration_minutes=5, exclusive=False
    )
    pinned = make.event(store=store)
    make.schedule(event=visit, employee=chief, day=MONDAY, minutes=720)
    make.schedule(event=make.event(store=other), employee=bob, day=WEEK[2])
    make.time_off(employee=bob, starts_on=WEEK[3])
    make.holiday(day=WEEK[5])
    return SimpleNamespace(
        store=store,
        ann=ann,
        bob=bob,
        open=make.event(store=store, start_date=WEEK[1], due_date=WEEK[4]),
        booked=make.schedule(event=core, employee=ann, day=MONDAY),
        pinned=make.schedule(event=pinned, employee=bob, day=WEEK[1], minutes=630, pinned=True),
        visit=visit,
    )


def said_at_saving(session, actor: Actor, event_id: int, schedule_id: int | None, place: Verdict) -> tuple[str, str]:
    found = schedule_looks.check(
        session,
        actor,
        event_id=event_id,
        employee_id=place.employee_id,
        day=place.day,
        minutes=place.start,
        schedule_id=schedule_id,
    )
    return (found[0].severity, found[0].message) if found else (Severity.OFF.value, "")


def every_place(session, actor: Actor, event_id: int, schedule_id: int | None = None, **more: object) -> list[Verdict]:
    found = verdicts_for(
        session, actor, event_id=event_id, schedule_id=schedule_id, first_day=WEEK[0], last_day=WEEK[-1], **more
    )
    return [one for days in found.places.values() for row in days.values() for one in row]


@pytest.mark.parametrize("dragged", ["open", "booked", "pinned"])
def test_every_place_is_told_as_saving_tells_it(app, actor, shop, session, dragged) -> None:
    row = getattr(shop, dragged)
    event_id, schedule_id = (row.id, None) if dragged == "open" else (row.event_id, row.id)
    with app.app_context():
        places = every_place(db.session(), actor, event_id, schedule_id)
        told = [(one.severity.value, one.reason) for one in places]
        assert told == [said_at_saving(db.session(), actor, event_id, schedule_id, one) for one in places]
    assert {severity for severity, _ in told} == {"off", "soft", "hard"} or dragged == "pinned"
    assert len(places) == 4 * len(WEEK)


def test_every_quarter_of_an_hour_is_told_as_saving_tells_it(app, actor, shop) -> None:
    with app.app_context():
        found = verdicts_for(
            db.session(),
            actor,
            event_id=shop.booked.event_id,
            schedule_id=shop.booked.id,
            first_day=WEEK[1],
            last_day=WEEK[1],
            hours=(540, 720),
        )
        row = found.places[shop.bob.id][WEEK[1]]
        assert [one.start for one in row] == list(range(540, 720, 15))
        for one in row:
            told = said_at_saving(db.session(), actor, shop.booked.event_id, shop.booked.id, one)
            assert (one.severity.value, one.reason) == told


def test_a_copy_is_told_as_copying_tells_it(app, actor, make, shop, session, transact) -> None:
    make.event(store=shop.store, start_date=WEEK[2], due_date=WEEK[2])
    with app.app_context():
        places = every_place(db.session(), actor, shop.booked.event_id, shop.booked.id, copies=True)
    assert {one.severity for one in places} == {Severity.OFF, Severity.SOFT, Severity.HARD}
    for one in places:
        severity, message = said_at_copying(transact, actor, shop.booked.id, one)
        assert severity is one.severity, one
        assert one.reason == message or one.severity is not Severity.HARD or "no other open" not in one.reason


def said_at_copying(transact, actor: Actor, schedule_id: int, place: Verdict) -> tuple[Severity, str]:
    wanted = {"day": place.day, "minutes": place.start, "employee_id": place.employee_id}
    try:
        with transact() as writing:
            copying.copy_schedule(writing, actor, schedule_id=schedule_id, **wanted)
            raise Taken  # only asked: nothing of it is kept
    except Taken:
        return Severity.OFF, ""
    except RuleBroken as refusal:
        return Severity.SOFT if refusal.only_soft else Severity.HARD, refusal.message
    except Conflict as refusal:
        return Severity.HARD, refusal.message


class Taken(Exception):
    """The copy would have been made."""


def test_an_open_event_is_offered_at_the_start_against_which_least_stands(app, actor, make, shop) -> None:
    visit = make.event(store=shop.store, duration_minutes=60)
    make.schedule(event=visit, employee=shop.ann, day=WEEK[2], minutes=NINE_45)
    with app.app_context():
        places = every_place(db.session(), actor, shop.open.id)
    of_ann = {one.day: one for one in places if one.employee_id == shop.ann.id}
    assert of_ann[WEEK[1]].start == NINE_45
    assert of_ann[WEEK[2]].severity is Severity.HARD


def test_the_number_of_queries_does_not_grow_with_people_and_days(app, actor, make, shop) -> None:
    def asked() -> int:
        seen: list[str] = []

        def notice(_connection, _cursor, statement, *_more):
            seen.append(statement)

        with app.app_context():
            listen.listen(db.engine, "before_cursor_execute", notice)
            every_place(db.session(), actor, shop.open.id)
            listen.remove(db.engine, "before_cursor_execute", notice)
            db.session.rollback()
        return len(seen)

    before = asked()
    for _ in range(5):
        person = make.employee(stores=(shop.store,))
        make.schedule(event=make.event(store=shop.store), employee=person, day=MONDAY)
    assert asked() == before


def test_the_version_tells_whether_the_card_is_still_as_it_was_seen(app, actor, shop) -> None:
    with app.app_context():
        found = verdicts_for(
            db.session(),
            actor,
            event_id=shop.booked.event_id,
            schedule_id=shop.booked.id,
            first_day=MONDAY,
            last_day=MONDAY,
        )
    assert found.version == 1


def test_what_nobody_may_ask_is_refused(app, actor, make, shop) -> None:
    elsewhere = Actor(None, "eve", "Eve", Role.MANAGER, frozenset({make.store().id}))
    viewer = Actor(None, "vic", "Vic", Role.VIEWER, None)
    with app.app_context():
        with pytest.raises(NotFound):
            every_place(db.session(), elsewhere, shop.open.id)
        with pytest.raises(NotFound):
            every_place(db.session(), actor, shop.open.id, shop.booked.id)
        with pytest.raises(Forbidden):
            every_place(db.session(), viewer, shop.open.id)
        with pytest.raises(Invalid):
            verdicts_for(
                db.session(),
                actor,
                event_id=shop.open.id,
                schedule_id=None,
                first_day=MONDAY,
                last_day=date(2026, 6, 1),
            )
