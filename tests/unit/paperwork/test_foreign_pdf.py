from __future__ import annotations

import io
import os
import time

import pytest
from pypdf import PdfReader

from app.paperwork import packet
from app.paperwork.apart import Limits
from app.paperwork.foreign import accept
from app.paperwork.model import Missing, PdfPart
from tests.unit.paperwork import pdf_specimens as specimens
from tests.unit.paperwork.paper_samples import bundle, day, foreign_pdf, page_texts

#: Far above what any of it takes: what is tested is that nothing hangs.
PATIENCE = 120.0


def accepted(pdf: bytes) -> PdfPart:
    part = accept(pdf)
    assert isinstance(part, PdfPart), part
    return part


def refusal(pdf: bytes, limits: Limits | None = None) -> str:
    part = accept(pdf, limits=limits) if limits else accept(pdf)
    assert isinstance(part, Missing), "it was let in"
    assert part.how_to_fix
    return part.why


def test_an_ordinary_guide_comes_through_with_its_pages():
    part = accepted(foreign_pdf("Guide one", "Guide two"))

    assert part.pages == 2
    assert page_texts(part.pdf) == ["Guide one", "Guide two"]


@pytest.mark.parametrize(
    ("pdf", "why"),
    [
        pytest.param(b"", "empty", id="no bytes"),
        pytest.param(b"<!doctype html><html><body>Sign in</body></html>", "web page", id="web page"),
        pytest.param(b"PK\x03\x04 a zip", "not a PDF", id="other format"),
        pytest.param(b"%PDF-1.7 and nothing else", "damaged", id="fake"),
        pytest.param(foreign_pdf("Guide")[:300], "damaged", id="cut off"),
        *(
            pytest.param(
                specimens.locked(algorithm, word), "password", id=f"{algorithm}, {word or 'opens for anybody'}"
            )
            for algorithm in ("RC4-40", "AES-128", "AES-256")
            for word in ("secret", "")
        ),
        pytest.param(specimens.blank_pages(201), "too many pages", id="too many pages"),
        pytest.param(specimens.document(specimens.CATALOG, b"<</Type/Pages/Kids[]/Count 9>>"), "no pages", id="none"),
        pytest.param(specimens.page_tree_that_doubles(), "too many pages", id="exploding page tree"),
        pytest.param(specimens.page_tree_that_bites_its_tail(), "damaged", id="page tree in a circle"),
        pytest.param(specimens.content_that_unpacks_to(200), "unpacks", id="decompression bomb"),
    ],
)
def test_it_refuses_what_cannot_be_printed_and_says_why(pdf, why):
    began = time.monotonic()

    assert why in refusal(pdf)

    assert time.monotonic() - began < PATIENCE


def test_it_refuses_a_huge_file_unopened():
    assert "too large" in refusal(b"%PDF-1.4" + b" " * (25 * 1024 * 1024))


def test_the_file_that_hangs_other_readers_neither_hangs_here_nor_in_the_packet():
    began = time.monotonic()

    part = accepted(specimens.ends_in_a_comment())
    paper = packet.build(day(bundle(sales_tools=(part,))))

    tool = next(part for part in paper.manifest if part.title == "Sales tool")
    assert f"Page {tool.first_page} of {paper.pages}" in page_texts(paper.pdf)[tool.first_page - 1]
    assert time.monotonic() - began < PATIENCE


def test_a_file_that_takes_too_much_time_is_put_aside():
    # The clock alone would wait ten minutes here.
    assert "took too long" in refusal(specimens.long_to_read(20), Limits(cpu=1, wall=600))


def test_a_reader_that_sleeps_is_put_aside_by_the_clock():
    assert "took too long" in refusal(specimens.long_to_read(20), Limits(wall=0.5))


def test_a_file_that_takes_too_much_memory_is_put_aside():
    assert "too much memory" in refusal(specimens.long_to_read(20), Limits(memory=160 * 1024 * 1024))


def test_nothing_that_acts_or_hides_a_file_is_left():
    part = accepted(specimens.acting())

    reader = PdfReader(io.BytesIO(part.pdf))
    everything = b"".join(str(reader.get_object(number)).encode() for number in range(1, len(reader.xref[0]) + 1))
    for word in (
        b"JavaScript",
        b"Launch",
        b"EmbeddedFile",
        b"OpenAction",
        b"alert",
        b"calc.exe",
        b"evil",
        b"XFA",
        b"/AA",
    ):
        assert word not in part.pdf
        assert word not in everything


def test_what_is_seen_stays():
    part = accepted(specimens.acting())
    (page,) = PdfReader(io.BytesIO(part.pdf)).pages

    assert page_texts(part.pdf) == ["Visible guide"]
    assert [annotation.get_object()["/Subtype"] for annotation in page.annotations or ()] == ["/Widget"]


def test_the_reading_process_learns_nothing_of_this_one(monkeypatch, tmp_path):
    spy = tmp_path / "sitecustomize.py"
    spy.write_text("raise SystemExit(9)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "told-to-nobody")

    assert accepted(foreign_pdf("Guide")).pages == 1
    assert os.environ["SECRET_KEY"] == "told-to-nobody"
