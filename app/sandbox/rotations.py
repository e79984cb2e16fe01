"""The weekly Juicer and Primary Lead of each store with a backup, and the dates somebody else steps in."""

from __future__ import annotations

from datetime import date, timedelta

from app.sandbox.stores import STORES
from app.sandbox.world import Person, Rotation, RotationException
from app.vocabulary import RotationKind, Title

_TITLE_OF = {RotationKind.JUICER: Title.JUICER, RotationKind.PRIMARY_LEAD: Title.LEAD}


def build_rotations(people: tuple[Person, ...]) -> tuple[Rotation, ...]:
    return tuple(
        _rotation(people, store.number, weekday, kind)
        for store in STORES
        for kind in RotationKind
        for weekday in range(7)
    )


def _rotation(people: tuple[Person, ...], store_number: str, weekday: int, kind: RotationKind) -> Rotation:
    crew = [
        person
        for person in people
        if person.title is _TITLE_OF[kind] and person.home_store == store_number and works_on(person, weekday)
    ]
    first = crew[weekday % len(crew)]
    backup = crew[(weekday + 1) % len(crew)]
    return Rotation(store_number, weekday, kind, first.employee_id, backup.employee_id if backup != first else None)


def works_on(person: Person, weekday: int) -> bool:
    return person.weekly is None or any(span.weekday == weekday for span in person.weekly)


def build_exceptions(
    today: date, people: tuple[Person, ...], rotations: tuple[Rotation, ...]
) -> tuple[RotationException, ...]:
    """One per store and kind within the next two weeks; the person comes from the same crew."""
    exceptions = []
    for index, (store, kind) in enumerate((store, kind) for store in STORES for kind in RotationKind):
        day = today + timedelta(days=4 + index * 2)
        standing = person_of(rotations, store.number, day.weekday(), kind)
        others = [
            person.employee_id
            for person in people
            if person.title is _TITLE_OF[kind]
            and person.home_store == store.number
            and works_on(person, day.weekday())
            and person.employee_id not in standing
        ]
        if others:
            exceptions.append(RotationException(store.number, day, kind, others[-1], "Swapped with a colleague"))
    return tuple(exceptions)


def person_of(
    rotations: tuple[Rotation, ...], store_number: str, weekday: int, kind: RotationKind
) -> tuple[str | None, str | None]:
    """The standing person and the backup."""
    for rotation in rotations:
        if (rotation.store_number, rotation.weekday, rotation.kind) == (store_number, weekday, kind):
            return rotation.employee_id, rotation.backup_employee_id
    return None, None
