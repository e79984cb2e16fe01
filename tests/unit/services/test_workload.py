"""How much is much: limits that grow with the days, weeks from Sunday, and what is counted for a person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.queries.workload import Booked, Person
from app.services.workload import Level, Limits, Span, loads
from app.vocabulary import Condition, EventType, Title

LIMITS = Limits(normal_max=12, high_max=18)
WEEK = Span(date(2026, 3, 1), date(2026, 3, 7))


def booked(person: int, day: int, kind: EventType = EventType.CORE, *, hour: int = 15, minutes: int = 390) -> Booked:
    begin = datetime(2026, 3, day, hour, tzinfo=UTC)
    return Booked(person, begin, begin + timedelta(minutes=minutes), "America/New_York", kind, Condition.SCHEDULED)


def person(number: int, **fields: object) -> Person:
    return Person(number, f"Person {number}", Title.SPECIALIST, True, None)._replace(**fields)


class TestLimits:
    @pytest.mark.parametrize(
        ("events", "level"),
        [(0, Level.NORMAL), (12, Level.NORMAL), (13, Level.HIGH), (18, Level.HIGH), (19, Level.OVERLOADED)],
    )
    def test_a_week(self, events, level):
        assert LIMITS.level(events, 7) is level

    @pytest.mark.parametrize(
        ("events", "days", "level"),
        [(24, 14, Level.NORMAL), (25, 14, Level.HIGH), (37, 14, Level.OVERLOADED), (2, 1, Level.HIGH)],
    )
    def test_they_grow_with_the_days(self, events, days, level):
        assert LIMITS.level(events, days) is level


class TestSpan:
    @pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 4), date(2026, 3, 7)])
    def test_a_week_is_sunday_to_saturday(self, day):
        assert Span.week_of(day) == WEEK

    @pytest.mark.parametrize(("day", "last"), [(date(2026, 2, 10), 28), (date(2026, 12, 31), 31)])
    def test_a_month_ends_with_its_last_day(self, day, last):
        assert Span.month_of(day) == Span(day.replace(day=1), day.replace(day=last))

    def test_before_and_after_are_as_long(self):
        assert WEEK.shifted(1) == Span(date(2026, 3, 8), date(2026, 3, 14))
        assert WEEK.shifted(-1).days == 7


class TestLoads:
    def test_days_are_counted_once_and_events_by_type(self):
        rows = [booked(1, 2), booked(1, 2, EventType.SUPERVISOR, hour=22, minutes=30), booked(1, 3)]

        [load] = loads([person(1)], rows, WEEK, LIMITS)

        assert (load.days, load.events, load.minutes) == (2, 3, 810)
        assert load.by_type[EventType.CORE] == 2
        assert load.by_type[EventType.JUICER] == 0

    def test_the_day_is_the_stores(self):
        [load] = loads([person(1)], [booked(1, 3, hour=2), booked(1, 2)], WEEK, LIMITS)

        assert load.days == 1

    def test_who_has_no_work_is_there_too(self):
        assert [one.events for one in loads([person(1), person(2)], [booked(2, 2)], WEEK, LIMITS)] == [0, 1]

    @pytest.mark.parametrize(("wage", "cost"), [(None, None), (1_500, 9_750)])
    def test_the_cost_is_known_only_with_a_wage(self, wage, cost):
        assert loads([person(1, wage_cents=wage)], [booked(1, 2)], WEEK, LIMITS)[0].cost_cents == cost
