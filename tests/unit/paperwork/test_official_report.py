from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from app.paperwork import edr_official
from app.paperwork.model import Age, EdrItem
from tests.unit.paperwork.paper_samples import ZONE, bundle, day, page_texts, report


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody should ever ask; yields its address and what was asked."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Silent: the list above is the log."""

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def rendered(**changes: object) -> list[str]:
    return page_texts(edr_official.render(day(), bundle(), replace(report(), **changes)))  # type: ignore[arg-type]


def test_it_carries_the_fields_of_the_retailers_page():
    (wording,) = rendered(age=Age("EDR data of %(moment)s", datetime(2026, 11, 23, 18, 20, tzinfo=ZONE)))

    for expected in (
        "RUN ON 11-23-2026 AT 6:32 PM",
        "EDR data of Mon Nov 23, 6:20 PM",
        "IMPORTANT",
        "Event Number 612345",
        "Event Type Supplier",
        "Event Locked YES",
        "Event Status APPROVED",
        "Event Date 11-24-2026",
        "Event Preparation Bake it.",
        "Event Portion One each.",
        "Club Associate, printed name",
        "Tastes & Tips representative, signature",
        "Ann Example",
    ):
        assert expected in wording


def test_the_primary_item_is_the_featured_one_and_blank_when_unknown():
    plain = EdrItem("980000001", "111", "First")
    featured = EdrItem("980000002", "222", "Second", featured=True)

    (known,) = rendered(items=(plain, featured))
    (unknown,) = rendered(items=(plain,))

    assert "980000001 980000002 111 First" in known
    assert "980000001 111 First" in unknown


def test_a_long_list_repeats_its_head():
    pages = page_texts(edr_official.render(day(), bundle(), report(items=80)))

    assert len(pages) > 1
    assert sum("Item Number" in wording for wording in pages) == len(pages)


def test_nothing_from_outside_is_fetched(canary):
    address, asked = canary
    bait = (
        f'<img src="{address}/a.png"> <link rel="stylesheet" href="{address}/b.css"> '
        f"<style>@import url({address}/c.css); @font-face {{ src: url({address}/d.ttf) }}</style>"
    )

    wording = " ".join(rendered(preparation=bait, event_name=bait))

    assert asked == []
    assert "<img src=" in wording


def test_an_address_never_becomes_a_file_outside_the_fonts():
    for address in ("/etc/passwd", "../model.py", "file:///etc/passwd", "https://example.com/x.png"):
        found = edr_official._only_fonts(address, None)

        assert "/paperwork/fonts/" in found


@pytest.mark.parametrize("items", [8, 14, 18, 22, 40])
def test_the_signatures_stay_together(items: int) -> None:
    one = bundle(check_in_url="https://schedule.example/check-in/abc")
    texts = page_texts(edr_official.render(day(), one, report(items=items)))

    assert len(texts) == (1 if items <= 8 else len(texts))
    (page,) = [text for text in texts if "Signatures" in text]
    assert "Club Associate, printed name" in page
    assert "Tastes & Tips representative, signature" in page
    assert "Scan to check in" in page
