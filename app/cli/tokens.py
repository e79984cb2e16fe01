"""`flask tokens`: service tokens for programs that use the API."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.db import db, transaction
from app.errors import AppError
from app.queries import tokens as queries
from app.services import tokens

token_commands = AppGroup("tokens", help="Tokens of programs that use the API.")


@token_commands.command("create")
@click.argument("username")
@click.option("--name", required=True, help="What the token is for.")
@click.option("--scope", default="read", show_default=True, help="Of read, write, admin; separated by blanks.")
@click.option("--days", type=click.IntRange(0, 3650), default=365, show_default=True, help="0 = until revoked.")
@click.option("--kind", type=click.Choice(["service", "personal"]), default="service", show_default=True)
def create(username: str, name: str, scope: str, days: int, kind: str) -> None:
    """Print a new token that acts for a user. It is shown once."""
    try:
        with transaction() as session:
            issued = tokens.issue(session, username=username, name=name, scope=scope, days=days or None, kind=kind)
    except AppError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"Client id: {issued.token_id}")
    click.echo(f"Token:     {issued.secret}")


@token_commands.command("list")
def list_tokens() -> None:
    """List the tokens, never their secrets."""
    for row, username in queries.all_opaque(db.session()):
        state = "revoked" if row.revoked_at else f"until {row.expires_at:%Y-%m-%d}" if row.expires_at else "no end"
        used = f"last used {row.last_used_at:%Y-%m-%d}" if row.last_used_at else "never used"
        click.echo(f"{row.id}  {row.name}  {username}  {row.kind}  [{row.scope}]  {state}, {used}")


@token_commands.command("revoke")
@click.argument("token_id", type=int)
def revoke(token_id: int) -> None:
    """End a token and everything that was granted with it."""
    try:
        with transaction() as session:
            tokens.revoke(session, token_id=token_id)
    except AppError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"Token {token_id} is revoked.")
