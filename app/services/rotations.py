"""The weekly rotations of a store and their dated exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, NotFound, Stale
from app.formatting import WEEKDAYS, local_day, short_day
from app.models import Employee, Rotation, RotationException, Store
from app.models.columns import utc_now
from app.queries import rotations as queries
from app.services import changes
from app.services.actors import Actor
from app.services.scheduling import rotation_manager
from app.services.scheduling.rotation_manager import TITLES, WORDS
from app.vocabulary import Permission, RotationKind
from app.wording import say

__all__ = [
    "TITLES",
    "WORDS",
    "Grid",
    "Place",
    "clear_place",
    "find",
    "find_exception",
    "may_stand",
    "remove_exception",
    "save_grid",
    "save_place",
    "seen_grid",
    "set_exception",
]

_API_FIELDS = {"": "employee_id", "_backup": "backup_employee_id"}


@dataclass(frozen=True)
class Place:
    """Who stands on a weekday; without a person there is no rotation that day."""

    employee_id: int | None
    backup_id: int | None = None


Grid = Mapping[tuple[RotationKind, int], Place]
"""By kind and weekday, Monday 0."""


def may_stand(kind: RotationKind, employee: Employee) -> bool:
    """Active and of a title that the duty is for."""
    return rotation_manager.is_possible(kind, employee.title, active=employee.active)


def seen_grid(rows: list[Rotation]) -> str:
    """What a form carries, so that a save over somebody else's change is noticed."""
    return ",".join(sorted(f"{row.kind.value}:{row.weekday}:{row.id}:{row.version}" for row in rows))


def save_grid(session: Session, actor: Actor, *, store_id: int, seen: str, grid: Grid) -> int | None:
    """Replaces the whole grid of the store. Returns the id of the change. Raises NotFound, Stale, Invalid."""
    store = _store(session, actor, store_id)
    rows = queries.grid_of(session, store.id)
    if seen != seen_grid(rows):
        raise Stale(
            say("Somebody else changed the rotations after you opened them. Reload to see them, then try again.")
        )
    known = {(row.kind, row.weekday): row for row in rows}
    _check_grid({person.id: person for person in queries.staff_of(session, store.id)}, known, grid)
    summary = f"Rotations of {store.name} changed"
    with changes.record(session, actor, command="save_rotations", summary=summary, store_id=store.id) as recording:
        for (kind, weekday), place in grid.items():
            _put(session, store.id, kind, weekday, place, known.get((kind, weekday)))
    return recording.change_id


def save_place(
    session: Session,
    actor: Actor,
    *,
    store_id: int,
    kind: RotationKind,
    weekday: int,
    employee_id: int,
    backup_id: int | None,
    replacing: bool,
) -> Rotation:
    """One weekday of one duty. Raises NotFound, Invalid, and Conflict for a taken place unless `replacing`."""
    store = _store(session, actor, store_id)
    row = queries.standing_on(session, store.id, kind, weekday)
    if row is not None and not replacing:
        raise Conflict(
            say(
                "%(rotation)s on %(weekday)ss has somebody already. Change that rotation instead.",
                rotation=say(WORDS[kind]),
                weekday=say(WEEKDAYS[weekday]),
            )
        )
    staff = {person.id: person for person in queries.staff_of(session, store.id)}
    place = Place(employee_id, backup_id)
    wrong = [FieldError(_API_FIELDS[suffix], said) for suffix, said in _faults(staff, row, kind, place)]
    if wrong:
        raise Invalid(say("This place cannot be filled like this."), wrong)
    summary = f"{staff[employee_id].name} is {WORDS[kind]} on {WEEKDAYS[weekday]}s in {store.name}"
    with changes.record(session, actor, command="save_rotations", summary=summary, store_id=store.id):
        if row is None:
            row = _added(session, store.id, kind, weekday)
        row.employee_id, row.backup_employee_id = employee_id, backup_id
    return row


def clear_place(session: Session, actor: Actor, *, rotation_id: int) -> int | None:
    """Nobody has the duty on that weekday any more. Raises NotFound."""
    row = find(session, actor, rotation_id)
    store = _store(session, actor, row.store_id)
    summary = f"Nobody is {WORDS[row.kind]} on {WEEKDAYS[row.weekday]}s in {store.name}"
    with changes.record(session, actor, command="save_rotations", summary=summary, store_id=row.store_id) as recording:
        session.delete(row)
    return recording.change_id


def find(session: Session, actor: Actor, rotation_id: int) -> Rotation:
    """Raises NotFound, also for another's store."""
    row = session.get(Rotation, rotation_id)
    if row is None or not actor.sees_store(row.store_id):
        raise NotFound(say("That rotation was not found."))
    return row


def _put(session: Session, store_id: int, kind: RotationKind, weekday: int, place: Place, row: Rotation | None) -> None:
    if place.employee_id is None:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = _added(session, store_id, kind, weekday)
    if (row.employee_id, row.backup_employee_id) != (place.employee_id, place.backup_id):
        row.employee_id, row.backup_employee_id = place.employee_id, place.backup_id


def _added(session: Session, store_id: int, kind: RotationKind, weekday: int) -> Rotation:
    row = Rotation(store_id=store_id, kind=kind, weekday=weekday)
    session.add(row)
    return row


def _check_grid(staff: Mapping[int, Employee], known: Mapping[tuple[RotationKind, int], Rotation], grid: Grid) -> None:
    wrong = [
        FieldError(f"{kind.value}_{weekday}{suffix}", said)
        for (kind, weekday), place in grid.items()
        for suffix, said in _faults(staff, known.get((kind, weekday)), kind, place)
    ]
    if wrong:
        raise Invalid(say("Some places cannot be filled like this."), wrong)


def _faults(
    staff: Mapping[int, Employee], row: Rotation | None, kind: RotationKind, place: Place
) -> Iterator[tuple[str, str]]:
    """What is wrong with a place: "" for the person or "_backup", and the message."""
    standing = {row.employee_id, row.backup_employee_id} if row else set()
    for suffix, person_id in (("", place.employee_id), ("_backup", place.backup_id)):
        # Whoever stands there already may stay until somebody else is chosen; the page warns about it.
        if person_id is not None and person_id not in standing and not _fits(staff, kind, person_id):
            yield suffix, say("This person cannot be %(duty)s. Choose somebody from the list.", duty=say(WORDS[kind]))
    if place.backup_id is not None and place.employee_id in (None, place.backup_id):
        yield "_backup", say("A backup stands behind another person.")


def _fits(staff: Mapping[int, Employee], kind: RotationKind, person_id: int) -> bool:
    return person_id in staff and may_stand(kind, staff[person_id])


def set_exception(
    session: Session,
    actor: Actor,
    *,
    store_id: int,
    day: date,
    kind: RotationKind,
    employee_id: int,
    reason: str = "",
    replacing: bool = True,
) -> tuple[RotationException, int | None]:
    """Somebody else for one day; entering it again replaces it.

    Raises NotFound, Invalid, and Conflict for a day that has an exception already unless `replacing`.
    """
    store = _store(session, actor, store_id)
    staff = {person.id: person for person in queries.staff_of(session, store.id)}
    if day < local_day(utc_now(), store.timezone):
        raise Invalid(say("That day is over."), [FieldError("day", say("Choose today or a later day."))])
    if not _fits(staff, kind, employee_id):
        said = say("This person cannot be %(duty)s. Choose somebody from the list.", duty=say(WORDS[kind]))
        raise Invalid(said, [FieldError("employee_id", said)])
    row = queries.exception_on(session, store.id, day, kind)
    if row is not None and not replacing:
        raise Conflict(
            say(
                "%(rotation)s on %(day)s has an exception already. Change that one instead.",
                rotation=say(WORDS[kind]),
                day=short_day(day),
            )
        )
    summary = f"{staff[employee_id].name} is {WORDS[kind]} on {short_day(day)}"
    with changes.record(
        session, actor, command="set_rotation_exception", summary=summary, reason=reason, store_id=store.id
    ) as recording:
        if row is None:
            row = RotationException(store_id=store.id, day=day, kind=kind)
            session.add(row)
        row.employee_id, row.reason = employee_id, reason
    return row, recording.change_id


def remove_exception(session: Session, actor: Actor, *, exception_id: int) -> int | None:
    """The standing person has the day again. Raises NotFound."""
    row = find_exception(session, actor, exception_id)
    store = _store(session, actor, row.store_id, "That exception")
    summary = f"{WORDS[row.kind]} on {short_day(row.day)}: exception removed"
    with changes.record(
        session, actor, command="remove_rotation_exception", summary=summary, store_id=store.id
    ) as recording:
        session.delete(row)
    return recording.change_id


def find_exception(session: Session, actor: Actor, exception_id: int) -> RotationException:
    """Raises NotFound, also for another's store."""
    row = session.get(RotationException, exception_id)
    if row is None or not actor.sees_store(row.store_id):
        raise NotFound(say("That exception was not found. It may have been removed already."))
    return row


def _store(session: Session, actor: Actor, store_id: int, what: str = "That store") -> Store:
    actor.require(Permission.EDIT_ROTATIONS)
    actor.require_store(store_id, what)
    store = session.get(Store, store_id)
    if store is None:
        raise NotFound(say("%(what)s was not found.", what=what))
    return store
