"""One file a backup: a gzipped tar of a manifest, the database and the stored files; sealed in pieces when there is a
key, so that memory stays small and a cut-off file is noticed. Knows no tables."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from cryptography.fernet import Fernet, InvalidToken

from app.errors import Invalid
from app.wording import say

_SEALED = b"FSW-BACKUP-1\n"
_CHUNK = 1024 * 1024
_LENGTH_BYTES = 4
MANIFEST = "manifest.json"


class BrokenBackup(Invalid):
    """The file is no whole backup, or the key does not fit; the message says which."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; `sums` are SHA-256 by member, `counts` rows by table."""

    version: str
    engine: str
    revision: str
    created_at: str
    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)


def pack(target: Path, members: Sequence[tuple[str, Path]], manifest: Manifest, key: str) -> None:
    """Written beside its place and renamed when whole, so that a half backup never carries the name of one."""
    sums = {name: _sum_of(path) for name, path in members}
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as out:
            os.fchmod(out.fileno(), 0o600)
            with tempfile.TemporaryFile(dir=target.parent) as plain:
                _tar(plain, members, Manifest(**{**asdict(manifest), "sums": sums}))
                plain.seek(0)
                _seal(plain, out, key) if key else _copy(plain, out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _tar(out: IO[bytes], members: Sequence[tuple[str, Path]], manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=1).encode()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as tar:
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
        for name, path in members:
            tar.add(path, arcname=name, recursive=False)


def _seal(plain: IO[bytes], out: IO[bytes], key: str) -> None:
    """Pieces of known length; an empty one marks the end, so that a cut-off file cannot pass for a whole one."""
    box = Fernet(key)
    out.write(_SEALED)
    while True:
        chunk = plain.read(_CHUNK)
        token = box.encrypt(chunk)
        out.write(len(token).to_bytes(_LENGTH_BYTES, "big") + token)
        if not chunk:
            return


def _copy(plain: IO[bytes], out: IO[bytes]) -> None:
    while chunk := plain.read(_CHUNK):
        out.write(chunk)


@contextmanager
def unpacked(source: Path, key: str) -> Iterator[tuple[Manifest, Path]]:
    """Manifest and a folder with every member, each compared with its sum. Raises BrokenBackup."""
    with tempfile.TemporaryDirectory(dir=source.parent) as name:
        folder = Path(name)
        with tempfile.TemporaryFile(dir=folder) as plain:
            _opened(source, plain, key)
            manifest = _untar(plain, folder)
        for member, expected in manifest.sums.items():
            path = folder / member
            if not path.is_file() or _sum_of(path) != expected:
                raise BrokenBackup(
                    say(
                        "The backup %(source)s is damaged: %(member)s is not what was put into it.",
                        source=source.name,
                        member=member,
                    )
                )
        yield manifest, folder


def _opened(source: Path, plain: IO[bytes], key: str) -> None:
    try:
        with source.open("rb") as stored:
            if stored.read(len(_SEALED)) == _SEALED:
                _unseal(stored, plain, key, source.name)
            else:
                stored.seek(0)
                _copy(stored, plain)
    except OSError as error:
        raise BrokenBackup(
            say("The backup %(source)s cannot be read (%(strerror)s).", source=source, strerror=error.strerror)
        ) from error
    plain.seek(0)


def _unseal(stored: IO[bytes], plain: IO[bytes], key: str, name: str) -> None:
    if not key:
        raise BrokenBackup(
            say("The backup %(name)s is encrypted. Set BACKUP_ENCRYPTION_KEY to the key it was made with.", name=name)
        )
    box = Fernet(key)
    while True:
        length = int.from_bytes(stored.read(_LENGTH_BYTES), "big")
        token = stored.read(length)
        if not length or len(token) != length:
            raise BrokenBackup(say("The backup %(name)s is cut off.", name=name))
        try:
            chunk = box.decrypt(token)
        except InvalidToken as error:
            raise BrokenBackup(
                say("The backup %(name)s is damaged, or BACKUP_ENCRYPTION_KEY is another one.", name=name)
            ) from error
        if not chunk:
            return
        plain.write(chunk)


def _untar(plain: IO[bytes], folder: Path) -> Manifest:
    try:
        with gzip.open(plain) as stream:
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                tar.extractall(folder, filter="data")
            while stream.read(_CHUNK):
                pass  # only at its very end does gzip say whether all of it came
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (tarfile.TarError, EOFError, OSError, zlib.error, ValueError, TypeError) as error:
        raise BrokenBackup(say("This is no backup of this product, or it is cut off.")) from error


def _sum_of(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
