"""Days and times of day are shown in the store's time zone and the reader's language: filters do that, strftime not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path("app/templates")
#: Parts of addresses and of fields that the browser itself writes out.
ALLOWED = {"%Y-%m"}


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_formats_a_moment_itself(path: Path) -> None:
    found = re.findall(r"""strftime\(["']([^"']+)["']\)""", path.read_text("utf-8"))

    assert set(found) <= ALLOWED
