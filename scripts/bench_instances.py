"""Makes an engine file (event-schedule/1) of any size to measure with; the tight profile leaves people little time.

scripts/bench instances [--stores 6] [--employees 120] [--events 1600] [--weeks 4] [--profile base|tight] [--seed 1]
                        [--floaters 0.06] [-o FILE]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

MONDAY = date(2026, 3, 2)
PROFILES = ("base", "tight")
SPECIALIST, LEAD, CLUB_SUPERVISOR, JUICER = (
    "Event Specialist",
    "Lead Event Specialist",
    "Club Supervisor",
    "Juicer Barista",
)
LEADS = (LEAD, CLUB_SUPERVISOR)
CORE, SUPERVISOR = "Core", "Supervisor"
ALL_DAY = (480, 1320)


@dataclass(frozen=True)
class Size:
    stores: int = 6
    employees: int = 120
    events: int = 1_600
    weeks: int = 4
    profile: str = "tight"
    seed: int = 1
    floaters: float = 0.06
    """Share of the people who also work at the next store."""

    @property
    def name(self) -> str:
        return f"ev-s{self.stores}-e{self.employees}-v{self.events}-w{self.weeks}-{self.profile}-{self.seed}"

    @property
    def days(self) -> int:
        return 7 * self.weeks

    @property
    def tight(self) -> bool:
        return self.profile == "tight"


class Sort(NamedTuple):
    """What the events of a type have in common."""

    share: float
    """Of all events."""
    duration: int
    slots: tuple[int, ...]
    roles: tuple[str, ...]
    priority: int
    window: tuple[int, int] = (0, 0)
    """Days, fewest and most. A check-in has that of its Core."""


_MORNINGS = (615, 630, 645, 660)
_EVENINGS = (1080, 1095, 1110, 1125, 1140, 1155, 1170, 1185)
SORTS: Mapping[str, Sort] = {
    CORE: Sort(0.46, 390, (645, 675, 705, 735), (SPECIALIST, LEAD, JUICER, CLUB_SUPERVISOR), 3, (3, 14)),
    SUPERVISOR: Sort(0.15, 5, (720,), (CLUB_SUPERVISOR,), 4),
    "Juicer Production": Sort(0.05, 540, (540,), (JUICER,), 1, (3, 7)),
    "Juicer Survey": Sort(0.03, 30, (1020,), (JUICER,), 2, (3, 7)),
    "Freeosk": Sort(0.08, 30, (600,), LEADS, 2, (3, 7)),
    "Digital Setup": Sort(0.05, 30, _MORNINGS, LEADS, 2, (3, 5)),
    "Digital Refresh": Sort(0.05, 30, _MORNINGS, LEADS, 2, (3, 7)),
    "Digital Teardown": Sort(0.05, 30, _EVENINGS, LEADS, 2, (3, 5)),
    "Digitals": Sort(0.02, 30, (*_MORNINGS, 1080, 1095), LEADS, 4, (3, 10)),
    "Other": Sort(0.06, 60, (540, 600, 660, 780, 840), LEADS, 5, (7, 21)),
}
DUTIES = {
    "Juicer Production": "juicer",
    "Juicer Survey": "juicer",
    "Freeosk": "primary_lead",
    "Digital Setup": "primary_lead",
    "Digital Refresh": "primary_lead",
    "Digital Teardown": "primary_lead",
}
WEIGHTS = {
    "unassigned": {"1": 160_000, "2": 80_000, "3": 40_000, "4": 20_000, "5": 10_000},
    "rotation": {"juicer": 500, "primary_lead": 200},
    "preferred_day_off": 100,
    "over_target_minute": 1,
    "stability_changed": 300,
    "stability_retimed": 50,
    "labour_per_dollar": 1,
    "supervisor_on_core": 1_500,
    "late_day": 1,
}
RULES = {
    "core_types": [CORE],
    "juicer_types": ["Juicer Production", "Juicer Survey"],
    "max_core_per_day": 1,
    "one_store_per_day": True,
    "no_core_on_juicer_day": True,
    "rotation_kind": DUTIES,
    "weights": WEIGHTS,
}
_WAGES = {CLUB_SUPERVISOR: (2400, 2900), LEAD: (2000, 2500), JUICER: (1800, 2200), SPECIALIST: (1600, 2000)}


@dataclass(frozen=True)
class Store:
    id: str
    holidays: list[str]


@dataclass(frozen=True)
class Person:
    id: str
    role: str
    stores: list[str]
    wage_cents: int
    max_minutes_week: int
    target_minutes_week: int
    max_days_week: int
    max_consecutive_days: int
    min_rest_minutes: int
    availability: dict[str, list[tuple[int, int]]]
    time_off: list[str]
    unavailable: list[str]
    preferred_days_off: list[int]
    history: list[dict[str, str | int]]


@dataclass(frozen=True)
class Event:
    id: str
    type: str
    store: str
    start: str
    due: str
    duration: int
    slots: tuple[int, ...]
    roles: tuple[str, ...]
    priority: int
    exclusive: bool


@dataclass(frozen=True)
class CheckIn(Event):
    paired_with: str


def instance_text(size: Size) -> str:
    """The same size always gives the same text."""
    return json.dumps(instance(size), separators=(",", ":"))


def instance(size: Size) -> dict[str, object]:
    return _Maker(size).made()


class _Maker:
    """Throws its dice in a fixed order: whoever changes that order changes every instance."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._dice = Random(size.seed)  # noqa: S311 - repeatable, not secret
        self._stores: list[Store] = []
        self._events: list[Event] = []

    def made(self) -> dict[str, object]:
        self._stores = [self._store(number) for number in range(1, self._size.stores + 1)]
        people = self._people()
        self._add_events()
        return {
            "format": "event-schedule/1",
            "name": self._size.name,
            "horizon": {"start": _iso(0), "days": self._size.days},
            "earliest_date": _iso(0),
            "stores": [asdict(store) for store in self._stores],
            "employees": [asdict(person) for person in people],
            "events": [asdict(event) for event in self._events],
            "rotations": [duty for store in self._stores for duty in self._rotations(store, people)],
            "published": [],
            "rules": RULES,
        }

    def _happens(self, chance: float) -> bool:
        return self._dice.random() < chance

    def _store(self, number: int) -> Store:
        closes = self._happens(0.5)
        return Store(f"S{number:02d}", [_iso(self._dice.randrange(7, self._size.days))] if closes else [])

    def _people(self) -> list[Person]:
        everybody, stores = self._size.employees, self._size.stores
        people: list[Person] = []
        for place in range(stores):
            for role in _staff(everybody // stores + (place < everybody % stores)):
                people.append(self._person(len(people) + 1, role, place))
        return people

    def _person(self, number: int, role: str, place: int) -> Person:
        most, days = self._hours(role)
        weekdays = self._weekdays(role, days)
        window = self._window_of_day(role)
        off, unavailable = self._time_off(), self._unavailable()
        return Person(
            id=f"E{number:04d}",
            role=role,
            stores=self._places(place),
            wage_cents=self._dice.randrange(*_WAGES[role]),
            max_minutes_week=most,
            target_minutes_week=int(most * 0.8) // 15 * 15,
            max_days_week=min(6, days + 1),
            max_consecutive_days=self._dice.choice((5, 6, 6)),
            min_rest_minutes=self._dice.choice((660, 720, 720, 840)),
            availability={str(weekday): [window] for weekday in weekdays},
            time_off=off,
            unavailable=unavailable,
            preferred_days_off=sorted(self._dice.sample(weekdays, 1)) if self._happens(0.5) else [],
            history=self._history(),
        )

    def _hours(self, role: str) -> tuple[int, int]:
        """Most minutes of a week, and about how many days."""
        pick = self._dice.choice
        if role == CLUB_SUPERVISOR:
            return 2400, 5
        if role == LEAD:
            return pick((1200, 1560, 1800) if self._size.tight else (1800, 2100, 2400)), 5
        if role == JUICER:
            return pick((1200, 1560, 2100)), pick((4, 5))
        if self._size.tight:
            return pick((390, 780, 780, 1170)), pick((2, 2, 3, 4))
        return pick((1170, 1560, 1950, 2400)), pick((3, 4, 5, 5, 6))

    def _weekdays(self, role: str, days: int) -> list[int]:
        any_day = role in LEADS and self._happens(0.4)
        return sorted(self._dice.sample(range(7), 7 if any_day else min(7, days + (not self._size.tight))))

    def _window_of_day(self, role: str) -> tuple[int, int]:
        kinds, chances = ("full", "early", "late"), (0.7, 0.18, 0.12) if role == SPECIALIST else (0.78, 0.12, 0.10)
        kind = self._dice.choices(kinds, chances)[0]
        if role == SPECIALIST:
            return {"full": ALL_DAY, "early": (480, 1050), "late": (690, 1320)}[kind]
        return (480, 1080) if kind == "early" and role != JUICER else ALL_DAY

    def _time_off(self) -> list[str]:
        if not self._happens(0.45 if self._size.tight else 0.3):
            return []
        first = self._dice.randrange(self._size.days)
        return [_iso(day) for day in range(first, min(self._size.days, first + self._dice.choice((1, 2, 3, 5, 7))))]

    def _unavailable(self) -> list[str]:
        times = self._dice.choice((0, 0, 0, 1, 2))
        return [_iso(day) for day in sorted({self._dice.randrange(self._size.days) for _ in range(times)})]

    def _places(self, place: int) -> list[str]:
        home = [self._stores[place].id]
        floats = self._size.stores > 1 and self._happens(self._size.floaters)
        return [*home, self._stores[(place + 1) % self._size.stores].id] if floats else home

    def _history(self) -> list[dict[str, str | int]]:
        """Days in a row just before the horizon."""
        worked = self._dice.choice((0, 0, 1, 2, 3, 4))
        return [
            {"date": _iso(-ago), "end": self._dice.choice((1035, 1065, 1125, 1170))} for ago in range(1, worked + 1)
        ]

    def _add_events(self) -> None:
        numbers = {word: int(self._size.events * sort.share) for word, sort in SORTS.items()}
        numbers[CORE] += self._size.events - sum(numbers.values())
        for word, number in numbers.items():
            for _ in range(number if word != SUPERVISOR else 0):
                self._events.append(self._event(word))
        cores = [event for event in self._events if event.type == CORE]
        for core in self._dice.sample(cores, min(numbers[SUPERVISOR], len(cores))):
            self._events.append(_check_in(f"V{len(self._events) + 1:05d}", core))

    def _event(self, word: str) -> Event:
        sort = SORTS[word]
        store = self._dice.choice(self._stores)
        start, due = self._window(word)
        duration, priority = sort.duration, sort.priority
        if word == "Other" and self._happens(0.3):
            duration = self._dice.choice((30, 90, 120))
        if word == CORE and self._happens(0.05):
            priority = 1
        name = f"V{len(self._events) + 1:05d}"
        return Event(
            name, word, store.id, _iso(start), _iso(due), duration, sort.slots, sort.roles, priority, exclusive=True
        )

    def _window(self, word: str) -> tuple[int, int]:
        """Numbers of its first day and of the first one that is too late; half of the Cores open on a Friday."""
        days = self._dice.randint(*SORTS[word].window)
        start = self._dice.randrange(-3, self._size.days - 2)
        if word == CORE and self._happens(0.5):
            start -= (start - 4) % 7
        start = max(0, start)
        if start + days > self._size.days:
            start = max(0, self._size.days - days)
        return start, min(self._size.days, start + days)

    def _rotations(self, store: Store, people: Sequence[Person]) -> list[dict[str, str]]:
        """The Juicers and the Leads at home in a store take turns by weekday."""
        at_home = [person for person in people if person.stores[0] == store.id]
        juicers, leads = ([person.id for person in at_home if person.role == role] for role in (JUICER, LEAD))
        duties = []
        for day in range(self._size.days):
            for kind, own, turn in (("juicer", juicers, day % 7), ("primary_lead", leads, day % 7 + 1)):
                if own:
                    duties.append(
                        {"store": store.id, "kind": kind, "date": _iso(day), "employee": own[turn % len(own)]}
                    )
        return duties


def _staff(number: int) -> list[str]:
    """The titles of a store of so many people."""
    roles = [CLUB_SUPERVISOR] * (2 if number >= 14 else 1)
    roles += [LEAD] * max(2, round(number * 0.18)) + [JUICER] * max(2, round(number * 0.15))
    return [*roles, *[SPECIALIST] * (number - len(roles))][:number]


def _check_in(name: str, core: Event) -> CheckIn:
    sort = SORTS[SUPERVISOR]
    window = core.start, core.due
    return CheckIn(
        name, SUPERVISOR, core.store, *window, sort.duration, sort.slots, sort.roles, sort.priority, False, core.id
    )


def _iso(day: int) -> str:
    return (MONDAY + timedelta(days=day)).isoformat()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/bench instances", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--stores", type=int, default=6)
    parser.add_argument("--employees", type=int, default=120)
    parser.add_argument("--events", type=int, default=1600)
    parser.add_argument("--weeks", type=int, default=4, help="2 at least")
    parser.add_argument("--profile", choices=PROFILES, default="base")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--floaters", type=float, default=0.06, help="share of people with a second store")
    parser.add_argument("-o", "--output", type=Path, help="where the file goes; else it is printed")
    chosen = parser.parse_args(arguments)
    if min(chosen.stores, chosen.employees, chosen.events) < 1 or chosen.weeks < 2:
        parser.error("at least 1 store, 1 person, 1 event and 2 weeks are needed")
    output = chosen.output
    text = instance_text(Size(**{name: value for name, value in vars(chosen).items() if name != "output"}))
    if output is None:
        print(text)
    else:
        output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
