"""`since` (or Last-Event-ID) is the number of the last change that was heard of, or the moment a page was drawn."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from app.blueprints.live import bp
from app.blueprints.live.streams import events, plain, streams_of
from app.db import db
from app.services import news
from app.vocabulary import Permission
from app.web.access import current_actor, requires


@bp.get("/stream")
@requires(Permission.VIEW_OWN_SCHEDULE)
def stream() -> ResponseReturnValue:
    """204 when every place is taken: the page then asks now and then instead."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the stream outlives the request
    after = news.position(db.session(), _since())
    give_back = streams_of(app).take()
    if give_back is None:
        return "", 204
    response = Response(events(app, current_actor(), after), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(give_back)
    return response


@bp.get("/changes")
@requires(Permission.VIEW_OWN_SCHEDULE)
def changes() -> ResponseReturnValue:
    session = db.session()
    told, sequence = news.since(session, current_actor(), news.position(session, _since()))
    return jsonify({"sequence": sequence, "changes": [plain(one) for one in told]})


def _since() -> str:
    return (request.headers.get("Last-Event-ID") or request.args.get("since", "")).strip()[:40].replace(" ", "+")
