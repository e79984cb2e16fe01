"""Every command group of `flask --app app`, in one list."""

from __future__ import annotations

from flask import Flask


def register_all(app: Flask) -> None:
    groups: tuple = ()
    for group in groups:
        app.cli.add_command(group)
