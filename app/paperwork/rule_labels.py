"""The words of the printed rule book."""

from __future__ import annotations

from app.vocabulary import Severity
from app.wording import N_

TITLE = N_("Rule book")
SUBJECT = N_("Scheduling rules of the team")
SUMMARY = N_("All rules")
AS_OF = N_("As it holds on %(day)s")
INTRODUCTION = (
    N_(
        "Hard: nothing is scheduled against the rule. Soft: it costs points in an automatic plan, and whoever "
        "schedules by hand gives a reason. Off: nobody looks at it."
    ),
    N_("A schedule is always judged by the rules that are in force on the day of the work."),
)
SUMMARY_HEAD = (N_("Rule"), N_("Automatic"), N_("By hand"), N_("Changes on"))
STATES_HEAD = (N_("In force from"), N_("How strict"), N_("Numbers and note"), N_("Set by"))
AUTOMATIC, MANUAL = N_("Automatic"), N_("By hand")
SEVERITY = {Severity.HARD: N_("Hard"), Severity.SOFT: N_("Soft"), Severity.OFF: N_("Off")}
WHY = N_("Why:")
KEPT = N_("✔ Keeps it:")
BROKEN = N_("✖ Breaks it:")
NUMBERS = N_("Numbers:")
GUARD = N_("Cannot be switched off:")
ALWAYS = N_("the beginning")
DEFAULT = N_("default")
NO_CHANGE = "–"
NO_NUMBERS = N_("no numbers")
