"""Mail on publishing: only to whom it concerns and who wants it, in their language, once, and never lost silently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.integrations import mail
from app.integrations.errors import IntegrationError, OutcomeUnknown, Refused, Unreachable
from app.models import Mail, Schedule, Setting, User
from app.services import mails, nightly, schedules
from app.services.actors import Actor
from app.vocabulary import MailState, Role
from tests.factories import MONDAY, now
from tests.functional.page_client import PageClient

FRIDAY = MONDAY + timedelta(days=4)
SUE = Actor(None, "sue", "Sue Planner", Role.MANAGER, None)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-03-01T15:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def smtp(app, monkeypatch) -> None:
    monkeypatch.setitem(vars(app.extensions["settings"]), "smtp_url", "smtp://mail.example.org")


@pytest.fixture
def store(make):
    make.row(Setting(key="new_work_is_draft", value=True))
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def ann(make, store):
    person = make.employee(stores=(store,), name="Ann Ames", email="ann@example.org")
    make.user(role=Role.EMPLOYEE, employee_id=person.id, locale="es")
    return person


@pytest.fixture
def page(sign_in, store):
    return PageClient(sign_in())


@pytest.fixture
def book(transact, make, store):
    def booked(employee, *, day=FRIDAY):
        event = make.event(store=store, name="612345-CORE-Oat Bars")
        with transact() as session:
            return schedules.schedule_event(
                session, SUE, event_id=event.id, employee_id=employee.id, day=day, minutes=585
            )

    return booked


@pytest.fixture
def letter_box(monkeypatch) -> list[dict[str, str]]:
    """What the mail server has taken."""
    taken: list[dict[str, str]] = []

    def send(_server, recipients, *, subject, text, message_id=""):
        taken.append({"to": recipients[0], "subject": subject, "text": text, "id": message_id})

    monkeypatch.setattr(mail, "send", send)
    return taken


@pytest.fixture
def deliver(app) -> Callable[[], int]:
    def delivered() -> int:
        with app.app_context():
            return mails.deliver_due()

    return delivered


@pytest.fixture
def fails(monkeypatch) -> Callable[[IntegrationError], None]:
    def with_error(error: IntegrationError) -> None:
        def send(*_args, **_more):
            raise error

        monkeypatch.setattr(mail, "send", send)

    return with_error


def publish(page: PageClient) -> None:
    key = page.get("/publish").text.split('name="key" value="')[1].split('"')[0]
    page.post("/publish", {"key": key, "whom": "all"})


def only(session) -> Mail:
    session.rollback()
    return session.scalars(select(Mail)).one()


class TestWriting:
    def test_one_mail_in_the_persons_language_with_only_what_changed(self, page, book, ann, letter_box, deliver):
        book(ann)
        publish(page)

        assert deliver() == 1
        [sent] = letter_box
        assert (sent["to"], sent["subject"]) == ("ann@example.org", "Su horario: 1 cambio")
        assert "612345-CORE-Oat Bars" in sent["text"]
        assert "1042 Maple Grove" in sent["text"]
        assert sent["text"].count("\n- ") == 1

    def test_the_worker_is_rung_once_it_is_committed(self, page, book, ann, rung):
        book(ann)
        publish(page)

        assert mails.DELIVER_TASK in rung

    def test_the_link_is_there_once_the_sites_address_is_known(self, page, book, make, ann, session):
        make.row(Setting(key="site_address", value="https://plan.example.org/"))
        book(ann)
        publish(page)

        assert "https://plan.example.org/my/schedule" in only(session).body

    def test_without_an_address_of_the_site_it_says_where_to_look(self, page, book, ann, session):
        book(ann)
        publish(page)

        assert "Mi horario" in only(session).body

    def test_moved_and_cancelled_work_is_told_as_such(self, page, book, ann, transact, session):
        one, two = book(ann), book(ann, day=FRIDAY + timedelta(days=1))
        publish(page)
        with transact() as writing:
            schedules.move(writing, SUE, schedule_id=one.schedule_id, version=None, day=FRIDAY, minutes=630)
            schedules.cancel(writing, SUE, schedule_id=two.schedule_id, version=None)
        publish(page)

        session.rollback()
        body = session.scalars(select(Mail).order_by(Mail.id.desc())).first().body
        assert "- Cambiado: ahora" in body
        assert "- Cancelado:" in body
        assert "- Nuevo:" not in body

    @pytest.mark.parametrize("change", ["no address", "no account", "muted", "no server"])
    def test_nobody_is_written_to_who_cannot_or_does_not_want_it(
        self, app, page, book, make, store, session, monkeypatch, change
    ):
        email = None if change == "no address" else "bob@example.org"
        bob = make.employee(stores=(store,), name="Bob Birch", email=email)
        if change != "no account":
            muted = ["mail:own_schedule"] if change == "muted" else []
            make.user(role=Role.EMPLOYEE, employee_id=bob.id, muted=muted)
        if change == "no server":
            monkeypatch.setitem(vars(app.extensions["settings"]), "smtp_url", "")
        book(bob)
        publish(page)

        session.rollback()
        assert session.scalars(select(Mail)).all() == []
        assert session.scalars(select(Schedule)).one().status.value == "published"


class TestSending:
    @pytest.fixture(autouse=True)
    def _waiting(self, page, book, ann):
        book(ann)
        publish(page)

    def test_it_goes_out_once(self, deliver, letter_box, session):
        assert (deliver(), deliver()) == (1, 0)
        assert len(letter_box) == 1
        assert letter_box[0]["id"] == only(session).message_id
        assert only(session).state is MailState.SENT

    def test_while_the_server_is_away_it_waits_and_is_tried_again(self, deliver, fails, letter_box, session, clock):
        fails(Unreachable("The mail server"))
        assert deliver() == 0
        assert (only(session).state, only(session).tries) == (MailState.PENDING, 1)
        assert deliver() == 0
        assert only(session).tries == 1

    def test_it_is_sent_when_the_server_is_back(self, deliver, fails, session, clock, monkeypatch):
        fails(Refused("The mail server", "try later", 450))
        deliver()
        clock.shift(timedelta(minutes=2))
        monkeypatch.setattr(mail, "send", lambda *args, **more: None)

        assert deliver() == 1
        assert only(session).error == ""

    def test_after_several_tries_a_manager_has_to_look(self, deliver, fails, session, clock):
        fails(Unreachable("The mail server"))
        for _ in range(len(mails.WAITS) + 1):
            deliver()
            clock.shift(timedelta(hours=5))

        assert only(session).state is MailState.FAILED

    def test_a_refusal_for_good_is_not_tried_again(self, deliver, fails, session):
        fails(Refused("The mail server", "550 nobody here", 550))
        deliver()

        assert (only(session).state, only(session).tries) == (MailState.FAILED, 1)

    def test_what_broke_off_is_not_sent_again_by_itself(self, deliver, fails, letter_box, session, clock, monkeypatch):
        fails(OutcomeUnknown("The mail server", "it hung up"))
        deliver()
        clock.shift(timedelta(days=1))
        monkeypatch.setattr(mail, "send", lambda *args, **more: letter_box.append({}))

        assert deliver() == 0
        assert letter_box == []
        assert only(session).state is MailState.UNKNOWN

    def test_a_worker_that_dies_while_sending_leaves_a_question_and_no_second_mail(
        self, deliver, letter_box, session, clock, monkeypatch
    ):
        monkeypatch.setattr(mails, "_settle", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            deliver()
        monkeypatch.undo()
        clock.shift(mails.STALE + timedelta(seconds=1))

        deliver()

        assert only(session).state is MailState.UNKNOWN
        assert "may have arrived" in only(session).error

    def test_the_manager_sees_it_and_sends_it_again(self, page, deliver, fails, letter_box, session, monkeypatch):
        fails(Refused("The mail server", "550 nobody here", 550))
        deliver()

        assert "1 mail did not go out" in page.get("/notifications").text
        text = page.get("/mails?show=troubled").text
        assert "550 nobody here" in text
        assert "Ann Ames" in text
        page.post(f"/mails/{only(session).id}/decide", {"decision": "send_again"})
        monkeypatch.setattr(mail, "send", lambda *args, **more: None)

        assert deliver() == 1
        assert "did not go out" not in page.get("/notifications").text

    def test_or_puts_it_away(self, page, deliver, fails, session):
        fails(Refused("The mail server", "550 nobody here", 550))
        deliver()

        page.post(f"/mails/{only(session).id}/decide", {"decision": "put_away"})

        assert only(session).state is MailState.PUT_AWAY
        page.post(f"/mails/{only(session).id}/decide", {"decision": "send_again"})
        assert "was decided already" in page.get("/mails").text
        page.post(f"/mails/{only(session).id}/decide", {"decision": "burn"}, status=400)

    def test_the_very_words_can_be_read(self, page, session):
        assert "612345-CORE-Oat Bars" in page.get(f"/mails/{only(session).id}").text

    def test_it_is_none_of_another_stores_business(self, sign_in, make, session):
        other = PageClient(sign_in(Role.MANAGER, store_ids=[make.store(number="2077").id]))

        assert "Ann Ames" not in other.get("/mails").text
        other.get(f"/mails/{only(session).id}", status=404)
        other.post(f"/mails/{only(session).id}/decide", {"decision": "put_away"}, status=404)

    def test_what_is_over_is_forgotten_after_three_months(self, transact, deliver, letter_box, session, clock):
        deliver()
        clock.shift(timedelta(days=91))
        with transact() as writing:
            nightly.tidy(writing, now().replace(minute=nightly.TIDY_MINUTE))

        session.rollback()
        assert session.scalars(select(Mail)).all() == []


class TestChoices:
    def test_an_employee_switches_the_mails_off(self, sign_in, make, store, session):
        bob = make.employee(stores=(store,), name="Bob Birch", email="bob@example.org")
        page = PageClient(sign_in(Role.EMPLOYEE, employee_id=bob.id))

        text = page.get("/account/notifications").text
        assert "bob@example.org" in text
        assert "In the bell" not in text
        page.post("/account/notifications", {})

        session.rollback()
        assert session.scalars(select(User.muted).where(User.employee_id == bob.id)).one() == ["mail:own_schedule"]

    def test_a_manager_takes_a_line_out_of_the_bell(self, page, make, store):
        make.event(store=store, due_date=MONDAY)
        assert "lacks people" in page.get("/notifications").text
        text = page.get("/account/notifications").text
        wanted = [part.split('"')[0] for part in text.split('name="wanted" value="')[1:]]

        page.post("/account/notifications", {"wanted": [key for key in wanted if key != "bell:due_tomorrow"]})

        assert "lacks people" not in page.get("/notifications").text
        assert 'value="bell:due_tomorrow" checked' not in page.get("/account/notifications").text
        page.post("/account/notifications", {"wanted": wanted})
        assert "lacks people" in page.get("/notifications").text

    def test_a_choice_that_is_not_offered_changes_nothing(self, sign_in, session, store):
        page = PageClient(sign_in(Role.VIEWER))

        page.post("/account/notifications", {"wanted": ["bell:requests", "x"]})

        session.rollback()
        muted = session.scalars(select(User.muted).where(User.role == Role.VIEWER)).one()
        assert "bell:requests" not in muted
        assert "bell:unreported" in muted
