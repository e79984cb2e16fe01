"""The page that branches a week."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import OptimisationConfig, Run
from app.vocabulary import ApplyMode, Role, RunStatus
from tests.factories import MONDAY, Make
from tests.functional.page_client import PageClient
from tests.functional.test_auto_scheduler_pages import FIGURES, SignIn, line

EMPTY = {
    "week": MONDAY.isoformat(),
    "absent_1": "",
    "absent_1_first": "",
    "absent_1_last": "",
    "absent_2": "",
    "absent_2_first": "",
    "absent_2_last": "",
    "count": "",
    "event_type": "Core",
    "open_day": "",
    "closed_day": "",
}
SCORES = {"coverage": 0.5, "expiring": 4, "labour_cents": 200_000}


@pytest.fixture(autouse=True)
def _a_fixed_day() -> Any:
    with time_machine.travel("2026-02-23T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store(number="1042", name="Maple Grove")
    return SimpleNamespace(
        store=store,
        ann=make.employee(stores=(store,), name="Ann Ames"),
        stranger=make.employee(stores=(make.store(),), name="Sam Stranger"),
        oats=make.event(store=store, name="612345-CORE-Oat Bars"),
    )


@pytest.fixture
def page(sign_in: SignIn, shop: SimpleNamespace) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[shop.store.id]))


def the_run(session: Session) -> Run:
    session.rollback()
    return session.scalars(select(Run)).one()


def test_only_people_of_the_store_are_offered(page: PageClient) -> None:
    text = page.get("/auto-scheduler/what-if").text

    assert "Ann Ames" in text
    assert "Sam Stranger" not in text
    assert 'value="2026-03-02"' in text


def test_everything_filled_in_becomes_an_assumption(page: PageClient, shop: SimpleNamespace, session: Session) -> None:
    typed = EMPTY | {
        "week": (MONDAY + timedelta(days=3)).isoformat(),
        "absent_1": str(shop.ann.id),
        "absent_1_first": (MONDAY + timedelta(days=3)).isoformat(),
        "count": "5",
        "open_day": (MONDAY + timedelta(days=6)).isoformat(),
        "closed_day": MONDAY.isoformat(),
        "touch_frozen": "y",
    }

    answer = page.post("/auto-scheduler/what-if", typed)

    run = the_run(session)
    assert answer.location == f"/auto-scheduler/runs/{run.id}"
    assert [one["words"] for one in run.assumptions] == [
        "Ann Ames is out from Thu Mar 5 to Sun Mar 8.",
        "5 more Core events.",
        "Sun Mar 8 is open.",
        "Mon Mar 2 is closed.",
    ]
    assert (run.mode, run.touch_frozen, run.week_start) == ("replan", True, MONDAY)


def test_a_configuration_is_chosen(page: PageClient, make: Make, session: Session) -> None:
    fair = make.row(OptimisationConfig(name="Fair", weights={"core_balance": 150}))
    assert ">Fair</option>" in page.get("/auto-scheduler/what-if").text

    page.post("/auto-scheduler/what-if", EMPTY | {"count": "5", "config_id": str(fair.id)})

    assert the_run(session).config["name"] == "Fair"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "Assume something"),
        ({"count": "5", "config_id": "99"}, "no such configuration"),
        ({"absent_1": "ann"}, "Invalid Choice"),
        ({"absent_1": "98765"}, "Not a valid choice"),
        ({"count": "99"}, "Choose 1 to 50 events."),
        ({"count": "many"}, "Not a valid integer"),
        ({"count": "1", "event_type": "Supervisor"}, "Not a valid choice"),
        ({"closed_day": "2026-04-01"}, "Choose days from Mon Mar 2 to Sun Mar 8."),
        ({"open_day": "soon"}, "2026-11-24"),
        ({"week": ""}, "required"),
    ],
)
def test_what_cannot_be_assumed_is_said_and_the_rest_stays_typed(
    page: PageClient, session: Session, wrong: dict[str, str], said: str
) -> None:
    answer = page.post("/auto-scheduler/what-if", EMPTY | {"absent_2_first": "2026-03-04"} | wrong, status=422)

    assert 'role="alert"' in answer.text
    assert said in answer.text
    assert 'value="2026-03-04"' in answer.text
    session.rollback()
    assert session.scalars(select(Run)).all() == []


def test_while_another_run_plans_the_store_it_waits(page: PageClient, shop: SimpleNamespace) -> None:
    page.post("/auto-scheduler/what-if", EMPTY | {"count": "1"})

    assert (
        "is planning one of these stores"
        in page.post("/auto-scheduler/what-if", EMPTY | {"count": "1"}, status=409).text
    )


def test_the_result_stands_beside_the_week_as_it_is(page: PageClient, make: Make, shop: SimpleNamespace) -> None:
    real = {"scores": {"before": SCORES, "after": SCORES | {"coverage": 0.75}}, "changes": {}, "wall_s": {}}
    imagined = [{"name": "Imagined Core 1", "place": "Ann, Mon Mar 2"}, {"name": "Imagined Core 2", "reason": "Full."}]
    run = make.run(
        store=shop.store,
        status=RunStatus.COMPLETED,
        mode="replan",
        assumptions=[{"words": "5 more Core events."}],
        metrics=FIGURES
        | {"scores": {"before": SCORES, "after": SCORES | {"coverage": 0.9, "expiring": 1}}}
        | {"what_if": {"real": real, "imagined": imagined}},
    )
    line(make, run, shop.oats, shop.ann)

    text = page.get(f"/auto-scheduler/runs/{run.id}").text

    for words in ("5 more Core events.", "50.0 %", "75.0 %", "90.0 %", "$2,000", "Planned as it is", "best", "Full."):
        assert words in text
    (chosen,) = (
        piece for piece in text.split("<input")[1:] if 'name="mode"' in piece and " checked" in piece.split(">")[0]
    )
    assert f'value="{ApplyMode.MERGE}"' in chosen
    assert "what if" in page.get("/auto-scheduler").text


def test_viewers_do_not_branch(sign_in: SignIn, shop: SimpleNamespace) -> None:
    page = PageClient(sign_in(Role.VIEWER))

    page.get("/auto-scheduler/what-if", status=403)
    page.post("/auto-scheduler/what-if", EMPTY, status=403)


def test_another_store_does_not_exist(page: PageClient, make: Make) -> None:
    page.get(f"/auto-scheduler/what-if?store={make.store().id}", status=404)
