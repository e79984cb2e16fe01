"""What keeps a Spanish reader from English words, and from sentences whose values went missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from scripts import _translate
from scripts._translate import faults, update


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Catalog:
    """What the code says, of the test's choice; translations are kept in a folder of the test's own."""
    catalogue = Catalog()
    po = tmp_path / "messages.po"
    po.write_bytes(_translate._HEADER)
    monkeypatch.setattr(_translate, "_said", lambda: catalogue)
    monkeypatch.setattr(_translate, "PO", po)
    monkeypatch.setattr(_translate, "MO", tmp_path / "messages.mo")
    return catalogue


def translate(text: str | tuple[str, str], spanish: str | tuple[str, str]) -> None:
    kept = _translate._in_step()
    found = kept.get(text if isinstance(text, str) else text[0])
    assert isinstance(found, Message)
    found.string = spanish
    _translate.PO.write_bytes(_translate._as_po(kept))
    update()


def test_a_new_text_is_gathered_and_asked_for(said: Catalog) -> None:
    said.add("Good morning")
    update()
    assert list(faults()) == ["not translated: 'Good morning'"]


def test_a_translated_text_leaves_nothing_to_say(said: Catalog) -> None:
    said.add("Good morning, %(name)s")
    update()
    translate("Good morning, %(name)s", "Buenos días, %(name)s")
    assert list(faults()) == []


def test_a_value_that_went_missing_is_told(said: Catalog) -> None:
    said.add("Good morning, %(name)s")
    update()
    translate("Good morning, %(name)s", "Buenos días")
    assert list(faults()) == ["other values than in English: 'Good morning, %(name)s' = 'Buenos días'"]


def test_both_forms_of_a_number_are_wanted(said: Catalog) -> None:
    said.add(("%(num)s day", "%(num)s days"))
    update()
    translate(("%(num)s day", "%(num)s days"), ("%(num)s día", ""))
    assert list(faults()) == ["not translated: '%(num)s day'"]


def test_a_text_that_came_after_the_last_update_is_told(said: Catalog) -> None:
    update()
    said.add("Good night")
    assert "app/translations is not in step with the code; run scripts/translate" in list(faults())


def test_a_text_that_is_said_no_more_is_dropped(said: Catalog) -> None:
    said.add("Good morning")
    update()
    said.delete("Good morning")
    update()
    assert b"Good morning" not in _translate.PO.read_bytes()


def test_a_catalogue_that_was_not_built_is_told(said: Catalog) -> None:
    said.add("Good morning")
    update()
    _translate.MO.write_bytes(b"old")
    assert "messages.mo is not built from messages.po; run scripts/translate" in list(faults())
