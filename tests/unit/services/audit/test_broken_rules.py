"""Rules asked about what is saved already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.audit import broken_rules
from app.services.audit.finding import Booking, FixKind
from app.services.scheduling.problem import TimeOff
from app.vocabulary import Condition, EventType, FindingSeverity, ScheduleStatus, SyncState
from tests.unit.services.audit.days import audited, names
from tests.unit.services.scheduling.builders import ANN, BOB, CARL, FRIDAY, LEA, at, core, event, person


def test_a_sound_day_has_none() -> None:
    assert names(broken_rules, audited([at(core(), ANN), at(core(2), BOB)])) == []


def test_work_during_time_off_is_critical_and_leads_to_the_ways_out() -> None:
    away = replace(ANN, time_off=(TimeOff(FRIDAY, FRIDAY),))
    (found,) = broken_rules.findings(audited([at(core(), away)]))

    assert (found.check, found.severity) == ("time_off_conflict", FindingSeverity.CRITICAL)
    assert found.fix is not None
    assert (found.fix.kind, found.fix.id) == (FixKind.WAYS_OUT, 101)
    assert found.message.startswith("Ann, Core 600001")


def test_two_core_events_of_one_person_are_named_once_for_each_rule() -> None:
    found = names(broken_rules, audited([at(core(), ANN), at(core(2), ANN, clock="10:30")]))

    assert sorted(found) == [("core_limit_violation", "critical"), ("double_booking", "critical")]


def test_a_club_supervisor_may_check_in_on_two_demos_at_noon() -> None:
    visits = [at(event(n, EventType.SUPERVISOR), CARL, clock="12:00") for n in (1, 2)]
    cores = [at(core(3, event_number="600001"), ANN), at(core(4, event_number="600002"), BOB)]

    assert names(broken_rules, audited([*visits, *cores])) == []


@pytest.mark.parametrize(
    ("clock", "expected"), [("09:45", []), ("09:50", [("allowed_time", "warning")])], ids=["a slot", "no slot"]
)
def test_a_start_that_is_no_slot_is_a_warning_although_it_is_saved(clock: str, expected: list[object]) -> None:
    assert names(broken_rules, audited([at(core(), ANN, clock=clock)])) == expected


def test_an_event_that_nobody_wants_any_more_frees_its_person() -> None:
    (found,) = broken_rules.findings(audited([at(core(condition=Condition.CANCELED), ANN)]))

    assert (found.check, found.severity) == ("closed_event_assigned", FindingSeverity.WARNING)
    assert found.fix is not None
    assert found.fix.kind is FixKind.FREE


def test_reported_work_is_no_finding() -> None:
    assert names(broken_rules, audited([at(core(condition=Condition.SUBMITTED), ANN)])) == []


def test_a_warning_that_was_set_aside_with_a_reason_is_a_remark() -> None:
    saved = Booking(ScheduleStatus.PUBLISHED, SyncState.SYNCED, {"allowed_time": "..."}, "The store asked for it")
    day = audited([at(core(), ANN, clock="09:50")], around={"bookings": {101: saved}})
    (found,) = broken_rules.findings(day)

    assert found.severity is FindingSeverity.INFO
    assert found.details == ("Set aside on purpose: The store asked for it",)


def test_another_days_and_stores_work_is_left_alone() -> None:
    wrong = at(core(), person(9, active=False), day=FRIDAY)
    assert names(broken_rules, audited([wrong], day=FRIDAY.replace(day=5), people=(wrong.employee,))) == []


def test_a_supervisor_event_without_core_and_one_on_another_day_have_names_of_their_own() -> None:
    alone = audited([at(event(1, EventType.SUPERVISOR), CARL, clock="12:00")])
    apart = audited(
        [
            at(event(1, EventType.SUPERVISOR), CARL, clock="12:00"),
            at(core(2, event_number="600001"), LEA, day=FRIDAY.replace(day=5)),
        ]
    )

    assert names(broken_rules, alone) == [("unpaired_supervisor", "warning")]
    assert names(broken_rules, apart) == [("supervisor_date_mismatch", "warning")]
