"""Two sheets for the wall of the office: who holds which duty on which weekday, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from app.formatting import short_day
from app.paperwork import labels
from app.paperwork.binder import publish
from app.paperwork.fitting import room_left, roomiest
from app.paperwork.house import (
    BODY,
    BODY_BOLD,
    BOLD,
    LARGE,
    SMALL,
    cell,
    clean,
    gap,
    grid_table,
    head_row,
    heading_block,
    section,
    shorten,
    text,
)
from app.paperwork.model import Brand
from app.paperwork.sheet import LETTER, Masthead, Paper, Sheet
from app.paperwork.stamps import Imprint
from app.wording import say

_PHONE = ParagraphStyle("call-phone", LARGE, fontName=BOLD)
_AIRS = (8.0, 6.0, 4.0, 2.5, 1.0)
"""Points above and below what stands in a row of the call list, from roomy to tight."""
_ROOMY = (("TOPPADDING", (0, 1), (-1, -1), 7), ("BOTTOMPADDING", (0, 1), (-1, -1), 8))


@dataclass(frozen=True)
class TeamHead:
    """What stands on top of every sheet of a team."""

    day: date
    store: str
    built_at: datetime
    brand: Brand


@dataclass(frozen=True)
class Duty:
    """`weekday` is its name; `people` in the order of the duties."""

    weekday: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class DutyException:
    day: date
    duty: str
    employee: str
    reason: str


@dataclass(frozen=True)
class Contact:
    """Somebody who can be called. Empty texts are not known."""

    name: str
    title: str
    phone: str
    email: str
    note: str = ""


def build_rotation_sheet(
    head: TeamHead,
    duties: Sequence[str],
    week: Sequence[Duty],
    exceptions: Sequence[DutyException],
    paper: Paper = LETTER,
) -> bytes:
    width = paper.room(wide=False)
    share = (width - 110) / max(1, len(duties))
    rows = [
        [text(one.weekday, BODY_BOLD), *(cell(person or say(labels.NOBODY), LARGE) for person in one.people)]
        for one in week
    ]
    story: list[Flowable] = [
        *heading_block(say(labels.ROTATION_SHEET), f"{head.store}  ·  {short_day(head.day)}"),
        grid_table(head_row(["", *duties]), rows, [110, *[share] * len(duties)], extra=_ROOMY),
        *section(say(labels.ROTATION_EXCEPTIONS)),
        *_exceptions(exceptions, width),
    ]
    return _publish(head, Sheet(say(labels.ROTATION_SHEET), story, paper=paper))


def _exceptions(found: Sequence[DutyException], width: float) -> list[Flowable]:
    if not found:
        return [text(say(labels.NO_EXCEPTIONS))]
    rows = [
        [text(short_day(one.day), BODY_BOLD), text(say(one.duty)), cell(one.employee), cell(one.reason)]
        for one in found
    ]
    return [grid_table(head_row(labels.EXCEPTION_HEAD), rows, [80, 100, (width - 180) / 2, (width - 180) / 2])]


def build_call_list(head: TeamHead, people: Sequence[Contact], paper: Paper = LETTER) -> bytes:
    """By name, with room to write down who was reached."""
    width = paper.room(wide=False)
    rows = [
        [
            [cell(one.name, BODY_BOLD), text(say(one.title), SMALL)],
            text(one.phone or say(labels.NO_PHONE), _PHONE if one.phone else BODY),
            [cell(one.email, SMALL), *([text(say(one.note), SMALL)] if one.note else [])],
            "",
        ]
        for one in people
    ]
    subtitle = f"{head.store}  ·  {short_day(head.day)}"
    story: list[Flowable] = [*heading_block(say(labels.CALL_LIST), subtitle)]
    below: list[Flowable] = [gap(6), text(say(labels.CALL_COUNT, count=len(people)), SMALL)]
    if rows:
        widths = [width * 0.3, width * 0.22, width * 0.28, width * 0.2]
        room = room_left(paper, [*story, *below], wide=False)
        story.append(roomiest(partial(_calls, rows, widths), _AIRS, (width, room), otherwise=4.0))
    story += below
    return _publish(head, Sheet(say(labels.CALL_LIST), story, paper=paper))


def _calls(rows: Sequence[Sequence[Flowable | str]], widths: Sequence[float], air: float) -> Flowable:
    padded = [(f"{side}PADDING", (0, 1), (-1, -1), air) for side in ("TOP", "BOTTOM")]
    return grid_table(head_row(labels.CALL_HEAD), rows, widths, extra=padded)


def _publish(head: TeamHead, sheet: Sheet) -> bytes:
    imprint = Imprint(
        title=f"{sheet.title} {head.day.isoformat()}",
        author=clean(head.brand.name),
        subject=say(labels.ROSTER_SUBJECT),
        left_stamp=f"{shorten(clean(head.store), 60)}  ·  {head.day.isoformat()}",
        built_at=head.built_at,
    )
    return publish([sheet], Masthead(head.brand, head.store), imprint)
