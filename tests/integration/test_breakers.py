"""The breaker: one for all processes, open after repeated failures, one try at a time before it closes again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.db import transaction
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.errors import Paused, ServerTrouble, Unreachable
from app.integrations.http import Patience
from app.models import Breaker
from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox, start_crossmark
from app.services import breakers
from app.services.breakers import BreakerGate, Fuse
from app.vocabulary import BreakerState
from tests.integration.sandboxes import TODAY

TROUBLE = Unreachable("Crossmark")


@pytest.fixture
def gate(app: Flask) -> BreakerGate:
    with app.app_context():
        return breakers.gate("crossmark")


def row(session: Session) -> Breaker:
    session.rollback()
    found = session.query(Breaker).one()
    session.rollback()
    return found


def due(gate: BreakerGate) -> BreakerGate:
    """The same breaker once its pause is over."""
    return replace(gate, fuse=replace(gate.fuse, pause=-1.0))


def test_four_failures_are_bad_luck_and_five_in_a_row_are_an_outage(gate: BreakerGate, session: Session) -> None:
    for _ in range(4):
        gate.failed(TROUBLE)
    gate.enter()

    gate.failed(TROUBLE)

    with pytest.raises(Paused, match="asked again by itself"):
        gate.enter()
    assert (row(session).state, row(session).reason) == (BreakerState.OPEN, TROUBLE.message)


def test_half_of_the_last_twenty_is_an_outage_too(gate: BreakerGate) -> None:
    for _ in range(9):
        gate.failed(TROUBLE)
        gate.answered()
    gate.enter()
    gate.answered()

    gate.failed(TROUBLE)

    with pytest.raises(Paused):
        gate.enter()


def test_an_answer_in_between_begins_the_count_anew(gate: BreakerGate) -> None:
    for _ in range(4):
        gate.failed(TROUBLE)
    gate.answered()
    gate.failed(TROUBLE)

    gate.enter()


def test_after_the_pause_one_alone_tries_however_many_ask(gate: BreakerGate) -> None:
    for _ in range(5):
        due(gate).failed(TROUBLE)

    def asks(_: int) -> bool:
        try:
            gate.enter()
        except Paused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        let_in = sum(pool.map(asks, range(8)))

    assert let_in == 1


def test_the_try_decides(gate: BreakerGate, session: Session) -> None:
    for _ in range(5):
        due(gate).failed(TROUBLE)
    gate.enter()
    due(gate).failed(TROUBLE)
    assert row(session).state is BreakerState.OPEN

    gate.enter()
    gate.answered()

    gate.enter()
    found = row(session)
    assert (found.state, found.opened_at, found.reason) == (BreakerState.CLOSED, None, "")


def test_a_try_that_never_reports_back_is_not_the_last(gate: BreakerGate) -> None:
    for _ in range(5):
        due(gate).failed(TROUBLE)
    replace(gate, fuse=Fuse(probe=-1.0)).enter()

    gate.enter()


@pytest.fixture
def crossmark(tmp_path: Path) -> Iterator[RunningSandbox]:
    with start_crossmark(tmp_path, today=TODAY) as running:
        yield running


def client(crossmark: RunningSandbox, gate: BreakerGate, password: str = SANDBOX_PASSWORD) -> CrossmarkClient:
    account = CrossmarkAccount(crossmark.base_url, CROSSMARK_USER, password)
    return CrossmarkClient(account, gate=gate, patience=Patience(sleep=lambda _: None))


def test_an_outage_is_not_asked_about_over_and_over(crossmark: RunningSandbox, gate: BreakerGate) -> None:
    crossmark.fault("status", "authenticate", status=503)
    for _ in range(5):
        with pytest.raises(ServerTrouble):
            client(crossmark, gate).sign_in()

    for _ in range(10):
        with pytest.raises(Paused):
            client(crossmark, gate).sign_in()

    assert len(crossmark.ledger("authenticate")) == 5


def test_a_wrong_password_and_a_wish_to_wait_are_answers(crossmark: RunningSandbox, gate: BreakerGate) -> None:
    asking = client(crossmark, gate, password="wrong")
    for _ in range(6):
        with pytest.raises(Exception, match="did not let us in"):
            asking.sign_in()

    gate.enter()


def test_pages_show_systems_that_were_never_asked(app: Flask, gate: BreakerGate, session: Session) -> None:
    for _ in range(5):
        gate.failed(TROUBLE)
    session.rollback()

    shown = {one.name: one for one in breakers.shown(session)}

    assert shown["walmart_edr"].state is BreakerState.CLOSED
    assert shown["crossmark"].until is not None
    assert shown["crossmark"].since is not None
    assert shown["crossmark"].until - shown["crossmark"].since <= timedelta(seconds=31)


def test_all_processes_together_keep_to_the_pace(app: Flask, session: Session) -> None:
    with app.app_context():
        turns = []
        for _ in range(3):
            with transaction() as writing:
                turns.append(breakers.next_turn(writing, "crossmark", per_second=0.01))

    assert [(later - first).total_seconds() for first, later in pairwise(turns)] == [100.0, 100.0]
    assert row(session).state is BreakerState.CLOSED
