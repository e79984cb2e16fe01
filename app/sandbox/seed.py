"""Builds the whole invented world from a seed and a day; the same two always give the same world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from app.sandbox.absences import build_date_availability, build_overrides, build_time_off
from app.sandbox.availability import Availability
from app.sandbox.bookings import Placement, Staffing
from app.sandbox.closings import company_holidays
from app.sandbox.conditions import set_conditions
from app.sandbox.event_press import EventPress
from app.sandbox.events import build_demand
from app.sandbox.oddities import Oddities, build_oddities
from app.sandbox.people import build_people
from app.sandbox.reports import build_reports
from app.sandbox.roster import Roster
from app.sandbox.rotations import build_exceptions, build_rotations
from app.sandbox.stores import STORES
from app.sandbox.world import (
    AvailabilityOverride,
    Booking,
    DateAvailability,
    DemoStore,
    DemoWorld,
    Holiday,
    Person,
    Rotation,
    RotationException,
    TimeOff,
)

DEFAULT_SEED = 1
_ZONES = {store.number: store.zone for store in STORES}


@dataclass(frozen=True)
class LocalKnowledge:
    """What a store knows and Crossmark's wire does not carry; people are matched by `employee_id`."""

    stores: tuple[DemoStore, ...]
    people: tuple[Person, ...]
    date_availability: tuple[DateAvailability, ...]
    overrides: tuple[AvailabilityOverride, ...]
    time_off: tuple[TimeOff, ...]
    rotations: tuple[Rotation, ...]
    rotation_exceptions: tuple[RotationException, ...]
    holidays: tuple[Holiday, ...]


def local_knowledge(world: DemoWorld) -> LocalKnowledge:
    return LocalKnowledge(
        stores=world.stores,
        people=world.people,
        date_availability=world.date_availability,
        overrides=world.overrides,
        time_off=world.time_off,
        rotations=world.rotations,
        rotation_exceptions=world.rotation_exceptions,
        holidays=world.holidays,
    )


def build_world(seed: int, today: date) -> DemoWorld:
    people = build_people(seed, today)
    holidays = company_holidays(today)
    press = EventPress()
    odd = build_oddities(today, people, holidays, press)
    time_off = build_time_off(seed, today, people) + odd.time_off
    dates = build_date_availability(seed, today, people)
    overrides = build_overrides(seed, today, people)
    rotations = build_rotations(people)
    exceptions = build_exceptions(today, people, rotations)

    availability = Availability(holidays, time_off, overrides, dates)
    roster = _roster_with(availability, odd)
    staffing = Staffing(people, rotations, exceptions, roster)
    demand = build_demand(seed, today, press) + odd.demand
    placed = list(odd.placements) + staffing.place_all(seed, demand)
    placements = {placement.plan.mplan_id: placement for placement in placed}
    plans = [p.plan for p in odd.placements] + list(odd.unstaffed) + [entry.plan for entry in demand]
    mplans = set_conditions(seed, today, plans, placements)
    reports, missing_tools = build_reports(seed, today, mplans, placements)
    return DemoWorld(
        seed=seed,
        today=today,
        stores=STORES,
        people=people,
        date_availability=dates,
        overrides=overrides,
        time_off=time_off,
        rotations=rotations,
        rotation_exceptions=exceptions,
        holidays=holidays,
        mplans=mplans,
        bookings=_bookings(placed),
        reports=reports,
        missing_tools=missing_tools,
    )


def _roster_with(availability: Availability, odd: Oddities) -> Roster:
    roster = Roster(availability)
    for placement in odd.placements:
        roster.hold(placement.person, placement.plan, placement.day, placement.starts)
    return roster


def _bookings(placed: list[Placement]) -> tuple[Booking, ...]:
    ids = count(44100001)
    ordered = sorted(placed, key=lambda p: (p.day, p.starts, p.plan.mplan_id))
    return tuple(
        Booking(str(next(ids)), p.plan.mplan_id, p.person.rep_id, _starts_at(p), p.plan.minutes) for p in ordered
    )


def _starts_at(placement: Placement) -> datetime:
    """Wall time of the store; twelve-week windows hold no start inside a repeated or skipped hour."""
    midnight = datetime.combine(placement.day, time(), tzinfo=_ZONES[placement.plan.store_number])
    return midnight + timedelta(minutes=placement.starts)
