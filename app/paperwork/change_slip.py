"""The change slip: what is new, moved and cancelled for one person, to hand over on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.platypus import Flowable

from app.paperwork.binder import publish
from app.paperwork.house import BODY, SMALL, cell, clean, gap, grid_table, head_row, heading_block, text
from app.paperwork.model import Brand
from app.paperwork.sheet import Masthead, Sheet
from app.paperwork.stamps import Imprint
from app.wording import N_, say, speaking

_WIDTHS = (62, 216, 124, 124)


@dataclass(frozen=True)
class SlipRow:
    """`before` and `now` in words, empty where there is none."""

    news: str
    event: str
    before: str
    now: str


@dataclass(frozen=True)
class SlipPage:
    person: str
    rows: tuple[SlipRow, ...]
    language: str


def build_slips(pages: Sequence[SlipPage], *, brand: Brand, store: str, printed_at: datetime) -> bytes:
    """One person a page, in the person's language; `printed_at` is aware, in the store's zone."""
    sheets = [_sheet(page) for page in pages]
    imprint = Imprint(
        title=say("Change slips"),
        author=brand.name,
        subject=store,
        left_stamp=store,
        built_at=printed_at,
    )
    return publish(sheets, Masthead(brand, store, printed_at.date()), imprint)


def _sheet(page: SlipPage) -> Sheet:
    with speaking(page.language):
        return Sheet(clean(page.person), _story(page))


def _story(page: SlipPage) -> list[Flowable]:
    head = head_row([N_("What"), N_("Event"), N_("Before"), N_("Now")])
    rows = [[cell(one.news), cell(one.event), cell(one.before), cell(one.now)] for one in page.rows]
    return [
        *heading_block(page.person, say("Your schedule has changed")),
        gap(6),
        grid_table(head, rows, _WIDTHS),
        gap(18),
        text(say("I have seen these changes. Signature and date:"), BODY),
        gap(26),
        text("_" * 46, SMALL),
    ]
