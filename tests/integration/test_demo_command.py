"""`flask demo load` refuses what it cannot finish before it writes anything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cli.demo import demo_commands
from app.models import Store


@pytest.mark.parametrize(("password", "told"), [("short", "Use at least 12 characters"), ("", "need DEMO_PASSWORD")])
def test_a_password_that_cannot_be_used_is_refused_before_anything_is_loaded(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, password: str, told: str
) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], demo_password=password))
    answer = app.test_cli_runner().invoke(demo_commands, ["load"])
    assert answer.exit_code == 1
    assert told in answer.output
    assert session.scalar(select(func.count()).select_from(Store)) == 0
