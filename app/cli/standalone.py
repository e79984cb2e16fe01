"""Commands that plan files and need no installation: no configuration, no secrets, no database."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from flask import Flask

from app.config import UnsafeConfig

NAMES = frozenset({"solve"})


def command_line(refused: UnsafeConfig) -> Flask:
    """An application of nothing but these commands, when one of them was asked for.

    Any other command learns in plain words why the installation does not start. Raises the refusal itself where no
    command is running.
    """
    if click.get_current_context(silent=True) is None:
        raise refused
    if asked_for(sys.argv) is None:
        raise click.ClickException(str(refused))
    from app.cli.solve import solve  # only here: the solver takes a moment to load

    bare = Flask("app")
    bare.cli.add_command(solve)
    return bare


def asked_for(words: Sequence[str]) -> str | None:
    """The command of ours in `flask --app app NAME ...`, wherever the options of flask itself stand."""
    plain = [word for word in words[1:] if not word.startswith("-")]
    return next((word for word in plain[:2] if word in NAMES), None)
