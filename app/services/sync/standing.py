"""What is booked at Crossmark, from both of its lists, with times as moments and doubts in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.integrations.crossmark.payloads import Booking, MPlan
from app.integrations.crossmark.times import Moment, at_store
from app.models import Employee, Event, Store
from app.services.sync.people import People
from app.services.sync.report import Report
from app.services.sync.snapshot import Snapshot
from app.vocabulary import Condition


@dataclass(frozen=True)
class Standing:
    """One booking at Crossmark whose event and employee are known here. `ends_at` None: Crossmark did not say."""

    crossmark_id: str
    event: Event
    employee: Employee
    starts_at: datetime
    ends_at: datetime | None
    doubt: str = ""

    @property
    def natural_key(self) -> tuple[int, int, datetime]:
        return self.event.id, self.employee.id, self.starts_at


class Translation:
    """From Crossmark's ids and spellings to our rows; what cannot be translated is reported, not lost."""

    def __init__(self, events: dict[str, Event], people: People, stores: Iterable[Store], report: Report) -> None:
        self._events = events
        self._people = people
        self._stores = {store.id: store for store in stores}
        self._report = report

    def standing(self, snapshot: Snapshot) -> list[Standing]:
        """The feed shows one booking per event, the other list all of them; both count."""
        found: dict[str, Standing] = {}
        names = {mplan.mplan_id: mplan.rep_names for mplan in snapshot.mplans}
        for booking in snapshot.bookings:
            entry = self._of_booking(booking, names.get(booking.mplan_id, ""))
            if entry is not None:
                found[entry.crossmark_id] = entry
        for mplan in snapshot.mplans:
            if mplan.crossmark_id and mplan.crossmark_id not in found:
                entry = self._of_feed(mplan)
                if entry is not None:
                    found[entry.crossmark_id] = entry
            elif mplan.condition is Condition.STAFFED and not mplan.crossmark_id:
                self._report.problem(
                    "booking",
                    f"{mplan.name[:80]} is staffed, but Crossmark shows no schedule. Look at the event there.",
                )
        return self._without_doubles(found.values())

    def _of_booking(self, booking: Booking, rep_names: str) -> Standing | None:
        event = self._events.get(booking.mplan_id)
        if event is None or not booking.crossmark_id:
            self._report.problem(
                "booking",
                f"Booking {booking.crossmark_id} is of an unknown event; it was left out until the event comes in.",
            )
            return None
        moment = self._moment(booking, event)
        employee = self._employee(booking.rep_id, rep_names, event, booking.crossmark_id)
        if moment is None or employee is None:
            return None
        ends_at = booking.ends_at.astimezone(UTC) if booking.ends_at is not None else None
        if ends_at is not None and ends_at <= moment.at:
            ends_at = None
        return Standing(booking.crossmark_id, event, employee, moment.at, ends_at, moment.doubt)

    def _moment(self, booking: Booking, event: Event) -> Moment | None:
        store = self._stores[event.store_id]
        zone = ZoneInfo(store.timezone)
        if booking.starts_at is not None:
            if booking.starts_at.utcoffset() != booking.starts_at.astimezone(zone).utcoffset():
                text = f"Times of {store.name} come with another offset than {store.timezone} has; check its time zone."
                self._report.problem("protocol", text)
            return Moment(booking.starts_at.astimezone(UTC))
        if booking.wall_start is not None:
            return at_store(booking.wall_start, zone)
        self._report.problem(
            "booking", f"{event.name[:80]}: a booking has no readable time; it was left out. Look at it at Crossmark."
        )
        return None

    def _of_feed(self, mplan: MPlan) -> Standing | None:
        event = self._events.get(mplan.mplan_id)
        if event is None or mplan.wall_start is None:
            return None
        employee = self._employee(mplan.rep_id, mplan.rep_names, event, mplan.crossmark_id)
        if employee is None:
            return None
        moment = at_store(mplan.wall_start, ZoneInfo(self._stores[event.store_id].timezone))
        return Standing(mplan.crossmark_id, event, employee, moment.at, None, moment.doubt)

    def _employee(self, rep_id: str, rep_names: str, event: Event, crossmark_id: str) -> Employee | None:
        found = self._people.by_rep.get(rep_id) or self._people.named(rep_names)
        if found is None:
            who = rep_names or f"rep {rep_id}"
            self._report.problem(
                "booking",
                f"{event.name[:80]} is booked for {who}, who is not known here. Enter the rep id at the employee, "
                "then sync again.",
            )
        return found

    def _without_doubles(self, entries: Iterable[Standing]) -> list[Standing]:
        """Of two bookings of the same thing the older id counts; the other is for a manager to remove."""
        kept: dict[tuple[int, int, datetime], Standing] = {}
        for entry in sorted(entries, key=lambda one: int(one.crossmark_id)):
            first = kept.setdefault(entry.natural_key, entry)
            if first is not entry:
                text = f"{entry.event.name[:80]} is booked twice for {entry.employee.name} at Crossmark"
                text += f" ({first.crossmark_id} and {entry.crossmark_id}). Remove the second one there."
                self._report.problem("duplicate", text)
        return list(kept.values())
