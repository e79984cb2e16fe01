"""Rows of people: new ones, or known ones found by HR id, rep id or name, of whom the row changes what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.imports import values
from app.models import Employee, EmployeeStore, Store
from app.queries import imports as queries
from app.services.imports.people import People, plain_name
from app.services.imports.rows import Context, Effect, Field, Kind, ReadRow, labels_of
from app.vocabulary import Permission, Title
from app.wording import N_, say


def _short(longest: int) -> Any:
    def read(text: str) -> str:
        if len(text) > longest:
            raise ValueError(say("Use at most %(most)s characters.", most=longest))
        return text

    return read


def _title(text: str) -> Title:
    found = next((title for title in Title if title.value.casefold() == text.strip().casefold()), None)
    if found is None:
        raise ValueError(say("Use one of: %(choices)s.", choices=", ".join(title.value for title in Title)))
    return found


def _email(text: str) -> str:
    if "@" not in text.strip("@") or " " in text or len(text) > 254:
        raise ValueError(say("Write it like name@example.org."))
    return text


FIELDS = (
    Field("name", N_("Name"), _short(120), needed=True, also=("Employee", "Rep Name", "Full name")),
    Field("title", N_("Title"), _title, also=("Role", "Job title")),
    Field("home", N_("Home store"), also=("Store", "Store Number")),
    Field("stores", N_("Stores"), also=("Other stores",)),
    Field("external_id", N_("HR id"), _short(32), also=("Employee ID", "employeeId")),
    Field("rep_id", N_("Rep id"), _short(32), also=("RepID", "Crossmark rep id")),
    Field("email", N_("E-mail"), _email, also=("Email", "Mail")),
    Field("phone", N_("Phone"), _short(32), also=("Mobile", "Telephone")),
    Field("active", N_("State"), values.flag, also=("Active",)),
    Field("adult_beverage_trained", N_("Adult beverages"), values.flag, also=("Alcohol trained", "AB trained")),
    Field("max_minutes_week", N_("Most hours a week"), values.hours, also=("Max hours",)),
    Field("target_minutes_week", N_("Wanted hours a week"), values.hours, also=("Target hours",)),
    Field("max_days_week", N_("Most days a week"), lambda text: values.whole(text, 1, 7), also=("Max days",)),
)
_IDS = ("external_id", "rep_id", "email")
_PLAIN = (
    "name", "title", *_IDS, "phone", "active", "adult_beverage_trained", "max_minutes_week", "target_minutes_week",
    "max_days_week",
)  # fmt: skip


def check(context: Context, rows: Sequence[ReadRow]) -> None:
    people, stores = People(context), queries.stores(context.session)
    visible = {one.number: one for one in stores if context.actor.sees_store(one.id)}
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        known = _known(context, row, people)
        places = _places(context, row, visible, known)
        _check_ids(context, row, people, known, seen)
        if row.faults:
            continue
        row.plan, row.what = (known, places), str(row.values["name"])
        if known is not None:
            more = {store.id for store in places} - {one.store_id for one in known.stores}
            row.differing = labels_of(FIELDS, [*_differing(row, known), *(["stores"] if more else [])])
            row.effect = Effect.CHANGED if row.differing else Effect.SAME


def _known(context: Context, row: ReadRow, people: People) -> Employee | None:
    """An id decides; a name alone only when its owner has no other id than the row says."""
    by_id = people.by_external.get(str(row.values.get("external_id", "")).casefold()) or people.by_rep.get(
        str(row.values.get("rep_id", ""))
    )
    named = people.by_name.get(plain_name(str(row.values.get("name", ""))), [])
    found = by_id or (named[0] if len(named) == 1 and not _other_id(row, named[0]) else None)
    if found is None and named:
        context.fault(
            row,
            "name",
            say(
                "Somebody of this name is there already, with other ids. Write that person's HR id, or leave the row "
                "out."
            ),
        )
    if found is not None and not people.sees(found):
        context.fault(row, "name", say("This person works only in stores you do not manage. Leave the row out."))
        return None
    return found


def _other_id(row: ReadRow, person: Employee) -> bool:
    return any(
        name in row.values and getattr(person, name) not in (None, row.values[name])
        for name in ("external_id", "rep_id")
    )


def _places(context: Context, row: ReadRow, visible: dict[str, Store], known: Employee | None) -> list[Store]:
    """The home store first."""
    said = [str(row.values.get("home", "")), *str(row.values.get("stores", "")).replace(";", ",").split(",")]
    numbers = list(dict.fromkeys(number.strip() for number in said if number.strip()))
    unknown = [number for number in numbers if number not in visible]
    if unknown:
        context.fault(
            row,
            "home" if unknown[0] == said[0] else "stores",
            say("You have no store with the number “%(number)s”.", number=unknown[0][:20]),
        )
    found = [visible[number] for number in numbers if number in visible]
    if not found and known is None and not unknown:
        chosen = next((one for one in visible.values() if one.id == context.store_id), None)
        if chosen is None:
            context.fault(row, "home", say("No store is named. Fill it in, or choose one for the whole file."))
        else:
            found = [chosen]
    return found


def _check_ids(
    context: Context, row: ReadRow, people: People, known: Employee | None, seen: dict[tuple[str, str], int]
) -> None:
    holders = {"external_id": people.by_external, "rep_id": people.by_rep, "email": people.by_email}
    for name in _IDS:
        value = str(row.values.get(name, ""))
        if not value:
            continue
        key = value if name == "rep_id" else value.casefold()
        if (name, key) in seen:
            context.fault(row, name, say("Row %(row)s has it already. Leave one of them out.", row=seen[name, key]))
        seen.setdefault((name, key), row.number)
        holder = holders[name].get(key)
        if holder is not None and holder is not known:
            context.fault(row, name, say("Somebody else has it already. Correct it, or leave the row out."))
    most, wanted = row.values.get("max_minutes_week"), row.values.get("target_minutes_week")
    if most is not None and wanted is not None and wanted > most:
        context.fault(row, "target_minutes_week", say("The wanted hours are more than the most hours."))


def _differing(row: ReadRow, person: Employee) -> dict[str, Any]:
    return {
        name: row.values[name] for name in _PLAIN if name in row.values and getattr(person, name) != row.values[name]
    }


def write(context: Context, rows: Sequence[ReadRow]) -> None:
    for row in rows:
        person, places = row.plan
        if person is None:
            said = {name: row.values[name] for name in _PLAIN if name in row.values}
            title = said.setdefault("title", Title.SPECIALIST)
            links = [EmployeeStore(store_id=store.id, is_home=place == 0) for place, store in enumerate(places)]
            context.session.add(Employee(**said, is_supervisor=title is Title.CLUB_SUPERVISOR, stores=links))
        else:
            _update(person, places, _differing(row, person))


def _update(person: Employee, places: Sequence[Store], differing: dict[str, Any]) -> None:
    for name, value in differing.items():
        setattr(person, name, value)
    person.is_supervisor = person.title is Title.CLUB_SUPERVISOR
    known = {place.store_id for place in person.stores}
    for store in places:
        if store.id not in known:
            person.stores.append(EmployeeStore(store_id=store.id, is_home=not person.stores))


KIND = Kind("employees", N_("Employees"), Permission.EDIT_EMPLOYEES, FIELDS, check, write)
