"""What a day's packet holds, leaving parts out on purpose, and printing all of it or what has changed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import send_file
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from app.blueprints.api import bp
from app.blueprints.api.answers import once
from app.blueprints.api.blueprint import ID
from app.blueprints.api.fields import choice, id_field, shown_day, shown_moment, text_field
from app.blueprints.api.packets import PacketQuery, first_store
from app.db import db
from app.errors import NotFound
from app.models import Packet
from app.paperwork.comparison import Difference, Kind
from app.paperwork.model import PartKind
from app.services import daily_paperwork, packet_prints, packet_waivers
from app.services.idempotency import Answer
from app.services.packet_selection import name_of
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.wording import say

_STORE = {"description": "Left out: your first store by number."}


class PaperPartSchema(Schema):
    key = fields.String(required=True, metadata={"description": "Stays the same when person or time change."})
    kind = choice([kind.value for kind in PartKind], required=True)
    title = fields.String(required=True)
    event_number = fields.String(required=True)
    employee = fields.String(required=True)
    state = choice(("present", "missing", "waived"), required=True)
    age = fields.String(required=True)
    why = fields.String(required=True, metadata={"description": "Why it is missing; empty when it is there."})
    how_to_fix = fields.String(required=True)
    waived_by = fields.String(required=True, metadata={"description": "Who left it out, and why."})
    first_page = fields.Integer(required=True, metadata={"description": "0 when it is not printed."})
    pages = fields.Integer(required=True)


class PaperDifferenceSchema(Schema):
    key = fields.String(required=True)
    kind = choice([kind.value for kind in Kind], required=True)
    title = fields.String(required=True)
    where = fields.String(required=True)
    reasons = fields.List(fields.String(), required=True)


class PaperManifestSchema(Schema):
    packet_id = fields.Integer(required=True)
    store_id = fields.Integer(required=True)
    date = shown_day(required=True)
    built_at = shown_moment(required=True)
    pages = fields.Integer(required=True)
    ready = fields.Boolean(required=True, metadata={"description": "Nothing is missing that nobody waived."})
    parts = fields.List(fields.Nested(PaperPartSchema), required=True)
    changed_since_print = fields.List(
        fields.Nested(PaperDifferenceSchema),
        required=True,
        metadata={"description": "What the paper that lies there no longer says; empty while nothing was printed."},
    )


class NewPaperWaiver(Schema):
    store_id = id_field(metadata=_STORE)
    part_key = text_field(160, required=True)
    reason = text_field(packet_waivers.LONGEST_REASON, required=True)


class WaivedPaperPart(Schema):
    store_id = id_field(metadata=_STORE)
    part_key = text_field(160, required=True)


class PaperWaiverSchema(Schema):
    part_key = fields.String(required=True)
    state = choice(("waived", "wanted"), required=True)
    change_id = fields.Integer(allow_none=True, metadata={"description": "For undo; null when nothing changed."})


class NewPaperPrint(Schema):
    store_id = id_field(metadata=_STORE)
    selection = fields.String(
        load_default="all",
        validate=validate.Regexp(r"^(all|changes|(set|person|kind):[^\x00]{1,150})$"),
        metadata={"description": "`all`, `changes` since the last print, or `set:`, `person:`, `kind:` with a name."},
    )


class PaperPrintSchema(Schema):
    id = fields.Integer(required=True)
    packet_id = fields.Integer(required=True)
    selection = fields.String(required=True)
    pages = fields.Integer(required=True)
    address = fields.String(required=True, metadata={"description": "Of the PDF with exactly these pages."})


@bp.get("/paperwork/<date:day>/manifest", tags=["Paperwork"])
@requires(Permission.PRINT_PAPERWORK)
@bp.arguments(PacketQuery, location="query")
@bp.response(200, PaperManifestSchema)
def get_manifest(query, day):
    """What the newest packet of a day holds, what is missing and why, and what has changed since it was printed."""
    session = db.session()
    packet = _packet(session, day, query.get("store_id"))
    waivers = packet_waivers.by_key(session, store_id=packet.store_id, day=day)
    parts = [_part(part, waivers) for part in packet.manifest]
    return {
        "packet_id": packet.id,
        "store_id": packet.store_id,
        "date": day.isoformat(),
        "built_at": packet.built_at.isoformat(),
        "pages": packet.pages,
        "ready": all(part["state"] != "missing" for part in parts),
        "parts": parts,
        "changed_since_print": [_difference(one) for one in packet_prints.changed_since_print(session, packet)],
    }


@bp.post("/paperwork/<date:day>/waive", tags=["Paperwork"])
@requires(Permission.PRINT_PAPERWORK)
@bp.arguments(NewPaperWaiver)
@bp.response(200, PaperWaiverSchema)
def waive_part(asked, day):
    """Leave a missing part of the day out on purpose; the packet says so from its next build on."""

    def waive(session: Session) -> Answer:
        packet = _packet(session, day, asked.get("store_id"))
        part = next((one for one in packet.manifest if one.get("key") == asked["part_key"]), None)
        if part is None:
            raise NotFound(say("The packet has no such part. Send the key of a missing one, as its manifest has it."))
        title = ", ".join(words for words in (name_of(part), part.get("where", "")) if words)
        change_id = packet_waivers.waive(
            session, current_actor(), store_id=packet.store_id, day=day, part_key=part["key"], title=title,
            reason=asked["reason"],
        )  # fmt: skip
        return Answer({"part_key": part["key"], "state": "waived", "change_id": change_id})

    return once(waive)


@bp.post("/paperwork/<date:day>/unwaive", tags=["Paperwork"])
@requires(Permission.PRINT_PAPERWORK)
@bp.arguments(WaivedPaperPart)
@bp.response(200, PaperWaiverSchema)
def unwaive_part(asked, day):
    """The part is wanted again from the next build on."""

    def restore(session: Session) -> Answer:
        store_id, key = asked.get("store_id") or first_store(), asked["part_key"]
        change_id = packet_waivers.restore(session, current_actor(), store_id=store_id, day=day, part_key=key)
        return Answer({"part_key": key, "state": "wanted", "change_id": change_id})

    return once(restore)


@bp.post("/paperwork/<date:day>/prints", tags=["Paperwork"])
@requires(Permission.PRINT_PAPERWORK)
@bp.arguments(NewPaperPrint)
@bp.response(201, PaperPrintSchema)
def print_packet(asked, day):
    """Note that these pages of the newest packet go to the printer, and get their address.

    `changes` prints only the sections that are different from the paper that lies there, with a list of what to
    replace on top; 409 when nothing has changed.
    """

    def note(session: Session) -> Answer:
        packet = _packet(session, day, asked.get("store_id"))
        made = packet_prints.note_print(session, current_actor(), packet_id=packet.id, selection=asked["selection"])
        address = f"/api/v1/paperwork/prints/{made.id}"
        body = {"id": made.id, "packet_id": packet.id, "selection": made.selection, "pages": made.pages}
        return Answer({**body, "address": address}, 201, {"Location": address})

    return once(note)


@bp.get(f"/paperwork/prints/<{ID}:print_id>", tags=["Paperwork"])
@requires(Permission.PRINT_PAPERWORK)
@bp.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
def get_print(print_id):
    """The pages of a print as PDF, with the page numbers of their packet; 404 once newer packets replaced it."""
    content = packet_prints.print_again(db.session(), current_actor(), print_id)
    name = f"print-{print_id}.pdf"
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name, max_age=0)


def _packet(session: Session, day: date, store_id: int | None) -> Packet:
    packet = daily_paperwork.latest_packet(session, current_actor(), day=day, store_id=store_id or first_store())
    if packet is None:
        raise NotFound(say("No packet was built for that day yet. Build it with POST to the address of the day."))
    return packet


def _part(part: Mapping[str, Any], waivers: Mapping[str, str]) -> dict[str, Any]:
    """As it stands now: a part that was waived after the build counts as waived."""
    key = part.get("key", "")
    absent = part["state"] != "present"
    state = part["state"] if not absent else "waived" if key in waivers else "missing"
    same = ("kind", "event_number", "employee", "age", "first_page", "pages")
    told = {name: say(part[name]) for name in ("why", "how_to_fix")}
    named = {"key": key, "title": name_of(part), "state": state, "waived_by": waivers.get(key, "") if absent else ""}
    return {name: part[name] for name in same} | told | named


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "key": one.key,
        "kind": one.kind.value,
        "title": say(one.title),
        "where": one.where,
        "reasons": list(one.reasons),
    }
