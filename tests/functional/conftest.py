"""What holds for every page that any test opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functional.statements import asked_by_templates


@pytest.fixture(autouse=True)
def _no_template_asks_the_database() -> Iterator[None]:
    """A page is given what it shows: a query hidden in a template grows with the rows, and nobody sees it there."""
    with asked_by_templates() as asked:
        yield
    assert asked == []
