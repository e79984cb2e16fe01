"""The words of the printed rule book."""

from __future__ import annotations

from app.vocabulary import Severity

TITLE = "Rule book"
SUBJECT = "Scheduling rules of the team"
SUMMARY = "All rules"
AS_OF = "As it holds on {day}"
INTRODUCTION = (
    "Hard: nothing is scheduled against the rule. Soft: it costs points in an automatic plan, and whoever schedules by "
    "hand gives a reason. Off: nobody looks at it.",
    "A schedule is always judged by the rules that are in force on the day of the work.",
)
SUMMARY_HEAD = ("Rule", "Automatic", "By hand", "Changes on")
STATES_HEAD = ("In force from", "How strict", "Numbers and note", "Set by")
AUTOMATIC, MANUAL = "Automatic", "By hand"
SEVERITY = {Severity.HARD: "Hard", Severity.SOFT: "Soft", Severity.OFF: "Off"}
WHY = "Why:"
KEPT = "✔ Keeps it:"
BROKEN = "✖ Breaks it:"
GUARD = "Cannot be switched off:"
ALWAYS = "the beginning"
DEFAULT = "default"
NO_CHANGE = "–"
NO_NUMBERS = "no numbers"
