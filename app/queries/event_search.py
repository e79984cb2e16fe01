"""The search box of the events list: terms separated by commas, all of which must fit.

A term is a day or a range of days (`3/2`, `3/2/26`, `2026-03-02`, `3/2 to 3/8`), with `s:` (start), `sc:` (scheduled)
or `e:` and `d:` (due) in front to say which day is meant; only digits are an event number; ALL CAPITALS are a person,
on lists of booked work; everything else is part of the event's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_MOST_TERMS = 8
_PREFIX = re.compile(r"(s|sc|e|d):\s*", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{2}|\d{4}))?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TO = re.compile(r"\s+to\s+", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 2000, 2199


class DayKind(StrEnum):
    START = "start"
    SCHEDULED = "scheduled"
    DUE = "due"


_KINDS = {"s": DayKind.START, "sc": DayKind.SCHEDULED, "e": DayKind.DUE, "d": DayKind.DUE}


@dataclass(frozen=True)
class Days:
    """Both ends inclusive."""

    kind: DayKind
    first: date
    last: date


@dataclass(frozen=True)
class Number:
    digits: str


@dataclass(frozen=True)
class Person:
    words: str


@dataclass(frozen=True)
class Name:
    words: str


Term = Days | Number | Person | Name


def parse(text: str, *, today: date, bare_day: DayKind, people: bool) -> tuple[Term, ...]:
    """`bare_day` is what a day without prefix means, `people` whether capitals may name a person."""
    words = (term.strip() for term in text.split(",")[:_MOST_TERMS])
    return tuple(_term(word, today, bare_day, people) for word in words if word)


def _term(text: str, today: date, bare_day: DayKind, people: bool) -> Term:
    prefix = _PREFIX.match(text)
    days = _days(text[prefix.end() :] if prefix else text, today)
    if days is not None:
        return Days(_KINDS[prefix[1].lower()] if prefix else bare_day, *days)
    if text.isascii() and text.isdigit():
        return Number(text)
    if people and text.isupper() and not any(sign.isdigit() for sign in text):
        return Person(text)
    return Name(text)


def _days(text: str, today: date) -> tuple[date, date] | None:
    ends = [_day(part.strip(), today) for part in _TO.split(text.strip())]
    found = sorted(end for end in ends if end is not None)
    if len(found) != len(ends) or len(ends) > 2:
        return None
    return found[0], found[-1]


def _day(text: str, today: date) -> date | None:
    slashed = _SLASHED.fullmatch(text)
    if slashed:
        month, day, year = int(slashed[1]), int(slashed[2]), slashed[3]
        if year is None:
            return _nearest(month, day, today)
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return _date(*(int(part) for part in text.split("-"))) if _ISO.fullmatch(text) else None


def _nearest(month: int, day: int, today: date) -> date | None:
    """A day without a year is the one closest to today: in December 1/3 lies ahead."""
    years = (_date(today.year + step, month, day) for step in (-1, 0, 1))
    return min((one for one in years if one is not None), key=lambda one: abs(one - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
