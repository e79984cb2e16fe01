"""The rulebook's waves: who is asked first, who gives way, and that no rule is broken on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.services.scheduling.constraint_validator import check_plan
from app.services.scheduling.engine_opening import group_up, open_up
from app.services.scheduling.engine_plan import Plan, Possible
from app.services.scheduling.engine_sites import Sites
from app.services.scheduling.engine_wishes import Duties
from app.services.scheduling.greedy_waves import plan_in_waves
from app.services.scheduling.problem import Problem, RotationSlot, TimeOff
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules.violation import Mode
from app.vocabulary import EventSubtype, EventType, RotationKind, Severity, Title, Visitor
from tests.unit.services.scheduling.builders import (
    ANN,
    BOB,
    CARL,
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

SATURDAY = FRIDAY + timedelta(days=1)


def waves(problem: Problem) -> Plan:
    opening = open_up(problem)
    groups = group_up(opening)
    possible = Possible(groups, Sites(opening, groups).all())
    plan = plan_in_waves(opening, Duties(problem), possible)
    found = check_plan(plan.problem, [*plan.problem.assignments, *plan.lines], mode=Mode.AUTOMATIC)
    assert [item for item in found if item.severity is Severity.HARD] == []
    return plan


def place(plan: Plan, event_id: int) -> tuple[str, date] | None:
    rows = [line for line in plan.lines if line.event.id == event_id]
    return (rows[0].employee.name, rows[0].day) if rows else None


class TestCoreWave:
    def test_leads_come_before_specialists_and_starts_go_round(self) -> None:
        plan = waves(world(events=[core(number, start=FRIDAY, due=SATURDAY) for number in (1, 2, 3)]))

        assert [line.employee.name for line in plan.lines] == ["Lea", "Ann", "Bob"]
        assert [line.start for line in plan.lines] == [585, 630, 660]

    def test_within_a_title_whoever_has_the_fewest_core_days_comes_first(self) -> None:
        busy = at(core(9), ANN, SATURDAY, published=True)

        plan = waves(world([busy], events=[core(1, start=FRIDAY, due=SATURDAY)], people=(ANN, BOB)))

        assert place(plan, 1) == ("Bob", FRIDAY)

    def test_the_queue_goes_by_due_date(self) -> None:
        plan = waves(world(events=[core(1, days=10), core(2, days=5)], people=(ANN,)))

        assert place(plan, 2) == ("Ann", FRIDAY)
        assert place(plan, 1) == ("Ann", SATURDAY)

    def test_a_core_takes_its_visit_along(self) -> None:
        urgent, patient = core(2, start=FRIDAY, due=SATURDAY), core(1, days=10)
        visit = event(3, EventType.SUPERVISOR, event_number="600001")

        plan = waves(world(events=[patient, urgent, visit], people=(ANN, CARL)))

        assert place(plan, 2) == ("Ann", FRIDAY)
        assert place(plan, 1) == ("Ann", SATURDAY)
        assert place(plan, 3) == ("Carl", SATURDAY)

    def test_a_manager_says_which_title_is_asked_first(self) -> None:
        order = RuleSettings(core_staffing_order=(Title.JUICER, Title.SPECIALIST))

        plan = waves(world(events=[core(number, start=FRIDAY, due=SATURDAY) for number in range(1, 5)], rules=order))

        assert [line.employee.name for line in plan.lines] == ["June", "Ann", "Bob", "Lea"]

    def test_a_manager_says_who_makes_the_visit(self) -> None:
        lou = person(6, "Lou", Title.LEAD)
        rotations = {(1, RotationKind.PRIMARY_LEAD, day): RotationSlot(LEA.id) for day in range(7)}
        booked = at(core(1), lou, FRIDAY, published=True)
        visit = event(3, EventType.SUPERVISOR, event_number="600001")

        def chosen(*order: Visitor) -> str:
            rules = RuleSettings(supervisor_assignment_order=order)
            plan = waves(world([booked], events=[visit], people=(LEA, CARL, lou), rotations=rotations, rules=rules))
            return plan.lines[0].employee.name

        assert chosen(*Visitor) == "Carl"
        assert chosen(Visitor.PRIMARY_LEAD) == "Lea"
        assert chosen(Visitor.LEAD_WITH_CORE, Visitor.CLUB_SUPERVISOR) == "Lou"


class TestOtherWaves:
    def test_juicer_events_wait_for_a_day_of_the_rotation(self) -> None:
        off = replace(JUNE, time_off=(TimeOff(FRIDAY, FRIDAY),))
        rotations = {(1, RotationKind.JUICER, day): RotationSlot(JUNE.id) for day in range(7)}

        plan = waves(
            world(
                events=[juicer(1, start=FRIDAY, days=5)],
                people=(off, person(6, "Jo", Title.JUICER)),
                rotations=rotations,
            )
        )

        assert place(plan, 1) == ("June", SATURDAY)

    def test_kiosks_go_to_the_primary_lead_and_teardowns_to_the_second(self) -> None:
        rotations = {(1, RotationKind.PRIMARY_LEAD, day): RotationSlot(LEA.id) for day in range(7)}
        events = [
            event(1, EventType.FREEOSK, start=FRIDAY),
            event(2, EventType.DIGITALS, start=FRIDAY, subtype=EventSubtype.DIGITAL_TEARDOWN),
        ]

        plan = waves(world(events=events, people=(LEA, person(6, "Lou", Title.LEAD), CARL), rotations=rotations))

        assert place(plan, 1) == ("Lea", FRIDAY)
        assert place(plan, 2) == ("Lou", FRIDAY)

    def test_a_kiosk_that_is_bound_to_no_day_waits_for_a_lead(self) -> None:
        off = replace(LEA, time_off=(TimeOff(FRIDAY, FRIDAY),))
        kiosk = event(1, EventType.FREEOSK, start=FRIDAY, days=3)

        plan = waves(world(events=[kiosk], people=(off, ANN), rules=RuleSettings(fixed_day_types=())))

        assert place(plan, 1) == ("Lea", SATURDAY)

    def test_other_work_goes_to_the_club_supervisor_first(self) -> None:
        assert place(waves(world(events=[event(1, EventType.OTHER)])), 1) == ("Carl", MONDAY + timedelta(days=3))

    def test_a_visit_of_an_earlier_core_is_planned_on_its_day(self) -> None:
        there = at(core(1), ANN, SATURDAY, published=True)

        plan = waves(world([there], events=[event(2, EventType.SUPERVISOR, event_number="600001")]))

        assert place(plan, 2) == ("Carl", SATURDAY)

    def test_two_people_of_one_event_start_together(self) -> None:
        plan = waves(world(events=[core(1, headcount=2)]))

        first, second = plan.lines
        assert (first.day, first.start) == (second.day, second.start)
        assert first.employee is not second.employee

    def test_what_fits_nowhere_is_left(self) -> None:
        assert waves(world(events=[core(1), event(2, EventType.SUPERVISOR)], people=(JUNE, BOB))).lines
        assert waves(world(events=[core(1)], people=())).lines == ()
