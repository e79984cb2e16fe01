"""Single sections of a built packet, with the page numbers of that packet; and the list of what changed on top."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import letter
from reportlab.platypus import Flowable

from app.paperwork import labels
from app.paperwork.binder import describe, publish
from app.paperwork.comparison import Difference, Kind
from app.paperwork.house import BODY_BOLD, cell, gap, grid_table, head_row, heading_block, text
from app.paperwork.sheet import Masthead, Sheet
from app.paperwork.stamps import Imprint
from app.wording import say

_WIDTH = 525.6
_KINDS = {Kind.NEW: labels.CHANGES_ADD, Kind.CHANGED: labels.CHANGES_REPLACE, Kind.GONE: labels.CHANGES_TAKE_OUT}


@dataclass(frozen=True)
class Cut:
    """Pages of one section of the packet; `first_page` counts from 1."""

    title: str
    first_page: int
    pages: int


def excerpt(
    packet: bytes, cuts: Sequence[Cut], imprint: Imprint, *, leading: bytes = b"", two_sided: bool = False
) -> bytes:
    """Raises ValueError when there is nothing to print."""
    writer = PdfWriter()
    if leading:
        for page in PdfReader(io.BytesIO(leading)).pages:
            writer.add_page(page)
        writer.add_outline_item(title=say(labels.CHANGES_TITLE), page_number=0)
    source = PdfReader(io.BytesIO(packet)).pages
    for cut in cuts:
        if two_sided and len(writer.pages) % 2:
            writer.add_blank_page(*letter)
        writer.add_outline_item(title=cut.title, page_number=len(writer.pages))
        for number in range(cut.first_page - 1, cut.first_page - 1 + cut.pages):
            writer.add_page(source[number])
    if not writer.pages:
        raise ValueError("there is nothing to print")
    describe(writer, imprint)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def change_list(
    differences: Sequence[Difference], pages: dict[str, int], masthead: Masthead, imprint: Imprint, since: str
) -> bytes:
    """The sheet on top of a print of the changes: what to replace, add and take out, and why."""
    story: list[Flowable] = [
        *heading_block(say(labels.CHANGES_TITLE), since),
        text(say(labels.CHANGES_HELP)),
        gap(8),
        grid_table(
            head_row(labels.CHANGES_HEAD, centred=(3,)),
            [_row(difference, pages.get(difference.key, 0)) for difference in differences],
            [74, 190, _WIDTH - 74 - 190 - 40, 40],
        ),
    ]
    return publish([Sheet(say(labels.CHANGES_TITLE), story)], masthead, imprint)


def _row(difference: Difference, first_page: int) -> list[Flowable | str]:
    title = say(difference.title)
    what = f"{title}\n{difference.where}" if difference.where else title
    return [
        text(say(_KINDS[difference.kind]), BODY_BOLD),
        cell(what),
        cell("\n".join(difference.reasons)),
        text(str(first_page) if first_page else ""),
    ]
