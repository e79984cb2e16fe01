"""What a run knows of the quarter before it."""

from __future__ import annotations

from datetime import date, timedelta

from app.services import fairness_ledger, problem_loader
from app.services.scheduling.problem import Balance
from app.vocabulary import ScheduleStatus
from tests.factories import MONDAY

SATURDAY = MONDAY - timedelta(days=2)


def carried(session, store):
    session.rollback()
    last_day = MONDAY + timedelta(days=6)
    problem = problem_loader.load(session, store_ids=[store.id], first_day=MONDAY, last_day=last_day)
    return fairness_ledger.with_carried(session, problem).carried


def worked(make, store, person, day: date, *, start: int = 585, **more):
    event = make.event(store=store, start_date=day, due_date=day + timedelta(days=1))
    make.schedule(event=event, employee=person, day=day, minutes=start, **more)


def test_weekends_and_closings_of_the_quarter_are_carried_over(make, session):
    store = make.store()
    ann, bob = (make.employee(stores=(store,)) for _ in range(2))
    for weeks in range(4):
        worked(make, store, ann, SATURDAY - timedelta(weeks=weeks), start=690)

    found = carried(session, store)

    assert found[ann.id] == Balance(hours=13, weekend_days=2, closings=2)
    assert found[bob.id] == Balance(hours=-13, weekend_days=-2, closings=-2)


def test_drafts_visits_and_what_is_older_than_a_quarter_do_not_count(make, session):
    store = make.store()
    ann, _ = (make.employee(stores=(store,)) for _ in range(2))
    worked(make, store, ann, SATURDAY, status=ScheduleStatus.DRAFT)
    worked(make, store, ann, SATURDAY - timedelta(weeks=1), exclusive=False)
    worked(make, store, ann, SATURDAY - timedelta(weeks=13))
    worked(make, store, ann, MONDAY)

    assert carried(session, store) == {}
