"""Backups of database and files. One counts only once it was unpacked, opened and compared with what went into it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.config import VERSION, Settings
from app.db import transaction
from app.errors import Invalid, NotFound
from app.models import Backup
from app.models.columns import utc_now
from app.queries import backups as queries
from app.queries import secrets as secret_queries
from app.services import backup_archive, backup_engines, changes, secrets
from app.services.backup_archive import BrokenBackup, Manifest
from app.services.jobs import Progress
from app.wording import say

#: How many days, weeks and months of backups stay; the newest good one always does.
DAILY, WEEKLY, MONTHLY = 7, 4, 12
_FILES = "files"
_NAME = "backup-{:%Y%m%dT%H%M%S%fZ}.tar.gz"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def folder() -> Path:
    home = _settings().data_dir / "backups"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def run_backup(job_id: int | None, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: make one, try it out, thin out the old ones. Raises BrokenBackup."""
    del job_id, payload
    progress.report(0.1, "Copying the database and the files")
    path = create()
    progress.report(0.6, "Trying the backup out")
    manifest = verify(path)
    dropped = thin_out()
    rows = sum(manifest.counts.values())
    return {"message": f"{path.name}: {rows} rows, good. {dropped} old ones removed.", "file": path.name, "rows": rows}


def create() -> Path:
    """A new backup in the folder, with its row. Opens its own transaction. Raises Invalid and BrokenBackup."""
    settings, now = _settings(), utc_now()
    target = folder() / _NAME.format(now)
    with tempfile.TemporaryDirectory(dir=folder()) as name:
        copy = Path(name) / backup_engines.DATABASE
        counts = backup_engines.copy_out(settings.database_url, copy)
        with transaction() as session:
            revision = str(session.scalar(text("SELECT version_num FROM alembic_version")) or "")
        engine = backup_engines.engine_of(settings.database_url)
        manifest = Manifest(VERSION, engine, revision, now.isoformat(), counts)
        backup_archive.pack(target, [(copy.name, copy), *_kept_files()], manifest, settings.backup_encryption_key)
    with transaction() as session:
        sealed = bool(settings.backup_encryption_key)
        session.add(Backup(file_name=target.name, size=target.stat().st_size, encrypted=sealed, created_at=now))
    return target


def _kept_files() -> list[tuple[str, Path]]:
    home = _settings().files_dir
    found = sorted(path for path in home.rglob("*") if path.is_file() and path.suffix != ".part")
    return [(f"{_FILES}/{path.relative_to(home)}", path) for path in found]


def find(name: str | None) -> Path:
    """The named file, also outside the folder, else the newest. Raises NotFound."""
    if name is not None:
        path = Path(name) if Path(name).is_file() else folder() / Path(name).name
    else:
        path = max(folder().glob("backup-*.tar.gz"), default=folder() / "backup")
    if not path.is_file():
        raise NotFound(
            say("There is no backup %(name)s.", name=name) if name else say("There is no backup yet. Make one first.")
        )
    return path


def verify(path: Path) -> Manifest:
    """Unpack it, open the database in it, count, and read every secret. Raises BrokenBackup; the row remembers it."""
    try:
        with backup_archive.unpacked(path, _settings().backup_encryption_key) as (manifest, unpacked):
            _compare(manifest, unpacked / backup_engines.DATABASE)
    except BrokenBackup as error:
        _note(path, error.message)
        raise
    _note(path, "")
    return manifest


def _compare(manifest: Manifest, copy: Path) -> None:
    url = _settings().database_url
    if manifest.engine != backup_engines.engine_of(url):
        raise BrokenBackup(
            say("The backup is of %(engine)s; it can be tried out and restored only there.", engine=manifest.engine)
        )
    with backup_engines.opened(url, copy) as engine:
        with engine.connect() as connection:
            found = backup_engines.counted(connection)
        if differing := [name for name, count in manifest.counts.items() if found.get(name) != count]:
            raise BrokenBackup(
                say("The database in the backup lacks rows of %(list)s.", list=", ".join(sorted(differing)))
            )
        _look_inside(engine)


def _look_inside(engine: Engine) -> None:
    """The record of changes holds, and what was encrypted can be read."""
    with Session(engine) as session:
        if broken := changes.broken_links(session):
            raise BrokenBackup(say("The record of changes in the backup does not hold: %(broken)s", broken=broken[0]))
        try:
            for secret in secret_queries.every_secret(session):
                secrets.decrypt(secret)
        except Invalid as error:
            raise BrokenBackup(error.message) from error


def _note(path: Path, error: str) -> None:
    with transaction() as session:
        row = queries.named(session, path.name)
        if row is not None:
            row.verified_at, row.error = utc_now(), error


def restore(path: Path) -> Manifest:
    """Database and files as they were. What waits for Crossmark is looked up there before anything is sent again."""
    manifest = verify(path)
    settings = _settings()
    with backup_archive.unpacked(path, settings.backup_encryption_key) as (_, unpacked):
        backup_engines.put_back(settings.database_url, unpacked / backup_engines.DATABASE)
        if (unpacked / _FILES).is_dir():
            shutil.copytree(unpacked / _FILES, settings.files_dir, dirs_exist_ok=True)
    return manifest


@dataclass(frozen=True)
class _Kept:
    """One kind of retention: the newest backup of each of the last `count` days, weeks or months."""

    count: int
    period: Callable[[date], tuple[int, ...]]


_RULES = (
    _Kept(DAILY, lambda day: (day.toordinal(),)),
    _Kept(WEEKLY, lambda day: day.isocalendar()[:2]),
    _Kept(MONTHLY, lambda day: (day.year, day.month)),
)


def thin_out() -> int:
    """Removes what no rule keeps; how many."""
    with transaction() as session:
        rows = queries.every(session)
        keep = kept_moments([(row.created_at, row.verified_at is not None and not row.error) for row in rows])
        dropped = [row for row in rows if row.created_at not in keep]
        for row in dropped:
            session.delete(row)
        names = [row.file_name for row in dropped]
    for name in names:
        (folder() / name).unlink(missing_ok=True)
    return len(names)


def kept_moments(made: Sequence[tuple[datetime, bool]]) -> set[datetime]:
    """Which to keep, of moments with whether the backup is good. A bad one takes nobody's place but stays a day."""
    newest_first = sorted(made, reverse=True)
    keep = {at for at, is_good in newest_first[:1] if not is_good}
    for rule in _RULES:
        periods: dict[tuple[int, ...], datetime] = {}
        for at, is_good in newest_first:
            if is_good and len(periods) < rule.count:
                periods.setdefault(rule.period(at.date()), at)
        keep |= set(periods.values())
    return keep
