"""Who a Supervisor event goes to when its Core is booked."""

from __future__ import annotations

import pytest

from app.services import schedule_pairs
from app.services.scheduling.problem import RotationSlot
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import EventType, RotationKind, Title, Visitor
from tests.unit.services.scheduling.builders import CARL, LEA, at, core, event, person, world

LOU = person(6, "Lou", Title.LEAD)


@pytest.mark.parametrize(
    ("order", "taken_by"),
    [
        (tuple(Visitor), "Carl"),
        ((Visitor.PRIMARY_LEAD, Visitor.CLUB_SUPERVISOR), "Lea"),
        ((Visitor.LEAD_WITH_CORE,), "Lou"),
    ],
)
def test_a_manager_says_who_takes_the_visit(order: tuple[Visitor, ...], taken_by: str) -> None:
    problem = world(
        [at(core(2), LOU)],
        events=[core(1), event(3, EventType.SUPERVISOR, event_number="600001")],
        people=(LEA, CARL, LOU),
        rotations={(1, RotationKind.PRIMARY_LEAD, 4): RotationSlot(LEA.id)},
        rules=RuleSettings(supervisor_assignment_order=order),
    )

    (visit,) = schedule_pairs.follow(problem, at(problem.events[1], LEA, clock="11:30"))

    assert visit.wanted is not None
    assert visit.wanted.employee.name == taken_by
