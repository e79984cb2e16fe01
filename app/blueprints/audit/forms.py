"""The days of the address, and the reason for which a finding may stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.services.daily_audit import REASON_LENGTH
from app.web.converters import LARGEST_ID, parse_day
from app.web.fields import BaseForm, TextField, required


@dataclass(frozen=True)
class AskedDays:
    """`wrong` says what could not be read; then `first` alone is looked at."""

    first: date
    last: date
    wrong: str = ""


def asked_days(today: date) -> AskedDays:
    typed = [request.args.get(name, "").replace("\x00", "?").strip()[:40] for name in ("date", "to")]
    days = []
    for text in typed:
        try:
            days.append(parse_day(text) if text else None)
        except ValueError:
            return AskedDays(today, today, _("%(typed)s is not a day. Write it like 2026-11-24.", typed=text))
    first = days[0] or today
    return AskedDays(first, days[1] or first)


def proposed_by() -> int | None:
    """The run whose proposals count; nothing for what is no number of one."""
    number = request.args.get("run", type=int)
    return number if number is not None and 0 < number <= LARGEST_ID else None


class DismissForm(BaseForm):
    key = HiddenField()
    reason = TextField(_l("Why it can stay"), length=REASON_LENGTH, validators=[required()])
    next = HiddenField()
