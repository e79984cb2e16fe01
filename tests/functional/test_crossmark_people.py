"""People listed at Crossmark: who is not here yet is picked with ticks, and taken over as one change."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.crossmark.payloads import Booking, Rep, SignedInUser
from app.integrations.errors import SignInFailed
from app.models import Change, Employee, ImportFile, Job
from app.services import changes, jobs
from app.tasks.doorbells import RUNNERS
from app.vocabulary import JobState, Role, Title
from tests.functional.page_client import PageClient


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove", location_id="154321")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


@pytest.fixture
def account(app, monkeypatch) -> None:
    config = app.extensions["settings"]
    for name, value in {"base_url": "http://127.0.0.1:9", "username": "mia", "password": "sesame"}.items():
        monkeypatch.setitem(vars(config), f"crossmark_{name}", value)


def booked(rep_id: str, location_id: str) -> Booking:
    return Booking("1", "2", rep_id, location_id, None, None, None)


@pytest.fixture
def there(monkeypatch, account) -> list[Rep]:
    """Who is listed at Crossmark; Ivo is booked in Maple Grove, Far in a store that is not known here."""
    reps: list[Rep] = []
    monkeypatch.setattr(CrossmarkClient, "sign_in", lambda self: SignedInUser("1", "mia", "Mia"))
    monkeypatch.setattr(CrossmarkClient, "get_available_reps", lambda self, *, first, last: tuple(reps))
    bookings = (booked("11", "154321"), booked("22", "200200"))
    monkeypatch.setattr(CrossmarkClient, "get_scheduled_events", lambda self, *, first, last: bookings)
    return reps


def looked(app: Flask, page: PageClient, store_id: object = "") -> str:
    """The address of the list, once the worker has looked."""
    job_at = page.post("/imports/crossmark", {"store_id": store_id}).location
    assert "hx-get" in page.get(job_at).text
    with app.app_context():
        jobs.run(int(job_at.rsplit("/", 1)[1]), RUNNERS)
        db.session.rollback()
    return page.get(job_at, status=302).location


def test_without_an_account_the_page_says_what_to_do(page):
    assert "Crossmark is not set up" in page.get("/imports/crossmark").text

    page.post("/imports/crossmark", {"store_id": ""}, status=422)


def test_only_who_is_not_here_is_shown_first_and_what_is_ticked_comes_in(app, page, make, session, store, there):
    make.employee(stores=(store,), name="Nora Quill", rep_id="77", external_id="US000077")
    there += [
        Rep("77", "US000077", "Nora Quill", ""),
        Rep("11", "US000011", "Ivo Lark", "Club Supervisor"),
        Rep("12", "US000012", "Ada Finch", "Juggler"),
    ]

    address = looked(app, page, store.id)
    text = page.get(address).text
    assert "Ivo Lark" in text
    assert "Ada Finch" in text
    assert "Nora Quill" not in text
    page.post(address.replace("check", "apply"), {"shown": [2, 3], "row": [3]})

    session.rollback()
    newcomer = session.scalars(select(Employee).where(Employee.rep_id != "77")).one()
    assert (newcomer.name, newcomer.title, newcomer.external_id) == ("Ivo Lark", Title.CLUB_SUPERVISOR, "US000011")
    assert not newcomer.active


def test_it_is_one_change_that_undo_takes_back(app, page, session, transact, actor, store, there):
    there += [Rep("11", "", "Ivo Lark", ""), Rep("12", "", "Ada Finch", "")]
    address = looked(app, page, store.id)
    page.post(address.split("?")[0].replace("check", "apply"))
    session.rollback()
    [change] = session.scalars(select(Change)).all()

    with transact() as writing:
        changes.undo(writing, actor, change_id=change.id)

    session.rollback()
    assert not any(one.active for one in session.scalars(select(Employee)))


def test_somebody_is_known_by_the_name_however_it_is_written(app, page, make, session, store, there):
    nora = make.employee(stores=(store,), name="Nora Quill", rep_id=None, external_id=None)
    there.append(Rep("77", "US000077", "NORA  quill", ""))

    address = looked(app, page)
    assert "changes" in page.get(address.split("?")[0]).text
    page.post(address.split("?")[0].replace("check", "apply"))

    session.rollback()
    assert (nora.rep_id, nora.external_id) == ("77", "US000077")


def test_a_name_with_other_ids_is_no_guess(app, page, make, store, there):
    make.employee(stores=(store,), name="Nora Quill", rep_id="5", external_id="US000005")
    there.append(Rep("77", "US000077", "Nora Quill", ""))

    text = page.get(looked(app, page).split("?")[0]).text

    assert "is there already, with other ids" in text


def test_who_waits_to_be_activated_has_no_tick_until_somebody_sets_it(app, page, make, session, store, there):
    ivo = make.employee(stores=(store,), name="Ivo Lark", rep_id="11", external_id=None, active=False)
    there.append(Rep("11", "", "Ivo Lark", ""))

    address = looked(app, page)
    assert "0 rows have a tick" in page.get(address).text
    page.post(address.replace("check", "apply"), {"shown": [2], "row": [2]})

    session.rollback()
    assert ivo.active


def test_people_without_a_booking_need_a_store(app, page, store, there):
    there.append(Rep("12", "", "Ada Finch", ""))

    assert "No store is named" in page.get(looked(app, page).split("?")[0]).text


def test_people_of_others_stores_are_not_told(app, sign_in, make, store, there):
    mine = make.store(number="2077", location_id="9")
    page = PageClient(sign_in(Role.MANAGER, store_ids=[mine.id]))
    make.employee(stores=(store,), name="Nora Quill", rep_id="77")
    there += [Rep("11", "", "Ivo Lark", ""), Rep("77", "", "Nora Quill", ""), Rep("12", "", "Ada Finch", "")]

    text = page.get(looked(app, page, mine.id)).text

    assert "Ada Finch" in text
    assert "Ivo Lark" not in text
    assert "Nora Quill" not in text


def test_a_refusal_of_crossmark_is_told_and_nothing_is_kept(app, page, session, there, monkeypatch):
    def refused(self: CrossmarkClient) -> SignedInUser:
        raise SignInFailed("Crossmark", "the password was not accepted")

    monkeypatch.setattr(CrossmarkClient, "sign_in", refused)
    job_at = page.post("/imports/crossmark", {"store_id": ""}).location
    with app.app_context():
        jobs.run(int(job_at.rsplit("/", 1)[1]), RUNNERS)

    session.rollback()
    assert session.scalars(select(Job.state)).one() is JobState.FAILED
    text = page.get(job_at).text
    assert "the password was not accepted" in text
    assert 'href="/imports/crossmark"' in text
    assert session.scalars(select(ImportFile)).all() == []


def test_a_supervisor_does_not_look(sign_in, store):
    PageClient(sign_in(Role.SUPERVISOR)).get("/imports/crossmark", status=403)
