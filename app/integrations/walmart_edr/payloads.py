"""Event Management's JSON as our frozen dataclasses: one report, or rows of the browse list put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.integrations.errors import UnexpectedAnswer
from app.integrations.walmart_edr.codes import CodeTables, walmarts_own

NAME = "Walmart"
_YES = frozenset({"Y", "YES", "TRUE", "1"})


@dataclass(frozen=True)
class EdrReportItem:
    item_number: str
    gtin: str
    description: str
    vendor: str
    department: str
    featured: bool


@dataclass(frozen=True)
class EdrReportData:
    """`source` is report or browse; the browse list has no instructions. `raw` is what Walmart sent."""

    event_number: str
    name: str
    event_date: date | None
    class_label: str
    status_label: str
    locked: bool
    preparation: str
    portion: str
    source: str
    items: tuple[EdrReportItem, ...]
    raw: dict[str, Any]


def report(parsed: dict[str, Any], codes: CodeTables | None = None) -> EdrReportData:
    """Raises UnexpectedAnswer naming a missing field."""
    codes = codes or walmarts_own()
    for name in ("demoId", "demoName"):
        if name not in parsed:
            raise UnexpectedAnswer(NAME, f"the report lacks the field {name}", field=name)
    instructions = parsed.get("demoInstructions")
    texts: Mapping[str, Any] = instructions if isinstance(instructions, dict) else {}
    return EdrReportData(
        event_number=_text(parsed["demoId"]),
        name=_text(parsed["demoName"]),
        event_date=_day(parsed, "demoDate"),
        class_label=codes.class_label(parsed.get("demoClassCode")),
        status_label=codes.status_label(parsed.get("demoStatusCode")),
        locked=_is_yes(parsed.get("demoLockInd")),
        preparation=_text(texts.get("demoPrepnTxt")),
        portion=_text(texts.get("demoPortnTxt")),
        source="report",
        items=_items(parsed.get("itemDetails"), codes),
        raw=parsed,
    )


def _items(raw: object, codes: CodeTables) -> tuple[EdrReportItem, ...]:
    """In Walmart's order; a second line of the same item is dropped."""
    if raw is None:
        return ()
    if not isinstance(raw, list):
        raise UnexpectedAnswer(NAME, "itemDetails is not a list", field="itemDetails")
    return _without_doubles(_item(row, codes) for row in raw)


def _item(raw: object, codes: CodeTables, *, vendor: str = "vendor", gtin: str = "gtin") -> EdrReportItem:
    if not isinstance(raw, dict) or "itemNbr" not in raw:
        raise UnexpectedAnswer(NAME, "an item lacks the field itemNbr", field="itemNbr")
    return EdrReportItem(
        item_number=_text(raw["itemNbr"]),
        gtin=_number(raw.get(gtin)),
        description=_text(raw.get("itemDesc")),
        vendor=_text(raw.get(f"{vendor}Desc")) or _text(raw.get(f"{vendor}Nbr")),
        department=_text(raw.get("deptDesc")) or codes.department_label(raw.get("deptNbr")),
        featured=_is_yes(raw.get("featuredItemInd")),
    )


def _without_doubles(items: Iterable[EdrReportItem]) -> tuple[EdrReportItem, ...]:
    found: dict[str, EdrReportItem] = {}
    for item in items:
        if item.item_number:
            found.setdefault(item.item_number, item)
    return tuple(found.values())


def browse(parsed: object, codes: CodeTables | None = None) -> tuple[EdrReportData, ...]:
    """One element per item comes in, one report per event goes out; featured items first, then by number."""
    codes = codes or walmarts_own()
    if not isinstance(parsed, list):
        raise UnexpectedAnswer(NAME, "the list of events is not a list")
    by_event: dict[str, list[dict[str, Any]]] = {}
    for row in parsed:
        if not isinstance(row, dict) or "eventId" not in row:
            raise UnexpectedAnswer(NAME, "an event lacks the field eventId", field="eventId")
        by_event.setdefault(_text(row["eventId"]), []).append(row)
    return tuple(_from_rows(number, rows, codes) for number, rows in by_event.items() if number)


def _from_rows(number: str, rows: list[dict[str, Any]], codes: CodeTables) -> EdrReportData:
    first = rows[0]
    items = _without_doubles(_item(row, codes, vendor="vendorBilled", gtin="upcNbr") for row in rows)
    return EdrReportData(
        event_number=number,
        name=_text(first.get("eventName")),
        event_date=_day(first, "eventDate"),
        class_label=codes.class_label(first.get("eventType")),
        status_label=codes.status_label(first.get("eventStatus")),
        locked=_is_yes(first.get("lockDate")),
        preparation="",
        portion="",
        source="browse",
        items=tuple(sorted(items, key=lambda item: (not item.featured, item.item_number.zfill(20)))),
        raw={"rows": rows},
    )


def _text(raw: object) -> str:
    if isinstance(raw, (str, int)) and not isinstance(raw, bool):
        return str(raw).replace("\x00", "").strip()
    return ""


def _number(raw: object) -> str:
    """Digits as text; 0 means that there is none."""
    text = _text(raw)
    return text if text.isascii() and text.isdigit() and int(text) else ""


def _is_yes(raw: object) -> bool:
    return str(raw).strip().upper() in _YES


def _day(row: Mapping[str, Any], field: str) -> date | None:
    """None when there is none. Raises UnexpectedAnswer for a day in another form: month and day could be swapped."""
    text = _text(row.get(field))
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise UnexpectedAnswer(NAME, f"{field} is not a day like 2026-11-24", field=field) from error
