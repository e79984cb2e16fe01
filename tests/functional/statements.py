"""What a page sends to the database: how much, and whether its template does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, before_render_template, request_tearing_down, template_rendered
from sqlalchemy import Engine, event

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


@contextmanager
def asked_by_templates() -> Iterator[list[str]]:
    """Collects the statements that are sent while a template is drawn."""
    drawn = threading.local()  # some tests ask from several threads at once
    asked: list[str] = []

    def begin(_sender: Any, template: Any, **_more: Any) -> None:
        drawn.name = str(template.name)

    def end(_sender: Any, **_more: Any) -> None:
        drawn.name = ""

    def look(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if getattr(drawn, "name", ""):
            asked.append(f"{drawn.name}: {statement}")

    event.listen(Engine, "before_cursor_execute", look)
    try:
        with (
            before_render_template.connected_to(begin),
            template_rendered.connected_to(end),
            request_tearing_down.connected_to(end),
        ):
            yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", look)
