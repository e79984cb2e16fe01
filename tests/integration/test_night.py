"""The night's work: step after step, once a local date whatever the clocks do, and visible."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid
from app.integrations import mail
from app.integrations.errors import Refused, Unreachable
from app.models import Job, Setting
from app.services import jobs, night, night_summary
from app.services.actors import Actor
from app.vocabulary import JobKind, JobState
from tests.factories import ZONE, Make

Transact = Callable[[], AbstractContextManager[Session]]
HOUR = 2


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


class TestWhichNight:
    """A night belongs to the local date on which it begins."""

    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            ("2026-01-10T01:59:00-05:00", "2026-01-09"),
            ("2026-01-10T02:00:00-05:00", "2026-01-10"),
            ("2026-01-10T23:59:00-05:00", "2026-01-10"),
            ("2026-03-08T01:59:00-05:00", "2026-03-07"),  # the hour from two to three does not exist
            ("2026-03-08T03:00:00-04:00", "2026-03-08"),
            ("2026-11-01T01:30:00-04:00", "2026-10-31"),  # one o'clock comes twice
            ("2026-11-01T01:30:00-05:00", "2026-10-31"),
            ("2026-11-01T02:00:00-05:00", "2026-11-01"),
        ],
    )
    def test_it_is_told_by_the_clock_on_the_wall(self, moment: str, expected: str) -> None:
        assert night.due_night(at(moment), ZONE, HOUR) == date.fromisoformat(expected)

    @pytest.mark.parametrize("hour", [1, 2])
    @pytest.mark.parametrize("around", ["2026-03-07", "2026-10-31"])
    def test_over_a_change_of_the_clocks_each_date_comes_once(self, hour: int, around: str) -> None:
        begin = at(f"{around}T12:00:00+00:00")
        ticks = [night.due_night(begin + timedelta(minutes=5 * n), ZONE, hour) for n in range(12 * 72)]

        assert ticks == sorted(ticks)
        assert [str(day) for day in dict.fromkeys(ticks)] == [
            str(date.fromisoformat(around) + timedelta(days=n)) for n in range(4)
        ]


@pytest.fixture
def switched_on(make: Make) -> None:
    make.row(Setting(key="sync_enabled", value=True))
    make.store()


def finish(session: Session, state: JobState = JobState.DONE) -> None:
    session.rollback()
    for job in session.query(Job).filter(Job.state.in_(jobs.OPEN_STATES)):
        job.state, job.message = state, "Said."
    session.commit()


def walk(transact: Transact, session: Session, moment: datetime, state: JobState = JobState.DONE) -> list[JobKind]:
    """Ticks until nothing is begun any more; the kinds of the jobs begun, in order."""
    kinds: list[JobKind] = []
    with time_machine.travel(moment, tick=False):
        for _ in range(12):
            with transact() as inner:
                kinds += [inner.get_one(Job, job_id).kind for job_id in night.go_on(inner, moment)]
            finish(session, state)
    return kinds


MORNING = at("2026-03-10T02:01:00-04:00")
ALL = [JobKind.AUDIT, JobKind.PACKET, JobKind.PACKET, JobKind.BACKUP]


@pytest.mark.usefixtures("switched_on")
class TestSteps:
    def test_one_waits_for_the_other(self, transact: Transact) -> None:
        with time_machine.travel(MORNING, tick=False):
            for _ in range(3):
                with transact() as session:
                    night.go_on(session, MORNING)
            with transact() as session:
                kinds = [job.kind for job in session.query(Job).order_by(Job.id)]

        assert kinds == [JobKind.SYNC_CROSSMARK, JobKind.RECONCILE, JobKind.AUDIT]

    @pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.DEAD])
    def test_they_come_in_their_order_whatever_becomes_of_one(
        self, transact: Transact, session: Session, state: JobState
    ) -> None:
        assert walk(transact, session, MORNING, state) == ALL

    def test_what_has_nothing_to_do_says_why(self, transact: Transact, session: Session) -> None:
        walk(transact, session, MORNING)

        left_out = {job.kind: job.message for job in session.query(Job).filter_by(key=night.SKIPPED)}
        assert left_out.keys() == {
            JobKind.SYNC_CROSSMARK,
            JobKind.RECONCILE,
            JobKind.AUTO_SCHEDULE,
            JobKind.SYNC_EDR,
            JobKind.SUMMARY,
        }
        assert "Crossmark is not set up" in left_out[JobKind.SYNC_CROSSMARK]

    def test_a_night_is_done_once_and_the_next_one_again(self, transact: Transact, session: Session) -> None:
        walk(transact, session, MORNING)

        assert walk(transact, session, MORNING + timedelta(hours=5)) == []
        assert walk(transact, session, MORNING + timedelta(days=1)) == ALL

    def test_after_an_outage_only_the_newest_night_is_made_up_for(self, transact: Transact, session: Session) -> None:
        walk(transact, session, MORNING)

        assert walk(transact, session, MORNING + timedelta(days=4, hours=9)) == ALL

    def test_two_ticks_at_once_begin_one_job(self, transact: Transact, session: Session) -> None:
        with time_machine.travel(MORNING, tick=False):
            for _ in range(2):
                with transact() as inner:
                    night.go_on(inner, MORNING)

        assert session.query(Job).filter_by(kind=JobKind.AUDIT).count() == 1

    def test_the_auto_scheduler_runs_where_it_is_switched_on(
        self, transact: Transact, session: Session, make: Make
    ) -> None:
        make.row(Setting(key="nightly_auto_schedule", value=True))

        assert JobKind.AUTO_SCHEDULE in walk(transact, session, MORNING)


def test_without_leave_only_audit_and_backup_are_done(transact: Transact, session: Session, make: Make) -> None:
    make.store()

    assert walk(transact, session, MORNING) == [JobKind.AUDIT, JobKind.BACKUP]


def test_a_manager_starts_one_step_and_tries_a_failed_one_again(
    transact: Transact, session: Session, actor: Actor
) -> None:
    with transact() as inner:
        [job_id] = night.run_now(inner, actor, kind=JobKind.BACKUP)
    finish(session, JobState.FAILED)

    with transact() as inner:
        jobs.retry(inner, actor, job_id=job_id)

    session.rollback()
    assert session.get_one(Job, job_id).state is JobState.QUEUED
    with pytest.raises(Conflict), transact() as inner:
        jobs.retry(inner, actor, job_id=job_id)
    with pytest.raises(Invalid, match="SMTP_URL"), transact() as inner:
        night.run_now(inner, actor, kind=JobKind.SUMMARY)


class _Mailbox(socketserver.ThreadingTCPServer):
    """Speaks just enough SMTP; keeps what came."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuse: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Postman)
        self.refuse = refuse
        self.letters: list[str] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}?from=schedule@example.com"


class _Postman(socketserver.StreamRequestHandler):
    server: _Mailbox

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            match line.split(" ")[0].upper():
                case "DATA":
                    self.say("354 go on")
                    self.server.letters.append(self.letter())
                    self.say("250 kept")
                case "QUIT":
                    self.say("221 bye")
                    return
                case "RCPT" if self.server.refuse:
                    self.say("550 unknown here")
                case _:
                    self.say("250 ok")

    def letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        return "".join(lines)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def mailbox(request: pytest.FixtureRequest) -> Iterator[_Mailbox]:
    with _Mailbox(refuse=getattr(request, "param", False)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Quiet:
    cancelled = False

    def report(self, fraction: float, message: str) -> None:
        """Nobody watches."""


@pytest.mark.usefixtures("switched_on")
def test_the_summary_tells_who_wants_it_what_failed(
    app: Flask, transact: Transact, session: Session, make: Make, mailbox: _Mailbox
) -> None:
    make.row(Setting(key="summary_recipients", value=["mia@example.com", "sam@example.com"]))
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, smtp_url=mailbox.url)
    try:
        assert walk(transact, session, MORNING, JobState.FAILED) == [*ALL, JobKind.SUMMARY]
        job = session.query(Job).filter_by(kind=JobKind.SUMMARY).one()
        payload = dict(job.payload)
        session.rollback()
        with app.app_context():
            answer = night_summary.run_summary(job.id, payload, Quiet())
    finally:
        app.extensions["settings"] = before

    [letter] = mailbox.letters
    assert answer["failed"] == 4
    assert "To: mia@example.com, sam@example.com" in letter
    assert "Subject: Night of Tue Mar 10: 4 need a look" in letter
    assert "LOOK Backup: Said." in letter
    assert "OK   Sync with Crossmark: Crossmark is not set up." in letter


@pytest.mark.parametrize("mailbox", [True], indirect=True)
def test_a_refused_mail_says_so(mailbox: _Mailbox) -> None:
    with pytest.raises(Refused, match="did not accept the addresses"):
        mail.send(mail.server_of(mailbox.url), ["nobody@example.com"], subject="Hello", text="There")


def test_a_password_never_goes_out_in_clear(mailbox: _Mailbox) -> None:
    server = mail.server_of(mailbox.url.replace("smtp://", "smtp://mia:sesame@"))

    with pytest.raises(Refused, match="no encryption"):
        mail.send(server, ["sam@example.com"], subject="Hello", text="There")

    assert "sesame" not in repr(server)


def test_nobody_listening_is_unreachable(mailbox: _Mailbox) -> None:
    server = replace(mail.server_of(mailbox.url), port=9)

    with pytest.raises(Unreachable):
        mail.send(server, ["sam@example.com"], subject="Hello", text="There")


@pytest.mark.parametrize("url", ["http://host", "smtp://", "host:587"])
def test_another_address_than_a_mail_servers_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="SMTP_URL must look like"):
        mail.server_of(url)


def test_the_port_and_the_sender_follow_from_the_address() -> None:
    server = mail.server_of("smtps://mia%40example.com:se%3Asame@mail.example.com")

    assert (server.port, server.sealed, server.sender, server.password) == (465, True, "mia@example.com", "se:same")
