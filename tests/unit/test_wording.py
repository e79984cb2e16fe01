"""Texts come in the reader's language, with their values, and in English where nobody asked for another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app import wording
from app.wording import language, say, say_number, speaking


@pytest.fixture
def _small_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    catalogue = Catalog(locale="es")
    catalogue.add("%(name)s has time off.", "%(name)s tiene permiso.")
    catalogue.add(("%(number)s day", "%(number)s days"), ("%(number)s día", "%(number)s días"))
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(wording, "CATALOGUES", tmp_path)
    wording._catalogue.cache_clear()
    yield
    wording._catalogue.cache_clear()


def test_english_is_spoken_where_nobody_asks_for_another_language() -> None:
    assert language() == "en"
    assert say("%(name)s has time off.", name="Ana") == "Ana has time off."


@pytest.mark.usefixtures("_small_catalogue")
def test_a_text_comes_in_the_language_that_is_spoken() -> None:
    with speaking("es"):
        assert say("%(name)s has time off.", name="Ana") == "Ana tiene permiso."
    assert say("%(name)s has time off.", name="Ana") == "Ana has time off."


@pytest.mark.usefixtures("_small_catalogue")
def test_a_text_without_translation_stays_english() -> None:
    with speaking("es"):
        assert say("Nobody wrote this in Spanish.") == "Nobody wrote this in Spanish."


@pytest.mark.usefixtures("_small_catalogue")
@pytest.mark.parametrize(("number", "words"), [(1, "1 día"), (2, "2 días"), (0, "0 días")])
def test_a_number_takes_the_form_that_goes_with_it(number: int, words: str) -> None:
    with speaking("es"):
        assert say_number("%(number)s day", "%(number)s days", number) == words


def test_an_unknown_language_is_answered_in_english() -> None:
    with speaking("xx"):
        assert language() == "en"


def test_a_percent_sign_needs_no_care_without_values() -> None:
    assert say("100 % staffed") == "100 % staffed"
    assert say("%(share)s %% staffed", share=80) == "80 % staffed"
