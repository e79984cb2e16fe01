"""Whether a person can work on a day: the one answer that engine, manual check, suggestions and audit share.

The tiers are asked from the highest down; the first one that knows something decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.formatting import minutes_clock, short_day, weekday
from app.services.scheduling.problem import Employee, Override, Problem, Store, TimeOff, Window
from app.services.scheduling.rule_settings import RuleSettings
from app.vocabulary import AttendanceStatus
from app.wording import N_, say

DAY_MINUTES = 1440
_ABSENT = {
    AttendanceStatus.CALLED_IN: N_("called in"),
    AttendanceStatus.NO_CALL_NO_SHOW: N_("did not come"),
    AttendanceStatus.EXCUSED_ABSENCE: N_("is excused"),
}


class Tier(StrEnum):
    HOLIDAY = "holiday"
    EMPLOYMENT = "employment"
    TIME_OFF = "time_off"
    OVERRIDE = "override"
    DATE = "date"
    WEEKLY = "weekly"
    NOTHING_ENTERED = "nothing_entered"


@dataclass(frozen=True)
class AvailabilityAnswer:
    is_valid: bool
    reason: str
    tier: Tier


def resolve(
    problem: Problem, employee: Employee, store: Store, day: date, hours: Window | None = None, minutes: int = 0
) -> AvailabilityAnswer:
    """`hours` asks about exact times; without them `minutes` in one piece are wanted at any time of the day."""
    if day in store.holidays:
        return _no(
            say("%(holiday)s is a holiday at %(store)s.", holiday=store.holidays[day], store=store.name), Tier.HOLIDAY
        )
    if reason := employment_reason(employee, day):
        return _no(reason, Tier.EMPLOYMENT)
    if off := blocking_time_off(problem.rules, employee, day, hours):
        return _no(time_off_reason(employee, off), Tier.TIME_OFF)
    return pattern_answer(employee, day, hours, minutes)


def employment_reason(employee: Employee, day: date) -> str | None:
    if not employee.active:
        return say("%(employee)s is not active.", employee=employee.name)
    if employee.terminated_on is not None and day > employee.terminated_on:
        return say(
            "%(employee)s works here only until %(day)s.", employee=employee.name, day=short_day(employee.terminated_on)
        )
    return None


def blocking_time_off(
    rules: RuleSettings, employee: Employee, day: date, hours: Window | None = None
) -> TimeOff | None:
    """The approved time off that stands against these hours; hours past midnight reach into the next day."""
    if rules.on(day).override_beats_time_off and _override_says(employee, day) is True:
        return None
    return next((off for off in employee.time_off if _blocks(off, day, hours)), None)


def _blocks(off: TimeOff, day: date, hours: Window | None) -> bool:
    for work_day, begin, end in _pieces(day, hours or (0, DAY_MINUTES)):
        if not off.first <= work_day <= off.last:
            continue
        if off.hours is None:
            return True
        if hours is not None and begin < off.hours[1] and off.hours[0] < end:
            return True
    return False


def _pieces(day: date, hours: Window) -> Iterator[tuple[date, int, int]]:
    """The part on the day itself and the part after midnight."""
    begin, end = hours
    yield day, begin, min(end, DAY_MINUTES)
    if end > DAY_MINUTES:
        yield day + timedelta(days=1), 0, end - DAY_MINUTES


def time_off_reason(employee: Employee, off: TimeOff) -> str:
    if off.absence is not None:
        return say(
            "%(employee)s %(absence)s on %(day)s.",
            employee=employee.name,
            absence=say(_ABSENT[off.absence]),
            day=short_day(off.first),
        )
    if off.hours is not None:
        span = say("%(time)s to %(until)s", time=minutes_clock(off.hours[0]), until=minutes_clock(off.hours[1]))
        return say(
            "%(employee)s has time off on %(day)s from %(span)s.",
            employee=employee.name,
            day=short_day(off.first),
            span=span,
        )
    if off.first == off.last:
        return say("%(employee)s has time off on %(day)s.", employee=employee.name, day=short_day(off.first))
    return say(
        "%(employee)s has time off from %(day)s to %(last_day)s.",
        employee=employee.name,
        day=short_day(off.first),
        last_day=short_day(off.last),
    )


def pattern_answer(employee: Employee, day: date, hours: Window | None = None, minutes: int = 0) -> AvailabilityAnswer:
    """What the person said about the day: dated pattern, then single date, then weekly pattern."""
    override = _override_says(employee, day)
    if override is not None:
        return _said(
            override,
            say(
                "%(employee)s is not available on %(weekday)ss in this period.",
                employee=employee.name,
                weekday=weekday(day),
            ),
            Tier.OVERRIDE,
        )
    if day in employee.dates:
        return _said(
            employee.dates[day],
            say("%(employee)s is not available on %(day)s.", employee=employee.name, day=short_day(day)),
            Tier.DATE,
        )
    if employee.weekly is None:
        return AvailabilityAnswer(True, "", Tier.NOTHING_ENTERED)
    return _weekly_answer(employee, day, hours, minutes)


def _weekly_answer(employee: Employee, day: date, hours: Window | None, minutes: int) -> AvailabilityAnswer:
    ranges = (employee.weekly or {}).get(day.weekday(), ())
    if not ranges:
        return _no(
            say("%(employee)s does not work on %(weekday)ss.", employee=employee.name, weekday=weekday(day)),
            Tier.WEEKLY,
        )
    if any(_fits(offered, hours, minutes) for offered in ranges):
        return AvailabilityAnswer(True, "", Tier.WEEKLY)
    offered = say(" and ").join(
        say("%(time)s to %(until)s", time=minutes_clock(begin), until=minutes_clock(end)) for begin, end in ranges
    )
    return _no(
        say(
            "%(employee)s is available on %(weekday)ss only from %(offered)s.",
            employee=employee.name,
            weekday=weekday(day),
            offered=offered,
        ),
        Tier.WEEKLY,
    )


def _fits(offered: Window, hours: Window | None, minutes: int) -> bool:
    if hours is None:
        return offered[1] - offered[0] >= minutes
    return offered[0] <= hours[0] and hours[1] <= offered[1]


def _override_says(employee: Employee, day: date) -> bool | None:
    for override in employee.overrides:
        if _covers(override, day) and override.weekdays[day.weekday()] is not None:
            return override.weekdays[day.weekday()]
    return None


def _covers(override: Override, day: date) -> bool:
    return override.first <= day <= override.last


def _said(available: bool, reason: str, tier: Tier) -> AvailabilityAnswer:
    return AvailabilityAnswer(True, "", tier) if available else _no(reason, tier)


def _no(reason: str, tier: Tier) -> AvailabilityAnswer:
    return AvailabilityAnswer(False, reason, tier)
