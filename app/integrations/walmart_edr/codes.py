"""Walmart's numbers for class, status and department in words. An unknown number stays readable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FILE = "codes.json"
CLASS, STATUS, DEPARTMENT = "class", "status", "department"
KINDS = {CLASS: "Event Type", STATUS: "Status", DEPARTMENT: "Department"}
"""With the word that some screens put before the label."""


@dataclass(frozen=True)
class CodeTables:
    """Label by number, for each of KINDS."""

    tables: Mapping[str, Mapping[int, str]]

    def class_label(self, code: object) -> str:
        return self.label(CLASS, code)

    def status_label(self, code: object) -> str:
        """0 is a real status (NEW), not a missing one."""
        return self.label(STATUS, code)

    def department_label(self, code: object) -> str:
        return self.label(DEPARTMENT, code)

    def known_classes(self) -> list[int]:
        return sorted(self.tables[CLASS])

    def label(self, kind: str, code: object) -> str:
        """Labels come through without the word some screens put before them."""
        word = KINDS[kind]
        text = "" if code is None else str(code).strip()
        if not (text.isascii() and text.isdigit()):
            return text.removeprefix(f"{word} ").strip()
        return self.tables[kind].get(int(text), f"{word} {int(text)}")

    def changed(self, kind: str, number: int, label: str) -> CodeTables:
        return CodeTables({**self.tables, kind: {**self.tables[kind], number: label}})


@cache
def walmarts_own() -> CodeTables:
    """As they came with Walmart's site."""
    text = files("app.integrations.walmart_edr").joinpath(_FILE).read_text(encoding="utf-8")
    read: dict[str, dict[str, str]] = json.loads(text)
    return CodeTables({kind: {int(code): label for code, label in table.items()} for kind, table in read.items()})
