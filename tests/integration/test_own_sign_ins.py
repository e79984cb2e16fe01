"""Managers with their own accounts at Crossmark: each change goes out with its author's, and sessions never mix."""

# ruff: noqa: F811  # fixtures are imported by name and asked for by name
from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from app.errors import Invalid
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.models import CrossmarkSignIn, Store, User
from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox
from app.services import changes, crossmark_sign_ins
from app.services.actors import Actor
from app.vocabulary import Condition, OutboxState
from tests.factories import Make
from tests.integration.outbox_desk import DAY, TODAY, Desk, connected, crossmark, desk  # noqa: F401

BOOK, LOGIN = "scheduleMplanEvent", "authenticate"
SECOND = "demo.second"
EACH = 4


@dataclass
class Office:
    """A desk with two managers; the second one has an account of their own at Crossmark."""

    desk: Desk
    mia: Actor
    max: Actor

    def sign_in(self, actor: Actor, username: str = SECOND, password: str = SANDBOX_PASSWORD) -> None:
        self.desk.session.rollback()
        with self.desk.app.app_context(), self.desk.transact() as session:
            crossmark_sign_ins.save(session, actor, username=username, password=password)

    def book(self, actor: Actor, day: date = DAY) -> int:
        self.desk.actor = actor
        return self.desk.book(day=day)


@pytest.fixture
def office(desk: Desk, make: Make, actor: Actor) -> Office:
    mia, max_ = (replace(actor, user_id=make.user().id, display_name=name) for name in ("Mia", "Max"))
    return Office(desk, mia, max_)


def accounts(crossmark: RunningSandbox, operation: str = BOOK) -> list[str]:
    return [row["account"] for row in crossmark.ledger(operation)]


def test_what_they_change_is_sent_with_their_account_and_the_rest_with_the_installations(
    office: Office, crossmark: RunningSandbox
) -> None:
    office.sign_in(office.max)
    schedule_id = office.book(office.max)
    office.desk.deliver()
    office.desk.actor = office.mia
    office.desk.move(schedule_id)
    office.desk.deliver()
    assert accounts(crossmark) == [SECOND, CROSSMARK_USER]
    assert office.desk.states() == [OutboxState.DELIVERED] * 2


def test_of_changes_sent_as_one_the_last_author_counts(office: Office, crossmark: RunningSandbox) -> None:
    office.sign_in(office.max)
    schedule_id = office.book(office.mia)
    office.desk.actor = office.max
    office.desk.move(schedule_id)
    office.desk.deliver()
    assert accounts(crossmark) == [SECOND]


def test_two_accounts_at_once_never_share_a_session(office: Office, crossmark: RunningSandbox, make: Make) -> None:
    """Two workers, and events of both managers in turn: each session in the ledger has one account."""
    office.sign_in(office.max)
    wanted = book_in_turn(office, make)
    workers = [threading.Thread(target=office.desk.deliver) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    office.desk.make_due()
    office.desk.deliver()  # what the one had waited for while the other was at it

    assert {row["mPlanID"]: row["account"] for row in crossmark.ledger(BOOK)} == wanted
    owners: dict[str, set[str]] = {}
    for row in crossmark.ledger():
        if row["account"]:
            owners.setdefault(row["session"], set()).add(row["account"])
    assert all(len(found) == 1 for found in owners.values())


def book_in_turn(office: Office, make: Make) -> dict[str, str]:
    """Bookings of Mia and Max alternately; the account that each event has to come from."""
    client = CrossmarkClient(CrossmarkAccount(crossmark_url(office), CROSSMARK_USER, SANDBOX_PASSWORD))
    rows = client.get_planning_events(first=TODAY, last=TODAY + timedelta(days=60))
    unstaffed = [row for row in rows if row.condition is Condition.UNSTAFFED and row.name.endswith("CORE")]
    free = [row for row in unstaffed if row.wall_start is None][: 2 * EACH]
    stores = {office.desk.location_id: office.desk.session.get_one(Store, office.desk.event.store_id)}
    known = {office.desk.event.ref_num: office.desk.event}
    wanted = {}
    for number, row in enumerate(free):
        store = stores.get(row.location_id) or make.store(location_id=row.location_id)
        stores[row.location_id] = store
        named = {"ref_num": row.mplan_id, "external_id": row.mplan_id}
        office.desk.event = known.get(row.mplan_id) or make.event(store=store, **named)
        author = (office.mia, office.max)[number % 2]
        office.book(author, DAY + timedelta(days=number))
        wanted[row.mplan_id] = SECOND if author is office.max else CROSSMARK_USER
    return wanted


def crossmark_url(office: Office) -> str:
    return str(office.desk.app.extensions["settings"].crossmark_base_url)


def test_a_wrong_password_of_one_holds_up_nobody_else_and_is_tried_once(
    office: Office, crossmark: RunningSandbox
) -> None:
    office.sign_in(office.max, password="wrong one")
    office.book(office.max)
    office.desk.deliver()
    [item] = office.desk.items()
    assert (item.state, item.attempts) == (OutboxState.PENDING, 0)
    assert "user name or password" in item.last_error or "let us in" in item.last_error
    assert accounts(crossmark) == []


def test_an_account_of_somebody_who_left_is_not_used(office: Office, crossmark: RunningSandbox) -> None:
    office.sign_in(office.max)
    office.book(office.max)
    with office.desk.transact() as session, changes.record(session, office.mia, command="retire", summary="Left"):
        session.get_one(User, office.max.user_id).active = False
    office.desk.deliver()
    assert accounts(crossmark) == [CROSSMARK_USER]


def test_a_password_is_never_sent_to_another_address_than_it_was_entered_for(
    office: Office, crossmark: RunningSandbox
) -> None:
    office.sign_in(office.max)
    with office.desk.transact() as session:
        session.query(CrossmarkSignIn).update({"base_url": "https://elsewhere.test"})
    office.book(office.max)
    office.desk.deliver()
    assert crossmark.ledger(BOOK) == []
    assert "enter it again" in office.desk.items()[0].last_error


def test_another_user_name_needs_its_password(office: Office) -> None:
    office.sign_in(office.max)
    office.sign_in(office.max, password="")
    with pytest.raises(Invalid, match="Enter the password"):
        office.sign_in(office.max, username="somebody.else", password="")


def test_saving_it_cannot_be_undone(office: Office) -> None:
    """The password before is kept nowhere, so the name before would come back to a stranger's password."""
    office.sign_in(office.max)
    office.desk.session.rollback()
    [change] = [row for row in office.desk.session.query(changes.Change) if row.command == "save_crossmark_sign_in"]
    with pytest.raises(changes.ChangedSince), office.desk.app.app_context(), office.desk.transact() as session:
        changes.undo(session, office.max, change_id=change.id)
