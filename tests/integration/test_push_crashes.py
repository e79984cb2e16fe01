"""A worker killed with SIGKILL anywhere around a push: started again, exactly one booking stands at Crossmark."""

# ruff: noqa: F811  # fixtures are imported by name and asked for by name
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox
from app.vocabulary import OutboxState, SyncState
from tests import databases
from tests.integration.outbox_desk import Desk, connected, crossmark, desk  # noqa: F401  # fixtures

LEASE = 1.0
WORKER = f"""
from app import create_app
from app.services import outbox
from app.services.outbox_claims import Pace

with create_app().app_context():
    outbox.deliver_due(pace=Pace(lease={LEASE}, window=0.1, between_reads=0.1, backoff=0.1))
"""
AROUND_A_WRITE = (
    "before_claim_commit",
    "after_claim",
    "after_look_up",
    "before_remote_write",
    "after_remote_write",
    "before_local_write",
    "before_settle_commit",
)


@pytest.fixture
def work(desk: Desk, crossmark: RunningSandbox) -> Callable[[str], int]:
    """Runs a worker process until it has nothing to do or dies; its return code."""
    config = desk.app.config["SQLALCHEMY_DATABASE_URI"], desk.app.extensions["settings"].data_dir

    def run(failpoint: str = "") -> int:
        settings = {
            **databases.SETTINGS,
            "DATABASE_URL": config[0],
            "DATA_DIR": str(config[1]),
            "EXTERNAL_API_BASE_URL": crossmark.base_url,
            "EXTERNAL_API_USERNAME": CROSSMARK_USER,
            "EXTERNAL_API_PASSWORD": SANDBOX_PASSWORD,
            "FAILPOINT": failpoint,
        }
        desk.session.rollback()
        return subprocess.run([sys.executable, "-c", WORKER], env={**os.environ, **settings}, timeout=60).returncode

    return run


def finish(desk: Desk, work: Callable[[str], int]) -> None:
    """As the tick would: start the worker again until nothing is open."""
    open_states = {OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN}
    ends = time.monotonic() + 60
    while open_states.intersection(desk.states()):
        assert time.monotonic() < ends, desk.states()
        time.sleep(0.3)
        assert work("") == 0


def assert_one_booking(desk: Desk, crossmark: RunningSandbox, schedule_id: int, start: str) -> None:
    assert desk.states() == [OutboxState.DELIVERED] * len(desk.states())
    [booked] = crossmark.bookings(seeded=False)
    row = desk.schedule(schedule_id)
    assert (booked["RepID"], booked["Start"]) == (desk.people[0].rep_id, start)
    assert (row.crossmark_id, row.sync_state) == (booked["scheduleEventID"], SyncState.SYNCED)
    keys = [
        (r["mPlanID"], r["RepID"], r["Start"]) for r in crossmark.ledger("scheduleMplanEvent") if r["effect_applied"]
    ]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("point", AROUND_A_WRITE)
def test_a_booking_survives_a_kill(
    desk: Desk,
    crossmark: RunningSandbox,
    work: Callable[[str], int],
    point: str,
) -> None:
    schedule_id = desk.book()
    assert work(point) == -signal.SIGKILL
    finish(desk, work)
    assert_one_booking(desk, crossmark, schedule_id, "2026-03-20T10:30:00-04:00")


@pytest.mark.parametrize("point", ["before_remote_write", "after_remote_write", "between_delete_and_book"])
def test_a_move_survives_a_kill(
    desk: Desk,
    crossmark: RunningSandbox,
    work: Callable[[str], int],
    point: str,
) -> None:
    schedule_id = desk.book()
    desk.deliver()
    desk.move(schedule_id)
    assert work(point) == -signal.SIGKILL
    finish(desk, work)
    assert_one_booking(desk, crossmark, schedule_id, "2026-03-21T10:30:00-04:00")
