from __future__ import annotations

import pytest

from app.web.converters import parse_day
from app.web.next_page import safe_next


@pytest.mark.parametrize("path", ["/", "/my", "/calendar?view=week&date=2026-11-24"])
def test_a_path_of_this_site_is_kept(path):
    assert safe_next(path, "/home") == path


@pytest.mark.parametrize("path", [None, "", "//evil", "/\\evil", "evil", "https://evil", "/a//b", "/\nx", "/x y"])
def test_anything_else_becomes_the_default(path):
    assert safe_next(path, "/home") == "/home"


@pytest.mark.parametrize("text", ["2026-02-30", "2026-1-1", "0001-01-01", "9999-12-31", "20261124", "٢٠٢٦-١١-٢٤"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match=r"day|month|outside"):
        parse_day(text)
