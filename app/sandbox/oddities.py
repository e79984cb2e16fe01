"""The awkward cases put in on purpose: conflicts Crossmark already holds, work nobody can do, odd names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.sandbox.bookings import CORE_SLOTS, Placement
from app.sandbox.closings import falls_on, is_closed
from app.sandbox.event_press import EventPress, tool_addresses
from app.sandbox.events import WEEKS_AHEAD, Demand, week_start
from app.sandbox.products import PRODUCTS, Product
from app.sandbox.rotations import works_on
from app.sandbox.world import Holiday, MPlan, Person, TimeOff
from app.vocabulary import EventSubtype, EventType, TimeOffStatus, Title

_FIRST, _SECOND, _THIRD = "8801", "8802", "8803"
_LONG = "Sample Slow Simmered Farmhouse Vegetable and Barley Stew with Toasted Rosemary Crouton Topper Family Size Tray"


@dataclass(frozen=True)
class Oddities:
    placements: tuple[Placement, ...]
    """Bookings that break a hard rule; they are never checked."""
    time_off: tuple[TimeOff, ...]
    demand: tuple[Demand, ...]
    unstaffed: tuple[MPlan, ...]
    """Events that stay open, most of them because nobody may do them."""


def build_oddities(
    today: date, people: tuple[Person, ...], holidays: tuple[Holiday, ...], press: EventPress
) -> Oddities:
    day = _open_day(today + timedelta(days=3), holidays)
    meeting = _open_day(week_start(today) + timedelta(days=16), holidays)
    off_today, double, wrong_title = _conflict_people(people, day)
    return Oddities(
        placements=(
            _booked_core(press, 0, off_today, day, CORE_SLOTS[1]),
            _booked_core(press, 1, double, day, CORE_SLOTS[0]),
            _booked_core(press, 2, double, day, CORE_SLOTS[2]),
            _wrong_title(press, wrong_title, day),
        ),
        time_off=(
            TimeOff(
                off_today.employee_id, day, day + timedelta(days=1), None, None, "Vacation", TimeOffStatus.APPROVED
            ),
            *_meeting(people, meeting),
        ),
        demand=(_accented(press, today),),
        unstaffed=(
            *_impossible(press, today, meeting),
            *_on_holidays(press, today, holidays),
            *_odd_names(press, today),
        ),
    )


def _open_day(day: date, holidays: tuple[Holiday, ...]) -> date:
    while is_closed(holidays, day):
        day += timedelta(days=1)
    return day


def _conflict_people(people: tuple[Person, ...], day: date) -> tuple[Person, Person, Person]:
    """Two Specialists of the first store for conflicts of time, one of the second for the wrong title."""
    specialists = [
        person
        for person in people
        if person.title is Title.SPECIALIST and person.active and works_on(person, day.weekday())
    ]
    first = [person for person in specialists if person.home_store == _FIRST]
    second = [person for person in specialists if person.home_store == _SECOND]
    return first[0], first[1], second[0]


def _booked_core(press: EventPress, place: int, person: Person, day: date, starts: int) -> Placement:
    window = (day - timedelta(days=2), day + timedelta(days=3))
    number = press.next_number()
    tools = tool_addresses(number, absolute=True)
    plan = press.make(EventType.CORE, PRODUCTS[place], _FIRST, window, number=number, tools=tools)
    return Placement(plan, person, day, starts)


def _wrong_title(press: EventPress, person: Person, day: date) -> Placement:
    window = (day, day + timedelta(days=2))
    return Placement(
        press.make(EventSubtype.JUICER_PRODUCTION, PRODUCTS[0], _SECOND, window), person, day, starts=9 * 60
    )


def _meeting(people: tuple[Person, ...], day: date) -> Iterator[TimeOff]:
    """Everybody of the third store who could do kiosks or juice is away on one day."""
    for person in people:
        if person.home_store == _THIRD and person.title is not Title.SPECIALIST:
            yield TimeOff(person.employee_id, day, day, None, None, "Regional meeting", TimeOffStatus.APPROVED)


def _accented(press: EventPress, today: date) -> Demand:
    tomorrow = today + timedelta(days=1)
    number = press.next_number()
    product = Product("Sample Crème Brûlée Cups", "DSRT", 38, 116402)
    window = (today - timedelta(days=1), today + timedelta(days=5))
    tools = tool_addresses(number, absolute=False)
    plan = press.make(EventType.CORE, product, _FIRST, window, number=number, tools=tools)
    return Demand(plan, (tomorrow - week_start(today)).days // 7, tomorrow)


def _impossible(press: EventPress, today: date, meeting: date) -> Iterator[MPlan]:
    one_day = (meeting, meeting)
    yield press.make(EventType.FREEOSK, PRODUCTS[3], _THIRD, one_day)
    yield press.make(EventSubtype.JUICER_PRODUCTION, PRODUCTS[3], _THIRD, one_day)
    monday = week_start(today) + timedelta(days=7)
    yield press.make(EventType.SUPERVISOR, PRODUCTS[5], _SECOND, (monday, monday + timedelta(days=5)))
    yield press.make(EventType.CORE, PRODUCTS[6], _SECOND, (today, today + timedelta(days=1)))


def _on_holidays(press: EventPress, today: date, holidays: tuple[Holiday, ...]) -> Iterator[MPlan]:
    """Core work asked for on a day when every store is closed."""
    for ahead in range(2, WEEKS_AHEAD * 7):
        day = today + timedelta(days=ahead)
        if any(holiday.active and falls_on(holiday, day) for holiday in holidays):
            yield press.make(EventType.CORE, PRODUCTS[7], _FIRST, (day, day))


def _odd_names(press: EventPress, today: date) -> Iterator[MPlan]:
    monday = week_start(today) + timedelta(days=7)
    window = (monday, monday + timedelta(days=6))
    number = press.next_number()
    markup = f"{number}-SNCK-Sample <script>alert(1)</script> Chips-V2-CORE"
    yield press.make(EventType.CORE, PRODUCTS[5], _FIRST, window, number=number, name=markup)
    long_product = Product(_LONG, "STEW", 72, 111340, cooked=True)
    yield press.make(EventType.CORE, long_product, _SECOND, window)
    unnumbered = press.make(EventType.OTHER, PRODUCTS[5], _FIRST, window, name="Team Safety Talk and Supply Count")
    yield replace(unnumbered, number=None)
