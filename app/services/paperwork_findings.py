"""What a manager should settle before the packet is handed out: the daily audit as the cover prints it."""

from __future__ import annotations

from app.paperwork.model import Finding, FindingLevel
from app.services.daily_audit import Audited
from app.vocabulary import FindingSeverity, RotationKind
from app.wording import N_, say, say_number

ROTATION_WORDS = {RotationKind.JUICER: N_("Juicer"), RotationKind.PRIMARY_LEAD: N_("Primary Lead")}
MOST = 20
_LEVELS = {FindingSeverity.CRITICAL: FindingLevel.CRITICAL, FindingSeverity.WARNING: FindingLevel.WARNING}


def printed(audited: Audited) -> tuple[Finding, ...]:
    """Most severe first; remarks and what was set aside stay on the screen, and what is too much for a page."""
    told = [one for one in audited.open if one.severity in _LEVELS]
    lines = [
        Finding(_LEVELS[one.severity], " ".join((one.message, *one.details)), one.suggestion) for one in told[:MOST]
    ]
    more = len(told) - MOST
    if more > 0:
        said = say_number("%(number)s more finding.", "%(number)s more findings.", more)
        lines.append(Finding(FindingLevel.WARNING, said, say("See the Daily audit page.")))
    return tuple(lines)
