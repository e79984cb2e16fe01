"""What an audit found, as a file to keep or to hand on."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from app.blueprints.audit.check_words import check_title
from app.exports.table import Table
from app.services.audit.finding import Finding


def table_of(findings: Sequence[Finding]) -> Table:
    headings = [_("Day"), _("Severity"), _("Check"), _("Finding"), _("Details"), _("Fix")]
    return Table(_("Daily audit"), headings, [_cells(one) for one in findings])


def _cells(one: Finding) -> list[str]:
    title, details = check_title(one.check), "; ".join(one.details)
    return [one.day.isoformat(), one.severity.value, title, one.message, details, one.suggestion]
