"""Seats: so many calls to another system at once, counted over all processes; a crash leaves none taken."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.db import db
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.errors import Crowded
from app.models import Breaker
from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import start_crossmark
from app.services import breakers, seats
from app.services.seats import SEATS
from tests.integration.sandboxes import TODAY


class Seat(Protocol):
    def __call__(self, name: str) -> AbstractContextManager[None]: ...


@pytest.fixture
def seat(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Seat:
    monkeypatch.setattr(seats, "LONGEST_WAIT", 0.0)
    with app.app_context():
        engine = db.engine
    return lambda name: seats.seat(name, "Walmart", engine=engine, folder=tmp_path / "seats")


@pytest.fixture
def taken() -> Iterator[ExitStack]:
    """The seats that are held."""
    with ExitStack() as stack:
        yield stack


@pytest.mark.parametrize("name", sorted(SEATS))
def test_there_are_only_so_many(seat: Seat, taken: ExitStack, name: str) -> None:
    for _ in range(SEATS[name]):
        taken.enter_context(seat(name))

    with pytest.raises(Crowded, match="tried again by itself"):
        taken.enter_context(seat(name))


def test_each_system_has_seats_of_its_own(seat: Seat, taken: ExitStack) -> None:
    for _ in range(SEATS["walmart_edr"]):
        taken.enter_context(seat("walmart_edr"))

    with seat("crossmark"):
        assert True, "nobody sits at Crossmark"


def test_who_leaves_makes_room(seat: Seat, taken: ExitStack) -> None:
    for _ in range(SEATS["walmart_edr"]):
        taken.enter_context(seat("walmart_edr"))

    taken.close()

    taken.enter_context(seat("walmart_edr"))


def test_a_client_without_a_seat_sends_nothing_and_blames_nobody(
    app: Flask, tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "LONGEST_WAIT", 0.0)
    monkeypatch.setitem(SEATS, "crossmark", 0)
    with app.app_context(), start_crossmark(tmp_path, today=TODAY) as crossmark:
        account = CrossmarkAccount(crossmark.base_url, CROSSMARK_USER, SANDBOX_PASSWORD)

        with pytest.raises(Crowded):
            CrossmarkClient(account, gate=breakers.gate("crossmark")).sign_in()

        assert crossmark.ledger() == []
    assert session.query(Breaker).count() == 0


_SITTING = """
import sys, time
from pathlib import Path
from sqlalchemy import create_engine
from app.services import seats
with seats.seat("walmart_edr", "Walmart", engine=create_engine("sqlite://"), folder=Path(sys.argv[1])):
    print("sits", flush=True)
    time.sleep(60)
"""


def test_a_process_that_is_killed_leaves_its_seat(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SITTING, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "sits"
        with seats._file(tmp_path)("walmart_edr", 0) as is_ours:
            assert not is_ours

        process.kill()
        process.wait()

        with seats._file(tmp_path)("walmart_edr", 0) as is_ours:
            assert is_ours
