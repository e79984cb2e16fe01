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
def environment(desk: Desk, crossmark: RunningSandbox) -> Callable[[str], dict[str, str]]:
    """For a process of the product that dies at the failpoint."""
    config = desk.app.config["SQLALCHEMY_DATABASE_URI"], desk.app.extensions["settings"].data_dir

    def of(failpoint: str) -> dict[str, str]:
        settings = {
            **databases.SETTINGS,
            "DATABASE_URL": config[0],
            "DATA_DIR": str(config[1]),
            "EXTERNAL_API_BASE_URL": crossmark.base_url,
            "EXTERNAL_API_USERNAME": CROSSMARK_USER,
            "EXTERNAL_API_PASSWORD": SANDBOX_PASSWORD,
            "FAILPOINT": failpoint,
        }
        return {**os.environ, **settings}

    return of


@pytest.fixture
def work(desk: Desk, environment: Callable[[str], dict[str, str]]) -> Callable[[str], int]:
    """Runs a worker process until it has nothing to do or dies; its return code."""

    def run(failpoint: str = "") -> int:
        desk.session.rollback()
        return subprocess.run([sys.executable, "-c", WORKER], env=environment(failpoint), timeout=60).returncode

    return run


Ask = Callable[[str, int, str], int]


@pytest.fixture
def ask(desk: Desk, environment: Callable[[str], dict[str, str]]) -> Ask:
    """A person's wish (book, remove, move) about a schedule; the return code of the process that wrote it."""

    def asked(wish: str, schedule_id: int, failpoint: str) -> int:
        desk.session.rollback()
        command = [sys.executable, "-c", PERSON, wish, str(schedule_id)]
        return subprocess.run(command, env=environment(failpoint), timeout=60).returncode

    return asked


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


def test_a_move_survives_a_kill_between_taking_away_and_booking(
    desk: Desk, crossmark: RunningSandbox, work: Callable[[str], int]
) -> None:
    schedule_id = desk.book()
    desk.deliver()
    desk.move(schedule_id)
    assert work("between_delete_and_book") == -signal.SIGKILL
    finish(desk, work)
    assert_one_booking(desk, crossmark, schedule_id, "2026-03-21T10:30:00-04:00")


#: What a person asks for, in a process of its own: it may be killed at any moment.
PERSON = """
import sys
from datetime import timedelta
from app import create_app
from app.db import transaction
from app.extensions import celery
from app.models import Schedule
from app.services import changes
from app.services.actors import system_actor
from app.vocabulary import ScheduleStatus

celery.send_task = lambda *args, **options: None
wish, schedule_id = sys.argv[1], int(sys.argv[2])
with create_app().app_context(), transaction() as session:
    with changes.record(session, system_actor("command"), command=wish, summary=wish):
        row = session.get_one(Schedule, schedule_id)
        if wish == "book":
            row.status = ScheduleStatus.PUBLISHED
        elif wish == "remove":
            row.status = ScheduleStatus.CANCELLED
        else:
            row.starts_at, row.ends_at = row.starts_at + timedelta(days=1), row.ends_at + timedelta(days=1)
"""
#: Before the transaction, in it, after it; after the effect; after its record.
IN_THE_ASKING = ("before_change", "in_change", "before_ring")
IN_THE_SENDING = ("after_remote_write", "after_settle")


@pytest.mark.parametrize("wish", ["book", "remove", "move"])
@pytest.mark.parametrize("point", [*IN_THE_ASKING, *IN_THE_SENDING])
def test_whatever_is_killed_the_wish_comes_true_once(
    desk: Desk, crossmark: RunningSandbox, work: Callable[[str], int], ask: Ask, point: str, wish: str
) -> None:
    schedule_id = desk.draft() if wish == "book" else desk.book()
    desk.deliver()

    if point in IN_THE_ASKING:
        assert ask(wish, schedule_id, point) == -signal.SIGKILL
        if point != "before_ring":  # nothing was written, so the person asks again
            assert not [item for item in desk.items() if item.state is OutboxState.PENDING]
            assert ask(wish, schedule_id, "") == 0
    else:
        assert ask(wish, schedule_id, "") == 0
        assert work(point) == -signal.SIGKILL
    finish(desk, work)

    starts = {"book": ["2026-03-20T10:30:00-04:00"], "remove": [], "move": ["2026-03-21T10:30:00-04:00"]}[wish]
    assert [row["Start"] for row in crossmark.bookings(seeded=False)] == starts
    assert set(desk.states()) == {OutboxState.DELIVERED}
    effects = [row["operation"] for row in crossmark.ledger() if row["effect_applied"]]
    assert effects.count("scheduleMplanEvent") == {"book": 1, "remove": 1, "move": 2}[wish]
