"""Who has the duty, why, and where nobody has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.services.scheduling.lead_cover import events_of_week, secondary_lead
from app.services.scheduling.problem import Problem, RotationSlot, TimeOff
from app.services.scheduling.rotation_manager import DutySource, is_eligible, kind_for, on_duty
from app.vocabulary import EventSubtype, EventType, RotationKind, Title
from tests.unit.services.scheduling.builders import (
    ANN,
    BOB,
    CARL,
    FRIDAY,
    JUNE,
    LEA,
    at,
    core,
    event,
    juicer,
    person,
    world,
)

JUICER, LEAD = RotationKind.JUICER, RotationKind.PRIMARY_LEAD
OFF = (TimeOff(FRIDAY, FRIDAY),)
LEA_OFF = replace(LEA, time_off=OFF)
JUNE_OFF = replace(JUNE, time_off=OFF)
JADE = person(6, "Jade", Title.JUICER)
LUIS = person(7, "Luis", Title.LEAD)


def team(*people: Any, backup: int | None = None, exception: int | None = None, **more: Any) -> Problem:
    """June juices and Lea leads on Fridays."""
    exceptions = {} if exception is None else {(1, JUICER, FRIDAY): exception, (1, LEAD, FRIDAY): exception}
    grid = {(1, JUICER, 4): RotationSlot(JUNE.id, backup), (1, LEAD, 4): RotationSlot(LEA.id, backup)}
    return world(people=people, rotations=grid, rotation_exceptions=exceptions, **more)


class TestOnDuty:
    def test_the_standing_person(self) -> None:
        duty = on_duty(team(JUNE), 1, JUICER, FRIDAY)
        assert (duty.employee, duty.source, duty.reason) == (
            JUNE,
            DutySource.STANDING,
            "June is Juicer on Fridays.",
        )

    def test_a_dated_exception_wins_even_over_time_off(self) -> None:
        off = replace(JADE, time_off=OFF)
        duty = on_duty(team(JUNE, off, exception=off.id), 1, JUICER, FRIDAY)
        assert (duty.employee, duty.source) == (off, DutySource.EXCEPTION)

    def test_the_backup_when_the_standing_person_is_off(self) -> None:
        duty = on_duty(team(JUNE_OFF, JADE, backup=JADE.id), 1, JUICER, FRIDAY)
        assert (duty.employee, duty.source) == (JADE, DutySource.BACKUP)
        assert duty.reason == "June has time off on Fri Mar 6. Jade is the backup Juicer on Fridays."

    def test_any_lead_of_the_store_for_the_primary_lead_only(self) -> None:
        away = person(8, "Amy", Title.LEAD, store_ids=frozenset({2}))
        duty = on_duty(team(LEA_OFF, LUIS, away), 1, LEAD, FRIDAY)
        assert (duty.employee, duty.source) == (LUIS, DutySource.ANY_LEAD)
        assert on_duty(team(JUNE_OFF, JADE, LUIS), 1, JUICER, FRIDAY).employee is None

    def test_nobody(self) -> None:
        duty = on_duty(team(LEA_OFF), 1, LEAD, FRIDAY)
        assert (duty.employee, duty.source) == (None, DutySource.NOBODY)
        assert duty.reason.endswith("Nobody is Primary Lead on Fri Mar 6.")

    def test_whoever_lost_the_title_is_passed_over(self) -> None:
        duty = on_duty(team(replace(JUNE, title=Title.SPECIALIST), JADE, backup=JADE.id), 1, JUICER, FRIDAY)
        assert duty.employee == JADE
        assert duty.reason.startswith("June is Event Specialist now and cannot be Juicer.")

    def test_people_who_are_gone_from_the_grid_are_passed_over(self) -> None:
        duty = on_duty(team(JADE, backup=99, exception=98), 1, JUICER, FRIDAY)
        assert duty.source is DutySource.NOBODY

    def test_other_weekdays_and_stores_have_their_own(self) -> None:
        assert on_duty(team(JUNE), 1, JUICER, FRIDAY + timedelta(days=1)).employee is None
        assert on_duty(team(JUNE), 2, JUICER, FRIDAY).employee is None


@pytest.mark.parametrize(
    ("kind", "person_", "offered"),
    [(JUICER, JUNE, True), (JUICER, LEA, False), (LEAD, LEA, True), (LEAD, CARL, True), (LEAD, ANN, False)],
)
def test_the_grid_offers_only_people_who_may(kind: RotationKind, person_: Any, offered: bool) -> None:
    assert is_eligible(kind, person_) is offered
    assert not is_eligible(kind, replace(person_, active=False))


def test_work_belongs_to_its_duty() -> None:
    assert kind_for(juicer()) is JUICER
    assert kind_for(event(type=EventType.FREEOSK)) is LEAD
    assert kind_for(event(type=EventType.DIGITALS)) is LEAD
    assert kind_for(event(type=EventType.DIGITALS, subtype=EventSubtype.DIGITAL_TEARDOWN)) is None
    assert kind_for(core()) is None


class TestSecondaryLead:
    def test_the_lead_with_the_lightest_week_who_is_not_primary(self) -> None:
        third = person(8, "Mia", Title.LEAD)
        busy = [at(core(), LUIS, FRIDAY - timedelta(days=1))]
        grid = {(1, LEAD, 4): RotationSlot(LEA.id)}
        problem = world(busy, people=(LEA, LUIS, third, BOB), rotations=grid)
        assert secondary_lead(problem, 1, FRIDAY) == third
        assert (events_of_week(problem, LUIS, FRIDAY), events_of_week(problem, LUIS, date(2026, 3, 8))) == (1, 0)

    def test_who_is_off_does_not_count(self) -> None:
        assert secondary_lead(team(LEA, replace(LUIS, time_off=OFF)), 1, FRIDAY) is None
