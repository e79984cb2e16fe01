"""Files to keep: never shown in place, whatever their bytes look like."""

from __future__ import annotations

from flask import Response


def attachment(content: bytes | str, mimetype: str, filename: str) -> Response:
    """`filename` is one of ours: nothing that somebody typed."""
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer
