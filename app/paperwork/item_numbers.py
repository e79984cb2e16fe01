"""The item list of the day: fetch the product and print price signs by scanning it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import white
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from app.formatting import long_day
from app.paperwork import labels
from app.paperwork.barcodes import BarcodePlan, BarcodeStrip, plan_barcode
from app.paperwork.house import (
    BODY,
    BODY_BOLD,
    BOLD,
    CENTRED,
    DARK_BLUE,
    LARGE,
    SMALL,
    band_style,
    cell,
    gap,
    grid_table,
    head_row,
    heading_block,
    text,
)
from app.paperwork.model import DayPaperwork, EdrData, EdrItem, EventBundle
from app.paperwork.sheet import Sheet
from app.wording import say

_BARCODE_COLUMN = 50 * mm
_BARCODE_ROOM = _BARCODE_COLUMN - 8
_TOTAL = ParagraphStyle("items-total", LARGE, fontName=BOLD)
_BAND = ParagraphStyle("items-band", BODY_BOLD, textColor=DARK_BLUE)


@dataclass(frozen=True)
class ListedItem:
    item: EdrItem
    event_number: str
    event_label: str


def listed_items(bundles: Sequence[EventBundle]) -> list[ListedItem]:
    """Each item once, in the order of events and of their reports; the first event that lists it keeps it."""
    listed: dict[str, ListedItem] = {}
    for bundle in bundles:
        if isinstance(bundle.edr, EdrData):
            for item in bundle.edr.items:
                listed.setdefault(item.item_number, ListedItem(item, bundle.edr.event_number, bundle.label))
    return list(listed.values())


def sheet(day: DayPaperwork) -> Sheet:
    items = listed_items(day.bundles)
    story = heading_block(say(labels.ITEM_NUMBERS), f"{long_day(day.date)}  ·  {day.store}")
    story += [text(say(labels.ITEMS_HELP), LARGE), gap(8), *_without_report(day.bundles)]
    if not items:
        return Sheet(say(labels.ITEM_NUMBERS), [*story, text(say(labels.ITEMS_EMPTY), LARGE)])
    return Sheet(say(labels.ITEM_NUMBERS), [*story, _table(items, day)])


def _without_report(bundles: Sequence[EventBundle]) -> list[Flowable]:
    lacking = dict.fromkeys(
        bundle.event_number or bundle.label for bundle in bundles if not isinstance(bundle.edr, EdrData)
    )
    if not lacking:
        return []
    return [text(say(labels.ITEMS_WITHOUT, events=", ".join(lacking)), BODY_BOLD), gap(8)]


def _table(items: Sequence[ListedItem], day: DayPaperwork) -> Flowable:
    options = day.options
    columns: list[tuple[str, float]] = [
        (labels.ITEMS_HEAD_UPC, 84.0),
        (labels.ITEMS_HEAD_BARCODE, _BARCODE_COLUMN),
        (labels.ITEMS_HEAD_DESCRIPTION, 0.0),
    ]
    if options.items_show_numbers:
        columns += [(labels.ITEMS_HEAD_ITEM, 76.0), (labels.ITEMS_HEAD_EVENT, 52.0)]
    rest = 525.6 - sum(width for _, width in columns)
    widths = [width or rest for _, width in columns]
    rows: list[list[Flowable | str]] = []
    bands: list[tuple[object, ...]] = [("BACKGROUND", (1, 1), (1, -1), white)]  # stripes would reach the scanner
    event = None
    for listed in items:
        if options.items_group_by_event and listed.event_number != event:
            event = listed.event_number
            at = len(rows) + 1
            rows.append([cell(listed.event_label, _BAND), *[""] * (len(columns) - 1)])
            bands += band_style(at)
        rows.append(_row(listed, day))
    last = len(rows)
    rows.append([text(say(labels.ITEMS_TOTAL, count=len(items)), _TOTAL), *[""] * (len(columns) - 1)])
    bands += [
        ("SPAN", (0, -1), (-1, -1)),
        ("BACKGROUND", (0, -1), (-1, -1), white),
        ("NOSPLIT", (0, last), (0, last + 1)),
    ]
    return grid_table(head_row([label for label, _ in columns], centred=(1,)), rows, widths, extra=bands)


def _row(listed: ListedItem, day: DayPaperwork) -> list[Flowable | str]:
    item = listed.item
    plan = plan_barcode(item.gtin, item.item_number, day.options.upc_mode)
    drawable = plan if plan is not None and BarcodeStrip.fits(plan, _BARCODE_ROOM) else None
    picture: Flowable = BarcodeStrip(drawable, _BARCODE_ROOM) if drawable else text(labels.NO_BARCODE, CENTRED)
    row: list[Flowable | str] = [_number(plan, item), picture, cell(item.description, BODY)]
    if day.options.items_show_numbers:
        row += [cell(item.item_number, BODY), cell(listed.event_number, BODY)]
    return row


def _number(plan: BarcodePlan | None, item: EdrItem) -> list[Flowable] | Flowable:
    if plan is None:
        return cell(item.gtin or item.item_number or labels.NO_BARCODE, BODY_BOLD)
    number = text(plan.digits, BODY_BOLD)
    return [number, text(say(labels.NO_UPC), SMALL)] if plan.no_upc else number
