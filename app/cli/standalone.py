"""Commands that plan files and need no installation: no configuration, no secrets, no database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from flask import Flask

if TYPE_CHECKING:
    from app.config import UnsafeConfig

NAMES = frozenset({"solve"})


def bare_app() -> Flask | None:
    """An application of nothing but these commands, when one of them was asked for on the command line."""
    if click.get_current_context(silent=True) is None or asked_for(sys.argv) is None:
        return None
    from app.cli.solve import solve  # only here: the solver takes a moment to load

    bare = Flask("app")
    bare.cli.add_command(solve)
    return bare


def refusal(refused: UnsafeConfig) -> Exception:
    """In plain words for whoever gave a command; the refusal itself where none is running."""
    return refused if click.get_current_context(silent=True) is None else click.ClickException(str(refused))


def asked_for(words: Sequence[str]) -> str | None:
    """The command of ours in `flask --app app NAME ...`, wherever the options of flask itself stand."""
    plain = [word for word in words[1:] if not word.startswith("-")]
    return next((word for word in plain[:2] if word in NAMES), None)
