"""The shape of what is typed when many cards are changed at once, or copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, NumberRange, Optional

from app.blueprints.schedules.forms import MAX_ID, REASON_LENGTH, PlaceForm
from app.services.board_changes import Wish
from app.services.bulk_changes import MOST_DAYS
from app.vocabulary import ApplyMode, BulkAction
from app.web.fields import BaseForm, DayField, TextField, choices

ACTION_WORDS = {
    BulkAction.MOVE: _l("Move"),
    BulkAction.ASSIGN: _l("Give to somebody"),
    BulkAction.PIN: _l("Pin"),
    BulkAction.UNPIN: _l("Unpin"),
    BulkAction.PUBLISH: _l("Publish"),
    BulkAction.CANCEL: _l("Cancel"),
}
MODE_WORDS = {
    ApplyMode.FILL_GAPS: _l("Fill gaps: only people who have nothing that day"),
    ApplyMode.MERGE: _l("Avoid conflicts (merge): beside what stands, leaving out what does not fit"),
    ApplyMode.OVERWRITE_UNPINNED: _l("Overwrite unpinned: what is in the way gives way, unless it is pinned"),
    ApplyMode.OVERWRITE_ALL: _l("Overwrite all: pinned work gives way as well (needs a reason)"),
}
SCOPE_WORDS = {"all": _l("All of them, or nothing"), "some": _l("Only those that can")}
_DAY_MINUTES = 24 * 60


def id_or_none(value: str | int | None) -> int | None:
    """Of a choice of rows; empty is none of them. Raises ValueError."""
    if value in (None, ""):
        return None
    number = int(value)
    if not 0 < number <= MAX_ID:
        raise ValueError("no row has this number")
    return number


class WishForm(BaseForm):
    """How a preview is carried out. `seen` names the preview that was looked at."""

    override_reason = TextField(_l("Reason"), length=REASON_LENGTH)
    scope = RadioField(
        _l("What is done"),
        choices=choices(SCOPE_WORDS.items()),
        default="all",
    )
    seen = HiddenField()
    next = HiddenField()
    confirm = HiddenField()

    @property
    def wish(self) -> Wish:
        return Wish(
            reason=self.override_reason.data or "",
            only_possible=self.scope.data == "some",
            seen=(self.seen.data or "")[:64],
        )


class BulkForm(WishForm):
    action = SelectField(_l("What"), coerce=BulkAction, choices=choices(ACTION_WORDS.items()))
    days = IntegerField(
        _l("Days later (less than 0: earlier)"),
        validators=[
            Optional(),
            NumberRange(-MOST_DAYS, MOST_DAYS, message=_l("Move by at most three months.")),
        ],
    )
    minutes = IntegerField(
        _l("Minutes later (less than 0: earlier)"),
        validators=[
            Optional(),
            NumberRange(-_DAY_MINUTES, _DAY_MINUTES, message=_l("Move by less than a day, or use days.")),
        ],
    )
    employee_id = SelectField(_l("Who takes them"), coerce=id_or_none, validate_choice=False)
    first = DayField(_l("First day"), validators=[Optional()])
    last = DayField(_l("Last day"), validators=[Optional()])

    def offer(self, people: Sequence[tuple[int, str]], nobody: str) -> None:
        self.employee_id.choices = choices([("", nobody), *people])


class CopyDaysForm(WishForm):
    first = DayField(_l("First day that is copied"), validators=[DataRequired(message=_l("Choose a day."))])
    days = SelectField(_l("What is copied"), coerce=int, choices=choices([(1, _l("One day")), (7, _l("Seven days"))]))
    target = DayField(_l("Copied to"), validators=[DataRequired(message=_l("Choose a day."))])
    mode = RadioField(
        _l("Where something stands already"), coerce=ApplyMode, choices=choices(MODE_WORDS.items()), default="merge"
    )


class CopyForm(PlaceForm):
    """Where a copy of one card goes."""

    employee_id = SelectField(_l("Employee"), coerce=id_or_none, validate_choice=False)
    form_key = HiddenField()

    def __init__(self, people: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee_id.choices = choices(people)
        self.employee_id.validators = [DataRequired(message=_l("Choose who does it."))]
