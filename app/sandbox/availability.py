"""Who can work when, by the same order of tiers as the product, so that the seeded bookings keep the rules."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from app.sandbox.closings import is_closed
from app.sandbox.world import AvailabilityOverride, DateAvailability, Holiday, Person, TimeOff
from app.vocabulary import TimeOffStatus


class Availability:
    def __init__(
        self,
        holidays: tuple[Holiday, ...],
        time_off: tuple[TimeOff, ...],
        overrides: tuple[AvailabilityOverride, ...],
        dates: tuple[DateAvailability, ...],
    ) -> None:
        self._holidays = holidays
        self._off: dict[str, list[TimeOff]] = defaultdict(list)
        self._overrides: dict[str, list[AvailabilityOverride]] = defaultdict(list)
        self._dates = {(entry.employee_id, entry.day): entry.available for entry in dates}
        for off in time_off:
            if off.status in {TimeOffStatus.APPROVED, TimeOffStatus.REQUESTED}:
                self._off[off.employee_id].append(off)
        for override in overrides:
            self._overrides[override.employee_id].append(override)

    def is_closed(self, day: date) -> bool:
        return is_closed(self._holidays, day)

    def allows(self, person: Person, day: date, starts: int, ends: int) -> bool:
        """`starts` and `ends` are minutes after local midnight. Time off still requested counts as off."""
        if self.is_closed(day) or (person.terminated_on is not None and day >= person.terminated_on):
            return False
        if self.is_off(person, day, starts, ends):
            return False
        said = self._overridden(person, day)
        if said is None:
            said = self._dates.get((person.employee_id, day))
        if said is False:
            return False
        return self._fits_week(person, day, starts, ends, opened=said is True)

    def is_off(self, person: Person, day: date, starts: int, ends: int) -> bool:
        return any(_covers(off, day, starts, ends) for off in self._off[person.employee_id])

    def _overridden(self, person: Person, day: date) -> bool | None:
        for override in self._overrides[person.employee_id]:
            if override.starts_on <= day <= override.ends_on and override.weekdays[day.weekday()] is not None:
                return override.weekdays[day.weekday()]
        return None

    def _fits_week(self, person: Person, day: date, starts: int, ends: int, *, opened: bool) -> bool:
        if person.weekly is None:
            return True
        today = [span for span in person.weekly if span.weekday == day.weekday()]
        if opened and not today:
            return True
        return any(span.starts_minute <= starts and ends <= span.ends_minute for span in today)


def _covers(off: TimeOff, day: date, starts: int, ends: int) -> bool:
    if not off.starts_on <= day <= off.ends_on:
        return False
    if off.starts_minute is None or off.ends_minute is None:
        return True
    return off.starts_minute < ends and starts < off.ends_minute
