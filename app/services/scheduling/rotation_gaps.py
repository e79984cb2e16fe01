"""Days on which the person who should have a duty cannot, why, and whether somebody stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.formatting import short_day, weekday
from app.services.scheduling.availability import Tier
from app.services.scheduling.problem import Employee, Problem
from app.services.scheduling.rotation_manager import WORDS, Obstacle, on_duty
from app.services.scheduling.rotation_manager import obstacle as obstacle_to
from app.vocabulary import RotationKind
from app.wording import say

_NAMED_DAYS = 3


class GapKind(StrEnum):
    """Names of the daily audit; INELIGIBLE joins them."""

    NO_ROTATION = "rotation_gap"
    INACTIVE = "rotation_inactive"
    INELIGIBLE = "rotation_ineligible"
    TIME_OFF = "rotation_time_off"


@dataclass(frozen=True)
class Gap:
    kind: GapKind
    rotation: RotationKind
    store_id: int
    day: date
    why: str
    """Without the day, so that the same cause on several days reads alike."""
    person: Employee | None = None
    """Who should have the duty; None when nobody was chosen."""
    backup_id: int | None = None
    stand_in: str = ""
    """Who has it instead, by name; empty when nobody has."""

    @property
    def critical(self) -> bool:
        return self.kind is not GapKind.TIME_OFF

    @property
    def message(self) -> str:
        return self.told(short_day(self.day))

    def told(self, days: str) -> str:
        """The gap in words, for these days."""
        duty = say("%(rotation)s on %(days)s", rotation=say(WORDS[self.rotation]), days=days)
        if self.person is None:
            return say(
                "%(why)s %(stand_in)s stands in as %(duty)s.",
                why=self.why,
                stand_in=self.stand_in or say("Nobody"),
                duty=duty,
            )
        return say(
            "%(why)s %(person)s is %(duty)s. %(stand_in)s stands in.",
            why=self.why,
            person=self.person.name,
            duty=duty,
            stand_in=self.stand_in or say("Nobody"),
        )

    @property
    def fix(self) -> str:
        if self.kind is GapKind.TIME_OFF:
            return say("Name somebody for %(day)s.", day=short_day(self.day))
        somebody = "somebody" if self.person is None else "another person"
        return say("Choose %(somebody)s in the rotation grid.", somebody=somebody)

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same gap, whatever else is changed about its people."""
        person_id = self.person.id if self.person else None
        return (self.store_id, self.rotation, self.day, self.kind, person_id, self.stand_in)

    def concerns(self, employee_id: int) -> bool:
        """Whether the person should have had the duty, or should have stood in and nobody does."""
        named = self.person is not None and self.person.id == employee_id
        return named or (not self.stand_in and self.backup_id == employee_id)


@dataclass(frozen=True)
class GapLine:
    """The same gap on one day or several."""

    first: Gap
    days: tuple[date, ...]

    @property
    def message(self) -> str:
        named = ", ".join(short_day(day) for day in self.days[:_NAMED_DAYS])
        more = len(self.days) - _NAMED_DAYS
        return self.first.told(say("%(named)s and %(more)s more days", named=named, more=more) if more > 0 else named)


def gaps(problem: Problem, store_id: int, first: date, last: date) -> tuple[Gap, ...]:
    """Both days inclusive; holidays need nobody."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    open_days = [day for day in days if day not in problem.stores[store_id].holidays]
    found = (_gap(problem, store_id, kind, day) for day in open_days for kind in RotationKind)
    return tuple(gap for gap in found if gap is not None)


def summed_up(found: Iterable[Gap]) -> tuple[GapLine, ...]:
    """One line for each cause; where nobody stands in first, then by day."""
    days: dict[tuple[RotationKind, str, str], list[Gap]] = {}
    for gap in found:
        days.setdefault((gap.rotation, gap.why, gap.stand_in), []).append(gap)
    lines = (GapLine(same[0], tuple(gap.day for gap in same)) for same in days.values())
    return tuple(sorted(lines, key=lambda line: (bool(line.first.stand_in), line.days[0], line.first.rotation)))


def _gap(problem: Problem, store_id: int, kind: RotationKind, day: date) -> Gap | None:
    slot = problem.rotations.get((store_id, kind, day.weekday()))
    person_id = problem.rotation_exceptions.get((store_id, kind, day), slot.standing_id if slot else 0)
    person = problem.employees.get(person_id)
    stopped = obstacle_to(problem, store_id, kind, day, person) if person else None
    if person is not None and stopped is None:
        return None
    return Gap(
        kind=_kind(stopped),
        rotation=kind,
        store_id=store_id,
        day=day,
        why=stopped.reason
        if stopped
        else say("No %(rotation)s rotation is set for %(weekday)ss.", rotation=say(WORDS[kind]), weekday=weekday(day)),
        person=person,
        backup_id=slot.backup_id if slot else None,
        stand_in=_stand_in(problem, store_id, kind, day, person),
    )


def _kind(stopped: Obstacle | None) -> GapKind:
    if stopped is None:
        return GapKind.NO_ROTATION
    return {None: GapKind.INELIGIBLE, Tier.EMPLOYMENT: GapKind.INACTIVE}.get(stopped.tier, GapKind.TIME_OFF)


def _stand_in(problem: Problem, store_id: int, kind: RotationKind, day: date, person: Employee | None) -> str:
    """An exception wins even over time off; then nobody stands in for the one who was chosen."""
    instead = on_duty(problem, store_id, kind, day).employee
    return "" if instead is None or instead == person else instead.name
