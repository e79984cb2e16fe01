"""How a saved command and a refused one are told, to a page and to the drag of the calendar alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import jsonify, redirect, url_for
from flask.typing import ResponseReturnValue

from app.errors import AppError, BrokenRule, Conflict, Invalid, RuleBroken, Stale
from app.services.schedules import Scheduled
from app.web.fields import BaseForm
from app.web.next_page import safe_next
from app.web.toasts import flash_change
from app.web.wants_json import wants_json

#: What a form shows in its place; everything else is a page of its own.
SHOWN_IN_FORM = (RuleBroken, Conflict, Invalid, Stale)


@dataclass
class Refusal:
    """Why the form is shown again; an empty one on its first showing."""

    status: int = 200
    violations: Sequence[BrokenRule] = field(default_factory=tuple)
    is_stale: bool = False


def saved(done: Scheduled, following: str | None, default: str) -> ResponseReturnValue:
    """A toast with Undo on the next page; `also` names what moved along."""
    words = ". ".join((done.summary, *done.also)) + "."
    flash_change(words, done.change_id)
    if not wants_json():
        return redirect(safe_next(following, default))
    answer = {"schedule_id": done.schedule_id, "change_id": done.change_id, "message": words}
    return jsonify(answer), 201, {"Location": url_for("schedules.show", schedule_id=done.schedule_id)}


def refused(error: AppError, form: BaseForm) -> Refusal:
    """Puts the error into the form. For the drag it is raised on and becomes problem+json."""
    if wants_json():
        raise error
    if isinstance(error, RuleBroken):
        return Refusal(error.status, error.violations)
    if isinstance(error, Invalid):
        form.add(error)
        return Refusal(error.status)
    if not isinstance(error, Stale):
        form.form_errors.append(error.message)
    return Refusal(error.status, is_stale=isinstance(error, Stale))


def invalid(form: BaseForm) -> Refusal:
    """Raises Invalid towards the drag, which sends only what it read from the page."""
    if wants_json():
        raise Invalid("; ".join(message for _, _, message in form.problems))
    return Refusal(422)
