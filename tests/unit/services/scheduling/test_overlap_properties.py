"""What holds for every pair of times, not only for the examples."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.services.scheduling.constraint_validator import detect_conflicts
from app.services.scheduling.problem import Assignment
from app.services.scheduling.rules.clock import exists
from app.services.scheduling.rules.overlap import collide, shared_minutes
from app.vocabulary import EventType
from tests.unit.services.scheduling.builders import ANN, BOB, CARL, FRIDAY, LEA, STORE, core, event

AUTUMN, SPRING = date(2026, 11, 1), date(2026, 3, 8)
ZONE = ZoneInfo(STORE.zone)

days = st.sampled_from([FRIDAY, FRIDAY + timedelta(days=1), SPRING, AUTUMN, AUTUMN - timedelta(days=1)])
lengths = st.integers(min_value=1, max_value=1440)
types = st.sampled_from(EventType)
people = st.sampled_from([ANN, BOB, CARL, LEA])


@st.composite
def assignments(draw: st.DrawFn) -> Assignment:
    day = draw(days)
    start = draw(st.integers(0, 1439).filter(lambda minutes: exists(day, minutes, STORE.zone)))
    id = draw(st.integers(1, 999))
    work = event(id, draw(types), minutes=draw(lengths), exclusive=draw(st.booleans()))
    return Assignment(work, draw(people), STORE, day, start)


@given(assignments(), assignments())
def test_the_order_of_the_two_never_matters(first: Assignment, second: Assignment) -> None:
    assert collide(first, second) == collide(second, first)
    assert first.overlaps(second) == second.overlaps(first)
    assert shared_minutes(first, second) == shared_minutes(second, first)


@given(assignments(), assignments())
def test_two_exclusive_ones_collide_exactly_when_they_share_a_minute(first: Assignment, second: Assignment) -> None:
    both_alone = first.event.exclusive and second.event.exclusive and first.employee.id == second.employee.id
    if both_alone:
        assert collide(first, second) == (shared_minutes(first, second) > 0)


@given(st.integers(0, 1438), lengths, lengths)
def test_touching_is_never_an_overlap(start: int, length: int, other_length: int) -> None:
    first = Assignment(core(1, minutes=length), ANN, STORE, FRIDAY, start)
    end = start + length
    day, minutes = FRIDAY + timedelta(days=end // 1440), end % 1440
    second = Assignment(core(2, minutes=other_length), ANN, STORE, day, minutes)
    assert not collide(first, second)
    assert first.ends_at == second.starts_at


@given(assignments())
def test_nothing_fits_beside_itself(one: Assignment) -> None:
    assert one.overlaps(one)


@given(st.lists(assignments(), max_size=6))
def test_conflicts_are_the_colliding_pairs_each_once(rows: list[Assignment]) -> None:
    pairs = [(a, b) for place, a in enumerate(rows) for b in rows[place + 1 :] if collide(a, b)]
    assert len(detect_conflicts(rows)) == len(pairs)


def test_the_repeated_hour_counts_twice() -> None:
    """1:30 in the first pass plus two hours of work ends at 2:30, one clock hour later than it looks."""
    first = Assignment(core(1, minutes=120), ANN, STORE, AUTUMN, 90)
    assert first.ends_at.astimezone(ZONE) == datetime(2026, 11, 1, 2, 30, tzinfo=ZONE)
    assert not collide(first, Assignment(core(2), ANN, STORE, AUTUMN, 150))
    assert collide(first, Assignment(core(2), ANN, STORE, AUTUMN, 149))


def test_the_skipped_hour_does_not_count() -> None:
    """Two hours from 1:30 end at 4:30 on the clock."""
    first = Assignment(core(1, minutes=120), ANN, STORE, SPRING, 90)
    assert collide(first, Assignment(core(2), ANN, STORE, SPRING, 269))
    assert not collide(first, Assignment(core(2), ANN, STORE, SPRING, 270))
