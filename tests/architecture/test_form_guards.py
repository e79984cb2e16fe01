"""What guards every form of a page is bound once, to the whole page."""

from __future__ import annotations

from pathlib import Path

TEMPLATES = Path("app/templates")


def test_no_form_binds_the_guard_against_double_clicks_again():
    """Bound twice, the second guard takes the first click for a repeated one and no form is ever sent."""
    again = [str(path) for path in TEMPLATES.rglob("*.html") if "submit-once" in path.read_text(encoding="utf-8")]

    assert again == []
