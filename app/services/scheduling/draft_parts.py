"""What a draft is made of: kinds and groups of events, sites and places for people, working weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from app.services.scheduling.matrix import Literal
from app.services.scheduling.problem import Assignment, Employee, Event

LONG_MINUTES = 180
"""Only from this length on the number of events of a week says more than their minutes."""


@dataclass(frozen=True, eq=False)
class Kind:
    """What a rule about people may look at; `sample` speaks for all events of it."""

    sample: Event
    together: bool = False
    """One event that needs several people: all of them on one day at one time."""


@dataclass(frozen=True, eq=False)
class Group:
    """Events of a kind that are the same to everybody: window, priority, no partner, no earlier place."""

    kind: Kind
    events: tuple[Event, ...]
    seats: int = 1
    """People that each of the events still needs."""

    @property
    def size(self) -> int:
        return self.seats * len(self.events)


class Site(NamedTuple):
    """Where an employee may take an event of a kind; the starts of one site are the same to every rule."""

    kind: Kind
    employee: Employee
    day: date
    starts: tuple[int, ...]
    room: int = 1
    """How many events of the kind the employee could take there at most."""


@dataclass(frozen=True, eq=False)
class Place:
    """A site with its unknowns: how many events are taken there, and whether any is."""

    site: Site
    candidate: Assignment
    """The sample event at the first start, for rules to ask about."""
    count: Literal
    taken: Literal
    rank: int
    """Its number among the places of its person."""

    @cached_property
    def begins(self) -> int:
        """Minutes of UTC time."""
        return int(self.candidate.starts_at.timestamp()) // 60

    @property
    def ends(self) -> int:
        return self.begins + self.candidate.length


@dataclass(frozen=True, eq=False)
class Week:
    """What one employee does and may do in one working week."""

    employee: Employee
    first: date
    places: tuple[Place, ...]
    fixed: tuple[Assignment, ...]

    def by_length(self) -> Iterator[tuple[int, list[Place]]]:
        """Each length of the long places, with the places that are at least as long."""
        for length in sorted({place.candidate.length for place in self.places}):
            if length >= LONG_MINUTES:
                yield length, [place for place in self.places if place.candidate.length >= length]
