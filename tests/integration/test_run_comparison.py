"""Two runs side by side."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.errors import Invalid, NotFound
from app.formatting import to_utc
from app.models import Proposal, Run
from app.services.actors import Actor
from app.services.run_comparison import compare, figures_of, side_by_side
from app.vocabulary import ProposalKind, ProposalStatus, Role, RunStatus
from tests.factories import MONDAY, ZONE, Make


def metrics(**scores: float) -> dict[str, Any]:
    return {"scores": {"after": scores, "before": {"coverage": 0.1}}, "changes": {"moved": 2}, "wall_s": {"load": 1.04}}


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store()
    runs = [make.run(store=store, status=RunStatus.COMPLETED, metrics=metrics(coverage=c)) for c in (0.5, 0.75)]
    return SimpleNamespace(
        store=store,
        first=runs[0],
        second=runs[1],
        ann=make.employee(stores=(store,), name="Ann"),
        bob=make.employee(stores=(store,), name="Bob"),
        oats=make.event(store=store, name="Oats"),
        nuts=make.event(store=store, name="Nuts"),
    )


def line(make: Make, run: Run, event: Any, employee: Any, **fields: Any) -> Proposal:
    starts_at = to_utc(MONDAY, 585, ZONE) if employee else None
    given = {
        "employee_id": employee.id if employee else None,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=390) if starts_at else None,
        "kind": ProposalKind.NEW if employee else ProposalKind.UNASSIGNED,
        "status": ProposalStatus.PROPOSED,
    }
    return make.row(Proposal(run_id=run.id, event_id=event.id, **given | fields))


def test_what_is_placed_differently_is_listed(
    make: Make, session: Session, actor: Actor, shop: SimpleNamespace
) -> None:
    line(make, shop.first, shop.oats, shop.ann)
    line(make, shop.second, shop.oats, shop.ann)
    line(make, shop.first, shop.nuts, shop.bob)
    line(make, shop.second, shop.nuts, None)
    session.rollback()

    found = compare(session, actor, first_id=shop.first.id, second_id=shop.second.id)

    assert found.same_week
    (only,) = found.differences
    assert only.event_name == "Nuts"
    assert ([place.employee for place in only.first], only.second) == (["Bob"], ())


def test_a_rejected_line_counts_as_nobody(make: Make, session: Session, actor: Actor, shop: SimpleNamespace) -> None:
    line(make, shop.first, shop.oats, shop.ann, status=ProposalStatus.REJECTED)
    line(make, shop.second, shop.oats, shop.ann)
    session.rollback()

    (only,) = compare(session, actor, first_id=shop.first.id, second_id=shop.second.id).differences

    assert only.first == ()


def test_the_better_figure_is_marked_only_where_one_is_better() -> None:
    figures = {
        figure.name: figure
        for figure in side_by_side(
            [
                {"coverage": 0.5, "open": 2, "labour_cents": 100, "moved": 1},
                {"coverage": 0.75, "open": 2, "labour_cents": 50, "gap": 0.0},
            ]
        )
    }

    assert figures["coverage"].best == 1
    assert (figures["open"].best, figures["labour_cents"].best) == (None, None)
    assert (figures["moved"].values, figures["moved"].best) == ((1, None), None)
    assert "staffed" not in figures


def test_the_figures_of_a_run_are_those_of_its_plan() -> None:
    found = figures_of(metrics(coverage=0.5, nonsense=1))

    assert found == {"coverage": 0.5, "moved": 2, "seconds": 1.0}
    assert figures_of(metrics(coverage=0.5), "before") == {"coverage": 0.1}
    assert figures_of({}) == {"seconds": 0}


def test_other_days_are_said_to_be_other_work(
    make: Make, session: Session, actor: Actor, shop: SimpleNamespace
) -> None:
    later = make.run(store=shop.store, week_start=MONDAY + timedelta(days=7), metrics=metrics(coverage=1.0))
    session.rollback()

    assert not compare(session, actor, first_id=shop.first.id, second_id=later.id).same_week


def test_equal_inputs_are_recognised(make: Make, session: Session, actor: Actor, shop: SimpleNamespace) -> None:
    assert not compare(session, actor, first_id=shop.first.id, second_id=shop.second.id).same_inputs
    for run in (shop.first, shop.second):
        run.inputs_hash = "a" * 64
    session.commit()

    assert compare(session, actor, first_id=shop.first.id, second_id=shop.second.id).same_inputs


def test_a_run_without_a_plan_and_a_run_with_itself_are_refused(
    make: Make, session: Session, actor: Actor, shop: SimpleNamespace
) -> None:
    failed = make.run(store=shop.store, status=RunStatus.FAILED)
    session.rollback()

    with pytest.raises(Invalid, match="no plan"):
        compare(session, actor, first_id=shop.first.id, second_id=failed.id)
    with pytest.raises(Invalid, match="different"):
        compare(session, actor, first_id=shop.first.id, second_id=shop.first.id)


def test_another_stores_run_is_not_found(make: Make, session: Session, shop: SimpleNamespace) -> None:
    stranger = Actor(None, "sam", "Sam", Role.MANAGER, frozenset({make.store().id}))

    with pytest.raises(NotFound):
        compare(session, stranger, first_id=shop.first.id, second_id=shop.second.id)
