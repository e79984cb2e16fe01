"""The pages of holidays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.blueprints.holidays import bp
from app.blueprints.holidays.forms import PLACES, HolidayForm
from app.db import db, transaction
from app.errors import Invalid, Stale
from app.formatting import local_day
from app.models import Holiday
from app.models.columns import utc_now
from app.queries import holidays as queries
from app.queries.changes import last_change_of
from app.services import holidays
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.fields import MONTH_LABELS, WEEKDAY_LABELS
from app.web.listing import Column, Filter
from app.web.lists import store_filter
from app.web.stores import visible_stores
from app.web.toasts import flash_change

_ACTIVE = {"active": True, "inactive": False, "all": None}


@dataclass(frozen=True)
class HolidayRow:
    holiday: Holiday
    store: str
    when: str
    dates: Sequence[date]
    editable: bool


_COLUMNS: tuple[Column[HolidayRow], ...] = (
    Column(_l("Name"), lambda row: row.holiday.name, "name"),
    Column(_l("When"), lambda row: row.when, "when"),
    Column(_l("Next dates"), lambda row: ", ".join(day.isoformat() for day in row.dates)),
    Column(_l("Store"), lambda row: row.store),
    Column(_l("State"), lambda row: "counts" if row.holiday.active else "does not count"),
    Column(_l("Note"), lambda row: row.holiday.notes, shown=False),
    Column(_l("Actions")),
)


@bp.get("")
@requires(Permission.VIEW_SCHEDULE)
def index() -> ResponseReturnValue:
    places, actor = store_filter(), current_actor()
    state = Filter(
        "state", _("State"), [("active", _("Counts")), ("inactive", _("Does not count")), ("all", _("All"))], "active"
    )
    asked = listing.asked(queries.ORDERS, "when")
    page = queries.holidays_page(db.session(), places.store_ids, asked.words, _ACTIVE[state.chosen], asked.wanted)
    today, names = _today(), {store.id: f"{store.number} {store.name}" for store in visible_stores()}
    rows = [
        HolidayRow(
            one,
            names.get(one.store_id or 0, _("All stores")),
            said(one),
            holidays.next_dates(one, today),
            actor.may(Permission.EDIT_SETTINGS) and holidays.may_change(actor, one.store_id),
        )
        for one in page.rows
    ]
    shown = page.of(rows)
    found = listing.Listing("holidays", _("Holidays"), _COLUMNS, [state], asked, shown, clear=url_for("holidays.index"))
    return listing.answer(found, "holidays/index.html", store=places.store)


def said(holiday: Holiday) -> str:
    """When it is, in words."""
    if holiday.day is not None:
        return _("once, %(day)s", day=holiday.day.isoformat())
    month = MONTH_LABELS[(holiday.month or 1) - 1]
    if holiday.month_day is not None:
        return _("each year, %(month)s %(day)s", month=month, day=holiday.month_day)
    weekday, place = WEEKDAY_LABELS[holiday.weekday or 0], PLACES[holiday.nth or 1]
    return _("each year, %(place)s %(weekday)s of %(month)s", place=place, weekday=weekday, month=month)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def new() -> ResponseReturnValue:
    form = _offered(HolidayForm())
    if request.method == "POST" and form.validate():
        try:
            with transaction() as session:
                _holiday, change_id = holidays.create(session, current_actor(), facts=form.facts())
        except Invalid as error:
            form.add(error)
        else:
            flash_change(_("%(name)s was added.", name=form.name.data), change_id)
            return redirect(url_for("holidays.index"))
    return _form_page(form, None)


@bp.route("/<int:holiday_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def edit(holiday_id: int) -> ResponseReturnValue:
    holiday = holidays.find_to_change(db.session(), current_actor(), holiday_id=holiday_id)
    form = _offered(HolidayForm(obj=holiday))
    if request.method == "GET":
        form.kind.data = holidays.kind_of(holiday).value
    elif form.validate():
        try:
            with transaction() as session:
                change_id = holidays.update(
                    session,
                    current_actor(),
                    holiday_id=holiday_id,
                    version=form.version.data,
                    facts=form.facts(),
                )
        except Invalid as error:
            form.add(error)
        except Stale:
            holiday = holidays.find(db.session(), current_actor(), holiday_id=holiday_id)
            theirs = _offered(HolidayForm(formdata=None, obj=holiday))
            theirs.kind.data = holidays.kind_of(holiday).value
            form.meet(theirs, holiday.version, last_change_of(db.session(), holiday))
        else:
            flash_change(_("%(name)s was saved.", name=form.name.data), change_id)
            return redirect(url_for("holidays.index"))
    return _form_page(form, holidays.find(db.session(), current_actor(), holiday_id=holiday_id))


@bp.post("/<int:holiday_id>/remove")
@requires(Permission.EDIT_SETTINGS)
def remove(holiday_id: int) -> ResponseReturnValue:
    with transaction() as session:
        version = request.form.get("version", type=int)
        change_id = holidays.remove(session, current_actor(), holiday_id=holiday_id, version=version)
    flash_change(_("The holiday was removed."), change_id)
    return redirect(url_for("holidays.index"))


def _offered(form: HolidayForm) -> HolidayForm:
    form.offer_stores(visible_stores(), every_store=current_actor().store_ids is None)
    return form


def _form_page(form: HolidayForm, holiday: Holiday | None) -> ResponseReturnValue:
    dates = holidays.next_dates(holiday, _today(), number=5) if holiday else ()
    page = render_template("holidays/form.html", form=form, holiday=holiday, dates=dates)
    return page, form.refused_status if request.method == "POST" else 200


def _today() -> date:
    return local_day(utc_now(), str(current_app.extensions["settings"].timezone))
