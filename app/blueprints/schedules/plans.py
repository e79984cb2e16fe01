"""What the previews of many changes share: how they are carried out and how a refusal is told."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.blueprints.schedules.board_forms import WishForm
from app.errors import AppError
from app.services.board_changes import Carried
from app.web.next_page import safe_next
from app.web.toasts import flash_change


def carried_out(done: Carried, form: WishForm) -> ResponseReturnValue:
    """Back to where the cards were chosen, with a toast that offers Undo."""
    words = ". ".join((done.summary, *done.also)) + "."
    if done.left:
        words += " " + ngettext("%(num)s was left out.", "%(num)s were left out.", done.left)
    flash_change(words, done.change_id)
    return redirect(safe_next(form.next.data, url_for("calendar.index")))


def refused_plan(form: WishForm, error: AppError) -> None:
    """The page is shown again with what stands now: agreeing again means that."""
    form.form_errors.append(error.message)
