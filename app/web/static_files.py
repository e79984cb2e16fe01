"""Addresses of style sheets and scripts that change with their content, and the vendored icons."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for
from markupsafe import Markup
from werkzeug.security import safe_join

_ICONS = "vendor/bootstrap-icons"


def static_url(filename: str) -> str:
    """The address of a static file with the hash of its content, so that browsers may keep it for ever."""
    return url_for("static", filename=filename, v=_fingerprint_of(filename))


def is_current(filename: str, fingerprint: str) -> bool:
    return bool(fingerprint) and _fingerprint_of(filename) == fingerprint


def _fingerprint_of(filename: str) -> str:
    path = safe_join(str(current_app.static_folder), filename)
    if path is None or not Path(path).is_file():
        return ""
    return _fingerprint(path, Path(path).stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _fingerprint(path: str, _modified: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:16]


def icon(name: str) -> Markup:
    """A vendored icon as inline SVG, hidden from screen readers: the words beside it say the same.

    Raises FileNotFoundError for a name that is not vendored.
    """
    return _svg(str(current_app.static_folder), name)


@lru_cache(maxsize=128)
def _svg(static_folder: str, name: str) -> Markup:
    text = (
        (Path(static_folder) / _ICONS / f"{name}.svg")
        .read_text(encoding="utf-8")
        .replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    )
    return Markup(text)  # noqa: S704  # nosec B704  # our own vendored file, pinned by vendor.lock.json
