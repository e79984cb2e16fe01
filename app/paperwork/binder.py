"""Binds drawn and foreign pages into one PDF: order, page stamps, bookmarks and metadata.

Stamps are laid over as form objects; the content of a foreign page is never parsed.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import letter

from app.paperwork.sheet import Masthead, Sheet, draw
from app.paperwork.stamps import Imprint, Stamp, Written, draw_stamps
from app.wording import language

_STAMP_NAME = NameObject("/PaperworkStamp")


@dataclass(frozen=True)
class Bookmark:
    """`page` counts from 1."""

    title: str
    page: int
    children: tuple[Bookmark, ...] = ()


Writing = Mapping[int, Sequence[Written]]
"""By place of a page."""


def bind(
    pages: Sequence[PageObject | None],
    bookmarks: Sequence[Bookmark],
    imprint: Imprint,
    writing: Writing | None = None,
    spoken: Mapping[int, str] | None = None,
) -> bytes:
    """None stands for a blank page; `spoken` names by place the pages of another language than the reader's.

    The same pages, writing and imprint give the same bytes.
    """
    writer = PdfWriter()
    for page in pages:
        if page is None:
            writer.add_blank_page(*letter)
        else:
            writer.add_page(page)
    _stamp(writer, _stamps(writer, pages, writing or {}, spoken or {}), imprint)
    for bookmark in bookmarks:
        _add_bookmark(writer, bookmark, None)
    describe(writer, imprint)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _stamps(
    writer: PdfWriter, pages: Sequence[PageObject | None], writing: Writing, spoken: Mapping[int, str]
) -> list[Stamp]:
    ours = language()
    return [
        Stamp(*_seen_size(bound), spoken.get(at, ours), page is None, writing.get(at, ()))
        for at, (bound, page) in enumerate(zip(writer.pages, pages, strict=True))
    ]


def publish(sheets: Sequence[Sheet], masthead: Masthead, imprint: Imprint) -> bytes:
    """Our own sheets alone, with a bookmark each."""
    drawn = draw(sheets, masthead)
    first_pages = [1 + sum(drawn.lengths[:place]) for place in range(len(sheets))]
    bookmarks = [Bookmark(sheet.title, first) for sheet, first in zip(sheets, first_pages, strict=True)]
    spoken: dict[int, str] = {}
    for sheet, length in zip(sheets, drawn.lengths, strict=True):
        spoken |= dict.fromkeys(range(len(spoken), len(spoken) + length), sheet.language)
    return bind(list(PdfReader(io.BytesIO(drawn.pdf)).pages), bookmarks, imprint, spoken=spoken)


def _add_bookmark(writer: PdfWriter, bookmark: Bookmark, parent: IndirectObject | None) -> None:
    item = writer.add_outline_item(title=bookmark.title, page_number=bookmark.page - 1, parent=parent, is_open=False)
    for child in bookmark.children:
        _add_bookmark(writer, child, item)


def describe(writer: PdfWriter, imprint: Imprint) -> None:
    offset = imprint.built_at.strftime("%z") or "+0000"
    moment = f"D:{imprint.built_at:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"
    writer.add_metadata(
        {
            "/Title": imprint.title,
            "/Author": imprint.author,
            "/Subject": imprint.subject,
            "/Creator": imprint.author,
            "/CreationDate": moment,
            "/ModDate": moment,
        }
    )
    writer.page_mode = "/UseOutlines"
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language())
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})


def _stamp(writer: PdfWriter, stamps: Sequence[Stamp], imprint: Imprint) -> None:
    drawn = PdfReader(io.BytesIO(draw_stamps(stamps, imprint)))
    for page, stamp in zip(writer.pages, drawn.pages, strict=True):
        _lay_over(writer, page, stamp)


def _seen_size(page: PageObject) -> tuple[float, float]:
    """Width and height as the reader sees the page, after its rotation."""
    width, height = float(page.cropbox.width), float(page.cropbox.height)
    return (height, width) if page.rotation % 180 else (width, height)


def _lay_over(writer: PdfWriter, page: PageObject, stamp: PageObject) -> None:
    form = StreamObject()
    form.set_data(stamp["/Contents"].get_object().get_data())  # type: ignore[union-attr]  # one stream, drawn above
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): RectangleObject(stamp.mediabox),
            NameObject("/Resources"): stamp["/Resources"].get_object().clone(writer),  # type: ignore[union-attr]
        }
    )
    _own_xobjects(page)[_STAMP_NAME] = writer._add_object(form.flate_encode())
    matrix = " ".join(f"{value:.2f}" for value in _upright(page))
    # The closing Q begins with a line break: a foreign stream may end in a comment.
    before, after = DecodedStreamObject(), DecodedStreamObject()
    before.set_data(b"q\n")
    after.set_data(f"\nQ\nq {matrix} cm {_STAMP_NAME} Do Q\n".encode("ascii"))
    streams = [writer._add_object(before), *_content_streams(page), writer._add_object(after)]
    page[NameObject("/Contents")] = ArrayObject(streams)


def _own_xobjects(page: PageObject) -> DictionaryObject:
    """The page's own copy of its resource names: pages may share one dictionary, and stamps differ."""
    shared = page.get("/Resources")
    resources = DictionaryObject(shared.get_object() if shared is not None else {})
    named = resources.get("/XObject")
    xobjects = DictionaryObject(named.get_object() if named is not None else {})
    resources[NameObject("/XObject")] = xobjects
    page[NameObject("/Resources")] = resources
    return xobjects


def _content_streams(page: PageObject) -> list[IndirectObject]:
    contents = page.get("/Contents")
    if contents is None:
        return []
    resolved = contents.get_object()
    if isinstance(resolved, ArrayObject):
        return [entry for entry in resolved if isinstance(entry, IndirectObject)]
    return [page.raw_get("/Contents")] if isinstance(resolved, StreamObject) else []


def _upright(page: PageObject) -> tuple[float, float, float, float, float, float]:
    """Matrix from the page as seen to the page as stored, so that stamps read upright on turned pages."""
    box = page.cropbox
    left, bottom, right, top = float(box.left), float(box.bottom), float(box.right), float(box.top)
    match page.rotation % 360:
        case 90:
            return (0, 1, -1, 0, right, bottom)
        case 180:
            return (-1, 0, 0, -1, right, top)
        case 270:
            return (0, -1, 1, 0, left, top)
        case _:
            return (1, 0, 0, 1, left, bottom)
