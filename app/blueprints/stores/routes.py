"""The pages of stores."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.blueprints.stores import bp
from app.blueprints.stores.forms import StoreForm
from app.db import db, transaction
from app.errors import Invalid, Stale
from app.models import Store
from app.queries import stores_list as queries
from app.queries.changes import last_change_of
from app.services import stores
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.fields import WEEKDAY_LABELS
from app.web.listing import Column, Filter
from app.web.toasts import flash_change

_ACTIVE = {"active": {"active": True}, "inactive": {"active": False}, "all": {}}


@dataclass(frozen=True)
class StoreRow:
    store: Store
    people: int

    def hours(self) -> str:
        days = stores.hours_of(self.store).items()
        return "; ".join(f"{str(WEEKDAY_LABELS[day])[:3]} {begin}-{end}" for day, (begin, end) in days)


_COLUMNS: tuple[Column[StoreRow], ...] = (
    Column(_l("Number"), lambda row: row.store.number, "number"),
    Column(_l("Name"), lambda row: row.store.name, "name"),
    Column(_l("Address"), lambda row: row.store.address),
    Column(_l("Time zone"), lambda row: row.store.timezone),
    Column(_l("People"), lambda row: row.people),
    Column(_l("Opening hours"), StoreRow.hours, shown=False),
    Column(_l("Crossmark location"), lambda row: row.store.location_id, shown=False),
    Column(_l("State"), lambda row: "active" if row.store.active else "not active"),
)


@bp.get("")
@requires(Permission.EDIT_SETTINGS)
def index() -> ResponseReturnValue:
    session, asked = db.session(), listing.asked(queries.SORTABLE, "number")
    state = Filter(
        "state", _("State"), [("active", _("Active")), ("inactive", _("Not active")), ("all", _("All"))], "active"
    )
    filters = _ACTIVE[state.chosen] | ({"search": asked.words} if asked.words else {})
    page = queries.stores_page(session, current_actor().store_ids, filters, asked.wanted)
    people = queries.staff_counts(session, [store.id for store in page.rows])
    rows = [StoreRow(store, people.get(store.id, 0)) for store in page.rows]
    shown = page.of(rows)
    found = listing.Listing("stores", _("Stores"), _COLUMNS, [state], asked, shown, clear=url_for("stores.index"))
    return listing.answer(found, "stores/index.html", may_add=current_actor().store_ids is None)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def new() -> ResponseReturnValue:
    form = StoreForm()
    if request.method == "POST" and form.validate():
        try:
            with transaction() as session:
                _store, change_id = stores.create(session, current_actor(), facts=form.facts())
        except Invalid as error:
            form.add(error)
        else:
            flash_change(_("%(name)s was added.", name=form.name.data), change_id)
            return redirect(url_for("stores.index"))
    return _page(form, None)


@bp.route("/<int:store_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def edit(store_id: int) -> ResponseReturnValue:
    store = stores.find(db.session(), current_actor(), store_id=store_id)
    form = StoreForm(obj=store)
    if request.method == "GET":
        form.show(store)
    elif form.validate():
        try:
            with transaction() as session:
                change_id = stores.update(
                    session, current_actor(), store_id=store_id, version=form.version.data, facts=form.facts()
                )
        except Invalid as error:
            form.add(error)
        except Stale:
            store = stores.find(db.session(), current_actor(), store_id=store_id)
            theirs = StoreForm(formdata=None, obj=store)
            theirs.show(store)
            form.meet(theirs, store.version, last_change_of(db.session(), store))
        else:
            flash_change(_("%(name)s was saved.", name=form.name.data), change_id)
            return redirect(url_for("stores.index"))
    return _page(form, stores.find(db.session(), current_actor(), store_id=store_id))


def _page(form: StoreForm, store: Store | None) -> ResponseReturnValue:
    page = render_template("stores/form.html", form=form, store_row=store, weekday_names=WEEKDAY_LABELS)
    return page, form.refused_status if request.method == "POST" else 200
