"""Walmart's event reports that are here: look through them, read one, print it. Walmart itself is not asked."""

from __future__ import annotations

import io
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.paperwork import bp
from app.blueprints.paperwork.files import pdf_answer
from app.db import db
from app.errors import NotFound
from app.services import edr_shelf
from app.services.edr_shelf import Looked
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.lists import page_number, search_words
from app.web.stores import chosen_store


@bp.get("/reports")
@requires(Permission.PRINT_PAPERWORK)
def reports() -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    looked = _looked(store.id)
    shelf = edr_shelf.look(db.session(), current_actor(), looked, page=page_number())
    return render_template(
        "paperwork/reports.html", store=store, looked=looked, shelf=shelf, most_printed=edr_shelf.MOST_PRINTED
    )


@bp.get("/reports.pdf")
@requires(Permission.PRINT_PAPERWORK)
def reports_pdf() -> ResponseReturnValue:
    """Everything that the list finds, as one PDF."""
    store = chosen_store()
    if store is None:
        raise NotFound(_("You see no store yet, so there is nothing to print."))
    content = edr_shelf.printed_all(db.session(), current_actor(), _looked(store.id), official=_is_official())
    return pdf_answer(io.BytesIO(content), f"EDRs_{store.number}.pdf")


def _looked(store_id: int) -> Looked:
    return Looked(
        store_id,
        words=search_words(),
        status=request.args.get("status", "")[:80],
        kind=request.args.get("kind", "")[:80],
        first=_day("first"),
        last=_day("last"),
    )


def _is_official() -> bool:
    return request.args.get("layout") == "official"


@bp.get("/reports/<int:report_id>")
@requires(Permission.PRINT_PAPERWORK)
def report(report_id: int) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    found, store = edr_shelf.find(session, actor, report_id)
    return render_template("paperwork/report.html", report=found, store=store)


@bp.get("/reports/<int:report_id>.pdf")
@requires(Permission.PRINT_PAPERWORK)
def report_pdf(report_id: int) -> ResponseReturnValue:
    content = edr_shelf.printed(db.session(), current_actor(), report_id, official=_is_official())
    return pdf_answer(io.BytesIO(content), f"EDR_{report_id}.pdf")


def _day(name: str) -> date | None:
    """A day of the address; one that cannot be read counts as not given."""
    try:
        return parse_day(request.args.get(name, "").strip()[:20])
    except ValueError:
        return None
