"""Events of the feed: created, updated, and remembered as missing when a complete feed no longer has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.formatting import short_day
from app.integrations.crossmark.payloads import MPlan
from app.models import Event, Store
from app.queries import sync as queries
from app.services.scheduling.recognition import Patterns, needs_own_time, recognise
from app.services.scheduling.rule_settings import RuleSettings
from app.services.sync.losses import gone_twice, is_suspicious
from app.services.sync.report import Report, Touched, assign
from app.services.sync.snapshot import Snapshot
from app.vocabulary import Condition, EventType


@dataclass(frozen=True)
class Recognition:
    rules: RuleSettings
    patterns: Patterns | None


def apply_events(
    session: Session,
    snapshot: Snapshot,
    stores: dict[str, Store],
    recognition: Recognition,
    *,
    now: datetime,
    report: Report,
) -> dict[str, Event]:
    """Events of the feed by their mPlanID."""
    listed = {mplan.mplan_id: mplan for mplan in snapshot.mplans if mplan.mplan_id}
    rows = queries.events(session, list(listed), snapshot.window.first, snapshot.window.last)
    known = {row.ref_num: row for row in rows}
    unsettled = queries.unsettled_event_ids(session)
    found: dict[str, Event] = {}
    for mplan in snapshot.mplans:
        store = stores.get(mplan.location_id)
        event = known.get(mplan.mplan_id)
        if not mplan.mplan_id or store is None:
            report.problem(
                "event",
                f"An event named {mplan.name[:80]!r} has no usable id or place; it was left out. Look at Crossmark.",
            )
        elif event is not None:
            _update(event, mplan, store, recognition, event.id in unsettled, report)
            found[mplan.mplan_id] = event
        elif (created := _create(mplan, store, recognition, report)) is not None:
            session.add(created)
            report.new_events.append(created)
            found[mplan.mplan_id] = created
    session.flush()  # pairs and bookings need the ids
    gone = [row for row in rows if row.ref_num not in listed and row.removed_at is None]
    if gone and (not listed or is_suspicious(len(gone), len(rows))):
        report.hold("events", [row.id for row in gone], len(rows))
    else:
        _mark_missing(gone, now, report)
    _pair({row.id: row for row in [*rows, *found.values()]}.values(), report)
    return found


def _create(mplan: MPlan, store: Store, recognition: Recognition, report: Report) -> Event | None:
    for problem in mplan.problems:
        report.problem("event", f"{mplan.name[:80]}: {problem}.")
    if mplan.start_date is None or mplan.due_date is None:
        report.problem(
            "event",
            f"{mplan.name[:80]} ({mplan.mplan_id}) was left out: its dates cannot be read. Correct them at Crossmark.",
        )
        return None
    event = Event(ref_num=mplan.mplan_id, **_plain_values(mplan, store))
    seen = recognise(mplan.name, recognition.patterns)
    event.type, event.subtype, event.event_number = seen.type, seen.subtype, seen.event_number
    event.duration_minutes = mplan.minutes or recognition.rules.default_minutes(seen.type, seen.subtype)
    event.exclusive = needs_own_time(recognition.rules, seen.type, event.duration_minutes)
    event.condition = mplan.condition or (Condition.SCHEDULED if mplan.crossmark_id else Condition.UNSTAFFED)
    report.changed("events_created", f"New: {event.name} ({store.name}).")
    return event


def _plain_values(mplan: MPlan, store: Store) -> dict[str, Any]:
    values: dict[str, Any] = {
        "external_id": mplan.mplan_id,
        "name": mplan.name or f"Event {mplan.mplan_id}",
        "store_id": store.id,
        "sales_tool_urls": list(mplan.sales_tool_urls),
        "staffed_reps": mplan.rep_names,
        "problems": list(mplan.problems),
        "missing_since": None,
        "removed_at": None,
    }
    if mplan.start_date is not None and mplan.due_date is not None:
        values["start_date"] = mplan.start_date
        values["due_date"] = max(mplan.start_date, mplan.due_date)
    return values


def _update(
    event: Event, mplan: MPlan, store: Store, recognition: Recognition, unsettled: bool, report: Report
) -> None:
    """A manager's type and length stay; while our own booking waits, its condition is newer than Crossmark's."""
    for problem in mplan.problems:
        report.problem("event", f"{mplan.name[:80]}: {problem}.")
    values = _plain_values(mplan, store)
    seen = recognise(mplan.name, recognition.patterns)
    values["event_number"] = seen.event_number
    if not event.type_is_manual:
        values |= {"type": seen.type, "subtype": seen.subtype}
    if mplan.condition is not None and not unsettled:
        values["condition"] = mplan.condition
    if mplan.minutes is not None:
        values["duration_minutes"] = mplan.minutes
    elif not event.type_is_manual and (event.type, event.subtype) != (seen.type, seen.subtype):
        values["duration_minutes"] = recognition.rules.default_minutes(seen.type, seen.subtype)
    before = {name: getattr(event, name) for name in values}
    window = event.start_date, event.due_date
    differing = assign(event, **values)
    _touch(event, window, differing, report)
    if {"type", "duration_minutes"} & set(differing):
        differing += assign(event, exclusive=needs_own_time(recognition.rules, event.type, event.duration_minutes))
    if differing:
        words = "; ".join(_before_and_after(name, before.get(name), getattr(event, name)) for name in differing)
        report.changed("events_updated", f"{event.name}: {words}.")


def _before_and_after(name: str, before: Any, after: Any) -> str:
    """`due date Sat Mar 7 -> Mon Mar 9`; lists and flags only by name."""
    words = name.replace("_", " ")
    if isinstance(before, date) and isinstance(after, date):
        return f"{words} {short_day(before)} -> {short_day(after)}"
    if isinstance(before, str | int) and not isinstance(before, bool):
        return f"{words} {before} -> {after}"
    return f"{words} changed"


def _touch(event: Event, before: tuple[date, date], differing: list[str], report: Report) -> None:
    """What those who are booked have to know."""
    if {"start_date", "due_date"} & set(differing):
        was, now = (f"{short_day(first)} to {short_day(last)}" for first, last in (before, _window(event)))
        report.touched.append(Touched(event, "window", f"{event.name} moved from {was} to {now}."))
    if "condition" in differing and event.condition is Condition.CANCELED:
        report.touched.append(Touched(event, "canceled", f"{event.name} was canceled at Crossmark."))


def _window(event: Event) -> tuple[date, date]:
    return event.start_date, event.due_date


def _mark_missing(missing: list[Event], now: datetime, report: Report) -> None:
    """Missing once is remembered, missing twice in a row counts as taken away at Crossmark."""
    first, twice = gone_twice(missing, now)
    for event in first:
        report.changed("events_missing", f"{event.name} is not in Crossmark's list any more.")
    for event in twice:
        event.removed_at = now
        event.condition = Condition.CANCELED
        report.changed("events_removed", f"{event.name} was taken away at Crossmark.")
        report.touched.append(Touched(event, "removed", f"{event.name} was taken away at Crossmark."))


def _pair(events: Any, report: Report) -> None:
    """A Supervisor visit belongs to the Core event of the same store and number."""
    cores: dict[tuple[int, str | None], Event] = {}
    for event in sorted(events, key=lambda row: row.id, reverse=True):
        if event.type is EventType.CORE and event.event_number and event.removed_at is None:
            cores[event.store_id, event.event_number] = event
    for event in events:
        if event.type is not EventType.SUPERVISOR:
            continue
        core = cores.get((event.store_id, event.event_number)) if event.event_number else None
        if assign(event, parent_id=core.id if core else None) and core is not None:
            report.changed("events_paired", f"{event.name} belongs to {core.name}.")
