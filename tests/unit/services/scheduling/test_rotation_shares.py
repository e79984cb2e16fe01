"""Who carried the duties, and who will."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.services.scheduling.problem import RotationSlot, TimeOff
from app.services.scheduling.rotation_shares import duty_shares
from app.vocabulary import RotationKind, Title
from tests.unit.services.scheduling.builders import ANN, FRIDAY, JUNE, MONDAY, OTHER_STORE, STORE, person, world

JUICER = RotationKind.JUICER
JADE = person(6, "Jade", Title.JUICER)
GRID = {(1, JUICER, 0): RotationSlot(JUNE.id, JADE.id), (1, JUICER, 4): RotationSlot(JUNE.id)}
LAST = MONDAY + timedelta(days=13)


def of(problem, done=()):
    found = duty_shares(problem, 1, JUICER, done, MONDAY, LAST)
    return {share.employee.name: (share.done, share.ahead) for share in found.shares}, found


def test_days_ahead_go_to_whoever_resolves_on_them() -> None:
    away = replace(JUNE, time_off=(TimeOff(MONDAY, MONDAY),))
    counted, found = of(world(people=(away, JADE, ANN), rotations=GRID))
    assert counted == {"June": (0, 3), "Jade": (0, 1)}
    assert (found.fair, found.most) == (2.0, 3)


def test_days_done_count_once_however_much_work_they_held() -> None:
    done = [(JADE.id, JUICER, MONDAY), (JADE.id, JUICER, MONDAY), (JADE.id, RotationKind.PRIMARY_LEAD, FRIDAY)]
    counted, _ = of(world(people=(JUNE, JADE), rotations=GRID), done)
    assert counted == {"June": (0, 4), "Jade": (1, 0)}


def test_whoever_carried_it_without_the_title_is_shown_but_not_counted_on() -> None:
    counted, found = of(world(people=(JUNE, ANN), rotations=GRID), [(ANN.id, JUICER, MONDAY)])
    assert counted == {"June": (0, 4), "Ann": (1, 0)}
    assert found.fair == 5.0


def test_a_holiday_is_nobodys_day() -> None:
    closed = replace(STORE, holidays={FRIDAY: "Founders Day"})
    counted, _ = of(world(people=(JUNE,), rotations=GRID, stores=(closed, OTHER_STORE)))
    assert counted == {"June": (0, 3)}


def test_a_store_without_anybody_has_no_shares() -> None:
    counted, found = of(world(people=(ANN,)))
    assert (counted, found.fair, found.most) == ({}, 0.0, 0)
