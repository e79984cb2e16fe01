"""Every fault that the sandboxes can show stands in their document under its name."""

from __future__ import annotations

import re
from pathlib import Path

from app.sandbox import certificates
from app.sandbox.faults import KINDS

_DOCUMENT = Path(__file__).parents[2] / "docs" / "SANDBOX.md"


def test_every_kind_of_fault_is_explained() -> None:
    named = {name.lower() for name in re.findall(r"`(?:--tls )?([A-Za-z-]+)`", _DOCUMENT.read_text(encoding="utf-8"))}
    assert KINDS | set(certificates.KINDS) <= named
