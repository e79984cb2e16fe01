"""Kinds of settings: how each is written in a form and kept as plain JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.formatting import hhmm, parse_hhmm
from app.wording import say

SLOT_PARTS = ("start", "lunch_begin", "lunch_end", "end")
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Known:
    """One setting. `kind`: flag, number, choice, several, order, words, text, time, times or slots."""

    key: str
    label: str
    kind: str
    default: Any
    low: int = 0
    high: int = 100_000
    choices: tuple[str, ...] = ()
    help: str = ""
    """What it changes, for who reads only the label."""


def as_typed(known: Known, value: Any) -> Any:
    """The value as a form field shows it."""
    if known.kind in {"words", "times", "order"}:
        return ", ".join(value or ())
    if known.kind == "slots":
        return "\n".join(" ".join(slot[part] for part in SLOT_PARTS) for slot in value or ())
    return value


def parse(known: Known, typed: Any) -> Any:
    """Plain JSON from a form or the API. Raises ValueError that says how to fix it."""
    return _PARSERS[known.kind](known, typed)


def _flag(_known: Known, typed: Any) -> bool:
    if not isinstance(typed, bool):
        raise ValueError(say("Choose yes or no."))
    return typed


def _number(known: Known, typed: Any) -> int:
    if isinstance(typed, bool) or not isinstance(typed, int) or not known.low <= typed <= known.high:
        raise ValueError(say("Use a whole number from %(low)s to %(high)s.", low=known.low, high=known.high))
    return typed


def _choice(known: Known, typed: Any) -> str:
    if typed not in known.choices:
        raise ValueError(say("Choose one of: %(choices)s.", choices=", ".join(known.choices)))
    return str(typed)


def _several(known: Known, typed: Any) -> list[str]:
    if typed is not None and not isinstance(typed, list):
        raise ValueError(say("Choose among: %(choices)s.", choices=", ".join(known.choices)))
    chosen = [str(name) for name in typed or ()]
    if not set(chosen) <= set(known.choices):
        raise ValueError(say("Choose among: %(choices)s.", choices=", ".join(known.choices)))
    return chosen


def _words(_known: Known, typed: Any) -> list[str]:
    if isinstance(typed, list) and not all(isinstance(word, str) for word in typed):
        raise ValueError(say("Give a list of words."))
    words = ", ".join(typed) if isinstance(typed, list) else typed
    return [word.strip() for word in _text(_known, words).split(",") if word.strip()]


def _order(known: Known, typed: Any) -> list[str]:
    """Some of the choices, each once, in the order in which they are wanted."""
    words = _words(known, typed)
    if not words or not set(words) <= set(known.choices) or len(set(words)) < len(words):
        raise ValueError(
            say("Write some of these, each once, in your order: %(choices)s.", choices=", ".join(known.choices))
        )
    return words


def _text(_known: Known, typed: Any) -> str:
    if typed is not None and not isinstance(typed, str):
        raise ValueError(say("Write it as text."))
    text = (typed or "").strip()
    if len(text) > LONGEST_TEXT or "\x00" in text:
        raise ValueError(say("Use at most %(most)s characters.", most=LONGEST_TEXT))
    return text


def _time(_known: Known, typed: Any) -> str:
    return hhmm(parse_hhmm(_text(_known, typed)))


def _times(known: Known, typed: Any) -> list[str]:
    times = [_time(known, word) for word in _words(known, typed)]
    if not times or len(times) > 12:
        raise ValueError(say("Give 1 to 12 times like 10:15, 10:30."))
    return times


def _slots(known: Known, typed: Any) -> list[dict[str, str]] | None:
    lines = [line.split() for line in _slot_lines(known, typed) if line.strip()]
    if not lines and known.default is None:
        return None
    if not 1 <= len(lines) <= 8:
        raise ValueError(say("Give 1 to 8 lines, one a shift."))
    return [_slot(known, line) for line in lines]


def _slot_lines(known: Known, typed: Any) -> list[str]:
    """Lines of a form, or the plain JSON that the API reads and writes."""
    if not isinstance(typed, list):
        return _text(known, typed).splitlines()
    if not all(isinstance(slot, dict) and set(slot) == set(SLOT_PARTS) for slot in typed):
        raise ValueError(say("Each shift holds %(parts)s.", parts=", ".join(SLOT_PARTS)))
    return [" ".join(str(slot[part]) for part in SLOT_PARTS) for slot in typed]


def _slot(known: Known, words: list[str]) -> dict[str, str]:
    if len(words) != len(SLOT_PARTS):
        raise ValueError(
            say("Each line holds four times: start, lunch begin, lunch end, end, such as 09:45 13:00 13:30 16:15.")
        )
    times = [_time(known, word) for word in words]
    if sorted(set(times)) != times:
        raise ValueError(say("In each line the times must grow: start, lunch begin, lunch end, end."))
    return dict(zip(SLOT_PARTS, times, strict=True))


_PARSERS = {
    "flag": _flag,
    "number": _number,
    "choice": _choice,
    "several": _several,
    "order": _order,
    "words": _words,
    "text": _text,
    "time": _time,
    "times": _times,
    "slots": _slots,
}
