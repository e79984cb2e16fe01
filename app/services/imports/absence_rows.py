"""Rows of time off and of weekly availability."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.imports import values
from app.models import Employee, WeeklyAvailability
from app.models.employee import WEEKDAYS
from app.queries import imports as queries
from app.services import employee_availability, time_off
from app.services.employee_availability import DAY, Range
from app.services.imports.people import People
from app.services.imports.rows import Context, Effect, Field, Kind, ReadRow
from app.services.time_off import Absence
from app.vocabulary import Permission
from app.wording import N_, say

_PERSON = Field("employee", N_("Employee"), needed=True, also=("Name", "Employee ID", "HR id", "Rep Name", "Rep id"))
OFF_FIELDS = (
    _PERSON,
    Field("starts_on", N_("First day"), values.day, needed=True, also=("Start", "Start date", "From")),
    Field("ends_on", N_("Last day"), values.day, also=("End", "End date", "To")),
    Field("begin", N_("From time"), values.clock, also=("Start time",)),
    Field("end", N_("To time"), values.clock, also=("End time",)),
    Field("reason", N_("Reason"), lambda text: text[:200], also=("Note",)),
)
WEEK_FIELDS = (
    _PERSON,
    *(Field(name, name.capitalize(), values.ranges, also=(name[:3],)) for name in WEEKDAYS),
)


def check_absences(context: Context, rows: Sequence[ReadRow]) -> None:
    people = People(context)
    first = min((row.values["starts_on"] for row in rows if "starts_on" in row.values), default=date.max)
    known: dict[int, list[tuple[date, date]]] = {}
    for one in queries.absences_since(context.session, first):
        known.setdefault(one.employee_id, []).append((one.starts_on, one.ends_on))
    for row in rows:
        person = people.meant(context, row)
        absence = _absence(context, row)
        if row.faults or person is None or absence is None:
            continue
        span = (absence.starts_on, absence.ends_on)
        taken = known.setdefault(person.id, [])
        if span in taken:
            row.effect = Effect.SAME
        elif any(begin <= span[1] and span[0] <= end for begin, end in taken):
            context.fault(
                row,
                "starts_on",
                say(
                    "%(name)s is off on some of these days already. Correct the days, or leave the row out.",
                    name=person.name,
                ),
            )
            continue
        taken.append(span)
        row.plan, row.what = (person, absence), f"{person.name}, {span[0].isoformat()} – {span[1].isoformat()}"


def _absence(context: Context, row: ReadRow) -> Absence | None:
    first = row.values.get("starts_on")
    if not isinstance(first, date):
        return None
    last = row.values.get("ends_on", first)
    begin, end = row.values.get("begin"), row.values.get("end")
    if last < first or (last - first).days > time_off.LONGEST_DAYS:
        context.fault(row, "ends_on", say("The last day lies before the first, or more than a year after it."))
    if (begin is None) != (end is None):
        context.fault(row, "end" if end is None else "begin", say("Give both times, or none for whole days."))
    if begin is not None and end is not None and (begin >= end or first != last):
        context.fault(row, "end", say("Hours end after they begin, and on the same day."))
    hours = (begin, end) if begin is not None and end is not None else None
    return Absence(first, last, hours, str(row.values.get("reason", "")))


def write_absences(context: Context, rows: Sequence[ReadRow]) -> None:
    for row in rows:
        person, absence = row.plan
        time_off.add(context.session, context.actor, employee_id=person.id, absence=absence)


def check_weeks(context: Context, rows: Sequence[ReadRow]) -> None:
    people = People(context)
    seen: dict[int, int] = {}
    for row in rows:
        person = people.meant(context, row)
        if person is None or row.faults:
            continue
        if person.id in seen:
            context.fault(
                row,
                "employee",
                say("Row %(row)s is about the same person. Leave one of them out.", row=seen[person.id]),
            )
            continue
        seen[person.id] = row.number
        week = _week(row, person)
        if not any(week.values()):
            context.fault(
                row, "monday", say("At least one day must be possible. To stop planning somebody, deactivate instead.")
            )
            continue
        same = week == employee_availability.week_of(person)
        row.plan, row.what, row.effect = (person, week), person.name, Effect.SAME if same else Effect.CHANGED


def _week(row: ReadRow, person: Employee) -> dict[int, list[Range]]:
    """A weekday whose cell is empty stays as it is."""
    now = employee_availability.week_of(person)
    return {weekday: row.values.get(name, now[weekday]) for weekday, name in enumerate(WEEKDAYS)}


def write_weeks(context: Context, rows: Sequence[ReadRow]) -> None:
    for row in rows:
        person, week = row.plan
        always = all(ranges == [DAY] for ranges in week.values())
        person.weekly.clear()
        context.session.flush()  # two rows of one start cannot stand side by side
        if not always:
            person.weekly.extend(
                WeeklyAvailability(weekday=weekday, starts_minute=begin, ends_minute=end)
                for weekday, ranges in week.items()
                for begin, end in ranges
            )


TIME_OFF = Kind("time_off", N_("Time off"), Permission.DECIDE_TIME_OFF, OFF_FIELDS, check_absences, write_absences)
AVAILABILITY = Kind(
    "availability", N_("Weekly availability"), Permission.EDIT_EMPLOYEES, WEEK_FIELDS, check_weeks, write_weeks
)
