"""`flask backup`: make, try out, put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from app.errors import AppError
from app.services import backups

backup_commands = AppGroup("backup", help="Backups of database and files.")


@backup_commands.command("create")
def create() -> None:
    """Make a backup, try it out, and print where it is."""
    with _plain_errors():
        path = backups.create()
        manifest = backups.verify(path)
    click.echo(f"{path}  ({sum(manifest.counts.values())} rows, good)")


@backup_commands.command("verify")
@click.argument("file", required=False)
def verify(file: str | None) -> None:
    """Unpack FILE (default: the newest), open the database in it and compare; ends with 1 when it is no good."""
    with _plain_errors():
        path = backups.find(file)
        manifest = backups.verify(path)
    click.echo(f"{path.name} of {manifest.created_at} is good: {sum(manifest.counts.values())} rows.")


@backup_commands.command("restore")
@click.argument("file", required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: str | None, yes: bool) -> None:
    """Put FILE (default: the newest) in the place of everything there is now. Stop the product first."""
    with _plain_errors():
        path = backups.find(file)
        if not yes:
            click.confirm(f"Everything written since {path.name} is lost. Go on?", abort=True)
        manifest = backups.restore(path)
    click.echo(f"Restored {path.name} of {manifest.created_at}.")
    click.echo("Now bring the database up to date: flask --app app db upgrade")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """An expected refusal is one line, not a trace."""
    try:
        yield
    except AppError as error:
        raise click.ClickException(error.message) from error
