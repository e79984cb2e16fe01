"""The release gates of the outbox, in small: workers killed at random, and an outage with work piled up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import _outbox_gate
from tests import databases


@pytest.fixture(params=databases.ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else ""
    with databases.database(request.param, server, tmp_path) as address:
        _outbox_gate.prepare(address, tmp_path)
        yield address


def test_every_booking_arrives_once_however_often_workers_are_killed(url: str, tmp_path: Path) -> None:
    found = _outbox_gate.random_kills(tmp_path, url, bookings=40, kills=6)

    assert found.is_exact, found
    assert found.kills >= 3, "on a fast machine all may have arrived before the last ones"


def test_what_piled_up_during_an_outage_goes_out_once_and_as_it_is_wanted_now(url: str, tmp_path: Path) -> None:
    found = _outbox_gate.outage(tmp_path, url, bookings=40)

    assert found.is_exact, found
    assert (found.wanted, found.effects) == (36, 36)
