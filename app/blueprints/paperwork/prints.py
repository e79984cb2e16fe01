"""Printing parts of a packet and remembering it; leaving missing parts out on purpose."""

from __future__ import annotations

import io
from datetime import date

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.paperwork import bp
from app.blueprints.paperwork.files import pdf_answer
from app.db import db, transaction
from app.errors import Invalid
from app.services import packet_prints, packet_waivers
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.toasts import flash_change, flash_error

_WAIVER = ("part_key", "title", "reason")


@bp.post("/packets/<int:packet_id>/print")
@requires(Permission.PRINT_PAPERWORK)
def note_print(packet_id: int) -> ResponseReturnValue:
    """Remember what goes to the printer, then show exactly that."""
    with transaction() as session:
        selection = request.form.get("selection", "")[:160]
        printed = packet_prints.note_print(session, current_actor(), packet_id=packet_id, selection=selection)
        print_id = printed.id
    return redirect(url_for("paperwork.printed", print_id=print_id))


@bp.get("/prints/<int:print_id>.pdf")
@requires(Permission.PRINT_PAPERWORK)
def printed(print_id: int) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    content = packet_prints.print_again(session, actor, print_id)
    day = packet_prints.find_print(session, actor, print_id).day
    return pdf_answer(io.BytesIO(content), f"Paperwork_{day.isoformat()}_{print_id}.pdf")


@bp.get("/packets/<int:packet_id>/pages.pdf")
@requires(Permission.PRINT_PAPERWORK)
def packet_pages(packet_id: int) -> ResponseReturnValue:
    """A look at some pages of a packet; it does not count as printed."""
    selection = request.args.get("only", "all")[:160]
    content = packet_prints.pages(db.session(), current_actor(), packet_id=packet_id, selection=selection)
    return pdf_answer(io.BytesIO(content), f"Paperwork_{packet_id}.pdf")


@bp.post("/<date:day>/stores/<int:store_id>/waive")
@requires(Permission.PRINT_PAPERWORK)
def waive(day: date, store_id: int) -> ResponseReturnValue:
    part_key, title, reason = (request.form.get(name, "").replace("\x00", "")[:400] for name in _WAIVER)
    try:
        with transaction() as session:
            change_id = packet_waivers.waive(
                session, current_actor(), store_id=store_id, day=day, part_key=part_key, title=title, reason=reason
            )
    except Invalid as error:
        flash_error(error.message)
        # What was typed stands in the form again.
        kept = url_for("paperwork.index", date=day.isoformat(), store=store_id, part_key=part_key, reason=reason)
        return redirect(kept)
    flash_change(_("It is left out of the packet from the next build on."), change_id)
    return redirect(url_for("paperwork.index", date=day.isoformat(), store=store_id))


@bp.post("/<date:day>/stores/<int:store_id>/restore")
@requires(Permission.PRINT_PAPERWORK)
def restore(day: date, store_id: int) -> ResponseReturnValue:
    with transaction() as session:
        part_key = request.form.get("part_key", "")[:160]
        change_id = packet_waivers.restore(session, current_actor(), store_id=store_id, day=day, part_key=part_key)
    flash_change(_("It is wanted again from the next build on."), change_id)
    return redirect(url_for("paperwork.index", date=day.isoformat(), store=store_id))
