"""Passwords: argon2id hashes, and what makes a password good enough."""

from __future__ import annotations

from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from app.wording import say

MIN_LENGTH = 12
MAX_LENGTH = 128
MIN_STRENGTH = 3
"""zxcvbn's score, 0 to 4; 3 withstands ten billion guesses."""
_CONTEXT = ("crossmark", "walmart", "schedule", "schedules", "events", "store", "club")

# OWASP's figures: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: Checked when the user name is unknown, so that the answer takes the same time.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Takes the same time for a missing hash. Over-long input is never hashed in full length."""
    try:
        right = _hasher.verify(password_hash or _NOBODY, password[: MAX_LENGTH + 1])
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None and len(password) <= MAX_LENGTH


def needs_rehash(password_hash: str) -> bool:
    return _hasher.check_needs_rehash(password_hash)


def weakness(password: str, *, own_words: Sequence[str] = ()) -> str | None:
    """Why the password is refused and how to do better; None when it is good."""
    if len(password) < MIN_LENGTH:
        return say("Use at least %(least)s characters. Four or more unrelated words make a good one.", least=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        return say("Use at most %(most)s characters.", most=MAX_LENGTH)
    if "\x00" in password:
        return say("The password holds a character that cannot be typed.")
    found = zxcvbn(password[:72], user_inputs=[*_CONTEXT, *(word for word in own_words if word)])
    if found["score"] >= MIN_STRENGTH:
        return None
    hint = found["feedback"]["warning"] or say("It is easy to guess.")
    return say("%(hint)s. Four or more unrelated words make a good password.", hint=hint.rstrip("."))
