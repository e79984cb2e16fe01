"""Says where the documents and the code went apart: commands, environment variables, links."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts._product import ROOT

_READERS = {"text", "words", "number", "flag", "path"}
_VARIABLE = re.compile(r"^#? ?([A-Z][A-Z0-9_]+)=", re.MULTILINE)
_NAMED = re.compile(r"[A-Z][A-Z0-9_]{3,}")
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
#: Files besides app/config.py that may read a variable of .env.example.
_OTHER_READERS = ("gunicorn.conf.py", "docker-compose.yml", "docker/entrypoint.sh")


def main() -> int:
    faults = [*variable_faults(), *command_faults(), *link_faults()]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def variable_faults() -> Iterator[str]:
    sample = set(_VARIABLE.findall(_read(".env.example")))
    read = set(config_variables(_read("app/config.py")))
    elsewhere = {name for file in _OTHER_READERS for name in _NAMED.findall(_read(file))}
    for name in sorted(read - sample):
        yield f".env.example lacks {name}, which app/config.py reads"
    for name in sorted(sample - read - elsewhere):
        yield f".env.example explains {name}, which nothing reads"


def config_variables(source: str) -> Iterator[str]:
    """The names that are read through the one reader of the environment."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _READERS
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value.isupper():
                yield first.value


def command_faults() -> Iterator[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in _documents())
    for command in [*_scripts(), *_flask_groups()]:
        if command not in text:
            yield f"README.md and docs/ do not mention `{command}`"


def _scripts() -> Iterator[str]:
    for path in sorted((ROOT / "scripts").iterdir()):
        if path.is_file() and not path.suffix and os.access(path, os.X_OK):
            yield f"scripts/{path.name}"


def _flask_groups() -> Iterator[str]:
    """Top-level words of `flask --app app`, read from where they are declared."""
    for path in sorted((ROOT / "app/cli").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "AppGroup"
                and node.args
            ):
                yield f"flask --app app {ast.literal_eval(node.args[0])}"


def link_faults() -> Iterator[str]:
    for document in _documents():
        for target in _LINK.findall(document.read_text(encoding="utf-8")):
            if not (document.parent / target).exists():
                yield f"{document.relative_to(ROOT)} links to {target}, which does not exist"


def _documents() -> list[Path]:
    return [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if path.exists()]


def _read(name: str) -> str:
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
