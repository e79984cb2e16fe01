"""`flask keys rotate`: what is stored comes under the newest key, and the old key can go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import Result
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy.orm import Session

from app.cli.keys import key_commands
from app.db import Base
from app.models import EdrSession, Setting, Webhook
from app.models.columns import utc_now
from app.queries.secrets import KEEPERS
from app.services import key_rotation, secrets

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def keys(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def use(*wanted: str) -> None:
        monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], encryption_keys=wanted))

    use(OLD)
    return use


@pytest.fixture
def kept(app: Flask, make, keys) -> tuple[Setting, Webhook, EdrSession]:
    """One secret in each place, under the old key."""
    with app.app_context():
        seal = secrets.encrypt
        return (
            make.row(Setting(key="crossmark_password", secret=seal("of Crossmark"))),
            make.row(Webhook(name="Till", url="https://till.example", events=[], secret=seal("of the till"))),
            make.row(EdrSession(state="authenticated", secret=seal("of Walmart"), last_used_at=utc_now())),
        )


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(key_commands, ["rotate", *arguments])


def test_everything_can_be_read_once_the_old_key_is_gone(app, session: Session, keys, kept) -> None:
    keys(NEW, OLD)
    answer = run(app)
    assert answer.exit_code == 0, answer.output
    assert "3 encrypted anew, 0 already under the newest key." in answer.output

    keys(NEW)
    session.expire_all()
    with app.app_context():
        assert [secrets.decrypt(row.secret) for row in kept] == ["of Crossmark", "of the till", "of Walmart"]


def test_a_second_time_there_is_nothing_to_do(app, keys, kept) -> None:
    keys(NEW, OLD)
    run(app)
    assert "0 encrypted anew, 3 already under the newest key." in run(app).output


def test_a_dry_run_changes_nothing(app, session: Session, keys, kept) -> None:
    before = [row.secret for row in kept]
    keys(NEW, OLD)
    assert "3 to encrypt anew" in run(app, "--dry-run").output
    session.expire_all()
    assert [row.secret for row in kept] == before


def test_a_form_that_is_open_meanwhile_can_still_be_saved(app, session: Session, keys, kept) -> None:
    versions = [row.version for row in kept[:2]]
    keys(NEW, OLD)
    run(app)
    session.expire_all()
    assert [row.version for row in kept[:2]] == versions


def test_what_no_key_opens_is_named_and_the_rest_goes_on(app, make, keys, kept) -> None:
    lost = make.row(Setting(key="walmart_password", secret=Fernet(Fernet.generate_key()).encrypt(b"lost")))
    keys(NEW, OLD)
    answer = run(app)
    assert answer.exit_code == 1
    assert "3 encrypted anew" in answer.output
    assert f"Cannot be read with any of the keys: settings {lost.id}." in answer.output


def test_it_goes_on_over_batches_and_after_being_cut_off(app, make, keys, kept, monkeypatch) -> None:
    with app.app_context():
        for number in range(4):
            make.row(Setting(key=f"more_{number}", secret=secrets.encrypt("more")))
    monkeypatch.setattr(key_rotation, "_AT_ONCE", 2)
    keys(NEW, OLD)
    assert "7 encrypted anew" in run(app).output


def test_no_place_of_a_secret_is_forgotten() -> None:
    places = {table.name for table in Base.metadata.tables.values() if "secret" in table.columns}
    assert places == {keeper.__tablename__ for keeper in KEEPERS}
