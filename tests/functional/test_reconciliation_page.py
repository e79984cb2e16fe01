"""The page that compares Crossmark, Walmart and this product."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models import Job, OutboxItem, Reconciliation, ReconciliationIgnore, Schedule
from app.services.reconciling.finding import Booked, Finding
from app.vocabulary import DifferenceKind, JobKind, Role, ScheduleStatus
from tests.factories import MONDAY, now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted
from tests.functional.test_sync_pages import account  # noqa: F401  # a fixture

KIND = DifferenceKind


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


@pytest.fixture
def finding(make, store) -> Finding:
    """A booking that Crossmark does not have any more."""
    event = make.event(store=store, name="Oat <b>Bars</b>")
    row = make.schedule(event=event, employee=make.employee(stores=(store,)), day=MONDAY)
    mine = Booked("44100001", row.employee_id, "50001", row.starts_at.isoformat(), row.ends_at.isoformat())
    return Finding(KIND.HERE_NOT_THERE, store.id, event.name, "Ann, 9:45", "–", event.id, row.id, mine).keyed()


@pytest.fixture
def compared(make):
    def made(*found: Finding, with_walmart: bool = True) -> Reconciliation:
        plain = [one.plain() for one in found]
        return make.row(Reconciliation(at=now(), with_walmart=with_walmart, findings=plain))

    return made


def test_before_the_first_comparison_it_says_how_to_make_one(page):
    assert "Nothing was compared yet." in page.get("/sync/reconciliation").text


def test_differences_are_grouped_with_what_to_do_about_them(page, compared, finding):
    compared(finding, Finding(KIND.EDR_ONLY, finding.store_id, "Pretzels", "–", "612345").keyed(), with_walmart=False)

    text = page.get("/sync/reconciliation").text

    for words in (
        "Booked here, not at Crossmark (1)",
        "Oat &lt;b&gt;Bars",
        "In Walmart",
        "612345",
        "Nobody was signed",
    ):
        assert words in text


def test_agreement_is_said(page, compared):
    compared()

    assert "All of them agree." in page.get("/sync/reconciliation").text


def test_theirs_is_taken_over_with_undo(page, session, compared, finding):
    compared(finding)

    page.post("/sync/reconciliation/settle", {"decision": "accept", "key": finding.key})

    text = page.get("/sync/reconciliation").text
    assert "All of them agree." in text
    assert "/undo" in text
    session.rollback()
    assert session.query(Schedule).one().status is ScheduleStatus.CANCELLED


def test_ours_is_sent(page, session, compared, finding, rung):
    compared(finding)

    page.post("/sync/reconciliation/settle", {"decision": "push", "key": finding.key})

    session.rollback()
    assert session.query(OutboxItem).one().payload["rep_id"] == "50001"
    assert rung == ["deliver_outbox"]


def test_a_difference_is_ignored_until_a_day(page, session, compared, finding):
    compared(finding)
    until = (now() + timedelta(days=5)).date()

    page.post("/sync/reconciliation/settle", {"decision": "ignore", "key": finding.key, "until": until.isoformat()})

    assert "1 difference is ignored for now" in page.get("/sync/reconciliation").text
    session.rollback()
    assert session.query(ReconciliationIgnore).one().until == until


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"decision": "accept"}, "at least one"),
        ({"decision": "accept", "key": "gone"}, "Look at the list again"),
        ({"decision": "ignore", "until": "soon"}, "within a year"),
    ],
)
def test_what_cannot_be_settled_says_why(page, compared, finding, sent, words):
    compared(finding)

    page.post("/sync/reconciliation/settle", {"key": finding.key if sent["decision"] == "ignore" else []} | sent)

    assert words in page.get("/sync/reconciliation").text


def test_an_unknown_decision_is_refused(page):
    page.post("/sync/reconciliation/settle", {"decision": "perhaps"}, status=400)


def test_comparing_needs_an_account(page):
    page.post("/sync/reconciliation/run")

    assert "Crossmark is not set up" in page.get("/sync/reconciliation").text


@pytest.mark.usefixtures("account")
def test_a_comparison_is_started_once(page, session):
    page.post("/sync/reconciliation/run")
    page.post("/sync/reconciliation/run")

    session.rollback()
    assert session.query(Job).one().kind is JobKind.RECONCILE


def test_differences_of_other_stores_do_not_exist(sign_in, make, compared, finding):
    compared(finding)
    page = PageClient(sign_in(Role.MANAGER, store_ids=[make.store().id]))

    assert "Oat" not in page.get("/sync/reconciliation").text
    page.post("/sync/reconciliation/settle", {"decision": "accept", "key": finding.key})
    assert "Look at the list again" in page.get("/sync/reconciliation").text


def test_more_differences_need_no_more_queries(app, page, compared, finding):
    compared(finding)
    few = counted(app, lambda: page.get("/sync/reconciliation"))
    compared(finding, *(Finding(KIND.EDR_ONLY, finding.store_id, str(n), "–", str(n)).keyed() for n in range(9)))

    assert counted(app, lambda: page.get("/sync/reconciliation")) == few


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPERVISOR, Role.EMPLOYEE])
def test_others_may_not_even_look(sign_in, role):
    assert sign_in(role).get("/sync/reconciliation").status_code == 403
