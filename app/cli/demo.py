"""`flask demo load`: sign-ins and an invented world, brought in through the front door from the sandbox servers."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.cli.demo_house import add_house
from app.config import Settings
from app.db import transaction
from app.errors import AppError
from app.models import Employee
from app.queries import accounts
from app.queries import demo as queries
from app.sandbox.launch import home_today
from app.sandbox.seed import DEFAULT_SEED, build_world, local_knowledge
from app.services import changes, edr, jobs, paperwork_templates, passwords, users
from app.services.actors import system_actor
from app.services.sync import request_sync, run_crossmark_sync
from app.vocabulary import JobKind, Role

demo_commands = AppGroup("demo", help="Invented stores, people and events for trying things out.")
_ACTOR = system_actor("command")


@demo_commands.command("load")
def load() -> None:
    """Fill an empty database from the running sandbox servers; a second call changes nothing."""
    settings: Settings = current_app.extensions["settings"]
    if settings.is_production or not settings.demo_password:
        raise click.ClickException("Demo data need DEMO_PASSWORD and are refused in staging and production.")
    if wrong := passwords.weakness(settings.demo_password):
        raise click.ClickException(f"DEMO_PASSWORD cannot be used. {wrong}")
    with transaction() as session:
        if accounts.count_users(session):
            click.echo("There are users already; nothing was changed.")
            return
    try:
        _add_house()
        _sync_crossmark()
        _sign_in_at_walmart(settings.edr_base_url)
        with transaction() as session:
            edr.request_edr_sync(session, _ACTOR)  # a hundred reports, one after the other: the worker's business
        with transaction() as session:
            _add_users(session, settings.demo_password)
    except AppError as error:
        raise click.ClickException(error.message) from error
    click.echo("The demo is loaded.")


def _add_house() -> None:
    known = local_knowledge(build_world(DEFAULT_SEED, home_today()))
    with transaction() as session:
        with changes.record(session, _ACTOR, command="load_demo", summary="Demo stores and people added"):
            add_house(session, known)
        paperwork_templates.seed_templates(session, _ACTOR)


def _sync_crossmark() -> None:
    with transaction() as session:
        requested = request_sync(session, _ACTOR, source="crossmark")
    jobs.run(requested.job_id, {JobKind.SYNC_CROSSMARK: run_crossmark_sync})
    with transaction() as session:
        job = jobs.find(session, _ACTOR, job_id=requested.job_id)
        if job.error:
            raise click.ClickException(f"The sync failed: {job.error}")
        click.echo(job.message)


def _sign_in_at_walmart(base_url: str) -> None:
    """Reads the code from the sandbox's phone, as a manager reads it from his own."""
    edr.start_sign_in(_ACTOR)
    place = urlsplit(base_url)
    connection = HTTPConnection(str(place.hostname), place.port, timeout=10)
    try:
        connection.request("GET", "/_mfa")
        code = str(json.loads(connection.getresponse().read())["code"])
    finally:
        connection.close()
    edr.confirm_code(_ACTOR, code=code)


def _add_users(session: Session, password: str) -> None:
    stores = queries.active_store_ids(session)
    home = stores[0]
    worker = queries.busiest_employee(session, home, home_today())
    wanted = (
        users.Account("admin", "Ada Admin", Role.ADMIN, all_stores=True),
        users.Account("manager", "Mia Manager", Role.MANAGER, store_ids=frozenset(stores)),
        users.Account("supervisor", "Sam Supervisor", Role.SUPERVISOR, store_ids=frozenset({home})),
        _worker_account(worker, home),
        users.Account("viewer", "Vic Viewer", Role.VIEWER, store_ids=frozenset(stores)),
    )
    for account in wanted:
        users.create(session, _ACTOR, account=account, password=password)


def _worker_account(worker: Employee | None, home: int) -> users.Account:
    if worker is None:
        raise click.ClickException("The sync brought nobody who works; start again in an empty data folder.")
    return users.Account("employee", worker.name, Role.EMPLOYEE, store_ids=frozenset({home}), employee_id=worker.id)
