"""Rules tried on real history: what the edited rule changes, what is read, and that nothing is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from app.errors import Forbidden, Invalid, NotFound
from app.formatting import to_utc
from app.models import Change, RuleSetting
from app.models.rule_setting import BEGINNING
from app.services import back_test
from app.services.rulebook import RuleChoice
from app.vocabulary import Role, ScheduleStatus, Severity
from tests.factories import MONDAY, ZONE
from tests.functional.statements import counted

MONDAY_NOON = to_utc(MONDAY, 720, ZONE)
TODAY = MONDAY + timedelta(weeks=2)
#: Core days of one working week, Sunday to Saturday.
WEEK = [MONDAY + timedelta(days=n) for n in range(5)]


@pytest.fixture(autouse=True)
def _a_fixed_day():
    with time_machine.travel("2026-03-16T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def ann(make, store):
    return make.employee(stores=(store,), name="Ann Ames")


def worked(make, store, person, day: date, **fields):
    event = make.event(store=store, start_date=day - timedelta(days=3), due_date=day + timedelta(days=3))
    return make.schedule(event=event, employee=person, day=day, **fields)


def choice(limit: int, severity: Severity = Severity.HARD, **more) -> RuleChoice:
    numbers = {"max_work_days_per_week": limit, "first_weekday": 6}
    return RuleChoice("max_work_days", severity, severity, numbers, **more)


def tried(session, actor, wanted: RuleChoice) -> back_test.Trial:
    session.rollback()
    return back_test.try_choice(session, actor, wanted, zone=ZONE)


def days(judged: back_test.Judged) -> list[date]:
    return [one.row.day for one in judged.forbidden]


def test_a_lower_limit_would_have_forbidden_the_last_days_of_the_week(session, actor, make, store, ann):
    for day in WEEK:
        worked(make, store, ann, day)

    trial = tried(session, actor, choice(3))

    assert (trial.edited.total, trial.edited.first, trial.edited.last) == (
        5, TODAY - timedelta(weeks=8), TODAY - timedelta(days=1)
    )  # fmt: skip
    for judged in (trial.edited.manual, trial.edited.automatic):
        assert days(judged) == WEEK[3:]
        assert [(one.name, one.forbidden, one.warned) for one in judged.by_person] == [("Ann Ames", 2, 0)]
        assert [(one.name, one.forbidden) for one in judged.by_rule] == [("Days of work in a week", 2)]
    assert days(trial.now.manual) == []
    assert trial.edited.manual.beyond(trial.now.manual) == {
        one.row.schedule_id for one in trial.edited.manual.forbidden
    }


def test_each_mode_has_its_own_severity(session, actor, make, store, ann):
    for day in WEEK:
        worked(make, store, ann, day)

    trial = tried(session, actor, replace(choice(4), severity_manual=Severity.SOFT))

    assert (len(trial.edited.manual.forbidden), len(trial.edited.manual.warned)) == (0, 1)
    assert (len(trial.edited.automatic.forbidden), len(trial.edited.automatic.warned)) == (1, 0)
    off = tried(session, actor, choice(1, Severity.OFF)).edited
    assert (off.manual.findings, off.automatic.findings) == ((), ())


def test_what_is_set_today_is_what_it_is_compared_with(session, actor, make, store, ann):
    for day in WEEK:
        worked(make, store, ann, day)
    row = {"severity_automatic": Severity.HARD, "severity_manual": Severity.HARD}
    make.row(RuleSetting(rule="max_work_days", effective_from=BEGINNING, numbers={"max_work_days_per_week": 2}, **row))

    trial = tried(session, actor, choice(4))

    assert (len(trial.now.manual.forbidden), len(trial.edited.manual.forbidden)) == (3, 1)
    assert len(trial.now.manual.beyond(trial.edited.manual)) == 2


def test_a_day_from_which_it_is_meant_does_not_keep_it_from_history(session, actor, make, store, ann):
    for day in WEEK:
        worked(make, store, ann, day)

    trial = tried(session, actor, choice(3, effective_from=TODAY + timedelta(days=30)))

    assert days(trial.edited.manual) == WEEK[3:]


def test_other_rules_are_not_asked_about_one(session, actor, make, store, ann):
    make.time_off(employee=ann, starts_on=MONDAY)
    worked(make, store, ann, MONDAY, minutes=305)

    assert tried(session, actor, choice(6)).edited.manual.findings == ()


def test_only_what_was_real_is_judged(session, actor, make, store, ann):
    worked(make, store, ann, MONDAY)
    worked(make, store, ann, MONDAY, minutes=1200, status=ScheduleStatus.CANCELLED)
    worked(make, store, ann, MONDAY + timedelta(days=1), status=ScheduleStatus.DRAFT)
    worked(make, store, ann, TODAY)
    worked(make, store, ann, TODAY - timedelta(weeks=9))

    assert tried(session, actor, choice(6)).edited.total == 1


def test_work_in_a_store_of_somebody_else_counts_but_is_not_told(session, actor, make, store, ann):
    other = make.store()
    for place, day in enumerate(WEEK):
        worked(make, other if place < 2 else store, ann, day)
    theirs = replace(actor, store_ids=frozenset({store.id}))

    trial = tried(session, theirs, choice(4))

    assert (trial.edited.total, days(trial.edited.manual)) == (3, WEEK[4:])


class TestBook:
    def test_all_rules_are_asked_together(self, session, actor, make, store, ann):
        make.time_off(employee=ann, starts_on=MONDAY)
        worked(make, store, ann, MONDAY)
        worked(make, store, ann, WEEK[1], minutes=305)
        worked(make, store, ann, WEEK[2])
        session.rollback()

        test = back_test.try_book(session, actor, zone=ZONE)

        assert [(one.name, one.forbidden, one.warned) for one in test.manual.by_rule] == [
            ("Not during time off", 1, 0),
            ("At one of the times of its type", 0, 1),
        ]
        assert [(one.name, one.forbidden, one.warned) for one in test.manual.by_person] == [("Ann Ames", 1, 1)]

    def test_the_rules_of_a_later_day_can_be_tried(self, session, actor, make, store, ann):
        for day in WEEK:
            worked(make, store, ann, day)
        later = TODAY + timedelta(days=30)
        make.row(RuleSetting(rule="max_work_days", effective_from=later, numbers={"max_work_days_per_week": 3}))
        session.rollback()

        now, then = (back_test.try_book(session, actor, zone=ZONE, on=on) for on in (TODAY, later))

        assert (len(now.automatic.forbidden), len(then.automatic.forbidden)) == (0, 2)

    def test_an_empty_history_is_no_fault(self, session, actor):
        test = back_test.try_book(session, actor, zone=ZONE)

        assert (test.total, test.manual.by_rule, test.automatic.by_person) == (0, (), ())


def test_what_came_with_a_sync_after_its_day_is_told(session, actor, make, store, ann):
    worked(make, store, ann, MONDAY)
    worked(make, store, ann, WEEK[1], created_at=MONDAY_NOON)
    session.rollback()

    test = back_test.try_book(session, actor, zone=ZONE)

    assert (test.total, test.late_entries) == (2, 1)
    assert [one.row.day for one in test.automatic.forbidden] == [WEEK[1]]


def test_nothing_is_written(session, actor, make, store, ann):
    worked(make, store, ann, MONDAY)
    tried(session, actor, choice(1))
    back_test.try_book(session, actor, zone=ZONE)

    assert not session.new
    assert not session.dirty
    assert session.query(RuleSetting).count() == 0
    assert session.query(Change).count() == 0


def test_the_number_of_queries_does_not_grow_with_the_history(app, session, actor, make, store, ann):
    worked(make, store, ann, MONDAY)
    few = counted(app, lambda: tried(session, actor, choice(1)))
    for day in WEEK[1:]:
        worked(make, store, make.employee(stores=(store,)), day)

    assert counted(app, lambda: tried(session, actor, choice(1))) == few


def test_what_cannot_be_set_cannot_be_tried(session, actor):
    with pytest.raises(Invalid):
        tried(session, actor, choice(9))
    with pytest.raises(NotFound):
        tried(session, actor, RuleChoice("gravity", Severity.HARD, Severity.HARD, {}))
    with pytest.raises(Forbidden):
        tried(session, replace(actor, role=Role.SUPERVISOR), choice(4))
