"""Encryption of what must be read back: passwords of the counterparts. The newest key encrypts, every key decrypts."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app

from app.errors import Invalid
from app.wording import say


def encrypt(text: str) -> bytes:
    return _box().encrypt(text.encode())


def decrypt(token: bytes) -> str:
    """Raises Invalid when none of the keys fits."""
    try:
        return _box().decrypt(token).decode()
    except InvalidToken as error:
        raise Invalid(
            say("A stored password cannot be read with the present SETTINGS_ENCRYPTION_KEY. Enter the password again.")
        ) from error


def is_newest(token: bytes) -> bool:
    """Whether the newest key alone opens it."""
    try:
        _keys()[0].decrypt(token)
    except InvalidToken:
        return False
    return True


def rotate(token: bytes) -> bytes:
    """The same secret under the newest key. Raises Invalid when none of the keys fits."""
    return encrypt(decrypt(token))


def _box() -> MultiFernet:
    return MultiFernet(_keys())


def _keys() -> list[Fernet]:
    return [Fernet(key) for key in current_app.extensions["settings"].encryption_keys]
