"""The Flask application of ours: a write that met another writer is simply done again."""

from __future__ import annotations

from flask import Flask, request
from flask.typing import ResponseReturnValue

from app.db import again_after_collision

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_UPLOAD = "multipart/form-data"


class Site(Flask):
    def dispatch_request(self) -> ResponseReturnValue:
        """Views open one transaction and have no other effect before it, so they can be called again.

        An uploaded file can be read only once: such a write is left to the person to send again.
        """
        if request.method in _READS or request.mimetype == _UPLOAD:
            return super().dispatch_request()
        return again_after_collision(super().dispatch_request)
