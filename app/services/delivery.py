"""One effect at Crossmark: look first, then send, then look again. Knows no tables.

Crossmark forgets earlier tries, so every send is preceded by a look-up of the natural key (event, rep, start), and
what may have been sent before is only sent again after two looks that did not find it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.crossmark.payloads import Booking, MPlan
from app.integrations.crossmark.times import at_store
from app.integrations.errors import OutcomeUnknown, Refused
from app.vocabulary import Condition, OutboxOperation
from app.wording import say

REMOVING, REMOVED, BOOKING = "removing", "removed", "booking"
NEGATIVE_READS_NEEDED = 2


@dataclass(frozen=True)
class Key:
    """Who and when; blank and None when there is nothing of that kind."""

    rep_id: str
    starts_at: datetime


@dataclass(frozen=True)
class Reissue:
    """The old booking is not removed but closed, because its work has to be done again."""

    expires_on: date
    include_responses: bool


@dataclass(frozen=True)
class Work:
    """An outbox item as it was claimed. `old_id` is the booking to take away."""

    operation: OutboxOperation
    mplan_id: str
    location_id: str
    zone: ZoneInfo
    new: Key
    ends_at: datetime
    old: Key | None
    old_id: str
    step: str
    negative_reads: int
    other_ids: frozenset[str] = frozenset()
    """Bookings of the same event that belong to other schedules of ours."""
    reissue: Reissue | None = None


@dataclass(frozen=True)
class Delivered:
    """`crossmark_id` blank: nothing of ours stands there any more."""

    crossmark_id: str
    note: str = ""


@dataclass(frozen=True)
class NotSeenYet:
    """It may have been sent, and this look did not find it."""


@dataclass(frozen=True)
class NeedsReview:
    """A person has to decide. `crossmark_id` None: what we know of the booking stays; blank: nothing stands."""

    why: str
    crossmark_id: str | None = None


Outcome = Delivered | NotSeenYet | NeedsReview


@dataclass(frozen=True)
class Seen:
    """All bookings of one event, with ids, and the event itself (None: not at Crossmark any more)."""

    mplan: MPlan | None
    bookings: dict[str, Key] = field(default_factory=dict)

    def with_key(self, key: Key | None) -> list[str]:
        return sorted((found for found, at in self.bookings.items() if at == key), key=int)


@dataclass
class Delivery:
    """`checkpoint` stores a step before the effect it announces and raises when another worker has taken over;
    `reach` is where tests kill the process."""

    client: CrossmarkClient
    work: Work
    checkpoint: Callable[[str], None]
    reach: Callable[[str], None]

    def carry_out(self) -> Outcome:
        """Raises an IntegrationError when the other end has trouble or an outcome is open."""
        seen = self._look()
        self.reach("after_look_up")
        if self.work.operation is OutboxOperation.REMOVE:
            return self._remove(seen)
        if self.work.operation is OutboxOperation.MOVE:
            return self._move(seen)
        return self._book(seen, besides=frozenset())

    def _look(self) -> Seen:
        work = self.work
        days = sorted({key.starts_at.astimezone(work.zone).date() for key in (work.new, work.old) if key})
        mplan = self.client.get_planning_event(
            mplan_id=work.mplan_id, first=days[0] - timedelta(days=60), last=days[-1] + timedelta(days=60)
        )
        bookings: dict[str, Key] = {}
        for day in days:
            for booking in self.client.get_scheduled_events(first=day, last=day):
                if booking.mplan_id == work.mplan_id and booking.crossmark_id:
                    bookings[booking.crossmark_id] = Key(booking.rep_id, self._start_of(booking))
        if mplan is not None and mplan.crossmark_id and mplan.wall_start is not None:
            bookings.setdefault(mplan.crossmark_id, Key(mplan.rep_id, at_store(mplan.wall_start, work.zone).at))
        return Seen(mplan, bookings)

    def _start_of(self, booking: Booking) -> datetime:
        if booking.starts_at is not None:
            return booking.starts_at.astimezone(UTC)
        wall = booking.wall_start
        return at_store(wall, self.work.zone).at if wall is not None else datetime.min.replace(tzinfo=UTC)

    def _remove(self, seen: Seen) -> Outcome:
        target = self._standing_old(seen)
        if not target:
            return Delivered("")
        self.checkpoint(REMOVING)
        self._delete(target)
        return self._rest_of(target)

    def _rest_of(self, removed: str) -> Outcome:
        left = [found for found in self._look().with_key(self.work.old) if found not in {removed, *self.work.other_ids}]
        return Delivered("", f"Also booked at Crossmark as {', '.join(left)}; remove it there." if left else "")

    def _standing_old(self, seen: Seen) -> str:
        """By the id we were given, else by who and when."""
        work = self.work
        if work.old_id:
            return work.old_id if work.old_id in seen.bookings else ""
        return next((found for found in seen.with_key(work.old) if found not in work.other_ids), "")

    def _delete(self, crossmark_id: str) -> None:
        """An id that is gone is a success, whatever the answer said."""
        self.reach("before_remote_write")
        try:
            self._take_away(crossmark_id)
        except Refused:
            if crossmark_id in self._look().bookings:
                raise
        self.reach("after_remote_write")

    def _take_away(self, crossmark_id: str) -> None:
        work = self.work
        if work.reissue is None:
            self.client.delete_scheduled(crossmark_id=crossmark_id)
            return
        self.client.reissue(
            crossmark_id=crossmark_id,
            mplan_id=work.mplan_id,
            location_id=work.location_id,
            rep_id=work.new.rep_id,
            expires_on=work.reissue.expires_on,
            include_responses=work.reissue.include_responses,
        )

    def _move(self, seen: Seen) -> Outcome:
        work = self.work
        old = self._standing_old(seen)
        if work.step in {REMOVED, BOOKING}:
            return self._book(seen, besides=frozenset())
        strangers = set(self._strangers(seen, own=old)).difference(seen.with_key(work.new))
        if strangers and not old:
            return NeedsReview(f"Somebody changed this event at Crossmark: it is booked as {min(strangers)} now.")
        refusal = self._refusal(seen)
        if refusal:
            return NeedsReview(refusal)
        if old:
            self.checkpoint(REMOVING)
            self._delete(old)
        self.checkpoint(REMOVED)
        self.reach("between_delete_and_book")
        outcome = self._book(self._look(), besides=frozenset({old}))
        return self._restored(outcome) if isinstance(outcome, NeedsReview) else outcome

    def _restored(self, refused: NeedsReview) -> Outcome:
        """The old booking back when the new one is not allowed."""
        if self.work.reissue is not None:
            return NeedsReview(f"Reissued, not scheduled: {refused.why} Retrying repeats only the booking.", "")
        if self.work.old is None:
            return refused
        length = self.work.ends_at - self.work.new.starts_at
        try:
            again = self._send(self.work.old, self.work.old.starts_at + length)
        except (Refused, OutcomeUnknown):
            return NeedsReview(f"{refused.why} The old booking could not be put back: book it by hand.", "")
        return NeedsReview(f"{refused.why} The old booking stands again.", again)

    def _book(self, seen: Seen, *, besides: frozenset[str]) -> Outcome:
        work = self.work
        ours = [found for found in seen.with_key(work.new) if found not in work.other_ids | besides]
        if ours:
            return _with_doubles(ours)
        refusal = self._refusal(seen)
        if refusal:
            return NeedsReview(refusal)
        strangers = self._strangers(seen, own="")
        if set(strangers) - besides:
            return NeedsReview(f"The event is already booked at Crossmark as {strangers[0]}, not by us.")
        if work.step == BOOKING and work.negative_reads + 1 < NEGATIVE_READS_NEEDED:
            return NotSeenYet()
        self.checkpoint(BOOKING)
        self.reach("before_remote_write")
        try:
            self._send(work.new, work.ends_at)
        except Refused as refused:
            return self._after_refusal(refused)
        self.reach("after_remote_write")
        return self._confirmed()

    def _send(self, key: Key, ends_at: datetime) -> str:
        return self.client.schedule(
            mplan_id=self.work.mplan_id,
            rep_id=key.rep_id,
            location_id=self.work.location_id,
            starts_at=key.starts_at,
            ends_at=ends_at,
            zone=self.work.zone,
        )

    def _confirmed(self) -> Outcome:
        """The id comes from reading back, because the one in an answer may be missing or somebody else's."""
        ours = [found for found in self._look().with_key(self.work.new) if found not in self.work.other_ids]
        if not ours:
            raise OutcomeUnknown("Crossmark", say("it said yes, but the booking is not listed"))
        return _with_doubles(ours)

    def _after_refusal(self, refused: Refused) -> Outcome:
        """`Already scheduled` is a success when the booking is ours."""
        ours = [found for found in self._look().with_key(self.work.new) if found not in self.work.other_ids]
        return _with_doubles(ours) if ours else NeedsReview(refused.message)

    def _refusal(self, seen: Seen) -> str:
        """What we do not even send."""
        if seen.mplan is None:
            return "The event is not at Crossmark any more."
        if seen.mplan.condition is Condition.CANCELED:
            return "The event was canceled at Crossmark."
        return ""

    def _strangers(self, seen: Seen, *, own: str) -> list[str]:
        known = {own, *self.work.other_ids}
        return sorted((found for found in seen.bookings if found not in known), key=int)


def _with_doubles(ours: list[str]) -> Delivered:
    """The oldest counts; a second one is a manager's to remove."""
    more = ", ".join(ours[1:])
    return Delivered(ours[0], f"Also booked at Crossmark as {more}; remove it there." if more else "")
