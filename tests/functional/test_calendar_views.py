"""The five views of the calendar: the same work in each, found by the same filters, with what does not fit."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.models import Attendance, Campaign
from app.vocabulary import Condition, EventType, Role, ScheduleStatus, Title
from tests.factories import MONDAY
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

VIEWS = ("month", "week", "timeline", "list")
ADDRESSES = {view: f"/calendar?view={view}&date={MONDAY}" for view in VIEWS} | {"day": f"/day/{MONDAY}?"}
MOST_QUERIES = 12


@pytest.fixture
def store(make):
    return make.store(number="8135", name="Evansville East")


@pytest.fixture
def page(sign_in, store) -> PageClient:
    """Of a manager of this store alone, whose stores are read as well."""
    return PageClient(sign_in(store_ids=[store.id]))


@pytest.fixture
def ana(make, store):
    return make.employee(stores=(store,), name="Ana Lopez", title=Title.LEAD)


def book(make, store, person, *, name="612345-CORE-Mango Salsa", day=MONDAY, **fields):
    kind = fields.pop("type", EventType.CORE)
    event = make.event(store=store, name=name, type=kind, condition=Condition.SCHEDULED, **fields.pop("event", {}))
    return make.schedule(event=event, employee=person, day=day, **fields)


@pytest.mark.parametrize("view", ADDRESSES)
def test_each_view_shows_the_work_the_open_events_and_the_way_to_the_others(page, make, store, ana, view):
    book(make, store, ana)
    make.event(store=store, name="612399-CORE-Cold Brew")

    text = page.get(ADDRESSES[view]).text

    assert "Mango Salsa" in text
    assert "Ana Lopez" in text
    assert "Cold Brew" in text
    for word in ("Month", "Week", "Day", "Timeline", "List"):
        assert f">{word}</a>" in text


@pytest.mark.parametrize("view", ADDRESSES)
def test_a_view_asks_as_much_of_the_database_whatever_it_shows(app, page, make, store, ana, view):
    book(make, store, ana)
    page.get(ADDRESSES[view])
    few = counted(app, lambda: page.get(ADDRESSES[view]))
    for number in range(8):
        person = make.employee(stores=(store,))
        book(make, store, person, day=MONDAY + timedelta(days=number % 7), pinned=number % 2 == 0)
        make.event(store=store)
        make.time_off(employee=person, starts_on=MONDAY)

    many = counted(app, lambda: page.get(ADDRESSES[view]))

    assert many == few
    assert many <= MOST_QUERIES


@pytest.mark.parametrize("view", ADDRESSES)
@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("type=Core", "Mango Salsa"),
        ("type=Freeosk", "Kiosk Juice"),
        ("title=Event+Specialist", "Kiosk Juice"),
        ("state=draft", "Kiosk Juice"),
        ("state=pinned", "Mango Salsa"),
        ("q=salsa+612345", "Mango Salsa"),
        ("q=BEN", "Kiosk Juice"),
    ],
)
def test_every_view_keeps_to_the_filter(page, make, store, ana, view, asked, kept):
    ben = make.employee(stores=(store,), name="Ben Ortiz")
    book(make, store, ana, pinned=True, event={"event_number": "612345"})
    book(make, store, ben, name="Kiosk Juice", type=EventType.FREEOSK, status=ScheduleStatus.DRAFT)

    text = page.get(f"{ADDRESSES[view]}&{asked}").text

    assert kept in text
    assert ({"Mango Salsa", "Kiosk Juice"} - {kept}).pop() not in text


def test_a_person_and_a_campaign_can_be_picked_and_taken_away_again(page, make, store, ana):
    ben = make.employee(stores=(store,), name="Ben Ortiz")
    summer = make.row(Campaign(name="Summer of salsa", store_id=store.id))
    book(make, store, ana, event={"campaign_id": summer.id})
    book(make, store, ben, name="Kiosk Juice")

    by_person = page.get(f"{ADDRESSES['week']}&person={ben.id}").text
    by_campaign = page.get(f"{ADDRESSES['week']}&campaign={summer.id}").text

    assert "Kiosk Juice" in by_person
    assert "Mango Salsa" not in by_person
    assert "Mango Salsa" in by_campaign
    assert "Kiosk Juice" not in by_campaign
    assert "Summer of salsa" in by_campaign
    assert "Clear all" in by_campaign


def test_a_filter_that_nothing_fits_says_how_to_clear_it(page, make, store, ana):
    book(make, store, ana)

    text = page.get(f"{ADDRESSES['week']}&q=nothing+like+this").text

    assert "Nothing here matches the filter." in text
    assert "Clear the filter" in text


def test_words_that_are_no_filter_count_as_not_given(page, make, store, ana):
    book(make, store, ana)

    text = page.get(f"{ADDRESSES['week']}&type=Teapot&state=odd&person=-1&person=x&campaign=9e9").text

    assert "Mango Salsa" in text
    assert "Clear all" not in text


def test_the_last_view_is_shown_when_none_is_asked_for(page, store):
    page.get(f"/calendar?view=month&date={MONDAY}")

    assert 'data-view="month"' in page.get("/calendar").text


def test_a_phone_begins_with_the_day(page, store):
    answer = page.get("/calendar", status=302, headers={"Sec-CH-UA-Mobile": "?1"})

    assert answer.location.startswith("/day/")


def test_the_way_to_the_day_keeps_the_filter(page, store):
    answer = page.get(f"/calendar?view=day&date={MONDAY}&type=Core&q=salsa", status=302)

    assert answer.location == f"/day/{MONDAY}?type=Core&q=salsa"


def test_only_the_board_comes_when_a_piece_is_asked_for(page, make, store, ana):
    book(make, store, ana)

    piece = page.client.get(ADDRESSES["timeline"], headers={"HX-Request": "true"}).text

    assert "Mango Salsa" in piece
    assert "<html" not in piece


class TestSavedViews:
    def test_a_view_is_kept_under_a_name_and_removed(self, page, make, store, ana):
        page.post("/calendar/views", {"name": "Freeosk month", "query": "view=month&type=Freeosk&date=2026-01-01"})
        text = page.get(ADDRESSES["week"]).text
        assert f"/calendar?view=month&amp;type=Freeosk&amp;date={MONDAY}" in text
        assert "Freeosk month" in text

        page.post("/calendar/views/1/remove")
        assert "Saved views:" not in page.get(ADDRESSES["week"]).text

    def test_it_belongs_to_one_user(self, page, store, sign_in):
        page.post("/calendar/views", {"name": "Mine", "query": "view=month"})
        other = PageClient(sign_in(store_ids=[store.id]))

        assert "Mine" not in other.get(ADDRESSES["week"]).text
        other.post("/calendar/views/1/remove", status=404)
        assert "Mine" in page.get(ADDRESSES["week"]).text

    def test_it_holds_nothing_but_view_store_and_filter(self, page, store):
        page.post("/calendar/views", {"name": "Odd", "query": "view=x&next=//evil.example&q=%3Cscript%3E&store=1"})

        assert "view=week&amp;store=1&amp;q=%3Cscript%3E&amp;date=" in page.get(ADDRESSES["week"]).text

    def test_the_same_name_gets_the_new_view(self, page, store):
        for kind in ("Core", "Juicer"):
            page.post("/calendar/views", {"name": "Mine", "query": f"view=list&type={kind}"})

        text = page.get(ADDRESSES["week"]).text

        assert text.count(">Mine</a>") == 1
        assert "view=list&amp;type=Juicer" in text

    @pytest.mark.parametrize("name", ["", "   ", "x" * 41])
    def test_a_name_is_needed(self, page, store, name):
        page.post("/calendar/views", {"name": name, "query": "view=week"})

        assert "Give the view a name of at most 40 characters." in page.get(ADDRESSES["week"]).text

    def test_there_is_an_end_to_them(self, page, store):
        for number in range(13):
            page.post("/calendar/views", {"name": f"View {number}", "query": "view=week"})

        text = page.get(ADDRESSES["week"]).text

        assert "You have 12 saved views already. Remove one first." in text
        assert "View 12" not in text


class TestWhatDoesNotFit:
    def test_work_on_a_day_off_is_a_conflict_on_card_day_and_head(self, page, make, store, ana):
        book(make, store, ana)
        make.time_off(employee=ana, starts_on=MONDAY)

        text = page.get(ADDRESSES["week"]).text

        assert ", Core, Mon Mar 2. conflict</span>" in text
        assert "chip-conflict" in text
        assert text.count("1 conflict") == 2  # head of the page, head of the day

    def test_the_reason_and_the_ways_out_are_one_click_away(self, page, make, store, ana):
        booked = book(make, store, ana)
        make.time_off(employee=ana, starts_on=MONDAY)

        text = page.get(f"/calendar/conflicts?view=week&date={MONDAY}").text

        assert "Ana Lopez, Core at 9:45 AM: Ana Lopez has time off on Mon Mar 2." in text
        assert "Move it to another person or time, or cancel it." in text
        assert f"/schedules/{booked.id}/ways-out" in text

    def test_one_day_of_it_can_be_asked_for(self, page, make, store, ana):
        for offset in (0, 1):
            book(make, store, ana, day=MONDAY + timedelta(days=offset))
        make.time_off(employee=ana, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=1))

        text = page.get(f"/calendar/conflicts?view=week&date={MONDAY}&on={MONDAY + timedelta(days=1)}").text

        assert text.count("Ana Lopez, Core at 9:45 AM") == 1

    def test_a_rule_set_aside_is_a_warning_with_its_reason(self, page, make, store, ana):
        warned = [{"rule": "title", "severity": "soft", "message": "It is Ana's fifth day."}]
        book(make, store, ana, warnings=warned, override_reason="The store asked for it.")

        assert "1 warning" in page.get(ADDRESSES["month"]).text
        assert "The store asked for it." in page.get(f"/calendar/conflicts?view=week&date={MONDAY}").text

    def test_a_holiday_stands_against_work(self, page, make, store, ana):
        book(make, store, ana)
        make.holiday(day=MONDAY, name="Inventory day")

        assert "Inventory day, nobody works at this store." in page.get(ADDRESSES["day"]).text
        assert "Inventory day: nobody works at this store." in page.get(ADDRESSES["timeline"]).text

    def test_done_work_is_not_judged_again(self, page, make, store, ana):
        book(make, store, ana, status=ScheduleStatus.COMPLETED)
        make.time_off(employee=ana, starts_on=MONDAY)

        assert "No conflicts" in page.get(ADDRESSES["week"]).text

    def test_a_plan_without_troubles_says_so(self, page, make, store, ana):
        book(make, store, ana)

        assert "Nothing stands against" in page.get(f"/calendar/conflicts?view=week&date={MONDAY}").text

    def test_they_can_be_filtered_for(self, page, make, store, ana):
        ben = make.employee(stores=(store,), name="Ben Ortiz")
        book(make, store, ana)
        book(make, store, ben, name="Kiosk Juice")
        make.time_off(employee=ana, starts_on=MONDAY)

        text = page.get(f"{ADDRESSES['list']}&state=conflict").text

        assert "Mango Salsa" in text
        assert "Kiosk Juice" not in text


def test_somebody_at_another_store_is_marked(page, make, store, ana):
    book(make, make.store(), ana)

    text = page.get(ADDRESSES["week"]).text

    assert "Ana Lopez works at another store from 9:45 AM." in text
    assert "Mango Salsa" not in text


def test_an_absence_shades_the_day(page, make, store, ana):
    from app.vocabulary import AttendanceStatus
    from tests.factories import now

    make.row(Attendance(employee_id=ana.id, day=MONDAY, status=AttendanceStatus.CALLED_IN, recorded_at=now()))

    assert "Ana Lopez called in on Mon Mar 2." in page.get(ADDRESSES["week"]).text


def test_the_month_has_six_badges_in_their_order_and_leaves_a_zero_empty(page, make, store, ana):
    book(make, store, ana)
    ben = make.employee(stores=(store,))
    book(make, store, ben)
    book(make, store, ben, type=EventType.FREEOSK, minutes=1080, length=30)

    text = page.get(ADDRESSES["month"]).text
    badges = next(part for part in text.split('<ul class="month-badges">') if "C | 2" in part).split("</ul>")[0]

    assert [letter for letter in "CSJFDO" if f"{letter} | " in badges] == ["C", "F"]
    assert [one.split('"')[0].split()[0] for one in badges.split('class="type-')[1:]] == [
        "core",
        "supervisor",
        "juicer",
        "freeosk",
        "digitals",
        "other",
    ]


def test_the_triangle_of_the_month_leads_to_what_is_due_that_day(page, make, store):
    make.event(store=store, name="Due on Monday", due_date=MONDAY + timedelta(days=7))
    make.event(store=store, name="Due on Tuesday", due_date=MONDAY + timedelta(days=8))
    address = f"/unscheduled?store={store.id}&amp;due={MONDAY + timedelta(days=7)}"

    assert address in page.get(ADDRESSES["month"]).text
    text = page.get(address.replace("&amp;", "&")).text
    assert "Due on Monday" in text
    assert "Due on Tuesday" not in text


def test_the_month_shows_a_few_of_many_and_leads_to_the_rest(page, make, store):
    for number in range(5):
        book(make, store, make.employee(stores=(store,)), name=f"Salsa {number}")

    text = page.get(ADDRESSES["month"]).text

    assert "2 more" in text


def test_the_timeline_puts_work_at_its_hour_and_counts_who_is_there(page, make, store, ana):
    book(make, store, ana, minutes=585, length=120)

    text = page.get(ADDRESSES["timeline"]).text

    assert "at-15 for-8" in text  # a quarter of 15 minutes after 6:00, eight of them long
    assert 'data-from="360" data-to="1320"' in text
    hours = text.split('<ol class="hours">')[1].split("</ol>")[0].split("<li>")[1:]
    at_work = [one.split(">")[1][0] for one in hours]
    assert at_work == ["0"] * 3 + ["1"] * 3 + ["0"] * 10


def test_the_timeline_widens_for_work_at_night(page, make, store, ana):
    book(make, store, ana, minutes=23 * 60, length=120)

    assert 'data-to="1440"' in page.get(ADDRESSES["timeline"]).text


def test_a_full_tray_says_how_many_more_there_are(page, make, store, monkeypatch):
    from app.blueprints.calendar import plan

    monkeypatch.setattr(plan, "SHOWN_IN_TRAY", 1)
    for _ in range(3):
        make.event(store=store)

    text = page.get(ADDRESSES["week"]).text

    assert "2 less urgent ones more" in text
    assert "3 unassigned" in text


def test_the_list_has_pages(page, make, store, monkeypatch):
    from app.blueprints.calendar import listing

    monkeypatch.setattr(listing, "PER_PAGE", 2)
    for number in range(3):
        book(make, store, make.employee(stores=(store,)), name=f"Salsa {number}")

    first, last = page.get(ADDRESSES["list"]).text, page.get(f"{ADDRESSES['list']}&page=99").text

    assert "Page 1 of 2 (3 in all)" in first
    assert "Page 2 of 2 (3 in all)" in last


class TestAssignBest:
    @pytest.fixture
    def soon(self, make, store):
        """An event of the days ahead."""
        from app.formatting import local_day
        from tests.factories import ZONE, now

        first = local_day(now(), ZONE) + timedelta(days=8)
        return make.event(store=store, start_date=first, due_date=first + timedelta(days=6))

    def test_it_says_who_and_why_before_it_assigns(self, page, ana, soon):
        text = page.get(f"/unscheduled/{soon.id}/best").text
        assert "Assign Ana Lopez" in text

        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', text.split('class="best-place"')[1]))
        page.post("/schedules/new", fields)
        assert "scheduled" in page.get("/calendar").text

    def test_everybody_else_stands_below_with_what_is_against_them(self, page, make, store, ana, soon):
        ben = make.employee(stores=(store,), name="Ben Ortiz")
        make.time_off(employee=ben, starts_on=soon.start_date, ends_on=soon.due_date)

        text = page.get(f"/unscheduled/{soon.id}/best").text

        assert text.index("Assign Ana Lopez") < text.index("Ben Ortiz has time off")

    def test_a_later_day_that_is_clear_goes_before_a_day_off(self, page, make, ana, soon):
        make.time_off(employee=ana, starts_on=soon.start_date)

        text = page.get(f"/unscheduled/{soon.id}/best").text

        assert f'name="date" value="{soon.start_date + timedelta(days=1)}"' in text

    def test_the_days_in_sight_are_asked_first(self, page, ana, soon):
        wanted = soon.start_date + timedelta(days=3)

        assert (
            f'name="date" value="{wanted}"' in page.get(f"/unscheduled/{soon.id}/best?from={wanted}&to={wanted}").text
        )

    def test_today_comes_last(self, page, make, store, ana, soon):
        today = soon.start_date - timedelta(days=8)
        event = make.event(store=store, start_date=today, due_date=today + timedelta(days=3))

        assert f'name="date" value="{today + timedelta(days=1)}"' in page.get(f"/unscheduled/{event.id}/best").text

    def test_nobody_at_all_leads_to_the_reason(self, page, soon):
        assert "Nobody can do it on any day that is left." in page.get(f"/unscheduled/{soon.id}/best").text

    def test_another_store_and_a_viewer_are_refused(self, page, make, store, soon, sign_in):
        page.get(f"/unscheduled/{make.event(store=make.store()).id}/best", status=404)
        PageClient(sign_in(Role.VIEWER)).get(f"/unscheduled/{soon.id}/best", status=403)
