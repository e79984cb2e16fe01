"""What the tests of previews of many changes share."""

from __future__ import annotations

import re


def seen(text: str) -> str:
    """The mark of the preview that is on the page, to be sent back with the consent."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', text)
    assert found, "the page carries no preview"
    return found[1]
