"""Files that the product keeps for itself. A file is there completely or not at all, only the product's user may read
it, and its name is made here, never taken from outside."""

from __future__ import annotations

import os
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path

from flask import current_app

from app.config import Settings

_NAME = re.compile(r"[0-9a-f]{32}\.pdf")
_PART = ".part"
#: A file without a row may belong to a transaction that is still under way.
ORPHAN_SECONDS = 24 * 3600


def folder() -> Path:
    config: Settings = current_app.extensions["settings"]
    return config.files_dir


def write(content: bytes) -> str:
    """The new file's name. It is written beside its place, forced to disk and renamed: a crash leaves no half file."""
    name = f"{secrets.token_hex(16)}.pdf"
    home = folder()
    part = home / f"{name}{_PART}"
    try:
        _write_through(part, content)
        part.rename(home / name)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(home)
    return name


def _write_through(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(home: Path) -> None:
    """The rename itself must survive a power cut."""
    handle = os.open(home, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def find(name: str | None) -> Path | None:
    """The file's path, or None when there is none (any more)."""
    if not name or not _NAME.fullmatch(name):
        return None
    path = folder() / name
    return path if path.is_file() and not path.is_symlink() else None


def remove(name: str | None) -> None:
    path = find(name)
    if path is not None:
        path.unlink(missing_ok=True)


def remove_orphans(known: set[str]) -> int:
    """Delete old files that no row names: what a crash between file and row left behind."""
    removed = 0
    oldest = time.time() - ORPHAN_SECONDS
    for path in folder().iterdir():
        name = path.name.removesuffix(_PART)
        if not _NAME.fullmatch(name) or path.name in known:
            continue
        with suppress(FileNotFoundError):  # another worker was quicker
            if path.stat().st_mtime < oldest:
                path.unlink()
                removed += 1
    return removed
