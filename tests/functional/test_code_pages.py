"""Walmart's numbers in words: looked at, corrected, added to, and who did so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import db
from app.models import Change, EdrItem, EdrReport, Store
from app.models.columns import utc_now
from app.services import edr_codes
from app.vocabulary import Role
from tests.factories import Make
from tests.functional.page_client import PageClient

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def page(sign_in: SignIn) -> PageClient:
    return PageClient(sign_in())


@pytest.fixture
def store(make: Make) -> Store:
    return make.store()


def save(page: PageClient, kind: str, number: str, label: str, status: int = 302) -> str:
    return page.post("/paperwork/codes", {"kind": kind, "number": number, "label": label}, status=status).text


def report(make: Make, store: Store, number: str, **fields: Any) -> EdrReport:
    plain = {"source": "report", "fetched_at": utc_now(), "event_date": date(2026, 3, 3), "raw": {}}
    return make.row(EdrReport(store_id=store.id, event_number=number, **plain | fields))


def test_the_tables_stand_there_by_number(page: PageClient) -> None:
    assert "Front Door Supplier" in page.get("/paperwork/codes").text
    assert "PRODUCT FINALIZED" in page.get("/paperwork/codes?kind=status").text
    assert "FROZEN FOODS" in page.get("/paperwork/codes?kind=department").text


def test_a_corrected_number_is_read_so_by_everything_that_is_fetched(app: Flask, page: PageClient) -> None:
    save(page, "status", "0", "Just made")
    save(page, "class", "58", "Tasting")

    with app.app_context():
        tables = edr_codes.tables(db.session())
    assert tables.status_label(0) == "Just made"
    assert tables.class_label(58) == "Tasting"
    assert 58 in tables.known_classes()


def test_reports_that_are_kept_read_so_too(page: PageClient, make: Make, store: Store) -> None:
    kept = report(make, store, "612345", class_label="Supplier", raw={"demoClassCode": 7})
    make.row(EdrItem(report_id=kept.id, position=0, item_number="98", department="FROZEN FOODS"))

    save(page, "class", "7", "Paid by the supplier")
    save(page, "department", "44", "Freezer")

    text = page.get(f"/paperwork/reports/{kept.id}").text
    assert "Paid by the supplier" in text
    assert "Freezer" in text


@pytest.mark.parametrize("labels", [["Paid by the supplier"], ["First words", "Paid by the supplier"]])
def test_an_undo_is_read_in_the_kept_reports_too(
    page: PageClient, make: Make, store: Store, session: Session, labels: list[str]
) -> None:
    report(make, store, "612345", class_label="Supplier", raw={"demoClassCode": 7})
    for label in labels:
        save(page, "class", "7", label)
    newest = session.scalars(select(Change.id).order_by(Change.id.desc())).first()

    page.post(f"/admin/changes/{newest}/undo", status=302)

    session.rollback()
    assert session.scalars(select(EdrReport.class_label)).one() == ["Supplier", *labels][-2]


def test_of_two_numbers_with_one_label_only_the_meant_one_changes(page: PageClient, make: Make, store: Store) -> None:
    meant = report(make, store, "612345", status_label="PERFORMED", raw={"demoStatusCode": 202})
    other = report(make, store, "612346", status_label="PERFORMED", raw={"demoStatusCode": 4})

    save(page, "status", "202", "Done twice")

    assert "Done twice" in page.get(f"/paperwork/reports/{meant.id}").text
    assert "Done twice" not in page.get(f"/paperwork/reports/{other.id}").text


def test_an_empty_label_brings_walmarts_own_back(app: Flask, page: PageClient) -> None:
    save(page, "class", "7", "Paid by the supplier")
    save(page, "class", "7", "")

    with app.app_context():
        assert edr_codes.tables(db.session()).class_label(7) == "Supplier"
        assert {line.set_by for line in edr_codes.lines(db.session(), "class")} == {""}


def test_the_page_tells_who_changed_what(page: PageClient) -> None:
    save(page, "class", "7", "Paid by the supplier")

    text = page.get("/paperwork/codes").text

    assert "before: Supplier" in text
    assert "event type 7 reads Paid by the supplier" in text


@pytest.mark.parametrize(
    ("number", "label", "why"),
    [
        ("", "Tasting", "Please fill this in"),
        ("seven", "Tasting", "number"),
        ("-1", "Tasting", "from 0 to 9999"),
        ("10000", "Tasting", "from 0 to 9999"),
        ("58", "", "1 to 80 characters"),
        ("58", "x" * 81, "80"),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_in_the_form(
    page: PageClient, number: str, label: str, why: str
) -> None:
    text = save(page, "class", number, label, status=422)

    assert why in text
    assert f'value="{label}"' in text


def test_who_prints_looks_at_them_but_changes_nothing(sign_in: SignIn) -> None:
    supervisor = PageClient(sign_in(Role.SUPERVISOR))

    assert "Correct or add" not in supervisor.get("/paperwork/codes").text
    save(supervisor, "class", "7", "Mine", status=403)
