"""Walmart's numbers for class, status and department in words. An unknown number stays readable."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

_FILE = "codes.json"


@cache
def _tables() -> dict[str, dict[str, str]]:
    text = files("app.integrations.walmart_edr").joinpath(_FILE).read_text(encoding="utf-8")
    tables: dict[str, dict[str, str]] = json.loads(text)
    return tables


def known_classes() -> list[int]:
    return sorted(int(code) for code in _tables()["class"])


def class_label(code: object) -> str:
    return _label("class", "Event Type", code)


def status_label(code: object) -> str:
    """0 is a real status (NEW), not a missing one."""
    return _label("status", "Status", code)


def department_label(code: object) -> str:
    return _label("department", "Department", code)


def _label(table: str, word: str, code: object) -> str:
    """Labels come through without the word some screens put before them."""
    text = "" if code is None else str(code).strip()
    if not text.isdigit():
        return text.removeprefix(f"{word} ").strip()
    return _tables()[table].get(str(int(text)), f"{word} {int(text)}")
