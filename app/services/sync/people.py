"""People of the feed. Somebody who is not listed is only not available; nobody is ever removed here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.integrations.crossmark.payloads import Booking, Rep
from app.models import Employee, EmployeeStore, Store
from app.queries import sync as queries
from app.services.sync.report import Report, assign
from app.vocabulary import Title

_TITLES = {title.value.casefold(): title for title in Title}


@dataclass
class People:
    """How a booking finds its employee: by rep id, else by a name that only one person has."""

    by_rep: dict[str, Employee] = field(default_factory=dict)
    by_external: dict[str, Employee] = field(default_factory=dict)
    by_name: dict[str, list[Employee]] = field(default_factory=dict)

    def add(self, employee: Employee) -> None:
        if employee.rep_id:
            self.by_rep[employee.rep_id] = employee
        if employee.external_id:
            self.by_external[employee.external_id] = employee
        self.by_name.setdefault(employee.name.casefold(), []).append(employee)

    def named(self, name: str) -> Employee | None:
        found = self.by_name.get(name.strip().casefold(), [])
        return found[0] if len(found) == 1 else None

    def known_as(self, rep: Rep) -> Employee | None:
        """A name alone is believed only when that person has no other rep id."""
        by_id = self.by_rep.get(rep.rep_id) or self.by_external.get(rep.employee_id)
        if by_id is not None:
            return by_id
        named = self.named(rep.name)
        return named if named is not None and not (named.rep_id or named.external_id) else None


def apply_people(
    session: Session,
    reps: tuple[Rep, ...],
    bookings: tuple[Booking, ...],
    stores: dict[str, Store],
    *,
    active: bool,
    report: Report,
) -> People:
    """`active` is whether newcomers may be scheduled at once or wait for a manager."""
    people = People()
    for employee in queries.employees(session):
        people.add(employee)
    places = _places(bookings)
    for rep in reps:
        for problem in rep.problems:
            report.problem("employee", problem)
        known = people.known_as(rep)
        if known is not None:
            _update(people, known, rep, report)
        elif rep.name:
            people.add(_create(session, rep, places.get(rep.rep_id, []), stores, active, report))
    session.flush()  # bookings need the ids
    return people


def _places(bookings: tuple[Booking, ...]) -> dict[str, list[str]]:
    """Locations of each rep's bookings, the most frequent first."""
    counted: dict[str, Counter[str]] = {}
    for booking in bookings:
        counted.setdefault(booking.rep_id, Counter())[booking.location_id] += 1
    return {rep_id: [place for place, _ in places.most_common()] for rep_id, places in counted.items()}


def _update(people: People, employee: Employee, rep: Rep, report: Report) -> None:
    values = {"rep_id": rep.rep_id, "name": rep.name or employee.name}
    holder = people.by_external.get(rep.employee_id)
    if rep.employee_id and holder in (None, employee):
        values["external_id"] = rep.employee_id
    if people.by_rep.get(rep.rep_id) not in (None, employee):
        report.problem(
            "employee",
            f"{rep.name} and {people.by_rep[rep.rep_id].name} have the same rep id. Correct it at one of them.",
        )
        return
    differing = assign(employee, **values)
    if differing:
        people.add(employee)
        report.changed("employees_updated", f"{employee.name}: {', '.join(differing).replace('_', ' ')} updated.")


def _create(
    session: Session, rep: Rep, places: list[str], stores: dict[str, Store], active: bool, report: Report
) -> Employee:
    title = _TITLES.get(rep.role.casefold(), Title.SPECIALIST)
    if rep.role and rep.role.casefold() not in _TITLES:
        report.problem(
            "employee",
            f"{rep.name} has the unknown role {rep.role!r}; taken as {title}. Set the title here if that is wrong.",
        )
    known = [stores[place] for place in places if place in stores]
    employee = Employee(
        rep_id=rep.rep_id,
        external_id=rep.employee_id or None,
        name=rep.name,
        title=title,
        active=active,
        is_supervisor=title is Title.CLUB_SUPERVISOR,
        stores=[EmployeeStore(store_id=store.id, is_home=place == 0) for place, store in enumerate(known)],
    )
    session.add(employee)
    waiting = "" if active else "; activate before scheduling"
    report.changed("employees_created", f"{rep.name} ({title}) is new{waiting}.")
    return employee
