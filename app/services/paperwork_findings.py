"""What a manager should settle before the packet is handed out: the audit of one day, printed on the cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.formatting import clock, local_minutes, short_day
from app.paperwork.model import Finding, FindingLevel
from app.services.paperwork_rows import DayRows
from app.vocabulary import RotationKind, ScheduleStatus, Severity

ROTATION_WORDS = {RotationKind.JUICER: "Juicer", RotationKind.PRIMARY_LEAD: "Primary Lead"}
_MOST_EVENTS = 12
_SEVEREST_FIRST = (FindingLevel.CRITICAL, FindingLevel.WARNING, FindingLevel.NOTE)


def findings(rows: DayRows) -> tuple[Finding, ...]:
    """Most severe first."""
    found = [*_conflicts(rows), *_time_off(rows), *_rotations(rows), *_unstaffed(rows), *_core_limit(rows)]
    return tuple(sorted(found, key=lambda finding: _SEVEREST_FIRST.index(finding.level)))


def _unstaffed(rows: DayRows) -> Iterator[Finding]:
    for event in rows.unstaffed[:_MOST_EVENTS]:
        level = FindingLevel.CRITICAL if event.due_date == rows.day else FindingLevel.WARNING
        text = f"{event.name} is due {short_day(event.due_date)} and nobody is scheduled."
        yield Finding(level, text, "Schedule somebody, or ask for more time.")
    more = len(rows.unstaffed) - _MOST_EVENTS
    if more > 0:
        yield Finding(FindingLevel.WARNING, f"{more} more events are due without anybody.", "See the Unscheduled page.")


def _conflicts(rows: DayRows) -> Iterator[Finding]:
    for booking in rows.bookings:
        if booking.status is not ScheduleStatus.CONFLICT:
            continue
        broken = [str(w.get("message", "")) for w in booking.warnings if w.get("severity") == Severity.HARD.value]
        why = " ".join(broken) or "It breaks a rule."
        text = f"{booking.employee.name} at {clock(rows.wall(booking.starts_at))}, {booking.event.name}: {why}"
        yield Finding(FindingLevel.CRITICAL, text, "Move the booking or choose another person.")


def _time_off(rows: DayRows) -> Iterator[Finding]:
    for booking in rows.bookings:
        if rows.is_away(booking.employee_id, local_minutes(booking.starts_at, rows.zone)):
            text = f"{booking.employee.name} is off but scheduled for {booking.event.name}."
            yield Finding(FindingLevel.CRITICAL, text, "Choose another person, or withdraw the time off.")


def _rotations(rows: DayRows) -> Iterator[Finding]:
    for kind, word in ROTATION_WORDS.items():
        person = rows.on_duty(kind)
        if person is None:
            text = f"Nobody is {word} on {rows.day:%A}s."
            yield Finding(FindingLevel.CRITICAL, text, "Choose somebody in the rotation grid.")
        elif not person.active:
            text = f"{person.name} is {word} but no longer active."
            yield Finding(FindingLevel.CRITICAL, text, "Choose another person in the rotation grid.")
        elif rows.is_away(person.id):
            yield Finding(
                FindingLevel.WARNING, f"{person.name} is {word} but off that day.", "Name somebody for the day."
            )


def _core_limit(rows: DayRows) -> Iterator[Finding]:
    limit = rows.rules.max_core_per_day
    for name, count in sorted(Counter(booking.employee.name for booking in rows.core).items()):
        if count > limit:
            text = f"{name} has {count} Core events; {limit} is the limit."
            yield Finding(FindingLevel.WARNING, text, "Give one of them to somebody else.")
