"""The invented world is the same every time, has everything the product must show, and keeps the rules elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import pytest

from app.sandbox.closings import is_closed
from app.sandbox.seed import build_world, local_knowledge
from app.sandbox.world import Booking, DemoWorld, MPlan, Person
from app.vocabulary import Condition, EventSubtype, EventType, RotationKind, TimeOffStatus, Title

TUESDAY = date(2026, 3, 3)
#: Each weekday, both clock changes, the days around Thanksgiving, Christmas and a leap day.
MANY_DAYS = (
    [date(2026, 3, 2) + timedelta(days=day) for day in range(7)]
    + [date(2026, 11, day) for day in (1, 24, 25, 26)]
    + [date(2026, 12, 24), date(2026, 12, 31), date(2028, 2, 29)]
)
ALLOWED = {
    EventType.CORE: {Title.LEAD, Title.SPECIALIST, Title.JUICER},
    EventType.JUICER: {Title.JUICER},
    EventType.SUPERVISOR: {Title.CLUB_SUPERVISOR, Title.LEAD},
    EventType.FREEOSK: {Title.CLUB_SUPERVISOR, Title.LEAD},
    EventType.DIGITALS: {Title.CLUB_SUPERVISOR, Title.LEAD},
    EventType.OTHER: {Title.CLUB_SUPERVISOR, Title.LEAD},
}

Booked = tuple[Booking, MPlan, Person]


@pytest.fixture(scope="module")
def world() -> DemoWorld:
    return world_of(TUESDAY)


@cache
def world_of(today: date) -> DemoWorld:
    return build_world(1, today)


def booked(world: DemoWorld) -> list[Booked]:
    plans = {plan.mplan_id: plan for plan in world.mplans}
    people = {person.rep_id: person for person in world.people}
    return [(booking, plans[booking.mplan_id], people[booking.rep_id]) for booking in world.bookings]


def by_person_and_day(entries: Iterable[Booked]) -> list[list[Booked]]:
    found: dict[tuple[str, date], list[Booked]] = defaultdict(list)
    for entry in entries:
        found[entry[2].employee_id, entry[0].starts_at.date()].append(entry)
    return list(found.values())


def type_read_from(name: str) -> EventType:
    """The documented order of patterns, written again on purpose."""
    upper = name.upper()
    for words, type_ in (
        (("CORE",), EventType.CORE),
        (("DIGITAL",), EventType.DIGITALS),
        (("JUICER",), EventType.JUICER),
        (("SUPERVISOR", "V2-SUPER", "SUPERVISO"), EventType.SUPERVISOR),
        (("FREEOSK",), EventType.FREEOSK),
    ):
        if any(word in upper for word in words):
            return type_
    return EventType.OTHER


class TestRepeatability:
    def test_the_same_seed_and_day_give_an_equal_world(self) -> None:
        assert build_world(7, TUESDAY) == build_world(7, TUESDAY)

    def test_another_seed_gives_another_world(self, world: DemoWorld) -> None:
        assert build_world(2, TUESDAY).bookings != world.bookings

    def test_local_knowledge_is_what_the_wire_does_not_carry(self, world: DemoWorld) -> None:
        known = local_knowledge(world)

        assert known.people == world.people
        assert known.time_off == world.time_off
        assert known.rotations == world.rotations
        assert known.holidays == world.holidays


class TestPeople:
    def test_about_sixty_work_in_three_stores(self, world: DemoWorld) -> None:
        homes = Counter(person.home_store for person in world.people)

        assert len(world.people) == 60
        assert len(homes) == len(world.stores) == 3
        assert min(homes.values()) >= 15

    def test_every_store_has_every_title(self, world: DemoWorld) -> None:
        titles = Counter((person.home_store, person.title) for person in world.people)

        for store in world.stores:
            assert 1 <= titles[store.number, Title.CLUB_SUPERVISOR] <= 2
            assert 4 <= titles[store.number, Title.LEAD] <= 5
            assert 3 <= titles[store.number, Title.JUICER] <= 4

    @pytest.mark.parametrize("field", ["employee_id", "rep_id", "email", "phone"])
    def test_nobody_shares_an_id_or_address(self, world: DemoWorld, field: str) -> None:
        values = [getattr(person, field) for person in world.people]

        assert len(set(values)) == len(values)

    def test_two_people_share_a_name(self, world: DemoWorld) -> None:
        assert max(Counter(person.name for person in world.people).values()) == 2

    def test_some_work_in_two_stores_of_one_time_zone(self, world: DemoWorld) -> None:
        zones = {store.number: store.timezone for store in world.stores}
        shared = [person for person in world.people if len(person.store_numbers) > 1]

        assert len(shared) == 6
        assert all(len({zones[number] for number in person.store_numbers}) == 1 for person in shared)

    def test_everything_that_limits_people_occurs(self, world: DemoWorld) -> None:
        assert {person.weekly is None for person in world.people} == {True, False}
        assert {person.wage_cents is None for person in world.people} == {True, False}
        assert {person.adult_beverage_trained for person in world.people} == {True, False}
        assert {person.active for person in world.people} == {True, False}
        assert {off.status for off in world.time_off} >= {TimeOffStatus.APPROVED, TimeOffStatus.REQUESTED}
        assert any(off.starts_minute is not None for off in world.time_off)
        assert world.date_availability
        assert {value for entry in world.overrides for value in entry.weekdays} == {True, False, None}

    def test_rotations_name_active_people_of_the_right_title_for_every_day(self, world: DemoWorld) -> None:
        people = {person.employee_id: person for person in world.people}
        needed = {RotationKind.JUICER: Title.JUICER, RotationKind.PRIMARY_LEAD: Title.LEAD}

        assert len(world.rotations) == 3 * 2 * 7
        assert all(people[rotation.employee_id].title is needed[rotation.kind] for rotation in world.rotations)
        assert any(rotation.backup_employee_id for rotation in world.rotations)
        assert world.rotation_exceptions


class TestEvents:
    def test_they_span_twelve_weeks_around_today(self, world: DemoWorld) -> None:
        starts = [plan.start_date for plan in world.mplans]

        assert timedelta(weeks=5) <= TUESDAY - min(starts) <= timedelta(weeks=7)
        assert timedelta(weeks=5) <= max(starts) - TUESDAY <= timedelta(weeks=7)

    def test_a_usual_week_has_25_to_30_cores(self, world: DemoWorld) -> None:
        monday = TUESDAY - timedelta(days=1)
        weeks = Counter((plan.start_date - monday).days // 7 for plan in world.mplans if plan.type is EventType.CORE)

        assert all(25 <= weeks[week] <= 32 for week in (-6, -5, -4, -3, -2, 1, 2, 3, 4, 5))

    def test_every_type_and_subtype_occurs(self, world: DemoWorld) -> None:
        assert {plan.type for plan in world.mplans} == set(EventType)
        assert {plan.subtype for plan in world.mplans} == {*EventSubtype, None}

    @pytest.mark.parametrize("today", MANY_DAYS)
    def test_every_condition_occurs_within_the_days_a_sync_reads(self, today: date) -> None:
        read = [plan for plan in world_of(today).mplans if plan.due_date >= today - timedelta(days=30)]

        assert {plan.condition for plan in read} == set(Condition)

    def test_names_read_back_as_their_type(self, world: DemoWorld) -> None:
        assert [plan.name for plan in world.mplans if type_read_from(plan.name) is not plan.type] == []

    def test_names_begin_with_the_event_number(self, world: DemoWorld) -> None:
        unnumbered = [plan for plan in world.mplans if plan.number is None]

        assert all(plan.name.startswith(f"{plan.number}-") for plan in world.mplans if plan.number is not None)
        assert len(unnumbered) == 1

    def test_one_number_may_occur_in_two_stores(self, world: DemoWorld) -> None:
        stores = defaultdict(set)
        for plan in world.mplans:
            if plan.type is EventType.CORE:
                stores[plan.number].add(plan.store_number)

        assert any(len(found) == 2 for found in stores.values())

    @pytest.mark.parametrize("part", ["<script>alert(1)</script>", "Crème Brûlée", "V2-SUPERVISO"])
    def test_awkward_names_occur(self, world: DemoWorld, part: str) -> None:
        assert any(part in plan.name for plan in world.mplans)

    def test_ids_are_never_used_twice(self, world: DemoWorld) -> None:
        assert len({plan.mplan_id for plan in world.mplans}) == len(world.mplans)
        assert len({booking.schedule_event_id for booking in world.bookings}) == len(world.bookings)


class TestHowMuchIsBooked:
    def test_the_past_and_this_week_are_staffed_and_later_weeks_are_open(self, world: DemoWorld) -> None:
        monday = TUESDAY - timedelta(days=1)
        held = {booking.mplan_id for booking in world.bookings}

        def share(week: int) -> float:
            plans = [plan for plan in world.mplans if (plan.start_date - monday).days // 7 == week]
            return sum(plan.mplan_id in held for plan in plans) / len(plans)

        assert share(-3) > 0.9
        assert share(0) > 0.8
        assert 0.25 < share(1) < 0.55
        assert share(3) < 0.15

    def test_most_of_the_past_is_submitted(self, world: DemoWorld) -> None:
        past = [plan.condition for booking, plan, _ in booked(world) if booking.starts_at.date() < TUESDAY]

        assert past.count(Condition.SUBMITTED) / len(past) > 0.9

    @pytest.mark.parametrize("today", MANY_DAYS)
    def test_tomorrow_always_has_a_packet_worth_printing(self, today: date) -> None:
        world = world_of(today)
        tomorrow = [
            plan
            for booking, plan, _ in booked(world)
            if booking.starts_at.date() == today + timedelta(days=1) and plan.type is EventType.CORE
        ]
        reports = {report.demo_id: report for report in world.reports}
        per_store = Counter(plan.store_number for plan in tomorrow)

        assert all(per_store[store.number] >= 4 for store in world.stores)
        assert sum(plan.number not in reports for plan in tomorrow) == 1
        assert sum(plan.number in world.missing_tools for plan in tomorrow) == 1
        assert sum(plan.number in reports and reports[str(plan.number)].items is None for plan in tomorrow) == 1


class TestRulesAreKeptExceptOnPurpose:
    @pytest.mark.parametrize("today", MANY_DAYS)
    def test_exactly_one_booking_lies_in_time_off(self, today: date) -> None:
        world = world_of(today)
        broken = [
            off
            for booking, _, person in booked(world)
            for off in world.time_off
            if off.employee_id == person.employee_id
            and off.status is TimeOffStatus.APPROVED
            and off.starts_minute is None
            and off.starts_on <= booking.starts_at.date() <= off.ends_on
        ]

        assert len(broken) == 1

    @pytest.mark.parametrize("today", MANY_DAYS)
    def test_exactly_one_person_is_booked_twice_at_a_time(self, today: date) -> None:
        exclusive = [entry for entry in booked(world_of(today)) if entry[1].type is not EventType.SUPERVISOR]
        clashes = [
            (first, second)
            for day in by_person_and_day(exclusive)
            for place, (first, _, _) in enumerate(day)
            for second, _, _ in day[place + 1 :]
            if first.starts_at < second.ends_at and second.starts_at < first.ends_at
        ]

        assert len(clashes) == 1

    @pytest.mark.parametrize("today", MANY_DAYS)
    def test_exactly_one_booking_has_the_wrong_title(self, today: date) -> None:
        entries = booked(world_of(today))

        assert sum(person.title not in ALLOWED[plan.type] for _, plan, person in entries) == 1

    @pytest.mark.parametrize("today", MANY_DAYS)
    def test_nobody_works_on_a_holiday_or_in_a_foreign_store(self, today: date) -> None:
        world = world_of(today)

        assert not any(is_closed(world.holidays, booking.starts_at.date()) for booking, _, _ in booked(world))
        assert all(plan.store_number in person.store_numbers for _, plan, person in booked(world))

    @pytest.mark.parametrize("today", MANY_DAYS)
    def test_every_booking_lies_in_its_window(self, today: date) -> None:
        for booking, plan, _ in booked(world_of(today)):
            assert plan.start_date <= booking.starts_at.date() <= plan.due_date

    def test_nobody_juices_and_demonstrates_on_one_day(self, world: DemoWorld) -> None:
        mixed = [
            day
            for day in by_person_and_day(booked(world))
            if {EventType.CORE, EventType.JUICER} <= {plan.type for _, plan, _ in day}
        ]

        assert mixed == []

    def test_nobody_works_more_days_a_week_than_agreed(self, world: DemoWorld) -> None:
        days = defaultdict(set)
        for booking, _, person in booked(world):
            day = booking.starts_at.date()
            days[person, day - timedelta(days=(day.weekday() + 1) % 7)].add(day)

        assert all(len(worked) <= person.max_days_week for (person, _), worked in days.items())


class TestTimes:
    def test_bookings_carry_the_offset_of_their_store_and_season(self) -> None:
        offsets = {
            (plan.store_number, booking.starts_at.date() >= date(2026, 3, 8)): booking.starts_at.strftime("%z")
            for booking, plan, _ in booked(build_world(1, date(2026, 3, 10)))
        }

        assert offsets["8801", False] == "-0500"
        assert offsets["8801", True] == "-0400"
        assert offsets["8803", False] == "-0600"
        assert offsets["8803", True] == "-0500"

    def test_cores_start_at_their_slots(self, world: DemoWorld) -> None:
        starts = {booking.starts_at.strftime("%H:%M") for booking, plan, _ in booked(world) if plan.type == "Core"}

        assert starts == {"09:45", "10:30", "11:00", "11:30"}
