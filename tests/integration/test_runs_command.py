"""`flask auto-schedule run` plans in the foreground and says what came out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import OptimisationConfig, Run, Schedule
from app.vocabulary import RunStatus, Title
from tests.factories import MONDAY, Make


@pytest.fixture(autouse=True)
def _a_fixed_day() -> object:
    with time_machine.travel("2026-02-23T15:00:00Z", tick=True) as traveller:
        yield traveller


def test_a_week_is_proposed_and_nothing_booked(app: Flask, make: Make, session: Session, rung: list[str]) -> None:
    store = make.store()
    make.employee(stores=(store,), title=Title.LEAD)
    make.event(store=store)
    session.rollback()

    said = app.test_cli_runner().invoke(args=["auto-schedule", "run", "--week", str(MONDAY), "--time-limit", "5"])

    assert said.exit_code == 0, said.output
    run = session.scalars(select(Run)).one()
    assert f"Run {run.id}: 1 of 1 places filled." in said.output
    assert run.status is RunStatus.COMPLETED
    assert session.scalars(select(Schedule)).all() == []


def test_a_configuration_is_named_and_says_how_long(app: Flask, make: Make, session: Session, rung: list[str]) -> None:
    make.employee(stores=(make.store(),), title=Title.LEAD)
    make.row(OptimisationConfig(name="Fair", weights={"late_day": 7}, time_limit_s=4))
    session.rollback()

    said = app.test_cli_runner().invoke(args=["auto-schedule", "run", "--week", str(MONDAY), "--config", "fair"])

    assert said.exit_code == 0, said.output
    run = session.scalars(select(Run)).one()
    assert (run.config["name"], run.time_limit_s) == ("Fair", 4)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--week", "2026-03-03"], "no Monday"),
        (["--week", str(MONDAY), "--store", "999"], "store was not found"),
        (["--week", str(MONDAY), "--config", "Fairest"], "no configuration"),
    ],
)
def test_a_wrong_wish_is_explained(app: Flask, make: Make, session: Session, given: list[str], words: str) -> None:
    make.store()
    make.row(OptimisationConfig(name="Fair", weights={}))
    session.rollback()

    said = app.test_cli_runner().invoke(args=["auto-schedule", "run", *given])

    assert said.exit_code == 1
    assert words in said.output


def test_a_month_is_repaired_from_the_command_line(app: Flask, make: Make, session: Session, rung: list[str]) -> None:
    store = make.store()
    make.employee(stores=(store,), title=Title.LEAD)
    session.rollback()

    asked = ["auto-schedule", "run", "--week", str(MONDAY), "--weeks", "4", "--repair", "--time-limit", "5"]
    said = app.test_cli_runner().invoke(args=asked)

    assert said.exit_code == 0, said.output
    run = session.scalars(select(Run)).one()
    assert (run.mode, run.last_day) == ("replan", MONDAY + timedelta(days=27))
