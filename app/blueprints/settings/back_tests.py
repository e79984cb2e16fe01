"""The rules on the last weeks: one as it is being edited, or the whole book. Nothing is saved."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.settings import bp
from app.blueprints.settings.rule_forms import rule_form
from app.blueprints.settings.rules import home_zone, rule_page
from app.db import db
from app.errors import Invalid
from app.formatting import local_day
from app.models.columns import utc_now
from app.services import back_test, rulebook
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day


@bp.get("/rules/back-test")
@requires(Permission.EDIT_SETTINGS)
def back_test_book() -> ResponseReturnValue:
    typed = request.args.get("on", "")
    today = local_day(utc_now(), home_zone())
    try:
        on, unclear = parse_day(typed) if typed else today, False
    except ValueError:
        on, unclear = today, True
    test = back_test.try_book(db.session(), current_actor(), zone=home_zone(), on=on)
    return render_template("settings/back_test.html", test=test, on=on, unclear=unclear)


@bp.post("/rules/<rule>/back-test")
@requires(Permission.EDIT_SETTINGS)
def back_test_rule(rule: str) -> ResponseReturnValue:
    """The form as it was typed, with what it would have forbidden."""
    rulebook.entries_of(db.session(), rule)
    form = rule_form(rule)
    if form.validate():
        try:
            trial = back_test.try_choice(db.session(), current_actor(), form.choice(), zone=home_zone())
            return rule_page(rule, form, trial)
        except Invalid as error:
            form.add(error)
    return rule_page(rule, form), 422
