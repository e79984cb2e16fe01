"""Whether the embedded database already has the newest schema, asked without loading the application.

Loading it only to learn that there is nothing to do costs half of a second start.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

_REVISION = re.compile(r'^revision(?:: str)? = "(?P<id>[^"]+)"', re.MULTILINE)
_BEFORE = re.compile(r'^down_revision(?:: [^=]+)? = "(?P<id>[^"]+)"', re.MULTILINE)


def is_current(database: Path, versions: Path) -> bool:
    """False as well when that cannot be told: then the migration command looks, and explains what is wrong."""
    return database.exists() and _at(database) == _newest(versions)


def _at(database: Path) -> set[str]:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}
    except sqlite3.Error:
        return set()


def _newest(versions: Path) -> set[str]:
    """Revisions that none comes after."""
    texts = [file.read_text(encoding="utf-8") for file in versions.glob("*.py")]
    known = {found["id"] for text in texts if (found := _REVISION.search(text))}
    return known - {found["id"] for text in texts if (found := _BEFORE.search(text))}
