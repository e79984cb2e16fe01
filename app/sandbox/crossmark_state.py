"""Crossmark's bookkeeping: sessions, the planning feed, and bookings that come and go."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from sqlite3 import Connection, Row
from zoneinfo import ZoneInfo

from app.sandbox.crossmark_records import fill, origin_of
from app.sandbox.crossmark_wire import BookingForm, FeedQuery, mplan_row
from app.sandbox.storage import Storage
from app.vocabulary import Condition, EventSubtype, EventType, Title

_BOOKINGS = (
    "SELECT b.*, r.name AS rep_name, p.name AS plan_name, p.minutes, p.condition, s.name AS store_name"
    " FROM bookings b JOIN reps r USING (rep_id) JOIN mplans p USING (mplan_id)"
    " JOIN stores s ON s.location_id = b.location_id WHERE b.active"
)
_OLDEST_FIRST = " ORDER BY b.schedule_event_id"
_ALL_BOOKINGS = _BOOKINGS + _OLDEST_FIRST
_BOOKINGS_BETWEEN = _BOOKINGS + " AND b.local_start >= ? AND b.local_start < ?" + _OLDEST_FIRST
_BOOKINGS_OF_PLAN = _BOOKINGS + " AND b.mplan_id = ?" + _OLDEST_FIRST
_QUALIFIED: dict[str, tuple[Title, ...]] = {
    EventType.CORE: (Title.LEAD, Title.SPECIALIST, Title.JUICER, Title.CLUB_SUPERVISOR),
    EventSubtype.JUICER_PRODUCTION: (Title.JUICER, Title.CLUB_SUPERVISOR),
    EventSubtype.JUICER_SURVEY: (Title.JUICER, Title.CLUB_SUPERVISOR),
}
_EDITS = {
    "name": "UPDATE mplans SET name = ? WHERE mplan_id = ?",
    "condition": "UPDATE mplans SET condition = ? WHERE mplan_id = ?",
    "startDate": "UPDATE mplans SET start_date = ? WHERE mplan_id = ?",
    "endDate": "UPDATE mplans SET end_date = ? WHERE mplan_id = ?",
}
_LEADING = (Title.CLUB_SUPERVISOR, Title.LEAD)


class Refused(Exception):
    """The site would not do it; `status` is what it answers with."""

    def __init__(self, message: str, status: int = 200) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Effect:
    """What a write did; `issued_id` only for a new booking."""

    mplan_id: str
    rep_id: str
    start: str
    issued_id: str | None = None


class CrossmarkState:
    def __init__(self, storage: Storage, session_seconds: float) -> None:
        self._storage = storage
        self._session_seconds = session_seconds

    def start(self, seed: int, today: date) -> None:
        """Fill at the first start only; later starts keep what is there."""
        with self._storage.transaction() as db:
            if origin_of(db) is None:
                fill(db, seed, today)

    def reset(self, seed: int | None, today: date | None) -> None:
        with self._storage.transaction() as db:
            first = origin_of(db)
            if first is not None:
                fill(db, first[0] if seed is None else seed, today or first[1])

    def open_session(self, account: str | None) -> str:
        """None = signed out: the site hands a cookie to everybody."""
        session = secrets.token_hex(13)
        with self._storage.transaction() as db:
            db.execute("INSERT INTO sessions VALUES (?, ?, ?)", (session, account, time.time()))
        return session

    def account_of(self, session: str | None) -> str | None:
        row = self._storage.row("SELECT account, started FROM sessions WHERE session = ?", (session or "",))
        if row is None or time.time() - row["started"] > self._session_seconds:
            return None
        return str(row["account"]) if row["account"] else None

    def close_session(self, session: str | None) -> None:
        with self._storage.transaction() as db:
            db.execute("DELETE FROM sessions WHERE session = ?", (session or "",))

    def feed(self, wanted: FeedQuery, origin: str) -> tuple[int, list[dict[str, object]]]:
        """Number of matching events and the rows of the wanted page."""
        with self._storage.transaction():
            found = [plan for plan in self._candidates(wanted) if _matches(plan, wanted)]
            bookings = self._bookings_by_plan(found if wanted.mplan_ids is not None else None)
            stores = {row["location_id"]: row["name"] for row in self._storage.rows("SELECT * FROM stores")}
        found.sort(key=lambda plan: _sort_key(plan, wanted.sort, bookings), reverse=wanted.descending)
        page = found[wanted.start : wanted.start + wanted.limit]
        rows = [
            mplan_row(plan, stores[plan["location_id"]], bookings.get(plan["mplan_id"], []), origin) for plan in page
        ]
        return len(found), rows

    def active_bookings(self) -> list[Row]:
        return self._storage.rows(_ALL_BOOKINGS)

    def bookings_between(self, first: date, last: date) -> list[Row]:
        """That start on these days, by the wall clock of their store."""
        return self._storage.rows(_BOOKINGS_BETWEEN, (first.isoformat(), (last + timedelta(days=1)).isoformat()))

    def plan(self, mplan_id: str) -> Row | None:
        return self._storage.row("SELECT * FROM mplans WHERE mplan_id = ?", (mplan_id,))

    def plan_of_tool(self, number: str) -> Row | None:
        """The event whose sales tool has this number, unless its file is missing."""
        return self._storage.row(
            "SELECT * FROM mplans WHERE number = ? AND tools != '[]'"
            " AND number NOT IN (SELECT number FROM missing_tools)",
            (number,),
        )

    def reps(self) -> list[Row]:
        return self._storage.rows("SELECT * FROM reps ORDER BY rep_id")

    def reps_in(self, first: date, last: date) -> list[Row]:
        """Without those who are away for the whole time; the site does not list them."""
        return [rep for rep in self.reps() if not _is_away(rep, first, last)]

    def qualified_reps(self, plan: Row) -> list[Row]:
        titles = _QUALIFIED.get(plan["type"], _LEADING)
        store = self._storage.row("SELECT number FROM stores WHERE location_id = ?", (plan["location_id"],))
        number = store["number"] if store else ""
        found = [rep for rep in self.reps() if rep["title"] in titles and number in json.loads(rep["store_numbers"])]
        return sorted(found, key=lambda rep: str(rep["name"]).partition(" ")[2])

    def book(self, db: Connection, wanted: BookingForm, on_existing: str, account: str) -> Effect:
        """Like the site it has no memory of earlier tries: every call books once more."""
        plan = self._bookable(wanted)
        existing = db.execute("SELECT 1 FROM bookings WHERE mplan_id = ? AND active", (wanted.mplan_id,)).fetchone()
        if existing and on_existing == "reject":
            raise Refused("This event is already scheduled.", status=409)
        if existing and on_existing == "replace":
            db.execute("UPDATE bookings SET active = 0 WHERE mplan_id = ?", (wanted.mplan_id,))
        cursor = db.execute(
            "INSERT INTO bookings (mplan_id, rep_id, location_id, start, finish, local_start, account)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                wanted.mplan_id,
                wanted.rep_id,
                wanted.location_id,
                wanted.start,
                wanted.end,
                self._local(wanted),
                account,
            ),
        )
        condition = Condition.REISSUED if plan["reissued"] else Condition.SCHEDULED
        db.execute("UPDATE mplans SET condition = ? WHERE mplan_id = ?", (condition, wanted.mplan_id))
        return Effect(wanted.mplan_id, wanted.rep_id, wanted.start, str(cursor.lastrowid))

    def unbook(self, db: Connection, schedule_event_id: str) -> Effect:
        """Raises Refused for an id that is unknown or already removed."""
        row: Row | None = db.execute(
            "SELECT * FROM bookings WHERE schedule_event_id = ? AND active", (schedule_event_id,)
        ).fetchone()
        if row is None:
            raise Refused("Unknown scheduled event.", status=404)
        self._deactivate(db, row, Condition.UNSTAFFED)
        return Effect(row["mplan_id"], row["rep_id"], row["start"])

    def reissue(self, db: Connection, mplan_id: str, schedule_event_id: str) -> Effect:
        """Close the old assignment; the event waits to be booked again."""
        row: Row | None = db.execute(
            "SELECT * FROM bookings WHERE schedule_event_id = ? AND mplan_id = ? AND active",
            (schedule_event_id, mplan_id),
        ).fetchone()
        if row is None:
            raise Refused("Unknown work log entry.")
        self._deactivate(db, row, Condition.REISSUED)
        db.execute("UPDATE mplans SET reissued = 1 WHERE mplan_id = ?", (mplan_id,))
        return Effect(row["mplan_id"], row["rep_id"], row["start"])

    def edit_plan(self, db: Connection, wanted: dict[str, str]) -> bool:
        """Change name, condition, startDate or endDate (ISO) of `mPlanID`. False for an unknown one."""
        plan = self.plan(wanted.get("mPlanID", ""))
        for name, edit in _EDITS.items():
            if plan is not None and name in wanted:
                db.execute(edit, (wanted[name], plan["mplan_id"]))
        return plan is not None

    def link(self, db: Connection, schedule_event_id: str, sequence: int) -> None:
        """Remember which ledger row made a booking."""
        db.execute("UPDATE bookings SET sequence = ? WHERE schedule_event_id = ?", (sequence, schedule_event_id))

    def _deactivate(self, db: Connection, booking: Row, condition: Condition) -> None:
        db.execute("UPDATE bookings SET active = 0 WHERE schedule_event_id = ?", (booking["schedule_event_id"],))
        others = db.execute("SELECT 1 FROM bookings WHERE mplan_id = ? AND active", (booking["mplan_id"],)).fetchone()
        if others is None:
            db.execute("UPDATE mplans SET condition = ? WHERE mplan_id = ?", (condition, booking["mplan_id"]))

    def _bookable(self, wanted: BookingForm) -> Row:
        plan = self.plan(wanted.mplan_id)
        if plan is None:
            raise Refused("Unknown mPlan.")
        if plan["location_id"] != wanted.location_id:
            raise Refused("The location does not belong to this mPlan.")
        if self._storage.row("SELECT 1 FROM reps WHERE rep_id = ?", (wanted.rep_id,)) is None:
            raise Refused("Unknown rep.")
        if plan["condition"] == Condition.CANCELED:
            raise Refused("This mPlan is canceled.")
        return plan

    def _local(self, wanted: BookingForm) -> str:
        """Wall time of the store, whatever offset the client sent."""
        row = self._storage.row("SELECT timezone FROM stores WHERE location_id = ?", (wanted.location_id,))
        zone = ZoneInfo(row["timezone"]) if row else UTC
        return datetime.fromisoformat(wanted.start).astimezone(zone).replace(tzinfo=None).isoformat()

    def _candidates(self, wanted: FeedQuery) -> list[Row]:
        if wanted.mplan_ids is None:
            return self._storage.rows("SELECT * FROM mplans")
        return [plan for mplan_id in wanted.mplan_ids if (plan := self.plan(mplan_id)) is not None]

    def _bookings_by_plan(self, plans: list[Row] | None) -> dict[str, list[Row]]:
        """Of these events, or of all."""
        if plans is not None:
            own = [plan["mplan_id"] for plan in plans]
            return {mplan_id: self._storage.rows(_BOOKINGS_OF_PLAN, (mplan_id,)) for mplan_id in own}
        by_plan: dict[str, list[Row]] = {}
        for booking in self.active_bookings():
            by_plan.setdefault(booking["mplan_id"], []).append(booking)
        return by_plan


def _matches(plan: Row, wanted: FeedQuery) -> bool:
    if wanted.mplan_ids is not None and plan["mplan_id"] not in wanted.mplan_ids:
        return False
    if wanted.conditions is not None and plan["condition"] not in wanted.conditions:
        return False
    if wanted.text and wanted.text not in plan["name"].lower():
        return False
    if wanted.interval is None:
        return True
    return bool(plan["start_date"] <= wanted.interval[1] and plan["end_date"] >= wanted.interval[0])


def _sort_key(plan: Row, sort: str, bookings: dict[str, list[Row]]) -> tuple[str, str]:
    """The id settles ties, so that pages neither overlap nor miss rows."""
    if sort == "staffedReps":
        names = ", ".join(booking["rep_name"] for booking in bookings.get(plan["mplan_id"], []))
        return names, plan["mplan_id"]
    column = {"endDate": "end_date", "name": "name", "condition": "condition"}.get(sort, "start_date")
    return plan[column], plan["mplan_id"]


def _is_away(rep: Row, first: date, last: date) -> bool:
    return any(starts <= first.isoformat() and last.isoformat() <= ends for starts, ends in json.loads(rep["away"]))
