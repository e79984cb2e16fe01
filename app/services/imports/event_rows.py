"""Rows of events: Crossmark's list of work (`WorkBankVisits.csv`) or one's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.imports import values
from app.models import Event, Store
from app.queries import imports as queries
from app.services import events, own_events, rulebook
from app.services.events import EventDecision
from app.services.import_planning import plan_new
from app.services.imports.rows import Context, Effect, Field, Kind, ReadRow
from app.services.own_events import EventFacts, Usual
from app.services.scheduling.recognition import event_number
from app.vocabulary import Condition, EventType, Permission
from app.wording import N_, say

_LONGEST_NAME, _LONGEST_REF = 300, 32


def _type(text: str) -> EventType:
    found = next((kind for kind in EventType if kind.value.casefold() == text.strip().casefold()), None)
    if found is None:
        raise ValueError(say("Use one of: %(choices)s.", choices=", ".join(kind.value for kind in EventType)))
    return found


def _name(text: str) -> str:
    if len(text) > _LONGEST_NAME:
        raise ValueError(say("Use at most %(most)s characters.", most=_LONGEST_NAME))
    return text


def _ref(text: str) -> str:
    if len(text) > _LONGEST_REF or not text.isascii() or not text.isalnum():
        raise ValueError(say("Use at most %(most)s letters and digits.", most=_LONGEST_REF))
    return text


FIELDS = (
    Field("name", N_("Event"), _name, needed=True, also=("Project Name", "Event name", "Name")),
    Field("ref_num", N_("Crossmark number"), _ref, also=("Project Reference Number", "mPlanID", "Reference")),
    Field("store", N_("Store"), also=("Store Number", "Club")),
    Field("location", N_("Location MVID"), also=("LocationID",)),
    Field("start_date", N_("Start"), values.day, needed=True, also=("Start Date/Time", "Start date", "First day")),
    Field("due_date", N_("Due"), values.day, needed=True, also=("Due Date/Time", "Due date", "Last day")),
    Field("minutes", N_("Minutes"), lambda text: values.whole(text, 5, 1440), also=("Estimated Time", "Length")),
    Field("type", N_("Type"), _type, also=("Event type",)),
    Field("people", N_("People needed"), lambda text: values.whole(text, 1, 99), also=("Headcount",)),
    Field("priority", N_("Priority"), lambda text: values.whole(text, 1, 5)),
)

_LABELS = {
    "name": N_("Event"),
    "start_date": N_("Start"),
    "due_date": N_("Due"),
    "duration_minutes": N_("Minutes"),
    "required_headcount": N_("People needed"),
    "priority": N_("Priority"),
    "type": N_("Type"),
    "condition": N_("Condition"),
    "removed_at": N_("Condition"),
}


def check(context: Context, rows: Sequence[ReadRow]) -> None:
    stores = queries.stores(context.session)
    known = queries.events_by_ref(
        context.session, {str(row.values["ref_num"]) for row in rows if "ref_num" in row.values}
    )
    first_with: dict[str, int] = {}
    for row in rows:
        store = _store(context, row, stores)
        ref = row.values.get("ref_num")
        if ref is not None:
            if ref in first_with:
                words = say("Row %(row)s has this number already. Leave one of them out.", row=first_with[ref])
                context.fault(row, "ref_num", words)
            first_with.setdefault(ref, row.number)
        _check_window(context, row)
        if row.faults or store is None:
            continue
        event = known.get(str(ref)) if ref else None
        if event is not None and not context.actor.sees_store(event.store_id):
            context.fault(row, "ref_num", say("This event belongs to a store you do not manage."))
            continue
        row.plan = (store.id, event)
        row.what = f"{row.values['name']} ({store.number})"
        if event is not None:
            row.differing = tuple(dict.fromkeys(_LABELS[name] for name in _differing(row, event)))
            row.effect = Effect.CHANGED if row.differing else Effect.SAME


def _store(context: Context, row: ReadRow, stores: Sequence[Store]) -> Store | None:
    number, location = row.values.get("store"), row.values.get("location")
    visible = [one for one in stores if context.actor.sees_store(one.id)]
    if number is None and location is None:
        found = next((one for one in visible if one.id == context.store_id), None)
        if found is None:
            context.fault(row, "store", say("No store is named. Fill it in, or choose one for the whole file."))
        return found
    found = next(
        (one for one in visible if one.number == number or (number is None and one.location_id == location)), None
    )
    if found is None:
        words = say("You have no store with the number “%(number)s”.", number=str(number or location)[:20])
        context.fault(row, "store", words)
    return found


def _check_window(context: Context, row: ReadRow) -> None:
    start, due = row.values.get("start_date"), row.values.get("due_date")
    if not isinstance(start, date) or not isinstance(due, date):
        return
    if due < start:
        words = say("The event is due before it starts (%(day)s). Correct one of the days.", day=start.isoformat())
        context.fault(row, "due_date", words)
    elif (due - start).days > own_events.LONGEST_WINDOW_DAYS:
        context.fault(row, "due_date", say("The window is longer than a year. Correct one of the days."))


def _differing(row: ReadRow, event: Event) -> dict[str, object]:
    """What the row says otherwise; a manager's own type stays unless the row names one."""
    said = {
        "name": row.values["name"],
        "start_date": row.values["start_date"],
        "due_date": row.values["due_date"],
        "duration_minutes": row.values.get("minutes", event.duration_minutes),
        "required_headcount": row.values.get("people", event.required_headcount),
        "priority": row.values.get("priority", event.priority),
        "type": row.values.get("type", event.type),
        "condition": Condition.UNSTAFFED if event.condition is Condition.CANCELED else event.condition,
        "removed_at": None,
    }
    return {name: value for name, value in said.items() if getattr(event, name) != value}


def write(context: Context, rows: Sequence[ReadRow]) -> None:
    usual = Usual(rulebook.read(context.session), events.patterns(context.session))
    new = []
    for row in rows:
        store_id, event = row.plan
        if event is None:
            new.append(_new(usual, row, store_id))
        elif row.effect is Effect.CHANGED:
            _update(context, event, _differing(row, event))
    context.session.add_all(new)
    plan_new(context.session, new)


def _new(usual: Usual, row: ReadRow, store_id: int) -> Event:
    said = row.values
    facts = EventFacts(said["name"], store_id, said["start_date"], said["due_date"])
    decision = EventDecision(
        said.get("type"), said.get("priority", 3), said.get("people", 1), said.get("minutes", 0), auto_schedule=True
    )
    event = own_events.build(usual, facts, decision)
    if "ref_num" in said:
        event.ref_num = event.external_id = said["ref_num"]
    return event


def _update(context: Context, event: Event, differing: dict[str, object]) -> None:
    for name, value in differing.items():
        setattr(event, name, value)
    event.event_number = event_number(event.name)
    if "type" in differing:
        events.apply_type(context.session, event, event.type)
    if {"type", "duration_minutes"} & differing.keys():
        events.apply_exclusive(context.session, event)


KIND = Kind("events", N_("Events"), Permission.EDIT_EVENTS, FIELDS, check, write)
