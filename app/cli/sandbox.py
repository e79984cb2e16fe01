"""`flask sandbox crossmark|walmart-edr`: the two stand-in servers, each a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.sandbox import certificates
from app.sandbox.crossmark import ON_EXISTING
from app.sandbox.launch import Launch, account_from, run
from app.sandbox.seed import DEFAULT_SEED

sandbox_commands = AppGroup("sandbox", help="Stand-ins for Crossmark and Walmart EDR with invented data.")


def _shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    port = click.IntRange(0, 65535)
    for option in (
        click.option("--tls", type=click.Choice(certificates.KINDS), help="https with a certificate nobody may trust."),
        click.option("--password", help="With --user."),
        click.option("--user", help="Sign-in it accepts instead of the published one."),
        click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Day of the first start; default: now."),
        click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True),
        click.option("--data", type=click.Path(path_type=Path, file_okay=False), required=True, help="Its folder."),
        click.option("--control-port", type=port, default=0, help="Of its control addresses; 0 picks a free one."),
        click.option("--port", type=port, required=True, help="0 picks a free one."),
    ):
        command = option(command)
    return command


@sandbox_commands.command("crossmark", with_appcontext=False)
@_shared_options
@click.option(
    "--on-existing",
    type=click.Choice(ON_EXISTING),
    default="duplicate",
    show_default=True,
    help="What booking an event does that is already booked.",
)
def crossmark(**given: Any) -> None:
    """Serve the sandbox Crossmark until Ctrl-C."""
    _serve("crossmark", **given)


@sandbox_commands.command("walmart-edr", with_appcontext=False)
@_shared_options
def walmart_edr(**given: Any) -> None:
    """Serve the sandbox Event Management until Ctrl-C; codes appear on /sandbox/phone."""
    _serve("walmart-edr", **given)


def _serve(
    kind: str,
    *,
    data: Path,
    today: datetime | None,
    user: str | None,
    password: str | None,
    tls: str | None,
    **given: Any,
) -> None:
    first_day = today.date() if today else None
    account = account_from(user, password)
    run(Launch(kind=kind, data_dir=data, today=first_day, account=account, tls=tls or "", **given))
