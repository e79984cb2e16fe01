"""The list of mails, and deciding about those that did not go out."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask import redirect as to
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.blueprints.mails import bp
from app.db import db, transaction
from app.errors import Conflict
from app.formatting import wall_time
from app.models import Mail
from app.queries import mails as queries
from app.services import mails
from app.vocabulary import MailState, Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.listing import Column, Filter
from app.web.lists import store_filter
from app.web.templating import zone_here
from app.web.toasts import flash_error, flash_success

STATE_WORDS = {
    MailState.PENDING: _l("waits"),
    MailState.SENDING: _l("is being sent"),
    MailState.SENT: _l("sent"),
    MailState.FAILED: _l("not sent"),
    MailState.UNKNOWN: _l("perhaps sent"),
    MailState.PUT_AWAY: _l("put away"),
}
_SHOWS: dict[str, tuple[MailState, ...] | None] = {
    "": None,
    "troubled": queries.TROUBLED,
    "waiting": (MailState.PENDING, MailState.SENDING),
    "sent": (MailState.SENT,),
}


@bp.get("")
@requires(Permission.EDIT_SCHEDULE)
def index() -> ResponseReturnValue:
    places, asked = store_filter(), listing.asked(queries.SORTABLE, "-when")
    options = [("", _("All")), ("troubled", _("Not sent")), ("waiting", _("Waiting")), ("sent", _("Sent"))]
    show = Filter("show", _("State"), options)
    found = listing.Listing(
        "mails",
        _("Mails"),
        _columns(zone_here()),
        [show],
        asked,
        queries.mails_page(db.session(), places.store_ids, asked.words, _SHOWS[show.chosen], asked.wanted),
        clear=url_for("mails.index"),
    )
    return listing.answer(
        found,
        "mails/index.html",
        store=places.store,
        state_words=STATE_WORDS,
        troubled=queries.TROUBLED,
        is_set_up=mails.is_set_up(),
    )


def _columns(zone: str) -> tuple[Column[Mail], ...]:
    return (
        Column(_l("When"), lambda row: wall_time(row.created_at, zone).replace(tzinfo=None, microsecond=0), "when"),
        Column(_l("To"), lambda row: row.employee.name, "employee"),
        Column(_l("Address"), lambda row: row.address, shown=False),
        Column(_l("Subject"), lambda row: row.subject),
        Column(_l("State"), lambda row: str(STATE_WORDS[row.state]), "state"),
        Column(_l("What happened"), lambda row: row.error, shown=False),
        Column(_l("Action")),
    )


@bp.get("/<int:mail_id>")
@requires(Permission.EDIT_SCHEDULE)
def show(mail_id: int) -> ResponseReturnValue:
    """The very words."""
    row = db.get_or_404(Mail, mail_id)
    current_actor().require_store(row.store_id, _("That mail"))
    return render_template("mails/show.html", row=row, state_words=STATE_WORDS, troubled=queries.TROUBLED)


@bp.post("/<int:mail_id>/decide")
@requires(Permission.EDIT_SCHEDULE)
def decide(mail_id: int) -> ResponseReturnValue:
    decision = request.form.get("decision", "")
    if decision not in ("send_again", "put_away"):
        abort(400)
    try:
        with transaction() as session:
            service = mails.send_again if decision == "send_again" else mails.put_away
            name = service(session, current_actor(), mail_id=mail_id).employee.name
    except Conflict as error:
        flash_error(error.message)
    else:
        flash_success(
            _("The mail to %(name)s is sent again within a minute.", name=name)
            if decision == "send_again"
            else _("The mail to %(name)s was put away.", name=name)
        )
    return to(url_for("mails.index"))
