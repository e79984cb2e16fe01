"""Every check besides the rules: what it finds, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.services.audit import (
    core_without_supervisor,
    imported_conflicts,
    lead_coverage,
    missing_events,
    missing_reports,
    not_synchronised,
    rotations,
    shift_balance,
    stale_data,
    unscheduled,
)
from app.services.audit.finding import AuditedDay, Booking, Fix, FixKind, ImportedConflict, merged
from app.services.scheduling.problem import RotationSlot
from app.vocabulary import Condition, EventType, RotationKind, ScheduleStatus, SyncState, Title
from tests.unit.services.audit.days import NOW, audited, names
from tests.unit.services.scheduling.builders import (
    ANN,
    BOB,
    CARL,
    FRIDAY,
    JUNE,
    LEA,
    OTHER_STORE,
    STORE,
    at,
    core,
    event,
    person,
)

LUIS = person(7, "Luis", Title.LEAD)
CLOCKS = ("09:45", "10:30", "11:00", "11:30")


class TestUnscheduled:
    @pytest.mark.parametrize(
        ("days_left", "expected"),
        [
            (0, [("urgent_unscheduled", "critical")]),
            (1, [("urgent_unscheduled", "warning")]),
            (2, [("within_window_unscheduled", "warning")]),
        ],
    )
    def test_the_nearer_the_due_date_the_graver(self, days_left: int, expected: list[object]) -> None:
        wanting = core(due=FRIDAY + timedelta(days=days_left))
        assert names(unscheduled, audited(events=[wanting])) == expected

    @pytest.mark.parametrize(("days_ahead", "number"), [(3, 1), (4, 0)])
    def test_work_counts_from_three_days_before_it_begins(self, days_ahead: int, number: int) -> None:
        wanting = core(start=FRIDAY + timedelta(days=days_ahead), days=9)
        assert len(names(unscheduled, audited(events=[wanting]))) == number

    def test_a_kiosk_without_people_on_its_one_day_is_critical(self) -> None:
        kiosk = event(1, EventType.FREEOSK, start=FRIDAY, days=5)
        assert names(unscheduled, audited(events=[kiosk])) == [("unscheduled_required_event", "critical")]

    def test_a_staffed_a_canceled_and_an_overdue_event_are_left_alone(self) -> None:
        staffed = at(core(due=FRIDAY), ANN)
        others = [core(2, due=FRIDAY, condition=Condition.CANCELED), core(3, due=FRIDAY - timedelta(days=1))]
        assert names(unscheduled, audited([staffed], events=others)) == []

    def test_half_the_people_are_not_enough(self) -> None:
        assert len(names(unscheduled, audited([at(core(due=FRIDAY, headcount=2), ANN)]))) == 1

    def test_another_store_is_left_alone(self) -> None:
        assert names(unscheduled, audited(events=[core(due=FRIDAY, store_id=2)])) == []

    def test_of_several_days_the_gravest_word_about_an_event_stays(self) -> None:
        wanting = core(due=FRIDAY)
        days = [audited(events=[wanting], day=FRIDAY - timedelta(days=back)) for back in (2, 1, 0)]
        kept = merged(one for day in days for one in unscheduled.findings(day))
        assert [(one.check, one.day) for one in kept] == [("urgent_unscheduled", FRIDAY)]


class TestRotations:
    def team(self, *rows: Any, **more: Any) -> AuditedDay:
        slots = {
            (1, RotationKind.JUICER, 4): RotationSlot(JUNE.id),
            (1, RotationKind.PRIMARY_LEAD, 4): RotationSlot(LEA.id),
        }
        return audited(rows, rotations=slots, **more)

    def test_a_full_grid_has_none(self) -> None:
        assert names(rotations, self.team()) == []

    def test_a_day_without_grid_is_critical_for_both_duties(self) -> None:
        assert names(rotations, audited()) == [("rotation_gap", "critical")] * 2

    def test_a_lead_without_core_is_a_warning_only_where_there_is_core(self) -> None:
        assert names(rotations, self.team(at(core(), ANN))) == [("rotation_coverage_gap", "warning")]
        assert names(rotations, self.team(at(core(), LEA))) == []


class TestCoreWithoutSupervisor:
    visit = event(9, EventType.SUPERVISOR, event_number="600001")

    def test_only_where_a_supervisor_event_exists(self) -> None:
        assert names(core_without_supervisor, audited([at(core(), ANN)])) == []
        found = names(core_without_supervisor, audited([at(core(), ANN)], events=[self.visit]))
        assert found == [("core_without_supervisor", "warning")]

    def test_of_a_proposed_core_it_is_a_remark_that_is_settled_on_the_page_of_the_run(self) -> None:
        proposed = at(core(), ANN, schedule_id=-3)
        day = audited([proposed], events=[self.visit])
        assert names(core_without_supervisor, day) == [("supervisor_pairing_skipped", "info")]
        (balance,) = shift_balance.findings(audited([at(core(n), ANN, schedule_id=-n) for n in (1, 2, 3)]))
        assert not balance.can_be_fixed

    def test_a_scheduled_or_canceled_visit_is_no_finding(self) -> None:
        booked = [at(core(), ANN), at(self.visit, CARL, clock="12:00")]
        gone = replace(self.visit, condition=Condition.CANCELED)
        assert names(core_without_supervisor, audited(booked)) == []
        assert names(core_without_supervisor, audited([at(core(), ANN)], events=[gone])) == []


class TestShiftBalance:
    def crowd(self, *clocks: str) -> AuditedDay:
        return audited(at(core(n), person(10 + n), clock=clock) for n, clock in enumerate(clocks, start=1))

    def test_three_together_beside_an_empty_slot(self) -> None:
        (found,) = shift_balance.findings(self.crowd("09:45", "09:45", "09:45", "10:30"))
        assert found.message == "3 Core events start at 9:45 AM and none at 11:00 AM, 11:30 AM."

    def test_two_together_or_no_empty_slot_are_fine(self) -> None:
        assert names(shift_balance, self.crowd("09:45", "09:45", "10:30")) == []
        assert names(shift_balance, self.crowd("09:45", "09:45", *CLOCKS)) == []


class TestLeadCoverage:
    def test_two_leads_in_the_middle_leave_both_ends_open(self) -> None:
        day = audited(
            [
                at(core(1), ANN),
                at(core(2), LEA, clock="10:30"),
                at(core(3), LUIS, clock="11:00"),
                at(core(4), BOB, clock="11:30"),
            ],
            people=(ANN, BOB, LEA, LUIS),
        )
        opening, closing = lead_coverage.findings(day)
        assert (opening.check, closing.check) == ("lead_coverage_opening", "lead_coverage_closing")
        assert opening.fix == Fix(FixKind.TRADE, 102, 101)
        assert closing.suggestion == "Luis and Bob could trade."

    def test_one_lead_cannot_do_both(self) -> None:
        assert names(lead_coverage, audited([at(core(1), ANN), at(core(2), LEA, clock="10:30")])) == []


class TestNotSynchronised:
    def state(self, sync: SyncState) -> list[tuple[str, str]]:
        booking = Booking(ScheduleStatus.PUBLISHED, sync, {})
        return names(not_synchronised, audited([at(core(), ANN)], around={"bookings": {101: booking}}))

    def test_what_stopped_is_a_warning_and_what_waits_a_remark(self) -> None:
        assert self.state(SyncState.FAILED) == [("not_synchronised", "warning")]
        assert self.state(SyncState.PENDING) == [("not_synchronised", "info")]
        assert self.state(SyncState.SYNCED) == []


def test_a_core_without_report_is_a_remark() -> None:
    assert names(missing_reports, audited([at(core(), ANN)])) == [("missing_edr", "info")]
    assert names(missing_reports, audited([at(core(), ANN)], around={"reports": frozenset({"600001"})})) == []


def test_a_day_without_kiosk_and_display_is_a_remark() -> None:
    assert names(missing_events, audited()) == [("missing_events", "info")]
    assert names(missing_events, audited(events=[event(1, EventType.DIGITALS, start=FRIDAY)])) == []


def test_nothing_is_missing_on_a_holiday() -> None:
    closed = replace(STORE, holidays={FRIDAY: "Inventory"})
    assert names(missing_events, audited(stores=(closed, OTHER_STORE))) == []


def test_a_booking_that_only_crossmark_wants_is_critical() -> None:
    conflict = ImportedConflict(7, FRIDAY, 585, "Ann", "600001-CORE", ("Ann is off.",))
    (found,) = imported_conflicts.findings(audited(around={"conflicts": (conflict,)}))
    assert found.details == ("Ann is off.",)
    assert names(imported_conflicts, audited(day=FRIDAY + timedelta(days=1), around={"conflicts": (conflict,)})) == []


@pytest.mark.parametrize(("hours", "is_on", "number"), [(23, True, 0), (25, True, 1), (None, True, 1), (25, False, 0)])
def test_data_grow_stale_after_a_day_unless_the_sync_is_off(hours: int | None, is_on: bool, number: int) -> None:
    last = None if hours is None else NOW - timedelta(hours=hours)
    assert len(names(stale_data, audited(around={"last_sync": last, "sync_is_on": is_on}))) == number


@pytest.mark.parametrize(("patience", "number"), [(40, 0), (36, 0), (35, 1)])
def test_a_manager_says_after_how_many_hours(patience: int, number: int) -> None:
    around = {"last_sync": NOW - timedelta(hours=36), "sync_is_on": True, "stale_hours": patience}
    assert len(names(stale_data, audited(around=around))) == number


def test_the_key_of_a_finding_changes_with_the_facts_and_with_no_word() -> None:
    (before,) = missing_reports.findings(audited([at(core(), ANN)]))
    (after,) = missing_reports.findings(audited([at(core(), ANN), at(core(2), BOB)]))
    assert before.key != after.key
    assert replace(before, message="Anders gesagt.").key == before.key
