"""Who came, who came late, who did not: one record per person and day, for the people who are scheduled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, NotFound, Stale
from app.formatting import local_day, short_day, to_utc
from app.models import Attendance, Employee, Schedule, Store
from app.models.columns import utc_now
from app.queries import attendance as queries
from app.services import changes, employees
from app.services.actors import Actor
from app.vocabulary import AttendanceStatus, Permission
from app.wording import say


@dataclass(frozen=True)
class Expected:
    """A person who is scheduled that day, the earliest work first, with the record if there is one."""

    employee: Employee
    schedules: tuple[Schedule, ...]
    record: Attendance | None


@dataclass(frozen=True)
class Entry:
    """What was ticked for one person; `version` is that of the record the user saw, None when there was none."""

    employee_id: int
    status: AttendanceStatus
    notes: str = ""
    version: int | None = None


def expected_on(session: Session, store: Store, day: date) -> list[Expected]:
    """Everybody scheduled that day, whoever begins first on top. Two queries."""
    first, last = to_utc(day, 0, store.timezone), to_utc(day + timedelta(days=1), 0, store.timezone)
    rows = queries.expected(session, store.id, first, last)
    by_person = {
        person: tuple(found)
        for person, found in groupby(
            sorted(rows, key=lambda row: (row.employee_id, row.starts_at)), key=lambda row: row.employee_id
        )
    }
    records = queries.records_of(session, by_person.keys(), day)
    people = [Expected(found[0].employee, found, records.get(person)) for person, found in by_person.items()]
    return sorted(people, key=lambda one: (one.schedules[0].starts_at, one.employee.name, one.employee.id))


def save(session: Session, actor: Actor, *, store_id: int, day: date, entries: Collection[Entry]) -> int | None:
    """Creates or updates. Returns the id of the change, None when nothing differs.

    Raises NotFound for another's store, Invalid for a day ahead or a person who is not scheduled, Stale when somebody
    recorded one of these people meanwhile.
    """
    actor.require(Permission.RECORD_ATTENDANCE)
    actor.require_store(store_id, "That store")
    store = session.get(Store, store_id)
    if store is None:
        raise NotFound(say("That store was not found."))
    if day > local_day(utc_now(), store.timezone):
        said = "Attendance is recorded on the day itself or later."
        raise Invalid(said, [FieldError("date", said)])
    people = {one.employee.id: one.employee for one in expected_on(session, store, day)}
    records = queries.lock_records(session, [entry.employee_id for entry in entries], day)
    _check(entries, people, records)
    with changes.record(
        session, actor, command="record_attendance", summary=f"Attendance {short_day(day)}", store_id=store.id
    ) as recording:
        saved = [people[entry.employee_id].name for entry in entries if _put(session, actor, day, entry, records)]
        recording.summary = f"Attendance {short_day(day)}: {', '.join(saved)}"
    return recording.change_id


def find(session: Session, actor: Actor, *, attendance_id: int) -> Attendance:
    """Raises NotFound, also for somebody in another's store."""
    row = session.get(Attendance, attendance_id)
    if row is None:
        raise NotFound(say("That attendance record was not found."))
    employees.find(session, actor, employee_id=row.employee_id)
    return row


def record(session: Session, actor: Actor, *, store_id: int, day: date, entry: Entry) -> Attendance:
    """The first record of one person and day. Raises as save() does, and Conflict when there is one already."""
    actor.require_store(store_id, "That store")
    employees.find(session, actor, employee_id=entry.employee_id)
    if entry.employee_id in queries.records_of(session, [entry.employee_id], day):
        raise Conflict(say("This day of this person is recorded already. Change that record instead."))
    save(session, actor, store_id=store_id, day=day, entries=[entry])
    return queries.records_of(session, [entry.employee_id], day)[entry.employee_id]


def change(session: Session, actor: Actor, row: Attendance, *, status: AttendanceStatus, notes: str) -> int | None:
    """Corrects a record, also of a day on which the person is not scheduled any more. Raises Stale."""
    actor.require(Permission.RECORD_ATTENDANCE)
    person = employees.find(session, actor, employee_id=row.employee_id)
    summary = f"Attendance {short_day(row.day)}: {person.name}"
    with changes.record(
        session, actor, command="record_attendance", summary=summary, store_id=person.home_id
    ) as recording:
        put(session, actor, employee=person, day=row.day, entry=Entry(person.id, status, notes, row.version))
    return recording.change_id


def put(session: Session, actor: Actor, *, employee: Employee, day: date, entry: Entry) -> None:
    """One record, inside a change that is being recorded. Raises Stale."""
    records = queries.lock_records(session, [employee.id], day)
    _check([entry], {employee.id: employee}, records)
    _put(session, actor, day, entry, records)


def _check(entries: Collection[Entry], people: Mapping[int, Employee], records: Mapping[int, Attendance]) -> None:
    for entry in entries:
        if entry.employee_id not in people:
            raise Invalid(say("Somebody in the form is not scheduled that day any more. Reload the page."))
        record = records.get(entry.employee_id)
        if (record.version if record else None) != entry.version:
            name = people[entry.employee_id].name
            raise Stale(
                say(
                    "Somebody else recorded %(name)s after you opened the page. Reload to see it, then try again.",
                    name=name,
                )
            )


def _put(session: Session, actor: Actor, day: date, entry: Entry, records: Mapping[int, Attendance]) -> bool:
    """Whether anything differs; an equal record keeps who recorded it."""
    record = records.get(entry.employee_id)
    if record is not None and (record.status, record.notes) == (entry.status, entry.notes):
        return False
    if record is None:
        record = Attendance(employee_id=entry.employee_id, day=day)
        session.add(record)
    record.status, record.notes = entry.status, entry.notes
    record.recorded_by_id, record.recorded_at = actor.user_id, utc_now()
    return True
