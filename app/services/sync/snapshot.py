"""Everything Crossmark says about the window, fetched before the first row is written."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.crossmark.payloads import Booking, MPlan, Rep
from app.integrations.errors import TimedOut
from app.services.jobs import Progress

RUN_SECONDS = 900.0
#: People are asked for over a year, because those who are away for the whole time asked about are not listed.
_PEOPLE_DAYS = 365


@dataclass(frozen=True)
class Window:
    first: date
    last: date


@dataclass(frozen=True)
class Snapshot:
    window: Window
    booked: Window
    """The days of all events of the feed, which may begin before the window: only this list has times with offset."""
    mplans: tuple[MPlan, ...]
    reps: tuple[Rep, ...]
    bookings: tuple[Booking, ...]


def fetch(
    client: CrossmarkClient,
    window: Window,
    today: date,
    progress: Progress,
    clock: Callable[[], float] = time.monotonic,
) -> Snapshot:
    """Raises an IntegrationError when any part is missing or does not add up."""
    ends = clock() + RUN_SECONDS

    def step(fraction: float, message: str) -> None:
        if clock() > ends:
            raise TimedOut("Crossmark", RUN_SECONDS)
        progress.report(fraction, message)

    step(0.05, "Signing in at Crossmark")
    client.sign_in()
    step(0.15, "Reading people")
    reps = client.get_available_reps(first=today, last=today + timedelta(days=_PEOPLE_DAYS))
    step(0.3, "Reading events")
    mplans = client.get_planning_events(first=window.first, last=window.last)
    step(0.5, "Reading booked schedules")
    booked = _days_of(mplans, window)
    bookings = client.get_scheduled_events(first=booked.first, last=booked.last)
    step(0.7, "Comparing")
    return Snapshot(window, booked, mplans, reps, bookings)


def _days_of(mplans: tuple[MPlan, ...], window: Window) -> Window:
    starts = [mplan.start_date for mplan in mplans if mplan.start_date is not None]
    ends = [mplan.due_date for mplan in mplans if mplan.due_date is not None]
    return Window(min([window.first, *starts]), max([window.last, *ends]))
