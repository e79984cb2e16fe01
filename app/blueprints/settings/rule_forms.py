"""The form of one rule: how strict, its numbers, from when on, and why."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional

from app.blueprints.settings.forms import field_of
from app.services.rule_list import allowed_severities, numbers_of
from app.services.rulebook import LONGEST_NOTE, RuleChoice
from app.services.setting_kinds import as_typed
from app.vocabulary import Severity
from app.web.fields import BaseForm, DayField, TextField, VersionField, choices

SEVERITY_WORDS = {
    Severity.HARD: _l("Hard: nothing is scheduled against it"),
    Severity.SOFT: _l("Soft: a warning that costs points or needs a reason"),
    Severity.OFF: _l("Off: nobody looks at it"),
}


class RuleForm(BaseForm):
    severity_automatic = SelectField(_l("In automatic scheduling"))
    severity_manual = SelectField(_l("When people schedule by hand"))
    effective_from = DayField(_l("In force from"), validators=[Optional()])
    note = TextField(_l("Why"), length=LONGEST_NOTE)
    seen_from = DayField("seen_from", validators=[Optional()])
    version = VersionField()

    rule = ""
    """Name of the rule; not typed."""

    def offer(self) -> None:
        allowed = choices((level.value, SEVERITY_WORDS[level]) for level in allowed_severities(self.rule))
        self.severity_automatic.choices = self.severity_manual.choices = allowed

    def choice(self) -> RuleChoice:
        """Call it after the form was validated."""
        return RuleChoice(
            self.rule,
            Severity(self.severity_automatic.data),
            Severity(self.severity_manual.data),
            {known.key: self[known.key].data for known in numbers_of(self.rule)},
            self.effective_from.data,
            self.note.data or "",
        )


def rule_form(rule: str, shown: RuleChoice | None = None, version: int = 0, **more: Any) -> RuleForm:
    """Empty of what is not known: a posted form brings its own values, unless `formdata=None` leaves them out."""
    fields = {known.key: field_of(known) for known in numbers_of(rule)}
    kind = type("RuleForm", (RuleForm,), {"rule": rule, **fields})
    form: RuleForm = kind(data=_values(rule, shown, version) if shown else None, **more)
    form.offer()
    return form


def _values(rule: str, shown: RuleChoice, version: int) -> dict[str, object]:
    return {known.key: as_typed(known, shown.numbers[known.key]) for known in numbers_of(rule)} | {
        "severity_automatic": shown.severity_automatic.value,
        "severity_manual": shown.severity_manual.value,
        "effective_from": shown.effective_from,
        "seen_from": shown.effective_from,
        "note": shown.note,
        "version": version,
    }
