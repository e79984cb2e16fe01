"""Where to go after a form: only ever to a page of this site."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import request

#: One slash, then no second slash or backslash; no control characters or spaces anywhere.
_LOCAL_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


def safe_next(wanted: str | None, default: str = "/") -> str:
    """`wanted` when it is a path of this site, else `default`."""
    if not wanted or len(wanted) > 1000 or not _LOCAL_PATH.fullmatch(wanted):
        return default
    path = wanted.split("?", 1)[0].split("#", 1)[0]
    return default if "//" in path or "%" in path else wanted


def login_url_for_this_page() -> str:
    """The sign-in page, which comes back here when here can be opened again with GET."""
    if request.method != "GET":
        return "/login"
    here = request.full_path.rstrip("?")
    return "/login" if here == "/" else f"/login?next={quote(here, safe='/')}"
