"""Whatever lies at the address of a sales tool: the packet is built, and a page in its place says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from pytest_httpserver import HTTPServer
from sqlalchemy.orm import Session

from app.db import db
from app.services import daily_paperwork
from app.services.actors import Actor
from tests.factories import Make
from tests.integration.packet_world import DAY, NotedProgress
from tests.unit.paperwork import pdf_specimens
from tests.unit.paperwork.paper_samples import foreign_pdf, page_texts

#: By event number: what is served, and what the page in its place says.
BAD = {
    "612301": (pdf_specimens.locked(), "application/pdf", "locked with a password"),
    "612302": (b"<html>Please sign in</html>", "text/html", "not a PDF"),
    "612303": (b"<html>Please sign in</html>", "application/pdf", "not a PDF"),
    "612304": (pdf_specimens.page_tree_that_bites_its_tail(), "application/pdf", "damaged"),
    "612305": (pdf_specimens.page_tree_that_doubles(), "application/pdf", "too many pages"),
    "612306": (pdf_specimens.content_that_unpacks_to(200), "application/pdf", "unpacks"),
    "612307": (b"%PDF-1.7 cut off", "application/pdf", "damaged"),
    "612308": (b"", "application/pdf", "not a PDF"),
}
GOOD, ACTING = "612309", "612310"


@pytest.fixture
def tools(app: Flask, httpserver: HTTPServer) -> Iterator[str]:
    for number, (content, kind, _why) in BAD.items():
        httpserver.expect_request(f"/{number}.pdf").respond_with_data(content, content_type=kind)
    for number, content in ((GOOD, foreign_pdf("Guide of the good one")), (ACTING, pdf_specimens.acting())):
        httpserver.expect_request(f"/{number}.pdf").respond_with_data(content, content_type="application/pdf")
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, sales_tools_allowed_hosts=(f"{httpserver.host}:{httpserver.port}",))
    yield httpserver.url_for("")
    app.extensions["settings"] = before


def built(app: Flask, actor: Actor, store_id: int) -> tuple[list[str], bytes, list[dict[str, Any]]]:
    with app.app_context():
        payload = {"day": DAY.isoformat(), "store_id": store_id}
        answer = daily_paperwork.run_packet(None, payload, NotedProgress())
        session = db.session()
        pdf = daily_paperwork.packet_file(session, actor, answer["packet_id"]).read_bytes()
        manifest = daily_paperwork.find_packet(session, actor, answer["packet_id"]).manifest
    return page_texts(pdf), pdf, manifest


def test_each_bad_one_becomes_a_page_and_the_good_ones_are_printed(
    app: Flask, make: Make, session: Session, actor: Actor, tools: str
) -> None:
    store = make.store()
    for place, number in enumerate([*BAD, GOOD, ACTING]):
        event = make.event(
            store=store, event_number=number, name=f"{number}-CORE", sales_tool_urls=[f"{tools}{number}.pdf"]
        )
        person = make.employee(name=f"Robin {place}", stores=(store,))
        make.schedule(event=event, employee=person, day=DAY, minutes=585)

    texts, pdf, manifest = built(app, actor, store.id)

    tools_of = {part["event_number"]: part for part in manifest if part["kind"] == "sales_tool"}
    for number, (_content, _kind, why) in BAD.items():
        page = texts[tools_of[number]["first_page"] - 1]
        assert "Sales tool is missing" in page, number
        assert why in page, number
    assert tools_of[GOOD]["state"] == tools_of[ACTING]["state"] == "present"
    assert any("Guide of the good one" in text for text in texts)
    assert not any(word in pdf for word in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction"))
