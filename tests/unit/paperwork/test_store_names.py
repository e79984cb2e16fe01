"""How paper names a store."""

from __future__ import annotations

import pytest

from app.paperwork.model import named_store


@pytest.mark.parametrize(
    ("name", "number", "words"),
    [("Riverside Club", "8801", "Riverside Club #8801"), ("CLUB #8801", "8801", "CLUB #8801"), ("Club", "", "Club")],
)
def test_the_number_is_said_once(name: str, number: str, words: str) -> None:
    assert named_store(name, number) == words
