"""A worker killed with SIGKILL anywhere around a push: started again, exactly one booking stands at Crossmark."""

# ruff: noqa: F811  # fixtures are imported by name and asked for by name
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox
from app.vocabulary import OutboxState, SyncState
from tests import databases
from tests.integration import mortals
from tests.integration.outbox_desk import Desk, connected, crossmark, desk  # noqa: F401  # fixtures
from tests.nursery import Nursery

AROUND_A_WRITE = (
    "before_claim_commit",
    "after_claim",
    "after_look_up",
    "before_remote_write",
    "after_remote_write",
    "before_local_write",
    "before_settle_commit",
)


def environment_of(app: Flask) -> dict[str, str]:
    """For a process of the product on the test's database."""
    settings = {
        **databases.SETTINGS,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "DATA_DIR": str(app.extensions["settings"].data_dir),
        "EXTERNAL_API_USERNAME": CROSSMARK_USER,
        "EXTERNAL_API_PASSWORD": SANDBOX_PASSWORD,
    }
    return {**os.environ, **settings}


@pytest.fixture(scope="module")
def nurseries() -> Iterator[dict[str, Nursery]]:
    """By database."""
    made: dict[str, Nursery] = {}
    yield made
    for nursery in made.values():
        nursery.close()


Run = Callable[..., int]


@pytest.fixture
def run(desk: Desk, crossmark: RunningSandbox, nurseries: dict[str, Nursery]) -> Run:
    """Calls one of the mortals in a process of its own that dies at the failpoint; its return code."""
    url = desk.app.config["SQLALCHEMY_DATABASE_URI"]
    nursery = nurseries.get(url) or nurseries.setdefault(url, Nursery(environment_of(desk.app)))

    def ran(call: Callable[..., None], *arguments: object, dies_at: str = "") -> int:
        desk.session.rollback()
        return nursery.run(call, *arguments, FAILPOINT=dies_at, EXTERNAL_API_BASE_URL=crossmark.base_url)

    return ran


def finish(desk: Desk, deliver: Callable[[], int]) -> None:
    """As the tick would: start the worker again until nothing is open. Leases of the dead are over by then."""
    open_states = {OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN}
    for _ in range(10):
        if not open_states.intersection(desk.states()):
            return
        desk.make_due()
        assert deliver() == 0
    raise AssertionError(desk.states())


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
def test_a_booking_survives_a_kill(desk: Desk, crossmark: RunningSandbox, run: Run, point: str) -> None:
    schedule_id = desk.book()
    assert run(mortals.deliver, dies_at=point) == -signal.SIGKILL
    finish(desk, lambda: run(mortals.deliver))
    assert_one_booking(desk, crossmark, schedule_id, "2026-03-20T10:30:00-04:00")


def test_a_move_survives_a_kill_between_taking_away_and_booking(
    desk: Desk, crossmark: RunningSandbox, run: Run
) -> None:
    schedule_id = desk.book()
    desk.deliver()
    desk.move(schedule_id)
    assert run(mortals.deliver, dies_at="between_delete_and_book") == -signal.SIGKILL
    finish(desk, lambda: run(mortals.deliver))
    assert_one_booking(desk, crossmark, schedule_id, "2026-03-21T10:30:00-04:00")


def test_a_worker_started_from_nothing_takes_over_once_the_lease_is_over(
    desk: Desk, crossmark: RunningSandbox, run: Run
) -> None:
    schedule_id = desk.book()
    assert run(mortals.deliver, 0.5, dies_at="after_remote_write") == -signal.SIGKILL
    assert desk.states() == [OutboxState.SENDING]
    time.sleep(0.6)

    desk.session.rollback()
    environment = {**environment_of(desk.app), "EXTERNAL_API_BASE_URL": crossmark.base_url}
    subprocess.run([sys.executable, "-c", _WORKER], env=environment, timeout=120, check=True)

    assert_one_booking(desk, crossmark, schedule_id, "2026-03-20T10:30:00-04:00")


_WORKER = """
from app import create_app
from tests.integration import mortals

with create_app().app_context():
    mortals.deliver()
"""
#: Before the transaction, in it, after it; after the effect; after its record.
IN_THE_ASKING = ("before_change", "in_change", "before_ring")
IN_THE_SENDING = ("after_remote_write", "after_settle")


@pytest.mark.parametrize("wish", ["book", "remove", "move"])
@pytest.mark.parametrize("point", [*IN_THE_ASKING, *IN_THE_SENDING])
def test_whatever_is_killed_the_wish_comes_true_once(
    desk: Desk, crossmark: RunningSandbox, run: Run, point: str, wish: str
) -> None:
    schedule_id = desk.draft() if wish == "book" else desk.book()
    desk.deliver()

    if point in IN_THE_ASKING:
        assert run(mortals.wish, wish, schedule_id, dies_at=point) == -signal.SIGKILL
        if point != "before_ring":  # nothing was written, so the person asks again
            assert not [item for item in desk.items() if item.state is OutboxState.PENDING]
            assert run(mortals.wish, wish, schedule_id) == 0
    else:
        assert run(mortals.wish, wish, schedule_id) == 0
        assert run(mortals.deliver, dies_at=point) == -signal.SIGKILL
    finish(desk, lambda: run(mortals.deliver))

    starts = {"book": ["2026-03-20T10:30:00-04:00"], "remove": [], "move": ["2026-03-21T10:30:00-04:00"]}[wish]
    assert [row["Start"] for row in crossmark.bookings(seeded=False)] == starts
    assert set(desk.states()) == {OutboxState.DELIVERED}
    effects = [row["operation"] for row in crossmark.ledger() if row["effect_applied"]]
    assert effects.count("scheduleMplanEvent") == {"book": 1, "remove": 1, "move": 2}[wish]
