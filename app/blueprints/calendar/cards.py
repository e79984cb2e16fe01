"""One schedule as the calendar shows it: everything is put into words once, the templates only place it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.formatting import hhmm, minutes_clock, short_day
from app.queries.calendar import Booking
from app.vocabulary import Condition, EventType, ScheduleStatus, SyncState
from app.web.static_files import icon
from app.wording import say

#: `612345-CORE-Sparkling Water` begins with what the letter and the number say already.
_PREFIX = re.compile(
    r"^\d{6}[-\s]+(?:(?:CORE|SUPERVISOR?|V2-SUPERVISO?R?|JUICER|FREEOSK|DIGITALS?|OTHER)[-\s]+)?", re.I
)
#: ... and ends with them once more, often cut off: `-V2-SUPERVISO`.
_SUFFIX = re.compile(r"[-\s]+V\d+[-\s]+(?:CORE|SUP[A-Z]*|JUI[A-Z]*|FREEO[A-Z]*|DIG[A-Z]*)$", re.I)
_TROUBLED = (SyncState.FAILED, SyncState.UNKNOWN, SyncState.NEEDS_REVIEW)
_ON_ITS_WAY = (SyncState.PENDING, SyncState.DELETE_PENDING)
_PICTURES = ("exclamation-octagon", "exclamation-triangle", "x-lg", "pin-angle", "arrow-repeat", "clock")
_WITHDRAWN = (Condition.CANCELED, Condition.EXPIRED)


@lru_cache(maxsize=20_000)
def short_name(name: str) -> str:
    """What the letter and the number beside it do not say already."""
    return _SUFFIX.sub("", _PREFIX.sub("", name)).strip() or name


@dataclass(slots=True)
class Card:
    """`words` says its states, `signs` are the small marks of them, `data` is what scripts read; `start` counts minutes
    after the store's midnight."""

    booking: Booking
    address: str
    day: date
    start: int
    minutes: int
    clock: str
    short_clock: str
    until: str
    name: str
    day_words: str
    words: str
    letter: str
    css: str
    data: Markup
    signs: Markup
    is_withdrawn: bool
    is_troubled: bool
    is_core: bool
    is_done: bool

    def chip(self, more: str = "") -> Markup:
        """The card of a grid. Not a macro of a template, because hundreds of them were a third of the page's time."""
        row = self.booking
        signs = Markup('<span class="chip-signs">{}</span>').format(self.signs) if self.signs else ""
        return Markup(  # noqa: S704  # nosec B704  # what people typed is escaped
            f'<li class="{self.css}{more}" {self.data}><a href="{self.address}" draggable="false" data-dialog>'
            f'<span class="type-letter" aria-hidden="true">{self.letter}</span>'
            f'<span class="chip-time">{self.short_clock}</span>{signs}'
            f'<span class="chip-name">{escape(self.name)}</span>'
            f'<span class="chip-person">{escape(row.employee_name)}</span>'
            f'<span class="visually-hidden">, {row.type.value}, {self._day_and_state}</span></a></li>\n'
        )

    @property
    def label(self) -> str:
        """What a screen reader says where the card's own words are not read with it."""
        row = self.booking
        return f"{row.type.value} {self.name}, {row.employee_name}, {self.clock}, {self._day_and_state}"

    @property
    def _day_and_state(self) -> str:
        return f"{self.day_words}. {self.words}".rstrip()

    @property
    def end(self) -> int:
        """May be above 1440 when the work goes past midnight."""
        return self.start + self.minutes


class CardMaker:
    """Makes cards of one store's bookings; the words that many of them share are looked up once."""

    def __init__(self, zone: str, root: str) -> None:
        """`root` is what stands before the number of a schedule in its address."""
        self._root = root
        self._zone = ZoneInfo(zone)
        self._clock = cache(minutes_clock)
        self._day = cache(short_day)
        self._words = cache(_words)
        self._signs = cache(_signs)
        self._narrow = cache(narrow)

    def cards(self, bookings: Iterable[Booking]) -> list[Card]:
        return [self._card(row) for row in bookings]

    def _card(self, row: Booking) -> Card:
        local = row.starts_at.astimezone(self._zone)
        day, start = local.date(), local.hour * 60 + local.minute
        minutes = int((row.ends_at - row.starts_at).total_seconds()) // 60
        withdrawn = row.condition in _WITHDRAWN or row.removed_at is not None
        state = (row.status, bool(row.warnings), withdrawn, row.pinned, row.sync_state)
        name, clock = short_name(row.event_name), self._clock(start)
        words, iso = self._words(state), day.isoformat()
        return Card(
            booking=row,
            address=f"{self._root}{row.id}",
            day=day,
            start=start,
            minutes=minutes,
            clock=clock,
            short_clock=self._narrow(clock),
            until=self._clock((start + minutes) % 1440),
            name=name,
            day_words=self._day(day),
            words=words,
            letter=row.type.value[0],
            css=_css(row.type, row.status),
            data=_data(row, iso, start, minutes),
            signs=self._signs(state),
            is_withdrawn=withdrawn,
            is_troubled=row.sync_state in _TROUBLED,
            is_core=row.type is EventType.CORE,
            is_done=row.status is ScheduleStatus.COMPLETED,
        )


def narrow(clock: str) -> str:
    """9:45a, because a cell of the grid is narrow."""
    return clock.replace(f" {say('AM')}", "a").replace(f" {say('PM')}", "p")


def mark_troubled(cards: Iterable[Card], severity: Mapping[int, str]) -> None:
    """Give the cards that something stands against their edge, sign and word, where their state does not yet."""
    told = {
        "hard": (" chip-conflict", sign("bad", "exclamation-octagon", _("Conflict")), _("conflict")),
        "soft": (" chip-warned", sign("warn", "exclamation-triangle", _("Warning")), _("warning")),
    }
    for card in cards:
        worst = severity.get(card.booking.id)
        if worst is None or card.booking.status is ScheduleStatus.CONFLICT:
            continue
        css, picture, word = told[worst]
        card.css += css
        if worst == "hard" or not card.signs:
            card.signs = picture + card.signs
            card.words = ", ".join(filter(None, (word, card.words)))


def sign(kind: str, picture: str, words: str) -> Markup:
    """A reference into the sprite of the page: the same few pictures stand on hundreds of cards."""
    return Markup('<svg class="sign sign-{}" aria-hidden="true"><title>{}</title><use href="#sign-{}"/></svg>').format(
        kind, words, picture
    )


def sprite() -> Markup:
    """The pictures that `sign` refers to, once for the whole page."""
    found = Markup("").join(
        icon(name).replace("<svg ", Markup('<svg id="sign-{}" ').format(name), 1) for name in _PICTURES
    )
    return Markup('<div class="sprite" aria-hidden="true">{}</div>').format(found)


State = tuple[ScheduleStatus, bool, bool, bool, SyncState]


@cache
def _css(kind: EventType, status: ScheduleStatus) -> str:
    marked = status in (ScheduleStatus.CONFLICT, ScheduleStatus.DRAFT, ScheduleStatus.COMPLETED)
    return f"chip type-{kind.value.lower()}" + (f" chip-{status.value}" if marked else "")


def _data(row: Booking, iso: str, start: int, minutes: int) -> Markup:
    """Numbers and words of ours alone, so that nothing has to be escaped."""
    pinned = " data-pinned" if row.pinned else ""
    return Markup(  # noqa: S704  # nosec B704  # nothing that anybody typed
        f'data-schedule="{row.id}" data-event="{row.event_id}" data-version="{row.version}" data-start="{hhmm(start)}" '
        f'data-minutes="{minutes}" data-employee="{row.employee_id}" data-day="{iso}" data-status="{row.status.value}"'
        f"{pinned}"
    )


def _words(state: State) -> str:
    status, warned, withdrawn, pinned, sync = state
    words = []
    if status is ScheduleStatus.CONFLICT:
        words.append(_("conflict"))
    elif warned:
        words.append(_("a rule was set aside"))
    if status is ScheduleStatus.DRAFT:
        words.append(_("draft"))
    if withdrawn:
        words.append(_("no longer wanted at Crossmark"))
    if pinned:
        words.append(_("pinned"))
    if sync in _TROUBLED:
        words.append(_("not at Crossmark"))
    elif sync in _ON_ITS_WAY:
        words.append(_("on its way to Crossmark"))
    return ", ".join(words)


def _signs(state: State) -> Markup:
    status, warned, withdrawn, pinned, sync = state
    found = []
    if status is ScheduleStatus.CONFLICT:
        found.append(("bad", "exclamation-octagon", _("Conflict")))
    elif warned:
        found.append(("warn", "exclamation-triangle", _("A rule was set aside")))
    if withdrawn:
        found.append(("warn", "x-lg", _("No longer wanted at Crossmark")))
    if pinned:
        found.append(("plain", "pin-angle", _("Pinned")))
    if sync in _TROUBLED:
        found.append(("bad", "arrow-repeat", _("Not at Crossmark")))
    elif sync in _ON_ITS_WAY:
        found.append(("plain", "clock", _("On its way to Crossmark")))
    return Markup("").join(sign(*one) for one in found)
