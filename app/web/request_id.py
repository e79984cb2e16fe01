"""The id that follows one click from the page through the worker to Crossmark."""

from __future__ import annotations

import re
import uuid

from flask import g, has_request_context, request

HEADER = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id() -> str:
    """The id of this request; one sent by the caller is kept when it cannot hurt a log."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        sent = request.headers.get(HEADER, "")
        g.request_id = sent if _SANE.fullmatch(sent) else uuid.uuid4().hex
    return str(g.request_id)
