"""`flask keys`: retire an encryption key."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.services import key_rotation

key_commands = AppGroup("keys", help="The keys that stored passwords are encrypted with.")


@key_commands.command("rotate")
@click.option("--dry-run", is_flag=True, help="Count only, change nothing.")
def rotate(dry_run: bool) -> None:
    """Encrypt everything that is stored with the first key of SETTINGS_ENCRYPTION_KEY.

    First put the new key in front of the old one and restart; then run this; then take the old key away. Ends with 1
    when something cannot be read with any of the keys.
    """
    rotation = key_rotation.rotate(dry_run=dry_run)
    verb = "to encrypt anew" if dry_run else "encrypted anew"
    click.echo(f"{rotation.turned} {verb}, {rotation.already} already under the newest key.")
    for place in rotation.unreadable:
        click.echo(f"Cannot be read with any of the keys: {place}. Enter it again.", err=True)
    if rotation.unreadable:
        raise SystemExit(1)
    if not dry_run:
        click.echo("Older keys are not needed any more, except to restore backups made before now.")
