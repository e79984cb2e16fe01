"""Copying cards, days and weeks onto open events, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Forbidden, Invalid, NotFound, RuleBroken, StaleProposal
from app.models import Event, Schedule
from app.services import changes, copying
from app.services.actors import Actor
from app.services.board_changes import Wish, fingerprint
from app.services.copying import Pattern
from app.vocabulary import ApplyMode, Condition, EventType, Role, ScheduleStatus, Title
from tests.factories import MONDAY, Make

Transact = Callable[[], AbstractContextManager[Session]]
NINE_45, TEN_30 = 585, 630
TUESDAY = MONDAY + timedelta(days=1)
NEXT_MONDAY = MONDAY + timedelta(days=7)
SOME = Wish(only_possible=True)


@pytest.fixture(autouse=True)
def _a_fixed_day():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store()
    ann, bob = (make.employee(stores=(store,), name=name) for name in ("Ann Ames", "Bob Birch"))
    core = make.event(store=store, condition=Condition.SCHEDULED, due_date=MONDAY + timedelta(days=5))
    return SimpleNamespace(
        store=store, ann=ann, bob=bob, core=core, booked=make.schedule(event=core, employee=ann, day=MONDAY)
    )


def open_core(make: Make, shop: SimpleNamespace, day: date = TUESDAY, **fields: object) -> Event:
    """Can be done on that day only."""
    return make.event(store=shop.store, **{"start_date": day, "due_date": day} | fields)


def pattern(shop: SimpleNamespace, mode: ApplyMode = ApplyMode.MERGE, **fields: object) -> Pattern:
    wanted = {"store_id": shop.store.id, "first": MONDAY, "days": 1, "target": TUESDAY, "mode": mode}
    return Pattern(**wanted | fields)


def standing(session: Session, day: date) -> set[tuple[int, int, int]]:
    """(event, employee, hour of day in UTC) of what stands on a day."""
    session.rollback()
    rows = session.scalars(select(Schedule).where(Schedule.status == ScheduleStatus.PUBLISHED))
    return {(row.event_id, row.employee_id, row.starts_at.hour) for row in rows if row.starts_at.date() == day}


class TestOneCard:
    def copy(self, transact: Transact, actor: Actor, shop: SimpleNamespace, **more: object) -> Schedule:
        wanted = {"day": TUESDAY, "minutes": NINE_45, "employee_id": shop.bob.id} | more
        with transact() as session:
            done = copying.copy_schedule(session, actor, schedule_id=shop.booked.id, **wanted)
            return session.get_one(Schedule, done.schedule_id)

    def test_it_books_another_open_event_of_the_type(self, transact, actor, make, shop, session) -> None:
        other = open_core(make, shop)
        make.event(store=shop.store, type=EventType.OTHER)

        self.copy(transact, actor, shop)

        assert standing(session, TUESDAY) == {(other.id, shop.bob.id, 14)}
        assert standing(session, MONDAY) == {(shop.core.id, shop.ann.id, 14)}

    def test_it_takes_a_free_place_of_the_same_event_first(self, transact, actor, make, shop, session) -> None:
        shop.core = session.get_one(Event, shop.core.id)
        shop.core.required_headcount = 2
        session.commit()
        open_core(make, shop, MONDAY)

        self.copy(transact, actor, shop, day=MONDAY)

        assert {event for event, _, _ in standing(session, MONDAY)} == {shop.core.id}

    def test_it_says_plainly_when_nothing_is_open(self, transact, actor, shop) -> None:
        with pytest.raises(Conflict, match="no other open Core event can be done on Tue Mar 3"):
            self.copy(transact, actor, shop)

    def test_the_rules_hold_for_a_copy(self, transact, actor, make, shop) -> None:
        open_core(make, shop)
        make.time_off(employee=shop.bob, starts_on=TUESDAY)

        with pytest.raises(RuleBroken, match="time off"):
            self.copy(transact, actor, shop)

    def test_it_is_for_who_may_edit_the_store(self, transact, shop) -> None:
        for who, refusal in (
            (Actor(None, "v", "Vic", Role.VIEWER, None), Forbidden),
            (Actor(None, "e", "Eve", Role.MANAGER, frozenset()), NotFound),
        ):
            with pytest.raises(refusal):
                self.copy(transact, who, shop)


class TestDays:
    def test_a_day_is_laid_onto_open_events_as_one_change(self, transact, actor, make, shop, session) -> None:
        make.schedule(event=make.event(store=shop.store), employee=shop.bob, day=MONDAY, minutes=TEN_30)
        first, second = open_core(make, shop), open_core(make, shop)

        with transact() as writing:
            done = copying.apply(writing, actor, pattern(shop), Wish())

        assert standing(session, TUESDAY) == {(first.id, shop.ann.id, 14), (second.id, shop.bob.id, 15)}
        assert session.get_one(Event, first.id).condition is Condition.SCHEDULED
        with transact() as writing:
            changes.undo(writing, actor, change_id=done.change_id)
        assert standing(session, TUESDAY) == set()

    def test_the_preview_says_what_is_left_out_and_why(self, app, actor, make, shop, transact) -> None:
        make.schedule(event=make.event(store=shop.store), employee=shop.bob, day=MONDAY, minutes=TEN_30)
        open_core(make, shop)

        with transact() as reading:
            lines = copying.preview(reading, actor, pattern(shop))

        assert [line.severity.value for line in lines] == ["off", "hard"]
        assert "no other open Core event" in lines[1].note

    def test_all_or_nothing_writes_nothing(self, transact, actor, make, shop, session) -> None:
        make.schedule(event=make.event(store=shop.store), employee=shop.bob, day=MONDAY, minutes=TEN_30)
        open_core(make, shop)

        with pytest.raises(Conflict, match="1 of 2 cannot be done"), transact() as writing:
            copying.apply(writing, actor, pattern(shop), Wish())
        assert standing(session, TUESDAY) == set()
        with transact() as writing:
            assert copying.apply(writing, actor, pattern(shop), SOME).left == 1
        assert len(standing(session, TUESDAY)) == 1

    def test_what_the_preview_did_not_show_is_not_done(self, transact, actor, make, shop, session) -> None:
        event = open_core(make, shop)
        with transact() as reading:
            seen = fingerprint(copying.preview(reading, actor, pattern(shop)))
        make.schedule(event=event, employee=shop.bob, day=TUESDAY)

        with pytest.raises(StaleProposal), transact() as writing:
            copying.apply(writing, actor, pattern(shop), Wish(only_possible=True, seen=seen))

    def test_a_week_goes_to_the_same_weekdays_with_its_visits(self, transact, actor, make, shop, session) -> None:
        chief = make.employee(stores=(shop.store,), name="Cleo Chief", title=Title.CLUB_SUPERVISOR)
        day = NEXT_MONDAY
        target = open_core(make, shop, day, event_number="612345")
        visit = open_core(
            make,
            shop,
            day,
            event_number="612345",
            type=EventType.SUPERVISOR,
            duration_minutes=5,
            exclusive=False,
        )
        wanted = pattern(shop, days=7, target=day)

        with transact() as writing:
            done = copying.apply(writing, actor, wanted, Wish())

        assert standing(session, day) == {(target.id, shop.ann.id, 13), (visit.id, chief.id, 16)}  # summer time
        assert done.summary == "Week of Mon Mar 2 copied to Mon Mar 9: 1 scheduled"
        assert any("Cleo Chief" in one for one in done.also)


class TestModes:
    """Ann has a Core at 10:30 on Tuesday, and Monday's pattern wants her at 9:45."""

    @pytest.fixture
    def held(self, make: Make, shop: SimpleNamespace) -> SimpleNamespace:
        theirs, free = open_core(make, shop), open_core(make, shop)
        row = make.schedule(event=theirs, employee=shop.ann, day=TUESDAY, minutes=TEN_30)
        return SimpleNamespace(event=theirs, row=row, free=free)

    def applied(self, transact: Transact, actor: Actor, wanted: Pattern, reason: str = "") -> None:
        with transact() as writing:
            copying.apply(writing, actor, wanted, Wish(reason=reason, only_possible=True))

    @pytest.mark.parametrize(
        ("mode", "why"),
        [(ApplyMode.FILL_GAPS, "already has work that day"), (ApplyMode.MERGE, "Core")],
    )
    def test_what_stands_is_left_alone(self, transact, actor, shop, held, session, mode, why) -> None:
        with transact() as reading:
            line = copying.preview(reading, actor, pattern(shop, mode))[0]
        assert why in (line.note or line.violations[0].message)
        with pytest.raises(Conflict, match="none of these"):
            self.applied(transact, actor, pattern(shop, mode))
        assert standing(session, TUESDAY) == {(held.event.id, shop.ann.id, 15)}

    def test_overwriting_lets_unpinned_work_give_way(self, transact, actor, shop, held, session) -> None:
        self.applied(transact, actor, pattern(shop, ApplyMode.OVERWRITE_UNPINNED))

        rows = standing(session, TUESDAY)
        assert {(employee, hour) for _, employee, hour in rows} == {(shop.ann.id, 14)}
        assert len(rows) == 1

    def test_only_overwriting_everything_moves_what_is_pinned(self, transact, actor, shop, held, session) -> None:
        session.get_one(Schedule, held.row.id).pinned = True
        session.commit()

        with pytest.raises(Conflict, match="none of these"):
            self.applied(transact, actor, pattern(shop, ApplyMode.OVERWRITE_UNPINNED))
        with pytest.raises(Invalid, match="Say why"):
            self.applied(transact, actor, pattern(shop, ApplyMode.OVERWRITE_ALL))
        self.applied(transact, actor, pattern(shop, ApplyMode.OVERWRITE_ALL), "The store asked for it.")
        assert {hour for _, _, hour in standing(session, TUESDAY)} == {14}


@pytest.mark.parametrize(
    "fields", [{"target": MONDAY}, {"target": date(2027, 3, 1)}, {"days": 3}, {"days": 7, "target": TUESDAY}]
)
def test_a_pattern_that_makes_no_sense_is_refused(transact, actor, shop, fields) -> None:
    with pytest.raises(Invalid), transact() as session:
        copying.preview(session, actor, pattern(shop, **fields))


def test_a_pattern_of_another_store_is_not_found(transact, shop) -> None:
    eve = Actor(None, "e", "Eve", Role.MANAGER, frozenset())
    with pytest.raises(NotFound), transact() as session:
        copying.preview(session, eve, pattern(shop))
