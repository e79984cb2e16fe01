"""The mail about the daily audit: on the days and at the time that a manager chose, about what he wants to hear of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import Mock, create_autospec

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.integrations import mail
from app.models import Job, Setting, Store
from app.models.columns import utc_now
from app.services import jobs, nightly
from app.tasks.doorbells import RUNNERS
from app.vocabulary import JobKind, JobState
from tests.factories import Make

Transact = Callable[[], AbstractContextManager[Session]]
WEDNESDAY_SIX = "2026-03-04T06:00:00-05:00"


@pytest.fixture
def sent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mock]:
    """Instead of a mail server."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, smtp_url="smtp://mail.example.com?from=desk@example.com")
    send = create_autospec(mail.send)
    monkeypatch.setattr("app.services.audit_mail.mail.send", send)
    yield send
    app.extensions["settings"] = before


@pytest.fixture
def store(make: Make) -> Store:
    """Without rotations, which is critical, and without Freeosk and Digitals, which is a remark."""
    return make.store(number="1042", name="Maple Grove")


def choose(make: Make, **values: object) -> None:
    for key, value in {"audit_recipients": ["mia@example.com"], **values}.items():
        make.row(Setting(key=key, value=value))


@pytest.fixture
def morning(app: Flask, transact: Transact, session: Session) -> Callable[..., list[Job]]:
    """Ticks at the moment, does what is due, and answers the jobs of the mail."""

    def morning(moment: str = WEDNESDAY_SIX) -> list[Job]:
        with time_machine.travel(moment, tick=False):
            for _ in range(2):
                with transact() as inner:
                    nightly.enqueue_due(inner, utc_now())
            wanted = select(Job.id).where(Job.kind == JobKind.AUDIT_MAIL, Job.state == JobState.QUEUED)
            waiting = list(session.scalars(wanted))
            session.rollback()
            for job_id in waiting:
                with app.app_context():
                    jobs.run(job_id, RUNNERS)
        session.rollback()
        return list(session.scalars(select(Job).where(Job.kind == JobKind.AUDIT_MAIL)))

    return morning


def letter(sent: Mock) -> dict[str, Any]:
    sent.assert_called_once()
    _, recipients = sent.call_args.args
    return {"to": recipients, **sent.call_args.kwargs}


def test_what_is_critical_goes_out_once_with_details_and_what_to_do(
    make: Make, store: Store, morning: Callable[..., list[Job]], sent: Mock
) -> None:
    choose(make, site_address="https://desk.example.com/")

    (job,) = morning()
    morning()

    assert job.state is JobState.DONE
    found = letter(sent)
    assert found["to"] == ["mia@example.com"]
    assert found["subject"].startswith("Audit of Wed Mar 4, 1042 Maple Grove: ")
    assert "CRITICAL  " in found["text"]
    assert "  To do: " in found["text"]
    assert "INFO" not in found["text"]
    assert f"https://desk.example.com/audit?date=2026-03-04&store={store.id}" in found["text"]
    assert found["message_id"] == f"<audit-2026-03-04-{store.id}@mail.example.com>"


def test_a_manager_says_what_is_told_and_how_much_of_it(
    make: Make, store: Store, morning: Callable[..., list[Job]], sent: Mock
) -> None:
    choose(make, audit_tells=["info"], audit_actions=False)

    morning()

    text = letter(sent)["text"]
    assert "INFO  No Freeosk and no Digitals event starts on this day." in text
    assert "CRITICAL" not in text
    assert "To do:" not in text
    assert "https" not in text


@pytest.mark.parametrize(
    ("moment", "chosen"),
    [
        ("2026-03-04T05:59:00-05:00", {}),
        ("2026-03-04T06:59:00-05:00", {"audit_mail_time": "07:00"}),
        ("2026-03-07T06:00:00-05:00", {}),  # a Saturday
        (WEDNESDAY_SIX, {"audit_weekdays": ["Monday", "Tuesday"]}),
        (WEDNESDAY_SIX, {"audit_recipients": []}),
    ],
)
def test_before_its_time_on_other_days_and_for_nobody_there_is_none(
    make: Make, store: Store, morning: Callable[..., list[Job]], sent: Mock, moment: str, chosen: dict[str, Any]
) -> None:
    choose(make, **chosen)

    assert morning(moment) == []
    sent.assert_not_called()


def test_without_a_mail_server_nothing_is_tried(make: Make, store: Store, morning: Callable[..., list[Job]]) -> None:
    choose(make)
    assert morning() == []


def test_when_there_is_nothing_to_tell_nobody_is_written_to(
    make: Make, store: Store, morning: Callable[..., list[Job]], sent: Mock
) -> None:
    choose(make, audit_tells=[])

    (job,) = morning()

    assert job.message == "There was nothing to tell."
    sent.assert_not_called()
