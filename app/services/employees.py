"""People: their facts, stores and limits."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid, NotFound, Stale
from app.formatting import WEEKDAYS, local_day
from app.models import Employee, EmployeeStore
from app.models.columns import utc_now
from app.queries import employees as queries
from app.services import changes
from app.services.actors import Actor
from app.services.scheduling.rotation_manager import WORDS
from app.vocabulary import Permission, Title
from app.wording import N_, say

_UNIQUE = {
    "external_id": N_("Somebody else has this HR id already."),
    "rep_id": N_("Somebody else has this rep id already."),
    "email": N_("Somebody else has this e-mail address already."),
}

_HOLDS = N_("%(duty)s every %(day)s in %(store)s")
_HOLDS_AS_BACKUP = N_("%(duty)s every %(day)s in %(store)s (backup)")


@dataclass(frozen=True)
class EmployeeFacts:
    """What a manager enters about a person. Limits are None when there is none; the home store is in `store_ids`."""

    name: str
    title: Title
    store_ids: frozenset[int]
    home_store_id: int | None
    active: bool = True
    adult_beverage_trained: bool = False
    email: str | None = None
    phone: str | None = None
    external_id: str | None = None
    rep_id: str | None = None
    terminated_on: date | None = None
    max_minutes_week: int | None = None
    target_minutes_week: int | None = None
    max_days_week: int | None = None
    preferred_days_off: frozenset[int] | None = None
    """Weekdays, Monday 0; None leaves them as they are."""
    locale: str | None = None
    """The language of this person's paper, one of LANGUAGES; None leaves it as it is."""


@dataclass(frozen=True)
class Twin:
    """Somebody with the same name, however it is written; `visible` to who asks."""

    employee_id: int
    name: str
    active: bool
    visible: bool


@dataclass(frozen=True)
class Consequences:
    """What still counts on a person who is not there any more, in words."""

    rotations: tuple[str, ...]
    future_schedules: int
    exceptions: int

    @property
    def any(self) -> bool:
        return bool(self.rotations or self.future_schedules or self.exceptions)


def find(session: Session, actor: Actor, *, employee_id: int) -> Employee:
    """With stores and weekly pattern. Raises NotFound, also for somebody of other stores only."""
    employee = queries.employee_with_parts(session, employee_id)
    if employee is None or not _sees(actor, employee):
        raise NotFound(say("That employee was not found."))
    return employee


def _sees(actor: Actor, employee: Employee) -> bool:
    return actor.store_ids is None or any(actor.sees_store(place.store_id) for place in employee.stores)


def create(session: Session, actor: Actor, *, facts: EmployeeFacts) -> tuple[Employee, int | None]:
    """The new person and the id of the change. Raises Invalid."""
    actor.require(Permission.EDIT_EMPLOYEES)
    _check(session, actor, facts, None)
    if not facts.store_ids:
        raise Invalid(say("Choose a store."), [FieldError("store_ids", say("Choose at least one store."))])
    with changes.record(
        session, actor, command="create_employee", summary=f"{facts.name} added", store_id=_store_of(facts)
    ) as recording:
        employee = Employee(name=facts.name, title=facts.title, stores=[])
        _apply(employee, facts)
        session.add(employee)
        session.flush()  # the store links need its id
        _set_stores(session, actor, employee, facts)
    return employee, recording.change_id


def twins(session: Session, actor: Actor, name: str) -> list[Twin]:
    """Who has this name already: capitals, accents, commas and the order of its words make no difference."""
    looked_for = _plain_name(name)
    rows = queries.names_and_ids(session) if looked_for else ()
    same = [row for row in rows if _plain_name(row[1]) == looked_for]
    seen = queries.ids_in(session, actor.store_ids, [row[0] for row in same]) if same else set()
    return [Twin(*row, visible=row[0] in seen) for row in same]


def _plain_name(name: str) -> tuple[str, ...]:
    spelled = unicodedata.normalize("NFKD", name)
    letters = "".join(sign if sign.isalnum() else " " for sign in spelled if not unicodedata.combining(sign))
    return tuple(sorted(letters.casefold().split()))


def save_preferences(
    session: Session, actor: Actor, *, employee_id: int, version: int | None, preferred_days_off: Collection[int]
) -> tuple[Employee, int | None]:
    """Raises NotFound, Stale."""
    actor.require(Permission.EDIT_EMPLOYEES)
    employee = find(session, actor, employee_id=employee_id)
    if version is not None and version != employee.version:
        raise Stale(
            say("Somebody else changed this employee after you opened the page. Reload to see it, then try again.")
        )
    with changes.record(
        session,
        actor,
        command="save_preferences",
        summary=f"Preferences of {employee.name} changed",
        store_id=employee.home_id,
    ) as recording:
        employee.preferred_days_off = sorted(set(preferred_days_off))
    return employee, recording.change_id


def update(
    session: Session, actor: Actor, *, employee_id: int, version: int | None, facts: EmployeeFacts
) -> tuple[Employee, int | None]:
    """Raises NotFound, Stale, Invalid."""
    actor.require(Permission.EDIT_EMPLOYEES)
    employee = find(session, actor, employee_id=employee_id)
    if version != employee.version:
        raise Stale(
            say("Somebody else changed this employee after you opened the page. Reload to see it, then try again.")
        )
    _check(session, actor, facts, employee)
    word = "deactivated" if employee.active and not facts.active else "changed"
    with changes.record(
        session, actor, command="update_employee", summary=f"{facts.name} {word}", store_id=_store_of(facts)
    ) as recording:
        _apply(employee, facts)
        _set_stores(session, actor, employee, facts)
    return employee, recording.change_id


def consequences(session: Session, *, employee: Employee, zone: str) -> Consequences:
    """Rotations, dated stand-ins and future bookings that name this person."""
    now = utc_now()
    rotations = tuple(
        say(
            _HOLDS if rotation.employee_id == employee.id else _HOLDS_AS_BACKUP,
            duty=say(WORDS[rotation.kind]),
            day=say(WEEKDAYS[rotation.weekday]),
            store=store.name,
        )
        for rotation, store in queries.rotations_of(session, employee.id)
    )
    exceptions = queries.rotation_exceptions_of(session, employee.id, local_day(now, zone))
    return Consequences(rotations, queries.future_count(session, employee.id, now), len(exceptions))


def _store_of(facts: EmployeeFacts) -> int | None:
    return facts.home_store_id or min(facts.store_ids, default=None)


def _check(session: Session, actor: Actor, facts: EmployeeFacts, employee: Employee | None) -> None:
    wrong = _wrong_stores(session, actor, facts, employee)
    if not facts.name:
        wrong.append(FieldError("name", say("Enter the name.")))
    if facts.max_minutes_week is not None and (facts.target_minutes_week or 0) > facts.max_minutes_week:
        wrong.append(FieldError("target_hours_week", say("The wanted hours are more than the most hours.")))
    for column, message in _UNIQUE.items():
        value = getattr(facts, column)
        if value and queries.holder_of(session, column, value, but=employee.id if employee else None):
            wrong.append(FieldError(column, say(message)))
    if wrong:
        raise Invalid(say("Some values cannot be used."), wrong)


def _wrong_stores(session: Session, actor: Actor, facts: EmployeeFacts, employee: Employee | None) -> list[FieldError]:
    known = queries.stores_by_id(session)
    if not all(store_id in known and actor.sees_store(store_id) for store_id in facts.store_ids):
        return [FieldError("store_ids", say("Choose stores from the list."))]
    hidden = {place.store_id for place in employee.stores} if employee else set()
    if facts.home_store_id is not None and facts.home_store_id not in facts.store_ids | hidden:
        return [FieldError("home_store_id", say("The home store must be one of the stores."))]
    return []


def _apply(employee: Employee, facts: EmployeeFacts) -> None:
    employee.name, employee.title, employee.active = facts.name, facts.title, facts.active
    employee.is_supervisor = facts.title is Title.CLUB_SUPERVISOR
    employee.adult_beverage_trained = facts.adult_beverage_trained
    employee.email, employee.phone = facts.email, facts.phone
    employee.external_id, employee.rep_id = facts.external_id, facts.rep_id
    employee.terminated_on = facts.terminated_on
    employee.max_minutes_week, employee.target_minutes_week = facts.max_minutes_week, facts.target_minutes_week
    employee.max_days_week = facts.max_days_week
    if facts.preferred_days_off is not None:
        employee.preferred_days_off = sorted(facts.preferred_days_off)
    if facts.locale is not None:
        employee.locale = facts.locale


def _set_stores(session: Session, actor: Actor, employee: Employee, facts: EmployeeFacts) -> None:
    """Places that the actor cannot see stay as they are."""
    known = {place.store_id: place for place in employee.stores}
    for store_id, place in known.items():
        if actor.sees_store(store_id) and store_id not in facts.store_ids:
            employee.stores.remove(place)
    for store_id in sorted(facts.store_ids - known.keys()):
        employee.stores.append(EmployeeStore(store_id=store_id))
    for place in employee.stores:
        place.is_home = place.store_id == facts.home_store_id
    session.flush()
