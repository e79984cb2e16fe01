"""Words for people, in the language they read.

Layers below the web write `say("... %(day)s.", day=...)`; templates and forms use gettext. Both read one catalogue,
app/translations. What is stored or logged (changes, reasons of a run) is written outside `speaking` and a request,
thus in English, and the same for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

LANGUAGES = {"en": "English", "es": "Español"}
SOURCE = "en"
"""The language the code is written in: its texts need no catalogue."""
CATALOGUES = Path(__file__).parent / "translations"

_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_asked: list[Callable[[], str]] = []


def ask_for_language(select: Callable[[], str]) -> None:
    """Who knows the reader's language when nobody said it by `speaking`: the web, from account and browser."""
    _asked[:] = [select]


def language() -> str:
    """The reader's language, one of LANGUAGES."""
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    return _asked[0]() if _asked else SOURCE


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Within it `say` and the formats of dates and times speak this language; unknown ones fall back to English."""
    token = _chosen.set(code if code in LANGUAGES else SOURCE)
    try:
        yield
    finally:
        _chosen.reset(token)


def say(text: str, /, **values: object) -> str:
    """The text in the reader's language; with values, `%(name)s` is filled in and `%%` is a percent sign."""
    code = language()
    if code != SOURCE and text:  # the empty text stands for the catalogue's head
        text = _catalogue(code).ugettext(text)
    return text % values if values else text


def say_number(one: str, many: str, number: int, /, **values: object) -> str:
    """As `say`, with `%(number)s` for the number and the form that goes with it."""
    code = language()
    text = (one if number == 1 else many) if code == SOURCE else _catalogue(code).ungettext(one, many, number)
    return text % {**values, "number": number}


def N_(text: str) -> str:
    """Marks a text for the catalogue where it is written down; whoever shows it calls `say` or gettext on it."""
    return text


@cache
def _catalogue(code: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [code])
