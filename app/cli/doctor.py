"""`flask doctor`: what is missing or unsafe on this installation, one plain line a check."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings
from app.db import db
from app.queries import accounts, health


class Finding(NamedTuple):
    good: bool
    text: str


@click.command("doctor")
def doctor() -> None:
    """Check this installation; exit code 1 when something must be mended."""
    settings: Settings = current_app.extensions["settings"]
    findings = list(_findings(settings))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.good else 'FIX '} {finding.text}")
    if not all(finding.good for finding in findings):
        raise SystemExit(1)


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding(True, f"configuration: {settings.env}")  # create_app() refused to start otherwise
    yield _folder(settings)
    try:
        yield from (check() for check in _DATABASE_CHECKS)
    except SQLAlchemyError as error:
        yield Finding(False, f"database: cannot be read ({type(error).__name__}); check DATABASE_URL")
    yield _redis(settings)
    yield _https(settings)


def _folder(settings: Settings) -> Finding:
    writable = os.access(settings.files_dir, os.W_OK)
    return Finding(writable, f"data folder {settings.data_dir}: {'can' if writable else 'CANNOT'} be written")


def _migrations() -> Finding:
    with db.engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
    folder = str(current_app.extensions["migrate"].directory)
    wanted = set(ScriptDirectory(folder).get_heads())
    if present == wanted:
        return Finding(True, "database: reachable, migrations up to date")
    return Finding(False, "database: migrations are behind; run: flask --app app db upgrade")


def _users() -> Finding:
    if accounts.count_users(db.session()):
        return Finding(True, "users: there is at least one")
    return Finding(False, "users: none yet; run: flask --app app users setup-link")


def _redis(settings: Settings) -> Finding:
    state = health.redis_state(settings.redis_url)
    return Finding(state != "down", f"redis: {state}" + ("; check REDIS_URL" if state == "down" else ""))


def _https(settings: Settings) -> Finding:
    good = settings.force_https or not settings.is_production
    return Finding(good, "https: " + ("fine" if good else "set FORCE_HTTPS=true, or sign-ins travel in clear"))


_DATABASE_CHECKS: tuple[Callable[[], Finding], ...] = (_migrations, _users)
