"""Counts the statements that a page sends to the database."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import event

from app.db import db


def counted(app: Flask, look: Callable[[], object]) -> int:
    """How many statements `look` costs. Transaction control does not count."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        look()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len([one for one in sent if not one.startswith(("BEGIN", "PRAGMA"))])
