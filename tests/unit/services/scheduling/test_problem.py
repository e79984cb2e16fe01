"""What the frozen data of a problem can be asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.vocabulary import EventType
from tests.unit.services.scheduling.builders import ANN, FRIDAY, STORE, at, core, event, world


def test_a_candidate_is_put_together_from_ids() -> None:
    problem = world(events=[core()])
    assert problem.assignment(1, ANN.id, FRIDAY, 585) == at(core())
    with pytest.raises(KeyError):
        problem.assignment(1, 99, FRIDAY, 585)


def test_the_work_of_a_person_comes_in_order_of_time() -> None:
    late, early = at(core(1), clock="18:00"), at(core(2), day=FRIDAY - timedelta(days=1))
    problem = world([late, early])
    assert [row.event.id for row in problem.by_employee[ANN.id]] == [2, 1]
    assert [row.employee for row in problem.by_event[1]] == [ANN]


def test_core_and_supervisor_of_one_number_and_store_are_partners() -> None:
    check_in = event(2, EventType.SUPERVISOR, event_number="600001")
    elsewhere = core(3, event_number="600001", store_id=2)
    nameless = event(4, EventType.SUPERVISOR, event_number=None)
    problem = world(events=[core(), check_in, elsewhere, nameless, event(5, EventType.OTHER, event_number="600001")])
    assert problem.partner_events(check_in) == (core(),)
    assert problem.partner_events(core()) == (check_in,)
    assert problem.partner_events(nameless) == ()
    assert problem.partner_events(problem.events[5]) == ()


def test_a_saved_schedule_may_have_a_length_of_its_own() -> None:
    shorter = at(core(), minutes=60)
    assert (shorter.length, shorter.end) == (60, 645)
    assert shorter.ends_at - shorter.starts_at == timedelta(hours=1)
    assert at(core(), store=STORE).length == 390
