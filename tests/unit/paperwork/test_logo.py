"""Pictures are opened apart, within limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.paperwork import logo
from app.paperwork.apart import Limits

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (replace(logo.LIMITS, size=100), "larger than 2 MB"),
        (replace(logo.LIMITS, wall=0.001), "took too long"),
    ],
)
def test_a_picture_beyond_the_limits_says_so(limits: Limits, why: str) -> None:
    assert why in str(logo.accept(PNG + b"\x00" * 200, limits))
