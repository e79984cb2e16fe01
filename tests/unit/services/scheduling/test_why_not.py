"""The funnel of an event that nobody does, and the reason that decides it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.services.scheduling.problem import Employee, Event, Problem, TimeOff
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules import HARD
from app.services.scheduling.why_not import OF_THE_EVENT, Stage, WhyNot, stage_of, why_not
from app.services.scheduling.why_not_words import binding_reason
from app.vocabulary import EventType, Title
from tests.unit.services.scheduling.builders import (
    ANN,
    BOB,
    FRIDAY,
    JUNE,
    LEA,
    MONDAY,
    at,
    core,
    event,
    juicer,
    person,
    world,
)

DAY = timedelta(days=1)
WORK = juicer(1, start=FRIDAY, days=1)


def asked(problem: Problem, work: Event = WORK) -> tuple[WhyNot, str]:
    found = why_not(problem, work)
    return found, binding_reason(problem, found)


def counts(found: WhyNot) -> list[int]:
    return [found.asked, *(step.passed for step in found.steps)]


def jo(id: int, name: str, **more: object) -> Employee:
    return person(id, name, Title.JUICER, **more)


class TestFunnel:
    def test_everybody_drops_out_at_the_first_question_that_stops_him(self) -> None:
        elsewhere = jo(11, "Eve", store_ids=frozenset({2}))
        off = jo(12, "Olga", time_off=(TimeOff(FRIDAY, FRIDAY),))
        busy = jo(13, "Bea")
        tired = jo(14, "Tim", max_minutes_week=60)
        people = (ANN, elsewhere, off, busy, tired)

        found, _ = asked(world([at(juicer(2, start=FRIDAY), busy, clock="09:00")], events=[WORK], people=people))

        assert counts(found) == [5, 4, 3, 2, 1, 0]
        stopped = [
            (step.stage, stop.place.employee.name, stop.violation.rule) for step in found.steps for stop in step.stopped
        ]
        assert stopped == [
            (Stage.TITLE, "Ann", "title"),
            (Stage.STORE, "Eve", "store"),
            (Stage.AVAILABLE, "Olga", "time_off"),
            (Stage.FREE, "Bea", "overlap"),
            (Stage.LIMITS, "Tim", "max_weekly_minutes"),
        ]

    def test_of_all_days_the_one_counts_where_a_person_gets_furthest(self) -> None:
        june = replace(JUNE, time_off=(TimeOff(FRIDAY, FRIDAY),))
        taken = at(juicer(2, start=FRIDAY + DAY), june, FRIDAY + DAY, clock="09:00")
        work = juicer(1, start=FRIDAY, days=2)

        found, _ = asked(world([taken], events=[work], people=(june,)), work)

        (stop,) = found.stops
        assert (stop.stage, stop.place.day) == (Stage.FREE, FRIDAY + DAY)
        assert {day for _, day in found.by_day} == {FRIDAY, FRIDAY + DAY}

    def test_closed_days_are_told_apart_from_people(self) -> None:
        found, _ = asked(world(events=[core(1, days=6)], people=(ANN,)), core(1, days=6))

        assert [violation.day for violation in found.closed] == [MONDAY + number * DAY for number in (0, 1, 2, 3, 6)]
        assert found.days == (FRIDAY, FRIDAY + DAY)
        assert [place.employee for place in found.able] == [ANN]

    def test_each_hard_rule_belongs_to_one_question(self) -> None:
        """A new rule about people is asked under FREE until somebody says otherwise here."""
        free = {rule.NAME for rule in HARD if rule not in OF_THE_EVENT and stage_of(rule) is Stage.FREE}
        assert free == {"already_assigned", "overlap", "juicer_excludes_core", "one_store_a_day"}


class TestBindingReason:
    def test_competition_names_the_other_events(self) -> None:
        problem = world([at(juicer(2, start=FRIDAY), JUNE, clock="09:00")], events=[WORK], people=(JUNE,))
        _, reason = asked(problem)
        assert reason == "Everybody who could do it is on other work: June on Juicer 600002 (Fri Mar 6)."

    def test_limits_are_told_beside_competition(self) -> None:
        tired = jo(14, "Tim", max_minutes_week=60)
        problem = world([at(juicer(2, start=FRIDAY), JUNE, clock="09:00")], events=[WORK], people=(JUNE, tired))
        _, reason = asked(problem)
        assert "June on Juicer 600002" in reason
        assert "Everybody else who is free has reached a limit: Tim would work 9 h" in reason

    def test_people_who_are_away_are_named_up_to_three(self) -> None:
        away = [jo(number, f"P{number}", time_off=(TimeOff(FRIDAY, FRIDAY),)) for number in range(11, 16)]
        _, reason = asked(world(events=[WORK], people=away))
        assert reason.startswith("Nobody who may do it is there on any of its days: P11 has time off on Fri Mar 6;")
        assert reason.endswith("; and 2 more.")

    def test_nobody_has_the_title(self) -> None:
        assert asked(world(events=[WORK], people=(ANN, BOB)))[1] == "No Juicer Barista works at Club 8001."
        assert asked(world(events=[WORK], people=()))[1] == "No Juicer Barista works at Club 8001."

    def test_a_free_person_is_named(self) -> None:
        june, reason = JUNE, asked(world(events=[WORK], people=(JUNE, jo(15, "Kim"))))[1]
        where = "on Fri Mar 6 at 9:00 AM"
        assert reason == f"Nothing stands against it: {june.name} could do it {where}, and 1 more could as well."

    def test_a_window_that_is_over_or_closed(self) -> None:
        over = core(1, start=MONDAY - 9 * DAY, days=2)
        assert asked(world(events=[over], people=(ANN,)), over)[1] == "Its window ended on Mon Feb 23."
        soon = core(1, due=MONDAY + 2 * DAY)
        reason = asked(world(events=[soon], people=(ANN,)), soon)[1]
        assert "is too soon to plan Core 600001 automatically. The same holds for 2 more days." in reason

    def test_without_start_times_that_is_the_reason(self) -> None:
        work = core(1, start=FRIDAY)
        _, reason = asked(world(events=[work], people=(ANN,), rules=RuleSettings(core_slots=())), work)
        assert reason == "No start time is set for Core events. Set one under Settings, Times."

    def test_several_people_of_one_event_come_together(self) -> None:
        together = event(1, EventType.OTHER, start=FRIDAY, days=4, headcount=2)
        found, _ = asked(
            world([at(together, LEA, FRIDAY, "11:00")], people=(LEA, person(9, "Nan", Title.LEAD))), together
        )
        assert [(place.employee.name, place.day) for place in found.able] == [("Nan", FRIDAY)]
        assert [stop.violation.rule for stop in found.stops] == ["already_assigned"]
