"""The past is what it was: read back from the record, shown with what became of it, and brought back."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.errors import AppError, Conflict, RuleBroken, Stale
from app.models import Change, Event, OutboxItem, Schedule, Store
from app.models.change import plain
from app.services import changes, restoring, schedules, time_travel
from app.services.actors import Actor
from app.services.time_travel import Fate
from app.vocabulary import Condition, OutboxOperation, ScheduleStatus
from tests.factories import MONDAY, Make

Transact = Callable[[], AbstractContextManager[Session]]
NINE_45, TEN_30, NOON = 585, 630, 720
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel("2026-03-01T15:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store()
    people = [make.employee(stores=(store,), name=name) for name in ("Ann Ames", "Bob Birch", "Cy Cole")]
    events = [make.event(store=store) for _ in range(3)]
    return SimpleNamespace(store=store, people=people, events=events, ann=people[0], bob=people[1], core=events[0])


def book(transact: Transact, actor: Actor, event: object, employee: object, **more: object) -> schedules.Scheduled:
    wanted = {"day": MONDAY, "minutes": NINE_45} | more
    with transact() as session:
        return schedules.schedule_event(session, actor, event_id=event.id, employee_id=employee.id, **wanted)


def move(transact: Transact, actor: Actor, schedule_id: int, **more: object) -> schedules.Scheduled:
    wanted = {"day": MONDAY, "minutes": TEN_30} | more
    with transact() as session:
        return schedules.move(session, actor, schedule_id=schedule_id, version=None, **wanted)


def cancel(transact: Transact, actor: Actor, schedule_id: int) -> schedules.Scheduled:
    with transact() as session:
        return schedules.cancel(session, actor, schedule_id=schedule_id, version=None, reason="ill")


def look(transact: Transact, store: Store, at: datetime, first: date = MONDAY, last: date | None = None) -> Any:
    with transact() as session:
        found = time_travel.calendar_at(session, session.get_one(Store, store.id), first, last or first, at)
        drawn = [(row.employee.name, row.starts_at, row.status) for row in found.schedules]
        told = [(one.fate, one.change.summary if one.change else "") for one in found.differences]
        return SimpleNamespace(drawn=drawn, told=told, open=[event.id for event in found.open])


def now() -> datetime:
    return datetime.now(UTC)


class TestLooking:
    def test_each_moment_shows_what_stood_then(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any
    ) -> None:
        empty = now()
        clock.shift(60)
        done = book(transact, actor, shop.core, shop.ann)
        booked = now()
        clock.shift(60)
        move(transact, actor, done.schedule_id, employee_id=shop.bob.id)
        moved = now()
        clock.shift(60)
        cancel(transact, actor, done.schedule_id)

        assert look(transact, shop.store, empty).drawn == []
        assert [name for name, _, _ in look(transact, shop.store, booked).drawn] == ["Ann Ames"]
        assert [name for name, _, _ in look(transact, shop.store, moved).drawn] == ["Bob Birch"]
        assert look(transact, shop.store, now()).drawn == []

    def test_it_tells_what_became_of_it_by_whom(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any
    ) -> None:
        stays = book(transact, actor, shop.events[0], shop.ann)
        goes = book(transact, actor, shop.events[1], shop.bob)
        then = now()
        clock.shift(60)
        move(transact, actor, stays.schedule_id, day=TUESDAY)
        cancel(transact, actor, goes.schedule_id)
        book(transact, actor, shop.events[2], shop.bob)

        told = look(transact, shop.store, then).told

        assert {fate for fate, _ in told} == {Fate.MOVED, Fate.REMOVED, Fate.ADDED}
        assert all(summary for _, summary in told)

    def test_what_moved_away_from_the_day_is_seen_on_both_days(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)
        then = now()
        clock.shift(60)
        move(transact, actor, done.schedule_id, day=TUESDAY)

        assert len(look(transact, shop.store, then, MONDAY).drawn) == 1
        assert look(transact, shop.store, then, TUESDAY).drawn == []
        assert [fate for fate, _ in look(transact, shop.store, then, TUESDAY).told] == [Fate.MOVED]

    def test_open_events_are_those_that_lacked_people_then(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any
    ) -> None:
        before = now()
        clock.shift(60)
        book(transact, actor, shop.core, shop.ann)

        assert shop.core.id in look(transact, shop.store, before).open
        assert shop.core.id not in look(transact, shop.store, now()).open

    def test_the_number_of_queries_does_not_depend_on_how_much_happened(
        self, app: Any, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any
    ) -> None:
        from tests.functional.statements import counted

        then = now()
        clock.shift(60)
        done = book(transact, actor, shop.core, shop.ann)
        few = counted(app, lambda: look(transact, shop.store, then))
        for number in range(6):
            move(transact, actor, done.schedule_id, minutes=NINE_45 if number % 2 else TEN_30)

        assert counted(app, lambda: look(transact, shop.store, then)) == few


class TestRestoring:
    def test_a_day_comes_back_as_one_change_that_can_be_undone(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any, session: Session
    ) -> None:
        stays = book(transact, actor, shop.events[0], shop.ann)
        goes = book(transact, actor, shop.events[1], shop.bob)
        then = now()
        before = tables(session)
        clock.shift(60)
        move(transact, actor, stays.schedule_id, day=TUESDAY)
        cancel(transact, actor, goes.schedule_id)
        new = book(transact, actor, shop.events[2], shop.people[2])
        after = tables(session)

        change_id = restored(transact, actor, shop.store, then)

        assert tables(session) == before | {("schedules", new.schedule_id): ANY_CANCELLED}
        with transact() as writing:
            changes.undo(writing, actor, change_id=change_id)
        assert tables(session) == after

    def test_crossmark_is_told_what_it_means(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any, session: Session
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)
        then = now()
        clock.shift(60)
        cancel(transact, actor, done.schedule_id)

        restored(transact, actor, shop.store, then)

        last = session.scalars(select(OutboxItem).order_by(OutboxItem.id.desc())).first()
        assert last is not None
        assert last.operation is OutboxOperation.BOOK
        assert session.get_one(Event, shop.core.id).condition is Condition.SCHEDULED

    def test_what_a_hard_rule_forbids_stays_and_says_why(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any, make: Make
    ) -> None:
        one = book(transact, actor, shop.events[0], shop.ann)
        two = book(transact, actor, shop.events[1], shop.bob)
        then = now()
        clock.shift(60)
        cancel(transact, actor, one.schedule_id)
        cancel(transact, actor, two.schedule_id)
        make.time_off(employee=shop.ann, starts_on=MONDAY)

        with transact() as session:
            found = preview(session, actor, shop.store, then)
            steps, left_out = [step.past.row.id for step in found.steps], [one.why for one in found.left_out]

        assert steps == [two.schedule_id]
        assert left_out == ["Ann Ames has time off on Mon Mar 2."]

    def test_two_who_traded_places_trade_back(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any, session: Session
    ) -> None:
        one = book(transact, actor, shop.events[0], shop.ann)
        two = book(transact, actor, shop.events[1], shop.bob)
        then = now()
        before = tables(session)
        clock.shift(60)
        with transact() as writing:
            schedules.swap(writing, actor, schedule_id=one.schedule_id, version=None, other_id=two.schedule_id)

        restored(transact, actor, shop.store, then)

        assert tables(session) == before

    def test_work_that_began_or_is_done_is_left_alone(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)
        then = now()
        clock.shift(60)
        cancel(transact, actor, done.schedule_id)
        clock.move_to("2026-03-02T18:00:00Z")

        with transact() as session:
            found = preview(session, actor, shop.store, then)
            assert found.steps == ()
            assert [one.why for one in found.left_out] == ["Its time has begun."]

        with pytest.raises(Conflict, match="nothing to restore"):
            restored(transact, actor, shop.store, then)

    def test_a_preview_that_is_out_of_date_is_not_done(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any
    ) -> None:
        done = book(transact, actor, shop.core, shop.ann)
        then = now()
        clock.shift(60)
        move(transact, actor, done.schedule_id)
        with transact() as session:
            key = preview(session, actor, shop.store, then).key
        move(transact, actor, done.schedule_id, day=TUESDAY)

        with pytest.raises(Stale, match="changed after this was shown"):
            restored(transact, actor, shop.store, then, key=key)

    def test_soft_rules_need_a_reason_that_is_kept(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any, make: Make, session: Session
    ) -> None:
        visit = {"override_reason": "the store asked", "minutes": 1080}
        done = book(transact, actor, shop.core, shop.ann, **visit)
        then = now()
        clock.shift(60)
        cancel(transact, actor, done.schedule_id)

        with pytest.raises(RuleBroken):
            restored(transact, actor, shop.store, then)
        restored(transact, actor, shop.store, then, reason="as agreed")

        session.rollback()
        assert session.get_one(Schedule, done.schedule_id).override_reason == "as agreed"


class TestAnySequence:
    @pytest.mark.parametrize("seed", range(4))
    def test_undone_in_reverse_it_leaves_the_tables_as_they_were(
        self, transact: Transact, actor: Actor, shop: SimpleNamespace, clock: Any, session: Session, seed: int
    ) -> None:
        chance = random.Random(seed)  # a test's own dice
        seen = [(now(), tables(session))]
        made: list[int] = []
        while len(made) < 12:
            clock.shift(60)
            try:
                made.append(_any_command(chance, transact, actor, shop, session, made))
            except AppError:
                continue
            seen.append((now(), tables(session)))

        for moment, then in seen:  # time travel says the same about every moment in between
            drawn = sorted(
                start for _, start, _ in look(transact, shop.store, moment, MONDAY, MONDAY + timedelta(6)).drawn
            )
            assert drawn == sorted(_standing(then))
        for change_id, (_, then) in zip(reversed(made), reversed(seen[:-1]), strict=True):
            with transact() as writing:
                changes.undo(writing, actor, change_id=change_id)
            assert _lasting(tables(session)) == _lasting(then)


ANY_CANCELLED = type(
    "AnyCancelled", (), {"__eq__": lambda _self, other: other["status"] == "cancelled", "__hash__": None}
)()


def preview(session: Session, actor: Actor, store: Store, at: datetime, first: date = MONDAY) -> restoring.Restoring:
    return restoring.preview(session, actor, session.get_one(Store, store.id), first=first, last=first, at=at)


def restored(transact: Transact, actor: Actor, store: Store, at: datetime, *, key: str = "", reason: str = "") -> int:
    with transact() as session:
        place = session.get_one(Store, store.id)
        key = key or preview(session, actor, store, at).key
        return restoring.restore(session, actor, place, first=MONDAY, last=MONDAY, at=at, key=key, reason=reason).id


def tables(session: Session) -> dict[tuple[str, int], dict[str, Any]]:
    """What commands decide about; versions grow and what is on its way to Crossmark is no decision."""
    session.rollback()
    quiet = {"version", "created_at", "sync_state", "crossmark_id"}
    rows = [row for model in (Schedule, Event) for row in session.scalars(select(model))]
    return {
        (row.__tablename__, row.id): {
            name: plain(getattr(row, name))
            for name in inspect(type(row)).column_attrs.keys()  # noqa: SIM118  # no dict
            if name not in quiet
        }
        for row in rows
    }


def _any_command(
    chance: random.Random, transact: Transact, actor: Actor, shop: SimpleNamespace, session: Session, made: list[int]
) -> int:
    session.rollback()
    standing = [row.id for row in session.scalars(select(Schedule).where(Schedule.status == ScheduleStatus.PUBLISHED))]
    place = {
        "day": MONDAY + timedelta(days=chance.randrange(5)),
        "minutes": chance.choice((NINE_45, TEN_30)),
        "employee_id": chance.choice(shop.people).id,
        "override_reason": "because",
    }
    with transact() as writing:
        match chance.choice(("book", "move", "cancel", "swap", "pin", "undo")):
            case "book":
                event = chance.choice(shop.events)
                if writing.scalars(
                    select(Schedule).where(Schedule.event_id == event.id, Schedule.status == "published")
                ).first():
                    raise Conflict("taken")
                return schedules.schedule_event(writing, actor, event_id=event.id, **place).change_id
            case "move" if standing:
                return schedules.move(
                    writing, actor, schedule_id=chance.choice(standing), version=None, **place
                ).change_id
            case "cancel" if standing:
                return schedules.cancel(writing, actor, schedule_id=chance.choice(standing), version=None).change_id
            case "swap" if len(standing) > 1:
                one, two = chance.sample(standing, 2)
                return schedules.swap(
                    writing, actor, schedule_id=one, version=None, other_id=two, override_reason="x"
                ).change_id
            case "pin" if standing:
                number = chance.choice(standing)
                pinned = not writing.get_one(Schedule, number).pinned
                return schedules.set_pinned(writing, actor, schedule_id=number, version=None, pinned=pinned).change_id
            case "undo" if made:
                last = writing.scalars(select(Change).order_by(Change.sequence.desc())).first()
                return changes.undo(writing, actor, change_id=last.id).id
    raise Conflict("nothing to do")


def _standing(then: dict[tuple[str, int], dict[str, Any]]) -> list[datetime]:
    rows = [row for (table, _), row in then.items() if table == "schedules" and row["status"] != "cancelled"]
    return [datetime.fromisoformat(row["starts_at"]) for row in rows]


def _lasting(found: dict[tuple[str, int], dict[str, Any]]) -> dict[tuple[str, int], dict[str, Any]]:
    """Nothing with history is deleted: what an undo takes away stands there cancelled."""
    return {key: row for key, row in found.items() if key[0] != "schedules" or row["status"] != "cancelled"}
