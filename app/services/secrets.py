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


def rotate(token: bytes) -> bytes:
    """The same secret under the newest key."""
    return _box().rotate(token)


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in current_app.extensions["settings"].encryption_keys])
