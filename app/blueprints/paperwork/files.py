"""The PDFs themselves, shown in the browser and ready to print."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.paperwork import bp
from app.db import db
from app.errors import NotFound
from app.models import Store
from app.services import daily_paperwork
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.stores import chosen_store


@bp.get("/<date:day>/packet.pdf")
@requires(Permission.PRINT_PAPERWORK)
def packet(day: date) -> ResponseReturnValue:
    """The newest packet of the day in the chosen store."""
    session, actor, store = db.session(), current_actor(), _store()
    found = daily_paperwork.latest_packet(session, actor, day=day, store_id=store.id)
    if found is None:
        raise NotFound(_("There is no packet of this day yet. Open Paperwork and build it."))
    return pdf_answer(
        daily_paperwork.packet_file(session, actor, found.id), f"Complete_Paperwork_{day.isoformat()}.pdf"
    )


@bp.get("/packets/<int:packet_id>.pdf")
@requires(Permission.PRINT_PAPERWORK)
def packet_by_id(packet_id: int) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    found = daily_paperwork.find_packet(session, actor, packet_id)
    path = daily_paperwork.packet_file(session, actor, packet_id)
    return pdf_answer(path, f"Complete_Paperwork_{found.day.isoformat()}.pdf")


@bp.get("/events/<int:event_id>.pdf")
@requires(Permission.PRINT_PAPERWORK)
def event_set(event_id: int) -> ResponseReturnValue:
    """The sets of one event on their own, drawn now from what is known; no packet is needed."""
    printed = daily_paperwork.event_paperwork(
        db.session(), current_actor(), event_id=event_id, base_url=request.host_url
    )
    return pdf_answer(io.BytesIO(printed), f"Event_{event_id}_Paperwork.pdf")


def _store() -> Store:
    store = chosen_store()
    if store is None:
        abort(404)
    return store


def pdf_answer(content: Path | io.BytesIO, name: str) -> ResponseReturnValue:
    response = send_file(content, mimetype="application/pdf", download_name=name, max_age=0)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
