"""Secrets made on the first start and kept beside the data, readable by their owner only."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def _typeable_password() -> str:
    """Long enough to be safe, without the letters people mistake for one another."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


_MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "SETTINGS_ENCRYPTION_KEY": _fernet_key,
    "DEMO_PASSWORD": _typeable_password,
}


def kept_secret(folder: Path, name: str, given: str = "") -> Path:
    """The file that holds secret `name`; written now with `given` or a fresh value when there is none yet."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / name.lower()
    if not file.exists():
        draft = folder / f".{file.name}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(given or _MAKERS[name]())
        draft.rename(file)  # whole or not at all: half a key would lock every setting away
    return file
