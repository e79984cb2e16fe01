"""The packet of a day: build it, fetch it."""

from __future__ import annotations

from flask import request, send_file
from marshmallow import Schema

from app.blueprints.api import bp
from app.blueprints.api.answers import accepted, once
from app.blueprints.api.fields import id_field, query_id
from app.blueprints.api.jobs import StartedSchema
from app.db import db
from app.errors import NotFound
from app.services import daily_paperwork
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.stores import visible_stores


class PacketQuery(Schema):
    store_id = query_id(metadata={"description": "Left out: your first store by number."})


class NewPacket(Schema):
    store_id = id_field(metadata={"description": "Left out: your first store by number."})


@bp.get("/paperwork/<date:day>", tags=["Paperwork"])
@requires(Permission.PRINT_PAPERWORK)
@bp.arguments(PacketQuery, location="query")
@bp.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
def get_packet(query, day):
    """The newest packet of a day as PDF; 404 until one was built."""
    store_id = query.get("store_id") or first_store()
    session, actor = db.session(), current_actor()
    packet = daily_paperwork.latest_packet(session, actor, day=day, store_id=store_id)
    if packet is None:
        raise NotFound("No packet was built for that day yet. Build it with POST to the same address.")
    path = daily_paperwork.packet_file(session, actor, packet.id)
    return send_file(path, mimetype="application/pdf", download_name=f"packet-{day}.pdf", max_age=0)


@bp.post("/paperwork/<date:day>", tags=["Paperwork"])
@requires(Permission.PRINT_PAPERWORK)
@bp.arguments(NewPacket)
@bp.response(202, StartedSchema)
def build_packet(asked, day):
    """Build the packet of a day.

    409 `already_running` carries the `job_id` of the build that is at work.
    """
    store_id = asked.get("store_id") or first_store()

    def build(session):
        begun = daily_paperwork.request_packet(
            session, current_actor(), day=day, store_id=store_id, base_url=request.host_url
        )
        return accepted(begun.job_id)

    return once(build)


def first_store() -> int:
    stores = visible_stores()
    if not stores:
        raise NotFound("You see no store. Ask an administrator to give you one.")
    return stores[0].id
