"""Says whether the lock files hold what pyproject.toml asks for, agree with each other, and name no registry."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable

from scripts._product import ROOT

_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)
_DIRECT = re.compile(r"^([a-z0-9][a-z0-9._-]*)[^\n]*\n(?:    --hash=[^\n]*\n)*((?:    #[^\n]*\n?)+)", re.MULTILINE)
_NAME = re.compile(r"^[A-Za-z0-9._-]+")
_HOW = "run scripts/lock"


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    develop = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    wanted = _names(project["project"]["dependencies"])
    wanted_too = _names(project["dependency-groups"]["dev"])
    faults = [
        *_difference("requirements.txt", wanted, _direct(runtime)),
        *_difference("requirements-dev.txt", wanted | wanted_too, _direct(develop)),
        *_disagreements(_pins(runtime), _pins(develop)),
        *(
            f"{name} names a registry"
            for name, text in (("requirements.txt", runtime), ("requirements-dev.txt", develop))
            if "://" in text
        ),
    ]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _names(requirements: Iterable[str]) -> set[str]:
    return {match[0].lower().replace("_", "-") for match in map(_NAME.match, requirements) if match}


def _direct(lock: str) -> set[str]:
    """What the lock holds because pyproject.toml itself asked for it."""
    return {match[1] for match in _DIRECT.finditer(lock) if "(pyproject.toml" in match[2]}


def _pins(lock: str) -> dict[str, str]:
    return {match[1]: match[2] for match in _PIN.finditer(lock)}


def _difference(file: str, wanted: set[str], held: set[str]) -> list[str]:
    return [f"{file} lacks {name}; {_HOW}" for name in sorted(wanted - held)] + [
        f"{file} still holds {name}; {_HOW}" for name in sorted(held - wanted)
    ]


def _disagreements(runtime: dict[str, str], develop: dict[str, str]) -> list[str]:
    return [
        f"{name} is {version} in requirements.txt and {develop.get(name, 'absent')} in requirements-dev.txt; {_HOW}"
        for name, version in runtime.items()
        if develop.get(name) != version
    ]


if __name__ == "__main__":
    sys.exit(main())
