"""`flask users`: create accounts, reset passwords, make the link for the first administrator."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.db import db, transaction
from app.errors import AppError
from app.queries import accounts as queries
from app.services import accounts, users
from app.services.actors import system_actor
from app.vocabulary import Role

user_commands = AppGroup("users", help="Accounts of this installation.")
_password = click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when not given."
)


@user_commands.command("create")
@click.argument("username")
@click.option("--name", help="Shown name; default: the user name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.MANAGER.value, show_default=True)
@click.option("--all-stores/--no-stores", default=True, show_default=True)
@_password
def create(username: str, name: str | None, role: str, all_stores: bool, password: str) -> None:
    """Create an account."""
    account = users.Account(username, name or username, Role(role), all_stores=all_stores)
    try:
        with transaction() as session:
            made = users.create(session, system_actor("command"), account=account, password=password).username
    except AppError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"Created {made} ({role}).")


@user_commands.command("reset-password")
@click.argument("username")
@_password
def reset_password(username: str, password: str) -> None:
    """Set a new password, unlock the account and sign it out everywhere."""
    found = queries.user_named(db.session(), accounts.normalised(username))
    if found is None:
        raise click.ClickException(f"There is no user {username!r}.")
    user_id = found.id
    try:
        with transaction() as session:
            users.reset_password(session, system_actor("command"), user_id=user_id, password=password)
    except AppError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"The password of {username} was reset.")


@user_commands.command("setup-link")
@click.option("--base-url", default="http://127.0.0.1:8000", show_default=True)
def setup_link(base_url: str) -> None:
    """Print the one-time link that makes the first administrator; it is good for half an hour."""
    try:
        with transaction() as session:
            token = users.make_setup_link(session)
    except AppError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"{base_url.rstrip('/')}/setup/{token}")
