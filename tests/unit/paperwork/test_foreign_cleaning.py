"""The cleaning itself, without the process around it."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from app.paperwork import foreign_check
from tests.unit.paperwork import pdf_specimens as specimens
from tests.unit.paperwork.paper_samples import foreign_pdf, page_texts

MOST_PAGES = 3


def test_pages_come_back_in_order():
    pages, cleaned = foreign_check.clean(foreign_pdf("One", "Two", "Three"), MOST_PAGES)

    assert pages == 3
    assert page_texts(cleaned) == ["One", "Two", "Three"]


def test_cleaning_twice_changes_nothing_more():
    _, once = foreign_check.clean(specimens.acting(), MOST_PAGES)
    _, twice = foreign_check.clean(once, MOST_PAGES)

    assert page_texts(once) == page_texts(twice) == ["Visible guide"]


def test_a_font_that_happens_to_be_called_js_stays_a_font():
    _, cleaned = foreign_check.clean(specimens.acting(), MOST_PAGES)
    (page,) = PdfReader(io.BytesIO(cleaned)).pages

    assert "/JS" in page["/Resources"]["/Font"]


def test_a_page_that_only_had_links_has_none_left():
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.com)>>>>"
    page = b"<<%s/Annots[%s]>>" % (specimens.LETTER, link)

    _, cleaned = foreign_check.clean(specimens.document(specimens.CATALOG, specimens.ONE_PAGE, page), MOST_PAGES)

    assert "/Annots" not in PdfReader(io.BytesIO(cleaned)).pages[0]


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (specimens.locked(), "encrypted"),
        (specimens.blank_pages(MOST_PAGES + 1), "too_many_pages"),
        (specimens.page_tree_that_doubles(), "too_many_pages"),
        (specimens.page_tree_that_bites_its_tail(), "unreadable"),
        (specimens.document(specimens.CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"), "empty"),
        (
            specimens.document(specimens.CATALOG, specimens.ONE_PAGE, b"<</Type/Page/MediaBox[0 0 0 0]>>"),
            "unreadable",
        ),
    ],
)
def test_it_refuses_with_a_reason(pdf, reason):
    with pytest.raises(foreign_check.Refused, match=reason):
        foreign_check.clean(pdf, MOST_PAGES)


@pytest.mark.parametrize("event", ["socket.connect", "subprocess.Popen", "os.system", "os.exec", "ctypes.dlopen"])
def test_the_side_doors_are_shut(event):
    with pytest.raises(RuntimeError, match="not allowed"):
        foreign_check._refuse_side_doors(event, ())


def test_ordinary_work_is_not_in_the_way():
    foreign_check._refuse_side_doors("open", ())
