"""Where nobody has the duty, or somebody else than planned, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.services.scheduling.problem import RotationSlot, TimeOff
from app.services.scheduling.rotation_gaps import Gap, GapKind, gaps, summed_up
from app.vocabulary import RotationKind, Title
from tests.unit.services.scheduling.builders import FRIDAY, JUNE, LEA, OTHER_STORE, STORE, person, world
from tests.unit.services.scheduling.test_rotation_manager import (
    JADE,
    JUNE_OFF,
    LEA_OFF,
    LUIS,
    team,
)

JUICER, LEAD = RotationKind.JUICER, RotationKind.PRIMARY_LEAD
SATURDAY = FRIDAY + timedelta(days=1)


def only(found: tuple[Gap, ...]) -> Gap:
    (gap,) = found
    return gap


def test_a_full_grid_has_none() -> None:
    assert gaps(team(JUNE, LEA), 1, FRIDAY, FRIDAY) == ()


def test_a_day_without_rotation_is_critical_for_both_duties() -> None:
    found = gaps(team(JUNE, LEA_OFF), 1, SATURDAY, SATURDAY)
    assert [(gap.kind, gap.rotation, gap.day, gap.critical) for gap in found] == [
        (GapKind.NO_ROTATION, JUICER, SATURDAY, True),
        (GapKind.NO_ROTATION, LEAD, SATURDAY, True),
    ]
    assert found[0].message == "No Juicer rotation is set for Saturdays. Nobody stands in as Juicer on Sat Mar 7."
    assert found[1].stand_in == "Lea"
    assert found[0].fix == "Choose somebody in the rotation grid."


def test_an_inactive_person_is_critical_and_the_stand_in_is_named() -> None:
    gap = only(gaps(team(JUNE, replace(LEA, active=False), LUIS), 1, FRIDAY, FRIDAY))
    assert (gap.kind, gap.critical) == (GapKind.INACTIVE, True)
    assert gap.message == "Lea is not active. Lea is Primary Lead on Fri Mar 6. Luis stands in."


def test_whoever_lost_the_title_is_a_gap() -> None:
    gap = only(gaps(team(replace(JUNE, title=Title.SPECIALIST), LEA), 1, FRIDAY, FRIDAY))
    assert (gap.kind, gap.critical) == (GapKind.INELIGIBLE, True)
    assert gap.message.startswith("June is Event Specialist now and cannot be Juicer.")
    assert gap.fix == "Choose another person in the rotation grid."


def test_time_off_is_a_warning_until_somebody_else_is_named() -> None:
    gap = only(gaps(team(JUNE_OFF, LEA), 1, FRIDAY, FRIDAY))
    assert (gap.kind, gap.critical, gap.fix) == (GapKind.TIME_OFF, False, "Name somebody for Fri Mar 6.")
    assert gap.message.endswith("June is Juicer on Fri Mar 6. Nobody stands in.")
    assert gaps(team(JUNE_OFF, LEA, exception=LEA.id), 1, FRIDAY, FRIDAY)[0].person == LEA


def test_nobody_stands_in_for_an_exception_who_is_off() -> None:
    found = gaps(team(JUNE, LEA_OFF, LUIS, exception=LEA.id), 1, FRIDAY, FRIDAY)
    assert [gap.rotation for gap in found] == [JUICER, LEAD]
    assert {gap.stand_in for gap in found} == {""}


def test_a_holiday_needs_nobody() -> None:
    closed = replace(STORE, holidays={FRIDAY: "Founders Day"})
    assert gaps(world(stores=(closed, OTHER_STORE)), 1, FRIDAY, FRIDAY) == ()


@pytest.mark.parametrize(("who", "concerned"), [(JUNE, True), (JADE, True), (LEA, False)])
def test_a_gap_concerns_whoever_should_have_filled_it(who, concerned: bool) -> None:
    both_off = team(JUNE_OFF, replace(JADE, time_off=JUNE_OFF.time_off), LEA, backup=JADE.id)
    juicer = next(gap for gap in gaps(both_off, 1, FRIDAY, FRIDAY) if gap.rotation is JUICER)
    assert juicer.concerns(who.id) is concerned


def test_a_backup_who_stands_in_is_not_concerned() -> None:
    covered = next(gap for gap in gaps(team(JUNE_OFF, JADE, LEA, backup=JADE.id), 1, FRIDAY, FRIDAY))
    assert covered.stand_in == "Jade"
    assert not covered.concerns(JADE.id)


class TestSummedUp:
    def test_one_cause_is_one_line_however_many_days(self) -> None:
        weeks = FRIDAY + timedelta(weeks=4)
        away = replace(JUNE, time_off=(TimeOff(FRIDAY, weeks),))
        grid = {(1, JUICER, 4): RotationSlot(JUNE.id)}
        lines = summed_up(gap for gap in gaps(world(people=(away,), rotations=grid), 1, FRIDAY, weeks) if gap.person)
        assert len(lines) == 1
        assert len(lines[0].days) == 5
        assert "Fri Mar 6, Fri Mar 13, Fri Mar 20 and 2 more days" in lines[0].message

    def test_days_without_anybody_come_first(self) -> None:
        luis = person(7, "Luis", Title.LEAD)
        problem = team(JUNE_OFF, LEA_OFF, luis)
        lines = summed_up(gaps(problem, 1, FRIDAY, FRIDAY))
        assert [line.first.rotation for line in lines] == [JUICER, LEAD]
        assert [bool(line.first.stand_in) for line in lines] == [False, True]
