"""Twelve weeks of work around today: what each store is asked to do in each week."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.sandbox.dice import stream
from app.sandbox.event_press import EventPress, tool_addresses
from app.sandbox.products import PRODUCTS, Product
from app.sandbox.stores import STORES
from app.sandbox.world import MPlan
from app.vocabulary import EventSubtype, EventType

WEEKS_BACK = 6
WEEKS_AHEAD = 6
_PAIRED_SHARE = 0.6
_TOOL_SHARE = 0.85
#: Cores per store that today and tomorrow hold for certain, so that the next packet is worth printing.
_TODAY_CORES = {"8801": 3, "8802": 2, "8803": 2}
_TOMORROW_CORES = {"8801": 4, "8802": 4, "8803": 4}
_KIOSK_WEEKDAYS = 6


@dataclass(frozen=True)
class Demand:
    """Work of one week (0 = this week) in the order in which it is to be staffed; `day` is set when it is fixed."""

    plan: MPlan
    week: int
    day: date | None = None


def week_start(today: date) -> date:
    return today - timedelta(days=today.weekday())


def build_demand(seed: int, today: date, press: EventPress) -> tuple[Demand, ...]:
    demand = list(_showcase(seed, today, press))
    fixed = Counter((d.plan.store_number, d.week) for d in demand if d.plan.type is EventType.CORE)
    for week in range(-WEEKS_BACK, WEEKS_AHEAD):
        demand += _week(seed, week, week_start(today) + timedelta(weeks=week), press, fixed)
    return tuple(demand)


def _showcase(seed: int, today: date, press: EventPress) -> Iterator[Demand]:
    """Today's and tomorrow's certain work."""
    for store in STORES:
        for ahead, cores in ((0, _TODAY_CORES), (1, _TOMORROW_CORES)):
            dice = stream(seed, "showcase", store.number, ahead)
            day = today + timedelta(days=ahead)
            week = (day - week_start(today)).days // 7
            window = (day - timedelta(days=1), day + timedelta(days=4))
            products = dice.sample(PRODUCTS, cores[store.number])
            for place, product in enumerate(products):
                number = press.next_number()
                tools = tool_addresses(number, absolute=place % 2 == 0, second=place == 1)
                core = press.make(EventType.CORE, product, store.number, window, number=number, tools=tools)
                yield Demand(core, week, day)
                if place % 2 == 0:
                    paired = press.make(EventType.SUPERVISOR, product, store.number, window, number=number)
                    yield Demand(paired, week, day)
            fixed = (day, day + timedelta(days=1))
            yield Demand(press.make(EventSubtype.JUICER_PRODUCTION, products[0], store.number, fixed), week, day)
            yield Demand(press.make(EventType.FREEOSK, products[-1], store.number, fixed), week, day)


def _week(seed: int, week: int, monday: date, press: EventPress, fixed: Counter[tuple[str, int]]) -> Iterator[Demand]:
    shared: tuple[str, Product] | None = None
    for store in STORES:
        dice = stream(seed, "week", week, store.number)
        count = max(5, dice.choice((9, 9, 10)) - fixed[store.number, week])
        for place, product in enumerate(dice.sample(PRODUCTS, count)):
            number = press.next_number()
            if store is STORES[0] and place == 0:
                shared = (number, product)
            elif store is STORES[1] and place == 0 and shared is not None:
                number, product = shared  # one campaign in two stores carries one number
            yield from _core(dice, week, monday, press, store.number, number, product)
        yield from _short_work(dice, week, monday, press, store.number)


def _core(
    dice: random.Random, week: int, monday: date, press: EventPress, store: str, number: str, product: Product
) -> Iterator[Demand]:
    start = monday + timedelta(days=dice.randrange(0, 5))
    window = (start, start + timedelta(days=dice.choice((4, 5, 6, 7))))
    has_tool = dice.random() < _TOOL_SHARE
    tools = tool_addresses(number, absolute=dice.random() < 0.7) if has_tool else ()
    yield Demand(press.make(EventType.CORE, product, store, window, number=number, tools=tools), week)
    if dice.random() < _PAIRED_SHARE:
        yield Demand(press.make(EventType.SUPERVISOR, product, store, window, number=number), week)


def _short_work(dice: random.Random, week: int, monday: date, press: EventPress, store: str) -> Iterator[Demand]:
    for weekday in sorted(dice.sample(range(7), 3)):
        yield _timed(press, EventSubtype.JUICER_PRODUCTION, dice, store, week, monday + timedelta(days=weekday), 2)
    yield _timed(press, EventSubtype.JUICER_SURVEY, dice, store, week, monday + timedelta(days=dice.randrange(5)), 3)
    for kind, most in (
        (EventType.FREEOSK, 2),
        (EventSubtype.DIGITAL_SETUP, 1),
        (EventSubtype.DIGITAL_REFRESH, 2),
        (EventSubtype.DIGITAL_TEARDOWN, 1),
    ):
        for _ in range(dice.randint(1, most)):
            yield _timed(press, kind, dice, store, week, monday + timedelta(days=dice.randrange(_KIOSK_WEEKDAYS)), 1)
    for _ in range(dice.randint(1, 2)):
        yield _timed(press, EventType.OTHER, dice, store, week, monday + timedelta(days=dice.randrange(4)), 6)


def _timed(
    press: EventPress,
    kind: EventType | EventSubtype,
    dice: random.Random,
    store: str,
    week: int,
    start: date,
    days: int,
) -> Demand:
    return Demand(press.make(kind, dice.choice(PRODUCTS), store, (start, start + timedelta(days=days))), week)
