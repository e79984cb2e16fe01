"""Why an event has no place, in words a manager can act on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.services.scheduling.engine_plan import Plan
from app.services.scheduling.explanation import NO_RULE, explain, try_days
from app.services.scheduling.problem import TimeOff
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import EventType, Severity, Title
from tests.unit.services.scheduling.builders import (
    ANN,
    CARL,
    FRIDAY,
    JUNE,
    MONDAY,
    STORE,
    at,
    core,
    event,
    juicer,
    person,
    world,
)

SATURDAY = FRIDAY + timedelta(days=1)


class TestExplain:
    def test_names_the_people_who_could_and_what_stops_each(self) -> None:
        off = replace(JUNE, time_off=(TimeOff(FRIDAY, FRIDAY),))
        busy = person(6, "Jo", Title.JUICER)
        work = juicer(1, start=FRIDAY, due=FRIDAY)
        plan = Plan(world([at(core(2), busy)], events=[work], people=(off, busy, ANN)))

        left = explain(plan, work)

        assert "No Juicer Barista is free on Fri Mar 6" in left.reason
        assert "June has time off on Fri Mar 6" in left.reason
        assert "Jo already has Core 600002" in left.reason
        assert "Ann" not in left.reason

    def test_counts_rules_over_days(self) -> None:
        off = replace(ANN, time_off=(TimeOff(FRIDAY, SATURDAY),))
        work = core(1, start=FRIDAY, days=2)

        left = explain(Plan(world(events=[work], people=(off,))), work)

        assert left.rule == "time_off"
        assert "Over 2 days" in left.reason
        assert "stops 2 people" in left.reason

    def test_says_how_many_more_people_were_asked(self) -> None:
        people = [person(number, f"P{number}", time_off=(TimeOff(FRIDAY, FRIDAY),)) for number in range(11, 16)]
        work = core(1, start=FRIDAY, due=FRIDAY)

        assert "and 2 more people" in explain(Plan(world(events=[work], people=people)), work).reason

    def test_a_closed_day_is_said_once_for_all(self) -> None:
        soon = core(1, due=MONDAY + timedelta(days=2))

        left = explain(Plan(world(events=[soon])), soon)

        assert left.rule == "short_notice"
        assert "too soon" in left.reason
        assert "The same holds for 1 more day." in left.reason

    def test_a_holiday_is_told_before_the_fixed_date(self) -> None:
        closed = replace(STORE, holidays={FRIDAY: "Founders Day"})
        kiosk = event(1, EventType.FREEOSK, start=FRIDAY, days=5)

        left = explain(Plan(world(events=[kiosk], stores=(closed,))), kiosk)

        assert left.rule == "holiday"
        assert "Founders Day" in left.reason

    def test_a_window_outside_the_range_is_said(self) -> None:
        later = core(1, start=MONDAY + timedelta(days=60))

        assert "holds no day" in explain(Plan(world(events=[later])), later).reason

    def test_nobody_of_the_title_at_the_store(self) -> None:
        work = event(1, EventType.FREEOSK, start=FRIDAY)

        left = explain(Plan(world(events=[work], people=(ANN,))), work)

        assert "No Club Supervisor or Lead Event Specialist works at Club 8001." in left.reason

    def test_a_free_person_is_named(self) -> None:
        work = core(1, start=FRIDAY, due=FRIDAY)

        left = explain(Plan(world(events=[work], people=(ANN,))), work, schedule_id=11)

        assert (left.rule, left.schedule_id) == (NO_RULE, 11)
        assert left.reason == "Ann could do it at 9:45 AM."

    def test_a_rule_made_soft_explains_nothing(self) -> None:
        visit = event(2, EventType.SUPERVISOR, start=FRIDAY, due=FRIDAY)
        lenient = RuleSettings(severities={"pairing": Severity.SOFT})

        assert explain(Plan(world(events=[visit], people=(CARL,))), visit).rule == "pairing"
        assert explain(Plan(world(events=[visit], people=(CARL,), rules=lenient)), visit).rule == NO_RULE

    def test_without_start_times_nobody_is_tried(self) -> None:
        work = core(1, start=FRIDAY, due=FRIDAY)
        (tried,) = try_days(Plan(world(events=[work], rules=RuleSettings(core_slots=()))), work)

        assert tried.people == ()
