"""The packet end to end: rows, reports from one sandbox, sales tools from the other, pages read back from the paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import models
from app.db import db
from app.paperwork.barcodes import plan_barcode
from app.services import daily_paperwork, edr, edr_reports
from app.services.actors import Actor
from app.services.jobs import JobCancelled
from app.services.paperwork_templates import seed_templates
from tests.factories import Make
from tests.integration.packet_world import NotedProgress
from tests.integration.sandboxes import (
    TOMORROW,
    Counterparts,
    counterparts,
    rows_of,
    sign_in_at_walmart,
    tomorrows_cores,
)
from tests.unit.paperwork.paper_samples import page_texts, scanned


class Transact(Protocol):
    def __call__(self) -> AbstractContextManager[Session]: ...


@pytest.fixture
def both(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counterparts]:
    monkeypatch.setattr(edr_reports, "BREATH_SECONDS", 0.0)
    with counterparts(app, tmp_path) as running:
        yield running


@pytest.fixture
def store(both: Counterparts, make: Make, transact: Transact, actor: Actor) -> models.Store:
    """Tomorrow in the first sandbox store: of its Cores one has no report and one no sales tool."""
    with transact() as session:
        seed_templates(session, actor)
    return rows_of(make, tomorrows_cores(both.crossmark))


def build(app: Flask, actor: Actor, store_id: int, progress: NotedProgress | None = None) -> bytes:
    payload = {"day": TOMORROW.isoformat(), "store_id": store_id, "base_url": "https://schedule.example"}
    with app.app_context():
        answer = daily_paperwork.run_packet(None, payload, progress or NotedProgress())
        return daily_paperwork.packet_file(db.session(), actor, answer["packet_id"]).read_bytes()


def manifest(session: Session) -> list[dict[str, Any]]:
    session.rollback()
    packet = session.scalars(select(models.Packet).order_by(models.Packet.id.desc())).first()
    assert packet is not None
    return packet.manifest


def missing(session: Session, what: str) -> list[str]:
    return [part["why"] for part in manifest(session) if part["state"] == "missing" and what in part["title"]]


def count(session: Session, model: type[models.Packet] | type[models.EdrReport] | type[models.SalesTool]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_every_part_that_exists_is_printed_and_every_gap_says_why(
    app: Flask, both: Counterparts, store: models.Store, session: Session, actor: Actor
) -> None:
    sign_in_at_walmart(app, both.walmart)

    texts = page_texts(build(app, actor, store.id))

    parts = manifest(session)
    gaps = [part for part in parts if part["state"] == "missing"]
    assert [part["title"] for part in gaps] == ["EDR", "Sales tool"]
    assert "Walmart has no report of this event." in gaps[0]["why"]
    assert "404" in gaps[1]["why"]
    assert all(gap["why"] in texts[gap["first_page"] - 1] for gap in gaps)
    assert all(
        "EVENT DETAIL REPORT" in texts[p["first_page"] - 1] for p in parts if p["kind"] == "edr" and p["present"]
    )
    assert count(session, models.EdrReport) == 4


def test_a_scanner_reads_every_item_of_the_day_from_the_printed_list(
    app: Flask, both: Counterparts, store: models.Store, session: Session, actor: Actor
) -> None:
    sign_in_at_walmart(app, both.walmart)

    pdf = build(app, actor, store.id)

    listed = next(part for part in manifest(session) if part["title"] == "Daily item numbers")
    pages = range(listed["first_page"], listed["first_page"] + listed["pages"])
    codes = [code for page in pages for code in scanned(pdf, page)]
    items = session.execute(
        select(models.EdrItem.gtin, models.EdrItem.item_number)
        .join(models.EdrReport)
        .order_by(models.EdrReport.event_number, models.EdrItem.position)
    ).all()
    plans = [plan_barcode(gtin, number) for gtin, number in items]
    assert len(codes) > 10
    assert codes == [plan.digits for plan in plans if plan]


def test_bookmarks_lead_to_each_set_and_name_what_is_missing(
    app: Flask, both: Counterparts, store: models.Store, actor: Actor
) -> None:
    sign_in_at_walmart(app, both.walmart)

    outline = PdfReader(io.BytesIO(build(app, actor, store.id))).outline

    titles = [entry.title for entry in outline if not isinstance(entry, list)]
    inner = [child.title for entry in outline if isinstance(entry, list) for child in entry]
    assert titles[:3] == ["Cover", "Daily schedule", "Daily item numbers"]
    assert [title.rsplit(" · ", 1)[1] for title in titles[3:]] == [f"Robin Example {place}" for place in range(1, 6)]
    assert inner.count("EDR is missing") == 1
    assert inner.count("Daily task checkoff sheet") == 5


def test_a_second_build_asks_only_for_what_was_missing(
    app: Flask, both: Counterparts, store: models.Store, actor: Actor
) -> None:
    sign_in_at_walmart(app, both.walmart)
    build(app, actor, store.id)
    reports, tools = len(both.walmart.ledger("edrReport")), len(tool_calls(both))

    build(app, actor, store.id)

    assert len(both.walmart.ledger("edrReport")) == reports + 1
    assert len(tool_calls(both)) == tools + 1


def tool_calls(both: Counterparts) -> list[dict[str, Any]]:
    return [row for row in both.crossmark.ledger() if str(row["operation"]).endswith(".pdf")]


def test_without_a_sign_in_the_packet_is_built_and_no_message_is_sent(
    app: Flask, both: Counterparts, store: models.Store, session: Session, actor: Actor
) -> None:
    build(app, actor, store.id)

    assert len(missing(session, "EDR")) == 5
    assert all("nobody is signed in at Walmart" in why for why in missing(session, "EDR"))
    assert both.walmart.ledger() == []


def test_cached_reports_print_when_walmart_and_crossmark_are_down(
    app: Flask, both: Counterparts, store: models.Store, session: Session, actor: Actor
) -> None:
    sign_in_at_walmart(app, both.walmart)
    build(app, actor, store.id)
    both.walmart.stop()
    both.crossmark.stop()

    build(app, actor, store.id)

    printed = [part for part in manifest(session) if part["kind"] == "edr" and part["present"]]
    assert len(printed) == 4
    assert all(part["age"].startswith("EDR data of ") for part in printed)
    assert len(missing(session, "Sales tool")) == 1


def test_a_sign_in_that_ends_under_way_keeps_what_came_and_sends_no_second_message(
    app: Flask, both: Counterparts, store: models.Store, session: Session, actor: Actor
) -> None:
    sign_in_at_walmart(app, both.walmart)
    # Only the first is asked for alone; after that the order of two windows decides which come.
    both.walmart.fault("status", "edrReport", after=1, status=401)
    both.walmart.fault("status", "api/authenticate", status=401)

    build(app, actor, store.id)

    assert count(session, models.EdrReport) == 1
    assert len(missing(session, "EDR")) == 4
    assert len(both.walmart.ledger("sendCode")) == 1
    with app.app_context():
        assert edr.status(db.session()).state == "expired"


def test_cancelling_leaves_no_packet(
    app: Flask, both: Counterparts, store: models.Store, session: Session, actor: Actor
) -> None:
    with pytest.raises(JobCancelled):
        build(app, actor, store.id, NotedProgress(cancel_at="sales tool 3 of"))

    assert count(session, models.Packet) == 0
    assert count(session, models.SalesTool) == 2


def test_progress_only_grows_and_names_each_document(
    app: Flask, both: Counterparts, store: models.Store, actor: Actor
) -> None:
    sign_in_at_walmart(app, both.walmart)
    progress = NotedProgress()

    build(app, actor, store.id, progress)

    shares = [share for share, _message in progress.told]
    assert shares == sorted(shares)
    assert "Fetching report 5 of 5 from Walmart ..." in [message for _share, message in progress.told]


def test_a_web_page_in_place_of_a_sales_tool_is_a_gap_with_a_reason(
    app: Flask, both: Counterparts, store: models.Store, session: Session, actor: Actor
) -> None:
    both.crossmark.fault("html-login", "/tools/")

    build(app, actor, store.id)

    assert set(missing(session, "Sales tool")) == {"The document is not a PDF."}
