"""Makes events: their ids, six-digit numbers and project names as they look upstream."""

from __future__ import annotations

from datetime import date
from itertools import count

from app.sandbox.products import Product
from app.sandbox.world import MPlan
from app.vocabulary import Condition, EventSubtype, EventType

Kind = EventType | EventSubtype

MINUTES: dict[Kind, int] = {
    EventType.CORE: 390,
    EventSubtype.JUICER_PRODUCTION: 540,
    EventSubtype.JUICER_SURVEY: 30,
    EventType.SUPERVISOR: 5,
    EventType.FREEOSK: 30,
    EventSubtype.DIGITAL_SETUP: 30,
    EventSubtype.DIGITAL_REFRESH: 30,
    EventSubtype.DIGITAL_TEARDOWN: 30,
    EventType.OTHER: 60,
}
#: Upstream cuts long names, so the type word of a Supervisor event is often only half there.
_SUPERVISOR_ENDINGS = ("V2-Supervisor", "V2-SUPERVISO", "V2-SUPER")
_NAMES: dict[Kind, str] = {
    EventType.CORE: "{number}-{code}-{product}-V2-CORE",
    EventType.SUPERVISOR: "{number}-{code}-{product}-{ending}",
    EventSubtype.JUICER_PRODUCTION: "{number}-JUICER-PRODUCTION-SPCLTY",
    EventSubtype.JUICER_SURVEY: "{number}-JUICER-SURVEY-SPCLTY",
    EventType.FREEOSK: "{number}-{code}-Freeosk Kiosk {product}",
    EventSubtype.DIGITAL_SETUP: "{number}-{code}-DIGITAL SETUP {product}",
    EventSubtype.DIGITAL_REFRESH: "{number}-{code}-DIGITAL REFRESH {product}",
    EventSubtype.DIGITAL_TEARDOWN: "{number}-{code}-DIGITAL TEARDOWN {product}",
    EventType.OTHER: "{number}-{code}-Club Display Check {product}",
}


class EventPress:
    """Ids count up in the order of making, so the same order gives the same world."""

    def __init__(self) -> None:
        self._plan_ids = count(31200001)
        self._numbers = count(610003, 7)

    def next_number(self) -> str:
        return str(next(self._numbers))

    def make(
        self,
        kind: Kind,
        product: Product,
        store_number: str,
        window: tuple[date, date],
        *,
        number: str | None = None,
        name: str | None = None,
        tools: tuple[str, ...] = (),
    ) -> MPlan:
        """`number` pairs the event with an earlier one; `window` is first day and due day."""
        plan_id = next(self._plan_ids)
        number = number or self.next_number()
        ending = _SUPERVISOR_ENDINGS[plan_id % len(_SUPERVISOR_ENDINGS)]
        subtype = kind if isinstance(kind, EventSubtype) else None
        return MPlan(
            mplan_id=str(plan_id),
            number=number,
            name=name or _NAMES[kind].format(number=number, code=product.code, product=product.name, ending=ending),
            product=product.name,
            type=_type_of(kind),
            subtype=subtype,
            store_number=store_number,
            start_date=window[0],
            due_date=window[1],
            minutes=MINUTES[kind],
            condition=Condition.UNSTAFFED,
            sales_tools=tools,
        )


def _type_of(kind: Kind) -> EventType:
    if isinstance(kind, EventType):
        return kind
    return EventType.JUICER if kind.value.startswith("Juicer") else EventType.DIGITALS


def tool_addresses(number: str, *, absolute: bool, second: bool = False) -> tuple[str, ...]:
    """The feed gives some addresses whole and some relative to the site."""
    origin = "{origin}" if absolute else ""
    first = f"{origin}/tools/{number}.pdf"
    return (first, f"{origin}/tools/{number}-2.pdf") if second else (first,)
