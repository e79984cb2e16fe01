"""Ways out of a conflict: each offered repair must itself be valid."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.services.scheduling.conflict_resolver import Repair, RepairKind, repairs, repairs_for
from app.services.scheduling.constraint_validator import check_together, detect_conflicts, is_valid
from app.services.scheduling.problem import Assignment, Problem, TimeOff
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules.violation import Mode
from tests.unit.services.scheduling.builders import ANN, BOB, FRIDAY, JUNE, MONDAY, at, core, juicer, person, world

DAY = timedelta(days=1)
AWAY = (TimeOff(MONDAY - 7 * DAY, MONDAY + 30 * DAY),)


def only(found: tuple[Repair, ...], kind: RepairKind) -> Repair:
    return next(repair for repair in found if repair.kind is kind)


def places(repair: Repair) -> list[tuple[int, str]]:
    return [(row.event.id, row.employee.name) for row in repair.changes]


def all_valid(problem: Problem, found: tuple[Repair, ...], mode: Mode = Mode.MANUAL) -> bool:
    return all(
        is_valid(check_together(problem, repair.changes, mode=mode, ignoring=frozenset(repair.released)))
        for repair in found
    )


def test_another_start_or_day_or_person() -> None:
    busy = person(time_off=(TimeOff(FRIDAY, FRIDAY, (9 * 60, 10 * 60)),))
    problem = world(events=[core()], people=(busy, BOB))
    found = repairs(problem, at(core(), busy))
    assert [repair.kind for repair in found[:2]] == [RepairKind.OTHER_TIME] * 2
    assert found[0].summary == "Core 600001 on Fri Mar 6 at 10:30 AM with Ann."
    assert only(found, RepairKind.OTHER_EMPLOYEE).changes[0].employee is BOB
    assert only(found, RepairKind.OTHER_DAY).changes[0].day == MONDAY + DAY
    assert all_valid(problem, found)


def test_at_most_as_many_as_asked_for_and_of_every_kind_first() -> None:
    busy = person(time_off=(TimeOff(FRIDAY, FRIDAY, (9 * 60, 10 * 60)),))
    found = repairs(world(events=[core()], people=(busy, BOB)), at(core(), busy), limit=3)
    assert [repair.kind for repair in found] == [
        RepairKind.OTHER_TIME,
        RepairKind.OTHER_EMPLOYEE,
        RepairKind.OTHER_DAY,
    ]


def test_somebody_else_takes_what_stands_in_the_way() -> None:
    """Only June may juice, so her Core goes to Bob."""
    work = juicer(2, start=FRIDAY, days=1)
    problem = world([at(core(), JUNE)], events=[work], people=(JUNE, BOB))
    found = repairs(problem, at(work, JUNE, clock="09:00"), mode=Mode.AUTOMATIC)
    assert [repair.kind for repair in found] == [RepairKind.HAND_OVER]
    assert found[0].summary == "Bob takes Core 600001, June does Juicer 600002."
    assert all_valid(problem, found, Mode.AUTOMATIC)


def test_two_people_trade_their_schedules() -> None:
    """Ann is off at noon on Friday and Bob on Saturday; each can do the other's day."""
    ann = person(time_off=(TimeOff(FRIDAY, FRIDAY),))
    bob = person(2, "Bob", time_off=(TimeOff(FRIDAY + DAY, FRIDAY + DAY),))
    mine = at(core(start=FRIDAY, days=0), ann, schedule_id=7)
    theirs = at(core(2, start=FRIDAY + DAY, days=0), bob, FRIDAY + DAY, schedule_id=8)
    problem = world([mine, theirs], people=(ann, bob))
    found = repairs(problem, mine)
    assert places(only(found, RepairKind.SWAP)) == [(1, "Bob"), (2, "Ann")]
    assert all_valid(problem, found)


def test_less_urgent_work_gives_way_and_finds_another_day() -> None:
    urgent = core(start=FRIDAY, days=0, priority=1)
    later = at(core(2), BOB, schedule_id=8)
    gone = replace(ANN, time_off=AWAY)
    problem = world([later], events=[urgent], people=(gone, BOB))
    bump = only(repairs(problem, at(urgent, gone)), RepairKind.BUMP)
    assert places(bump) == [(1, "Bob"), (2, "Bob")]
    assert bump.changes[1].day == FRIDAY - DAY
    assert (bump.released, bump.changes[0].schedule_id) == ((), None)
    assert bump.summary.startswith("Core 600001 takes the place of Core 600002, which moves to Thu Mar 5")


def _crowded(victim: Assignment, **rules: Any) -> tuple[Repair, ...]:
    urgent = core(start=FRIDAY, days=0, priority=2)
    gone = replace(ANN, time_off=AWAY)
    problem = world([victim], events=[urgent], people=(gone, BOB), rules=RuleSettings(**rules))
    return repairs(problem, at(urgent, gone))


def test_work_without_another_day_goes_back_to_the_unscheduled() -> None:
    victim = core(2, start=FRIDAY, days=0, priority=3)
    (bump,) = _crowded(at(victim, BOB, schedule_id=8))
    assert (bump.kind, bump.released, len(bump.changes)) == (RepairKind.BUMP, (8,), 1)


def test_what_is_pinned_or_more_urgent_or_past_never_gives_way() -> None:
    victim = core(2, start=FRIDAY, days=0, priority=3)
    assert _crowded(at(victim, BOB, schedule_id=8, pinned=True)) == ()
    assert _crowded(at(core(2, start=FRIDAY, days=0, priority=1), BOB, schedule_id=8)) == ()
    assert _crowded(at(core(2, start=FRIDAY, days=0, priority=2), BOB, schedule_id=8)) == ()


def test_where_a_manager_wants_that_only_drafts_give_way() -> None:
    draft = at(core(2, start=FRIDAY, days=0, priority=3), BOB, schedule_id=8)
    published = replace(draft, published=True)
    assert [repair.kind for repair in _crowded(published)] == [RepairKind.BUMP]
    assert _crowded(published, bump_posted=False) == ()
    assert [repair.kind for repair in _crowded(draft, bump_posted=False)] == [RepairKind.BUMP]


def test_work_that_is_due_at_once_never_gives_way() -> None:
    urgent = core(start=MONDAY, days=1, priority=1)
    victim = at(core(2, days=1, start=MONDAY), BOB, MONDAY + DAY, schedule_id=8)
    gone = replace(ANN, time_off=AWAY)
    found = repairs(world([victim], events=[urgent], people=(gone, BOB)), at(urgent, gone, MONDAY + DAY))
    assert RepairKind.BUMP not in {repair.kind for repair in found}


def test_of_two_saved_schedules_the_later_gives_way_unless_it_is_pinned() -> None:
    first, second = at(core(), schedule_id=7), at(core(2), clock="11:00", schedule_id=8)
    (conflict,) = detect_conflicts([first, second])
    problem = world([first, second], people=(ANN, BOB))
    assert {row.event.id for row in only(repairs_for(problem, conflict), RepairKind.OTHER_EMPLOYEE).changes} == {2}
    pinned = replace(second, pinned=True)
    (conflict,) = detect_conflicts([first, pinned])
    found = repairs_for(world([first, pinned], people=(ANN, BOB)), conflict)
    assert {row.event.id for row in only(found, RepairKind.OTHER_EMPLOYEE).changes} == {1}
