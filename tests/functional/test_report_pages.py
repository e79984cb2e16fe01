"""Walmart's reports that are kept here: looked through, read and printed while Walmart is out of reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db
from app.models import EdrItem, EdrReport, Job, Store
from app.models.columns import utc_now
from app.services import edr_shelf
from app.vocabulary import Role
from tests.factories import Make
from tests.functional.page_client import PageClient
from tests.unit.paperwork.paper_samples import page_texts

SignIn = Callable[..., FlaskClient]
DAY = date(2026, 3, 3)


@pytest.fixture
def store(make: Make) -> Store:
    return make.store(name="Prairie Club")


@pytest.fixture
def page(sign_in: SignIn) -> PageClient:
    return PageClient(sign_in())


def kept(make: Make, store: Store, number: str = "612345", **fields: Any) -> EdrReport:
    item = EdrItem(position=0, item_number="980001234", gtin="333832507", description="Jalapeño bites", featured=True)
    plain = {
        "store_id": store.id,
        "event_number": number,
        "name": f"Sample {number}",
        "event_date": DAY,
        "class_label": "Supplier",
        "status_label": "APPROVED",
        "source": "report",
        "preparation": "Bake it.",
        "fetched_at": utc_now() - timedelta(hours=30),
        "items": [item],
    }
    return make.row(EdrReport(**plain | fields))


def listed(page: PageClient, store: Store, **looked: str) -> list[str]:
    query = {"store": str(store.id), **looked}
    text = page.get("/paperwork/reports", query_string=query).text
    return [number for number in ("612345", "612346", "612347") if f"<strong>{number}</strong>" in text]


@pytest.mark.parametrize(
    ("looked", "found"),
    [
        ({}, ["612345", "612346", "612347"]),
        ({"q": "612346"}, ["612346"]),
        ({"q": "jalapeño"}, ["612345", "612346"]),
        ({"q": "%"}, []),
        ({"status": "NEW"}, ["612347"]),
        ({"kind": "Digital Company"}, ["612346"]),
        ({"first": "2026-03-04"}, ["612347"]),
        ({"last": "2026-03-03", "first": "someday"}, ["612345", "612346"]),
    ],
)
def test_reports_are_found_by_words_status_type_and_days(
    page: PageClient, make: Make, store: Store, looked: dict[str, str], found: list[str]
) -> None:
    kept(make, store)
    kept(make, store, "612346", class_label="Digital Company")
    kept(make, store, "612347", status_label="NEW", event_date=DAY + timedelta(days=1), items=[])
    assert listed(page, store, **looked) == found


def test_a_report_reads_like_the_official_one_and_tells_its_age(page: PageClient, make: Make, store: Store) -> None:
    report = kept(make, store, locked=True)
    text = page.get(f"/paperwork/reports/{report.id}").text
    for words in ("Sample 612345", "APPROVED", "Supplier", "980001234", "Jalapeño bites", "Bake it.", "as of"):
        assert words in text


@pytest.mark.parametrize("layout", ["official", "compact"])
def test_a_report_prints_when_walmart_is_down(page: PageClient, make: Make, store: Store, layout: str) -> None:
    report = kept(make, store)
    with page.get(f"/paperwork/reports/{report.id}.pdf?layout={layout}") as answer:
        words = " ".join(page_texts(answer.data))
    assert "612345" in words
    assert "Jalapeño bites" in words
    assert "EDR data of" in words


def test_an_event_known_only_from_the_list_says_that_instructions_are_missing(
    page: PageClient, make: Make, store: Store
) -> None:
    report = kept(make, store, source="browse", preparation="")
    assert "fetch the report itself" in page.get(f"/paperwork/reports/{report.id}").text


def test_no_report_says_what_to_do(page: PageClient, store: Store) -> None:
    assert "Fetch the list from Walmart" in page.get(f"/paperwork/reports?store={store.id}").text


def test_another_stores_report_looks_like_none(sign_in: SignIn, make: Make, store: Store) -> None:
    report = kept(make, store)
    stranger = PageClient(sign_in(Role.SUPERVISOR, store_ids=[make.store().id]))
    stranger.get(f"/paperwork/reports/{report.id}", status=404)
    stranger.get(f"/paperwork/reports/{report.id}.pdf", status=404)
    stranger.get(f"/paperwork/reports?store={store.id}", status=404)


def payloads(app: Flask) -> list[dict[str, Any]]:
    with app.app_context():
        return [job.payload for job in db.session().scalars(select(Job))]


def test_a_range_of_days_is_asked_for(app: Flask, page: PageClient, store: Store) -> None:
    page.post("/paperwork/walmart/fetch", {"first": "2026-03-01", "last": "2026-03-09", "browse": "y"})
    (payload,) = payloads(app)
    assert (payload["first"], payload["last"], payload["browse"]) == ("2026-03-01", "2026-03-09", True)


@pytest.mark.parametrize(("first", "last"), [("2026-03-09", "2026-03-01"), ("2026-01-01", "2026-12-31"), ("soon", "")])
def test_days_that_make_no_sense_are_refused(app: Flask, page: PageClient, store: Store, first: str, last: str) -> None:
    page.post("/paperwork/walmart/fetch", {"first": first, "last": last})
    assert payloads(app) == []
    assert "toast-error" in page.get("/paperwork/walmart").text


@pytest.mark.parametrize(("layout", "title"), [("official", "RUN ON"), ("", "EVENT DETAIL REPORT")])
def test_all_reports_of_some_days_are_one_pdf_by_day(
    page: PageClient, make: Make, store: Store, layout: str, title: str
) -> None:
    for place, number in enumerate(("612347", "612346", "612345")):
        kept(make, store, number, event_date=DAY + timedelta(days=place))
    days = {"store": str(store.id), "first": DAY.isoformat(), "last": (DAY + timedelta(days=1)).isoformat()}

    with page.get("/paperwork/reports.pdf", query_string={**days, "layout": layout}) as answer:
        texts = page_texts(answer.data)

    assert ["612347" in texts[0], "612346" in texts[1]] == [True, True]
    assert [title in text for text in texts] == [True, True]


def test_a_print_of_no_report_and_of_too_many_says_what_to_do(
    page: PageClient, make: Make, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"store": str(store.id)}
    assert "nothing to print" in page.get("/paperwork/reports.pdf", query_string=query, status=404).text
    monkeypatch.setattr(edr_shelf, "MOST_PRINTED", 1)
    for number in ("612345", "612346"):
        kept(make, store, number)

    assert "Narrow the list" in page.get("/paperwork/reports", query_string=query).text
    assert "at most 1 reports" in page.get("/paperwork/reports.pdf", query_string=query, status=422).text
