"""Engine files: an instance of the format event-schedule/1 becomes a problem, a solution becomes its file.

Ids of a file are texts; the problem numbers people, stores and events in the order of the file. Times of a file have no
zone, so that its stores keep UTC. Work done just before the horizon becomes work that stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import TypeVar

from app.services.scheduling.availability import DAY_MINUTES
from app.services.scheduling.engine_solution import Solution
from app.services.scheduling.file_fields import BadFile, Field, parse
from app.services.scheduling.file_rules import FileRules, read_rules
from app.services.scheduling.problem import Assignment, Employee, Event, Own, Problem, Store, TimeOff, Window
from app.vocabulary import EventType, RotationKind, Title

FORMAT, SOLUTION_FORMAT = "event-schedule/1", "event-schedule-solution/1"
LONGEST_HORIZON = 366
MOST_MINUTES = 7 * DAY_MINUTES
MOST_WAGE = 1_000_000
MINUTES_OF_HISTORY = 1
"""Only the end of earlier work is known, and only its end matters."""
_DAY = timedelta(days=1)
Item = TypeVar("Item")


@dataclass(frozen=True)
class Instance:
    name: str
    problem: Problem
    event_ids: Mapping[int, str]
    """Ids of the file by those of the problem."""
    employee_ids: Mapping[int, str]
    kept: tuple[Assignment, ...]
    """Locked work, which every solution repeats."""


def read(text: str) -> Instance:
    """Raises BadFile, whose one line names the field that cannot be used."""
    root = parse(text)
    if root.of("format").value != FORMAT:
        raise root.of("format").wrong(json.dumps(FORMAT))
    return _Reader(root).instance()


def solution_text(instance: Instance, solution: Solution) -> str:
    lines = [(line.event_id, line.employee_id, line.day, line.start) for line in solution.assignments]
    lines += [(row.event.id, row.employee.id, row.day, row.start) for row in instance.kept]
    assignments = [
        {
            "event": instance.event_ids[event_id],
            "employee": instance.employee_ids[employee_id],
            "date": day.isoformat(),
            "start": start,
        }
        for event_id, employee_id, day, start in sorted(lines)
    ]
    return json.dumps({"format": SOLUTION_FORMAT, "instance": instance.name, "assignments": assignments}) + "\n"


def reasons_text(instance: Instance, solution: Solution) -> str:
    """Why each event is where it is, or why it has no place."""
    placed = {instance.event_ids[line.event_id]: line.reason for line in solution.assignments}
    left = {
        instance.event_ids[item.event_id]: {"rule": item.rule, "reason": item.reason} for item in solution.unassigned
    }
    return json.dumps({"instance": instance.name, "assigned": placed, "unassigned": left}, indent=1) + "\n"


@dataclass
class _Numbers:
    """Numbers for the ids of one list of the file."""

    what: str
    known: dict[str, int] = field(default_factory=dict)

    def give(self, at: Field) -> int:
        name = at.text()
        if name in self.known:
            raise BadFile(f"{at.path}: {self.what} {name!r} is there twice.")
        self.known[name] = len(self.known) + 1
        return self.known[name]

    def find(self, at: Field) -> int:
        name = at.text()
        if name not in self.known:
            raise BadFile(f"{at.path}: there is no {self.what} {name!r}.")
        return self.known[name]


class _Reader:
    def __init__(self, root: Field) -> None:
        self._root = root
        self._stores, self._employees, self._events = _Numbers("store"), _Numbers("employee"), _Numbers("event")
        horizon = root.of("horizon")
        self._first = horizon.of("start").day()
        self._last = self._later(horizon.of("days"), horizon.of("days").whole(1, LONGEST_HORIZON) - 1)
        earliest = root.maybe("earliest_date")
        self._earliest = self._first if earliest is None else earliest.day()
        self._rules: FileRules = read_rules(root.of("rules"), self._first)
        self._row_ids = count(1)

    def instance(self) -> Instance:
        stores = {store.id: store for store in map(self._store, self._root.items("stores"))}
        people = self._root.items("employees")
        employees = {person.id: person for person in map(self._employee, people)}
        events = self._paired({event.id: event for event in map(self._event, self._root.items("events"))})
        history = [row for at in people for row in self._history(at, employees, stores)]
        published = self._published(stores, employees, events)
        problem = Problem(
            today=self._earliest,
            first_day=self._first,
            last_day=self._last,
            stores=stores,
            employees=employees,
            events=events,
            assignments=(*history, *published),
            rotation_exceptions=self._rotations(),
            rules=self._rules.settings,
            weights=self._rules.weights,
            keeps_booked=any(row.released for row in published),
        )
        kept = tuple(row for row in published if row.pinned)
        return Instance(
            self._root.of("name").text(), problem, _by_number(self._events), _by_number(self._employees), kept
        )

    def _later(self, at: Field, days: int) -> date:
        try:
            return self._first + timedelta(days=days)
        except OverflowError as error:
            raise at.wrong("a horizon that ends before the year 9999") from error

    def _store(self, at: Field) -> Store:
        number, name = self._stores.give(at.of("id")), at.of("id").text()
        return Store(number, name, "UTC", {day.day(): "Company holiday" for day in at.items("holidays")}, name)

    def _employee(self, at: Field) -> Employee:
        number, name = self._employees.give(at.of("id")), at.of("id").text()
        return Employee(
            id=number,
            name=name,
            title=_title(at.of("role")),
            store_ids=frozenset(self._stores.find(store) for store in at.items("stores")),
            rep_id=name,
            weekly=_weekly(at.of("availability")),
            dates={day.day(): False for day in at.items("unavailable")},
            time_off=tuple(TimeOff(day.day(), day.day()) for day in at.items("time_off")),
            max_minutes_week=at.of("max_minutes_week").whole(0, MOST_MINUTES),
            target_minutes_week=at.of("target_minutes_week").whole(0, MOST_MINUTES),
            max_days_week=at.of("max_days_week").whole(0, 7),
            max_consecutive_days=at.of("max_consecutive_days").whole(0, LONGEST_HORIZON),
            min_rest_minutes=at.of("min_rest_minutes").whole(0, DAY_MINUTES),
            preferred_days_off=frozenset(day.whole(0, 6) for day in at.items("preferred_days_off")),
            wage_cents=at.of("wage_cents").whole(0, MOST_WAGE),
        )

    def _event(self, at: Field) -> Event:
        number, word = self._events.give(at.of("id")), at.of("type").text()
        kind, subtype = self._rules.type_of(word)
        if kind is EventType.SUPERVISOR and at.maybe("paired_with") is None:
            kind = EventType.OTHER  # the rules about pairs are not meant for a check-in without a Core
        exclusive = at.maybe("exclusive")
        return Event(
            id=number,
            ref_num=at.of("id").text(),
            name=at.of("id").text(),
            type=kind,
            store_id=self._stores.find(at.of("store")),
            start=at.of("start").day(),
            due=_day_before(at.of("due")),
            minutes=at.of("duration").whole(1, DAY_MINUTES),
            subtype=subtype,
            priority=at.of("priority").whole(1, 5),
            exclusive=exclusive is None or exclusive.flag(),
            own=Own(
                tuple(dict.fromkeys(start.whole(0, DAY_MINUTES - 1) for start in at.of("slots").members())),
                frozenset(_title(title) for title in at.of("roles").members()),
                self._rules.duties.get(word),
            ),
        )

    def _paired(self, events: Mapping[int, Event]) -> dict[int, Event]:
        """A pair shares a number, as it does in the product."""
        paired = dict(events)
        for at in self._root.items("events"):
            core_at = at.maybe("paired_with")
            if core_at is None:
                continue
            visit, core = paired[self._events.find(at.of("id"))], paired[self._events.find(core_at)]
            if core.type is not EventType.CORE or visit.type is not EventType.SUPERVISOR:
                raise BadFile(f"{core_at.path}: only a Supervisor event can be paired, and only with a Core event.")
            if core.store_id != visit.store_id:
                raise BadFile(f"{core_at.path}: both events of a pair must be in one store.")
            paired[visit.id] = _numbered(visit, core.id)
            paired[core.id] = _numbered(core, core.id)
        return paired

    def _history(
        self, at: Field, employees: Mapping[int, Employee], stores: Mapping[int, Store]
    ) -> Iterable[Assignment]:
        person = employees[self._employees.find(at.of("id"))]
        home = next(iter(sorted(person.store_ids)), None)
        for item in at.items("history"):
            day, end = item.of("date").day(), item.of("end").whole(1, 2 * DAY_MINUTES - 1)
            if day >= self._first:
                raise item.of("date").wrong("a day before the horizon")
            if home is None:
                continue  # who has no store gets no work
            start = min(end - MINUTES_OF_HISTORY, DAY_MINUTES - 1)
            number = next(self._row_ids)
            past = Event(-number, str(-number), "Earlier work", EventType.OTHER, home, day, day, end - start)
            yield Assignment(past, person, stores[home], day, start, number, published=True)

    def _published(
        self, stores: Mapping[int, Store], employees: Mapping[int, Employee], events: Mapping[int, Event]
    ) -> list[Assignment]:
        rows, seen = [], set()
        for at in self._root.items("published"):
            event = events[self._events.find(at.of("event"))]
            if event.id in seen:
                raise BadFile(f"{at.path}.event: {event.name!r} is published twice.")
            seen.add(event.id)
            locked = at.maybe("locked")
            pinned = locked is not None and locked.flag()
            person = employees[self._employees.find(at.of("employee"))]
            day, start = at.of("date").day(), at.of("start").whole(0, DAY_MINUTES - 1)
            store, number = stores[event.store_id], next(self._row_ids)
            rows.append(Assignment(event, person, store, day, start, number, pinned, pinned, released=not pinned))
        return rows

    def _rotations(self) -> dict[tuple[int, RotationKind, date], int]:
        found = {}
        for at in self._root.items("rotations"):
            kind = _chosen(at.of("kind"), RotationKind, "juicer or primary_lead")
            key = self._stores.find(at.of("store")), kind, at.of("date").day()
            found[key] = self._employees.find(at.of("employee"))
        return found


def _numbered(event: Event, number: int) -> Event:
    return replace(event, event_number=f"{number:06d}")


def _title(at: Field) -> Title:
    return _chosen(at, Title, " or ".join(Title))


def _chosen(at: Field, words: Callable[[str], Item], wanted: str) -> Item:
    try:
        return words(at.text())
    except ValueError as error:
        if isinstance(error, BadFile):
            raise
        raise at.wrong(wanted) from error


def _day_before(at: Field) -> date:
    """`due` of a file is the first day that is too late; that of the problem is the last one that is not."""
    day = at.day()
    if day == date.min:
        raise at.wrong("a date after the year 1")
    return day - _DAY


def _weekly(at: Field) -> dict[int, tuple[Window, ...]]:
    weekly = {}
    for name, windows in at.entries():
        if name not in {"0", "1", "2", "3", "4", "5", "6"}:
            raise BadFile(f"{windows.path}: a weekday is a number from 0 (Monday) to 6.")
        weekly[int(name)] = tuple(_window(window) for window in windows.members())
    return weekly


def _window(at: Field) -> Window:
    ends: Sequence[Field] = at.members()
    if len(ends) != 2:
        raise at.wrong("a pair of minutes [from, to]")
    return ends[0].whole(0, 2 * DAY_MINUTES), ends[1].whole(0, 2 * DAY_MINUTES)


def _by_number(numbers: _Numbers) -> dict[int, str]:
    return {number: name for name, number in numbers.known.items()}
