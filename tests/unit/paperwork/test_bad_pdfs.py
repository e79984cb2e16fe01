"""Whatever comes as a sales tool, the packet is built: a page says in plain words why, and the other sets are whole."""

from __future__ import annotations

import pytest

from app.paperwork import foreign, packet
from app.paperwork.apart import Limits
from tests.unit.paperwork import pdf_specimens
from tests.unit.paperwork.paper_samples import bundle, day, foreign_pdf, page_texts

OTHER = bundle("612346", employee="Ben Example")


@pytest.mark.parametrize(
    ("content", "why", "limits"),
    [
        pytest.param(pdf_specimens.locked(), "locked with a password", Limits(), id="encrypted"),
        pytest.param(foreign_pdf("x") + b"\x00" * 5000, "too large", Limits(size=4000), id="huge"),
        pytest.param(b"PK\x03\x04 a zip that calls itself PDF", "not a PDF", Limits(), id="fake"),
        pytest.param(b"<!doctype html><html>Sign in</html>", "web page came instead", Limits(), id="sign-in page"),
        pytest.param(b"", "file is empty", Limits(), id="nothing"),
        pytest.param(pdf_specimens.content_that_unpacks_to(200), "unpacks", Limits(), id="decompression bomb"),
        pytest.param(pdf_specimens.long_to_read(20), "too much memory", Limits(memory=160 << 20), id="heavy"),
        pytest.param(pdf_specimens.page_tree_that_doubles(), "too many pages", Limits(), id="page tree that doubles"),
        pytest.param(pdf_specimens.page_tree_that_bites_its_tail(), "damaged", Limits(), id="page tree that loops"),
        pytest.param(pdf_specimens.long_to_read(20), "took too long", Limits(wall=0.5), id="hanging"),
    ],
)
def test_a_bad_sales_tool_becomes_a_page_that_says_why(content: bytes, why: str, limits: Limits) -> None:
    bad = bundle("612345", sales_tools=(foreign.accept(content, limits=limits),))

    paper = packet.build(day(bad, OTHER))

    texts = page_texts(paper.pdf)
    assert sum("Sales tool is missing" in text and why in text for text in texts) == 1
    assert sum("Guide 612346" in text for text in texts) == 2
    assert [part.title for part in paper.manifest if part.state == "missing"] == ["Sales tool"]
