"""What the auto-scheduler proposes, dashed in every view of the calendar, and decided about from there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from app.formatting import to_utc
from app.models import Proposal, Schedule
from app.vocabulary import ProposalKind, ProposalStatus, Role, RunStatus
from tests.factories import MONDAY, ZONE
from tests.functional.page_client import PageClient
from tests.functional.statements import counted
from tests.functional.test_calendar_views import ADDRESSES

DASHED = "chip-proposal type-"


@pytest.fixture(autouse=True)
def _a_day_before_the_week():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=True):
        yield


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def ana(make, store):
    return make.employee(stores=(store,), name="Ana Lopez")


@pytest.fixture
def waiting(make, store):
    return make.event(store=store, name="612345-CORE-Mango Salsa")


@pytest.fixture
def run(make, store):
    return make.run(store=store, status=RunStatus.COMPLETED)


@pytest.fixture
def propose(make, run, waiting, ana):
    def propose(**fields):
        starts_at = to_utc(MONDAY, 585, ZONE)
        line = {"run_id": run.id, "event_id": waiting.id, "employee_id": ana.id, "starts_at": starts_at}
        line |= {"ends_at": starts_at + timedelta(minutes=390), "kind": ProposalKind.NEW}
        return make.row(Proposal(**line | {"status": ProposalStatus.PROPOSED, "reason": "Free all day"} | fields))

    return propose


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in())


@pytest.mark.parametrize("view", ADDRESSES)
def test_each_view_shows_an_open_proposal_and_leads_to_it(page, propose, view):
    line = propose()

    text = page.get(ADDRESSES[view]).text

    assert DASHED in text
    assert f"/calendar/proposals/{line.id}" in text
    assert "Proposed: Core Mango Salsa, Ana Lopez, Mon Mar 2, 9:45 AM" in text


@pytest.mark.parametrize("view", ADDRESSES)
def test_they_can_be_switched_off_and_on_again(page, propose, view):
    propose()
    address = ADDRESSES[view] + "&proposals=off"

    text = page.get(address).text

    assert DASHED not in text
    assert 'chip-proposal" aria-hidden' in text  # the chip that switches them on again


def test_they_keep_to_the_filter(page, propose, ana, make, store):
    propose()
    other = make.employee(stores=(store,))

    assert DASHED in page.get(f"{ADDRESSES['week']}&person={ana.id}&type=Core").text
    for unfitting in (f"person={other.id}", "type=Juicer", "state=draft", "q=granola"):
        assert DASHED not in page.get(f"{ADDRESSES['week']}&{unfitting}").text


@pytest.mark.parametrize(
    "closed",
    [
        {"status": ProposalStatus.REJECTED},
        {"status": ProposalStatus.SUPERSEDED},
        {"status": ProposalStatus.APPLIED},
        {"kind": ProposalKind.KEEP},
    ],
)
def test_a_line_that_is_decided_is_not_shown(page, propose, closed):
    propose(**closed)

    assert DASHED not in page.get(ADDRESSES["week"]).text


@pytest.mark.parametrize("status", [RunStatus.REJECTED, RunStatus.REVERTED, RunStatus.RUNNING])
def test_lines_of_a_run_that_is_not_in_review_are_not_shown(page, make, store, propose, status):
    propose(run_id=make.run(store=store, status=status).id)

    assert DASHED not in page.get(ADDRESSES["week"]).text


def test_a_what_if_is_not_a_proposal(page, make, store, propose):
    imagined = make.run(store=store, status=RunStatus.COMPLETED, assumptions=[{"kind": "absent"}])
    propose(run_id=imagined.id)

    assert DASHED not in page.get(ADDRESSES["week"]).text


def test_a_line_for_an_event_that_has_somebody_by_now_is_not_shown(page, make, propose, waiting, ana):
    propose()
    make.schedule(event=waiting, employee=ana, day=MONDAY)

    assert DASHED not in page.get(ADDRESSES["week"]).text


def test_a_move_of_what_was_changed_since_is_not_shown(page, make, propose, waiting, ana):
    booked = make.schedule(event=waiting, employee=ana, day=MONDAY)
    moving = {"kind": ProposalKind.MOVE, "replaces_schedule_id": booked.id}
    propose(**moving, replaces_version=booked.version)
    assert page.get(ADDRESSES["week"]).text.count(DASHED) == 1

    propose(**moving, replaces_version=booked.version + 1)
    assert page.get(ADDRESSES["week"]).text.count(DASHED) == 1


def test_they_cost_no_query_of_their_own(app, page, propose):
    page.get(ADDRESSES["week"])
    without = counted(app, lambda: page.get(ADDRESSES["week"]))
    propose()

    assert counted(app, lambda: page.get(ADDRESSES["week"])) == without


def test_the_line_says_who_when_and_why(page, propose, run):
    text = page.get(f"/calendar/proposals/{propose().id}").text

    assert "Ana Lopez" in text
    assert "Free all day" in text
    assert f"/auto-scheduler/runs/{run.id}#line-" in text


def decide(page, line, decision, **fields):
    typed = {"decision": decision, "version": line.version, "next": ADDRESSES["week"]} | fields
    return page.post(f"/calendar/proposals/{line.id}/decide", typed, status=302)


def test_it_is_scheduled_from_there_and_can_be_undone(page, session, propose, ana):
    answer = decide(page, propose(), "take")

    session.rollback()
    (made,) = session.query(Schedule).all()
    assert made.employee_id == ana.id
    assert answer.location == ADDRESSES["week"]
    assert "Undo" in page.get(ADDRESSES["week"]).text


def test_scheduling_it_twice_books_once(page, session, propose):
    line = propose()
    decide(page, line, "take")
    decide(page, line, "take")

    session.rollback()
    assert session.query(Schedule).count() == 1


def test_it_is_dropped_from_there(page, session, propose):
    line = propose()
    decide(page, line, "drop")

    session.rollback()
    assert session.get(Proposal, line.id).status is ProposalStatus.REJECTED
    assert DASHED not in page.get(ADDRESSES["week"]).text


def test_what_somebody_edited_meanwhile_is_looked_at_first(page, session, propose):
    decide(page, propose(), "take", version=7)

    session.rollback()
    assert session.query(Schedule).count() == 0
    assert "changed this proposal" in page.get(ADDRESSES["week"]).text


def test_whoever_may_not_apply_runs_may_only_look(sign_in, propose):
    line = propose()
    page = PageClient(sign_in(Role.VIEWER))

    assert "Schedule it" not in page.get(f"/calendar/proposals/{line.id}").text
    page.post(f"/calendar/proposals/{line.id}/decide", {"decision": "take", "version": line.version}, status=403)


def test_the_line_of_another_store_is_not_found(sign_in, make, propose):
    line = propose()
    page = PageClient(sign_in(store_ids=[make.store().id]))

    page.get(f"/calendar/proposals/{line.id}", status=404)
