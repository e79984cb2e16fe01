"""One line for each person who is scheduled; lines without a status are not recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from app.services.attendance import Entry, Expected
from app.vocabulary import AttendanceStatus
from app.web.fields import BaseForm, TextField, VersionField, choices

NOTES_LENGTH = 500
STATUS_WORDS = {
    AttendanceStatus.ON_TIME: _l("on time"),
    AttendanceStatus.LATE: _l("late"),
    AttendanceStatus.CALLED_IN: _l("called in"),
    AttendanceStatus.NO_CALL_NO_SHOW: _l("no call, no show"),
    AttendanceStatus.EXCUSED_ABSENCE: _l("excused absence"),
}


@dataclass(frozen=True)
class Line:
    """A person with what is shown in his fields: what was typed, else what is recorded."""

    expected: Expected
    status: str
    notes: str
    version: str

    @property
    def key(self) -> int:
        return self.expected.employee.id


class CallOutForm(BaseForm):
    """What is chosen for each schedule and duty is read by name, such as duty_1_juicer."""

    status = SelectField(
        _l("What happened"),
        choices=choices((kind.value, STATUS_WORDS[kind]) for kind in STATUS_WORDS if kind.is_absence),
        default=AttendanceStatus.CALLED_IN.value,
    )
    reason = TextField(_l("Note, kept with every change"), length=NOTES_LENGTH)
    version = VersionField()
    next = HiddenField()

    def stand_ins(self) -> dict[str, int]:
        named = ((name, value) for name, value in request.form.items() if name.startswith("duty_"))
        return {name: int(value) for name, value in named if value.isascii() and value.isdigit() and len(value) < 10}


class AttendanceForm(BaseForm):
    """The fields depend on who is scheduled, so they are read by name: status_7, notes_7, version_7."""

    def lines(self, people: Sequence[Expected], typed: bool) -> list[Line]:
        return [_typed(one) if typed else _recorded(one) for one in people]

    def entries(self, lines: Sequence[Line]) -> list[Entry]:
        """Of the lines that say something. What cannot be read is told in `form_errors`."""
        return [entry for line in lines if line.status and (entry := self._entry(line)) is not None]

    def _entry(self, line: Line) -> Entry | None:
        name = line.expected.employee.name
        if line.status not in set(AttendanceStatus):
            self.form_errors.append(_("%(name)s: choose a state from the list.", name=name))
        elif len(line.notes) > NOTES_LENGTH or "\x00" in line.notes:
            self.form_errors.append(_("%(name)s: use at most %(max)s characters.", name=name, max=NOTES_LENGTH))
        elif line.version and not (line.version.isascii() and line.version.isdigit() and len(line.version) < 10):
            self.form_errors.append(_("%(name)s: reload the page and try again.", name=name))
        else:
            version = int(line.version) if line.version else None
            return Entry(line.key, AttendanceStatus(line.status), line.notes, version)
        return None


def _recorded(one: Expected) -> Line:
    if one.record is None:
        return Line(one, "", "", "")
    return Line(one, one.record.status.value, one.record.notes, str(one.record.version))


def _typed(one: Expected) -> Line:
    status, notes, version = (
        request.form.get(f"{name}_{one.employee.id}", "").strip() for name in ("status", "notes", "version")
    )
    return Line(one, status[:40], notes[: NOTES_LENGTH + 1], version[:20])
