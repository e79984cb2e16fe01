"""The page of the night's work."""

from __future__ import annotations

import pytest

from app.models import Backup, Job
from app.services import night
from app.vocabulary import JobKind, JobState, Role
from tests.factories import MONDAY, now
from tests.functional.page_client import PageClient
from tests.functional.statements import counted


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


@pytest.fixture
def job(make):
    def made(kind: JobKind, state: JobState, **fields) -> Job:
        at = now()
        wanted = {"key": "all", "local_date": MONDAY, "run_at": at, "started_at": at, "finished_at": at} | fields
        return make.row(Job(kind=kind, state=state, **wanted))

    return made


def test_before_the_first_night_it_says_when_one_comes(page):
    text = page.get("/sync/night").text

    assert "No night's work was done yet" in text.replace("&#39;", "'")
    assert "There is no backup yet." in text


def test_each_step_says_how_it_went(page, job):
    job(JobKind.BACKUP, JobState.FAILED, message="The disk is <full>.")
    job(JobKind.SUMMARY, JobState.DONE, key=night.SKIPPED, message="No mail server is set up (SMTP_URL).")
    job(JobKind.PACKET, JobState.DONE, key="1")
    job(JobKind.PACKET, JobState.RUNNING, key="2", finished_at=None, progress=0.5)

    text = page.get("/sync/night").text

    assert "Night of Monday, March 2" in text
    for words in ("The disk is &lt;full&gt;.", "left out", "No mail server", "(2)", "is at work", "not yet"):
        assert words in text


def test_a_failed_step_is_tried_again(page, job, session, rung):
    failed = job(JobKind.BACKUP, JobState.FAILED)

    page.post(f"/sync/night/jobs/{failed.id}/retry")

    session.rollback()
    assert session.get_one(Job, failed.id).state is JobState.QUEUED
    assert rung == ["run_job"]


def test_a_step_is_started_at_once(page, session):
    page.post("/sync/night/run", {"kind": "backup"})
    page.post("/sync/night/run", {"kind": "backup"})

    assert "under way already" in page.get("/sync/night").text
    session.rollback()
    assert session.query(Job).one().kind is JobKind.BACKUP


def test_a_step_that_cannot_begin_says_why(page):
    page.post("/sync/night/run", {"kind": "summary"})

    assert "No mail server is set up" in page.get("/sync/night").text


def test_an_unknown_step_is_refused(page, job):
    page.post("/sync/night/run", {"kind": "everything"}, status=400)


def test_backups_are_listed_with_whether_they_are_good(page, make):
    make.row(Backup(file_name="backup-1.tar.gz", size=2_000_000, encrypted=True, verified_at=now()))
    make.row(Backup(file_name="backup-2.tar.gz", size=1, encrypted=False, verified_at=now(), error="It is cut off."))

    text = page.get("/sync/night").text

    for words in ("backup-1.tar.gz", "2.0 MB", "tried out", "It is cut off."):
        assert words in text


def test_more_nights_need_no_more_queries(app, page, job):
    job(JobKind.BACKUP, JobState.DONE, local_date=MONDAY)
    few = counted(app, lambda: page.get("/sync/night"))
    for day in range(3, 9):
        job(JobKind.BACKUP, JobState.DONE, local_date=MONDAY.replace(day=day))

    assert counted(app, lambda: page.get("/sync/night")) == few


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPERVISOR, Role.EMPLOYEE])
def test_others_may_not_even_look(sign_in, role):
    assert sign_in(role).get("/sync/night").status_code == 403
