"""Backups: taken while others write, tried out, put back; and every bad one is called bad."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import db
from app.models import Backup, EdrSession, Setting, Store
from app.services import backups, secrets
from app.services.backup_archive import BrokenBackup
from app.services.backups import DAILY, kept_moments
from tests.factories import Make

KEY = Fernet.generate_key().decode()


class Quiet:
    cancelled = False

    def report(self, fraction: float, message: str) -> None:
        """Nobody watches."""


@pytest.fixture(params=["", KEY], ids=["plain", "encrypted"])
def house(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Iterator[Flask]:
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, data_dir=tmp_path, backup_encryption_key=request.param)
    (tmp_path / "files").mkdir()
    with app.app_context():
        yield app
        db.session.remove()
    app.extensions["settings"] = before


def test_what_was_there_comes_back_rows_files_and_secrets(house: Flask, make: Make, session: Session) -> None:
    store_id = make.store(name="Before").id
    make.row(Setting(key="crossmark_password", secret=secrets.encrypt("sesame"), secret_set=1))
    kept = house.extensions["settings"].files_dir / "tool.pdf"
    kept.write_bytes(b"%PDF")
    session.rollback()
    path = backups.create()
    kept.unlink()
    session.execute(text("UPDATE stores SET name = 'After'"))
    session.commit()
    session.close()
    db.session.remove()

    manifest = backups.restore(path)

    assert manifest.counts["stores"] == 1
    assert session.get_one(Store, store_id).name == "Before"
    assert kept.read_bytes() == b"%PDF"


def test_the_job_makes_tries_out_and_tells(house: Flask, make: Make, session: Session) -> None:
    make.store()
    answer = backups.run_backup(None, {}, Quiet())

    [row] = session.query(Backup).all()
    assert "good" in answer["message"]
    assert (row.file_name, row.error, row.verified_at is not None) == (answer["file"], "", True)
    assert (backups.folder() / row.file_name).stat().st_mode & 0o077 == 0


def test_backups_while_others_write_are_whole(house: Flask, make: Make, session: Session) -> None:
    store_id = make.store().id
    session.rollback()
    done = threading.Event()

    def write() -> None:
        with house.app_context(), db.engine.connect() as connection:
            while not done.is_set():
                with connection.begin():
                    connection.execute(text("UPDATE stores SET name = name || '.' WHERE id = :id"), {"id": store_id})
                    connection.execute(text("UPDATE stores SET name = 'Club' WHERE id = :id"), {"id": store_id})

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            assert backups.verify(backups.create()).counts["stores"] == 1
    finally:
        done.set()
        writer.join()


@pytest.mark.parametrize("harm", ["empty", "cut off", "changed"])
def test_a_damaged_backup_is_called_damaged(house: Flask, make: Make, session: Session, harm: str) -> None:
    make.store()
    session.rollback()
    path = backups.create()
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        {"empty": b"", "cut off": whole[:-40], "changed": whole[:middle] + b"????" + whole[middle + 4 :]}[harm]
    )

    with pytest.raises(BrokenBackup):
        backups.verify(path)

    session.rollback()
    assert session.query(Backup).one().error
    assert backups.queries.last_good(session) is None


def test_a_secret_that_no_key_opens_makes_it_a_bad_one(house: Flask, make: Make, session: Session) -> None:
    foreign = Fernet(Fernet.generate_key()).encrypt(b"cookies")
    make.row(EdrSession(state="authenticated", secret=foreign, last_used_at=datetime(2026, 3, 2, tzinfo=UTC)))
    session.rollback()

    with pytest.raises(BrokenBackup, match="cannot be read"):
        backups.verify(backups.create())

    session.rollback()
    assert session.query(Backup).one().error


def test_rows_that_are_missing_are_noticed(
    house: Flask, make: Make, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.store()
    session.rollback()
    honest = backups.backup_engines.copy_out

    def lies(url: str, target: Path) -> dict[str, int]:
        return honest(url, target) | {"stores": 2}

    monkeypatch.setattr(backups.backup_engines, "copy_out", lies)

    with pytest.raises(BrokenBackup, match="lacks rows of stores"):
        backups.verify(backups.create())


def test_without_its_key_a_backup_stays_shut(app: Flask, tmp_path: Path, make: Make, session: Session) -> None:
    make.store()
    session.rollback()
    before = app.extensions["settings"]
    (tmp_path / "files").mkdir()
    try:
        with app.app_context():
            app.extensions["settings"] = replace(before, data_dir=tmp_path, backup_encryption_key=KEY)
            path = backups.create()
            assert b"sqlite" not in path.read_bytes().lower()
            for key, words in (("", "is encrypted"), (Fernet.generate_key().decode(), "another one")):
                app.extensions["settings"] = replace(before, data_dir=tmp_path, backup_encryption_key=key)
                with pytest.raises(BrokenBackup, match=words):
                    backups.verify(path)
    finally:
        app.extensions["settings"] = before


def test_the_commands_say_what_they_did(house: Flask, make: Make, session: Session) -> None:
    make.store()
    session.rollback()
    runner = house.test_cli_runner()

    assert runner.invoke(args=["backup", "verify"]).output.startswith("Error: There is no backup yet.")
    assert "good" in runner.invoke(args=["backup", "create"]).output
    assert "is good" in runner.invoke(args=["backup", "verify"]).output
    assert runner.invoke(args=["backup", "restore"], input="n\n").exit_code == 1
    assert "Restored" in runner.invoke(args=["backup", "restore", "--yes"]).output


class TestRetention:
    NOW = datetime(2026, 3, 1, 3, tzinfo=UTC)

    def made(self, days: int) -> list[tuple[datetime, bool]]:
        return [(self.NOW - timedelta(days=number), True) for number in range(days)]

    def test_a_week_of_days_then_weeks_then_months_stay(self) -> None:
        keep = kept_moments(self.made(400))

        assert {at for at, _ in self.made(DAILY)} <= keep
        assert len(keep) <= 7 + 4 + 12
        assert min(keep) < self.NOW - timedelta(days=300)

    def test_the_last_good_one_stays_whatever_came_after_it(self) -> None:
        good = self.NOW - timedelta(days=300)
        bad = [(self.NOW - timedelta(days=number), False) for number in range(20)]

        keep = kept_moments([*bad, (good, True)])

        assert keep == {good, self.NOW}
