"""Event detail reports: invented items with every form of product number suppliers are known to deliver."""

from __future__ import annotations

import random
from datetime import date, timedelta

from app.sandbox.bookings import Placement
from app.sandbox.dice import stream
from app.sandbox.products import DEPARTMENTS, PRODUCTS, VENDORS, Product
from app.sandbox.world import MPlan, Report, ReportItem
from app.vocabulary import Condition, EventType

_FLAVOURS = ("ORIGINAL", "SEA SALT", "HONEY", "SPICY", "GARLIC HERB", "VALUE PACK", "JALAPEÑO", "MAPLE")
_SIZES = ("12CT", "24CT", "40CT", "2LB", "48OZ", "3PK", "FAMILY SIZE")
_CLASSES = {EventType.CORE: 7, EventType.FREEOSK: 21, EventType.DIGITALS: 24}
_ADULT_CLASS = 30
_APPROVED, _CANCELLED, _PERFORMED = 2, 3, 4
#: Forms of the product number in turn, see make_gtin.
_FORMS = ("eleven", "nine", "eleven", "twelve", "eleven", "type_two", "nine", "thirteen", "eleven", "none", "fourteen")


def build_reports(
    seed: int, today: date, plans: tuple[MPlan, ...], placements: dict[str, Placement]
) -> tuple[tuple[Report, ...], frozenset[str]]:
    """The reports, and the numbers whose sales tool is missing. Of tomorrow's Cores in the first store one has no
    report and one no sales tool; in the second store one report has no items."""
    first, second = (_tomorrows_cores(today, plans, placements, store) for store in ("8801", "8802"))
    without_report, without_tool, without_items = first[1], first[2], second[1]
    found: dict[str, Report] = {}
    for plan in plans:
        if plan.type not in _CLASSES or plan.number is None or plan.number == without_report:
            continue
        if plan.number in found:
            stores = (*found[plan.number].store_numbers, plan.store_number)
        else:
            stores = (plan.store_number,)
        placed = placements.get(plan.mplan_id)
        day = placed.day if placed else plan.start_date
        found[plan.number] = _report(seed, plan, day, stores, has_items=plan.number != without_items)
    return tuple(found.values()), frozenset({without_tool})


def _tomorrows_cores(
    today: date, plans: tuple[MPlan, ...], placements: dict[str, Placement], store_number: str
) -> list[str]:
    tomorrow = today + timedelta(days=1)
    return [
        plan.number
        for plan in plans
        if plan.type is EventType.CORE
        and plan.number is not None
        and plan.store_number == store_number
        and plan.product in {product.name for product in PRODUCTS}
        and plan.mplan_id in placements
        and placements[plan.mplan_id].day == tomorrow
    ]


def _report(seed: int, plan: MPlan, day: date, stores: tuple[str, ...], *, has_items: bool) -> Report:
    dice = stream(seed, "report", plan.number)
    product = next((p for p in PRODUCTS if p.name == plan.product), Product(plan.product, "MISC", 38, 116402))
    status = {Condition.CANCELED: _CANCELLED, Condition.SUBMITTED: _PERFORMED}.get(plan.condition, _APPROVED)
    instructed = plan.type is EventType.CORE and dice.random() < 0.85
    return Report(
        demo_id=str(plan.number),
        name=plan.product.upper(),
        day=day,
        class_code=_ADULT_CLASS if product.adult and plan.type is EventType.CORE else _CLASSES[plan.type],
        status_code=status,
        locked=dice.random() < 0.7,
        preparation=_preparation(dice, product) if instructed else None,
        portion=f"{dice.choice((1, 1, 2))} piece per cup, at most {dice.choice((120, 180, 240))} cups"
        if instructed
        else None,
        items=_items(dice, product, int(plan.number or 0)) if has_items else None,
        store_numbers=stores,
    )


def _preparation(dice: random.Random, product: Product) -> str:
    if product.adult:
        return "Check identification of every guest. Pour 1 oz. Keep bottles behind the table."
    if product.cooked:
        return f"Bake at 400 F for {dice.choice((8, 10, 12, 15))} minutes. Hold at 140 F or above. Log temperatures."
    return "Keep at 41 F or below until served. Wipe the table between guests. Keep one full package on display."


def _items(dice: random.Random, product: Product, number: int) -> tuple[ReportItem, ...]:
    base = product.name.upper()
    flavours = dice.sample(_FLAVOURS, dice.randint(2, 6))
    return tuple(
        ReportItem(
            number=980_000_000 + number % 10_000 * 10 + place,
            gtin=make_gtin(_FORMS[(number + place) % len(_FORMS)], number * 10 + place),
            description=f"{base} {flavour} {dice.choice(_SIZES)}",
            vendor_number=product.vendor,
            vendor=VENDORS[product.vendor],
            department_number=product.department,
            department=DEPARTMENTS[product.department],
            featured=place == 0,
        )
        for place, flavour in enumerate(flavours)
    )


def make_gtin(form: str, serial: int) -> int | str:
    """A product number from a serial below 10 million: `nine` and `eleven` lack the check digit (as do `type_two`
    ones, which begin with 2), the longer ones have it."""
    if form == "none":
        return 0
    if form == "nine":
        return 330_000_000 + serial
    if form == "type_two":
        return 20_000_000_000 + serial * 100
    eleven = f"7{serial:08d}41"
    if form == "eleven":
        return int(eleven)
    twelve = eleven + str(check_digit(eleven))
    return {"twelve": twelve, "thirteen": f"0{twelve}", "fourteen": f"00{twelve}"}[form]


def check_digit(eleven: str) -> int:
    """Of a UPC-A number."""
    odd = sum(int(digit) for digit in eleven[0::2])
    even = sum(int(digit) for digit in eleven[1::2])
    return (10 - (3 * odd + even) % 10) % 10
