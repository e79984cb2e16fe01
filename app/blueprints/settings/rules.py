"""The rule book: a card for each rule, the form behind it, and the book as PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from flask import current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.blueprints.settings import bp
from app.blueprints.settings.rule_forms import RuleForm, rule_form
from app.db import db, transaction
from app.errors import FieldError, Invalid, NotFound, Stale
from app.models.rule_setting import BEGINNING
from app.services import rule_cards, rulebook
from app.services.back_test import Trial
from app.services.rule_list import numbers_of
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.toasts import flash_change


@bp.get("/rules")
@requires(Permission.EDIT_SETTINGS)
def rules() -> ResponseReturnValue:
    return render_template("settings/rules.html", book=rule_cards.rule_book(db.session(), zone=home_zone()))


@bp.get("/rules/book.pdf")
@requires(Permission.EDIT_SETTINGS)
def rule_book() -> ResponseReturnValue:
    pdf = rule_cards.rule_book_pdf(db.session(), zone=home_zone())
    return send_file(io.BytesIO(pdf), mimetype="application/pdf", download_name="rule-book.pdf", max_age=0)


@bp.get("/rules/<rule>")
@requires(Permission.EDIT_SETTINGS)
def rule(rule: str) -> ResponseReturnValue:
    """`from` names the dated setting to edit; without it, what always holds."""
    entry = rulebook.entries_of(db.session(), rule).find(_day(request.args.get("from", "")))
    if entry is None:
        raise NotFound("That setting of the rule was not found.")
    return rule_page(rule, rule_form(rule, entry.choice, entry.version))


@bp.post("/rules/<rule>")
@requires(Permission.EDIT_SETTINGS)
def save_rule(rule: str) -> ResponseReturnValue:
    rulebook.entries_of(db.session(), rule)
    form = rule_form(rule)
    if form.validate():
        try:
            with transaction() as session:
                version = _seen_version(session, form)
                change_id = rulebook.save(session, current_actor(), form.choice(), version=version)
        except Invalid as error:
            form.add(error)
        except Stale:
            _meet(form)
        else:
            flash_change(_("The rule was saved."), change_id)
            return redirect(url_for("settings.rules", _anchor=rule))
    return rule_page(rule, form), form.refused_status


@bp.post("/rules/<rule>/remove")
@requires(Permission.EDIT_SETTINGS)
def remove_rule(rule: str) -> ResponseReturnValue:
    version, day = request.form.get("version", type=int) or 0, _day(request.form.get("from", ""))
    with transaction() as session:
        change_id = rulebook.remove(session, current_actor(), rule=rule, effective_from=day, version=version)
    flash_change(_("The setting was removed."), change_id)
    return redirect(url_for("settings.rules", _anchor=rule))


def rule_page(rule: str, form: RuleForm, trial: Trial | None = None) -> str:
    """The card of the rule above its form; with what a back-test of the typed values found."""
    session = db.session()
    book = rule_cards.rule_book(session, zone=home_zone())
    found = rulebook.entries_of(session, rule)
    return render_template(
        "settings/rule.html",
        form=form,
        card=next(card for chapter in book.chapters for card in chapter.rules if card.name == rule),
        entries=found.entries,
        numbers=numbers_of(rule),
        trial=trial,
    )


def _seen_version(session: Session, form: RuleForm) -> int:
    """Another day than the one that was opened makes a new setting. Raises Invalid when that day has one already."""
    day = form.effective_from.data
    if day == form.seen_from.data:
        return form.version.data or 0
    if rulebook.entries_of(session, form.rule).find(day) is not None:
        message = _("There is a setting from that day already. Open it to change it.")
        raise Invalid(message, [FieldError("effective_from", message)])
    return 0


def _meet(form: RuleForm) -> None:
    """Theirs is what stands from that day on now; where somebody took it away, what holds without it."""
    day, found = form.effective_from.data, rulebook.entries_of(db.session(), form.rule)
    entry = found.find(day)
    shown = replace((entry or found.on(day or BEGINNING)).choice, effective_from=day)
    version = entry.version if entry else 0
    theirs, since = rule_form(form.rule, shown, version, formdata=None), f"?from={day}" if entry and day else ""
    address = url_for("settings.rule", rule=form.rule) + since
    form.meet(theirs, version, entry.changed if entry else None, address)


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError as error:
        raise NotFound("That setting of the rule was not found.") from error


def home_zone() -> str:
    return str(current_app.extensions["settings"].timezone)
