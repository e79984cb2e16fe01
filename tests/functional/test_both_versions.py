"""Two people edit the same thing: the second sees both versions, nothing is overwritten silently, each may be taken."""

from __future__ import annotations

import re

import pytest

from app.models import Campaign, Employee, Rotation
from app.vocabulary import Role, Title
from tests.factories import MONDAY
from tests.functional.page_client import PageClient


@pytest.fixture
def store(make):
    return make.store()


@pytest.fixture
def ana(make, store):
    return make.employee(stores=(store,), name="Ana Lopez", phone="111")


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in())


def fields_of(text):
    """What a browser would send back: hidden inputs, typed texts, ticked boxes, chosen options."""
    main = text.split("<main")[1]
    found = {}
    for tag in re.findall(r"<input[^>]*>", main):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        picks = 'type="radio"' in tag or 'type="checkbox"' in tag
        if name and (not picks or " checked" in tag):
            found.setdefault(name[1], []).append(value[1] if value else "y")
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', main, re.S):
        for option in re.findall(r"<option[^>]*selected[^>]*>", options):
            found.setdefault(name, []).append(re.search(r'value="([^"]*)"', option)[1])
    return found


@pytest.fixture
def opened(page, ana):
    """Opened before somebody else saved."""
    return fields_of(page.get(f"/employees/{ana.id}/edit").text)


@pytest.fixture
def theirs(page, ana, opened):
    page.post(f"/employees/{ana.id}/edit", opened | {"phone": ["222"], "email": ["ana@example.org"]}, status=302)


def saved(session, ana):
    session.rollback()
    return session.get_one(Employee, ana.id)


def test_the_second_sees_both_versions_and_nothing_is_saved(page, session, ana, opened, theirs):
    text = page.post(f"/employees/{ana.id}/edit", opened | {"phone": ["333"]}, status=412).text

    shown = text.split('class="both-versions"')[1].split("</section>")[0]
    assert "Phone" in shown
    assert "222" in shown
    assert "333" in shown
    assert "ana@example.org" in shown
    assert "Title" not in shown
    assert saved(session, ana).phone == "222"


def test_each_field_takes_the_version_that_was_chosen(page, session, ana, opened, theirs):
    again = fields_of(page.post(f"/employees/{ana.id}/edit", opened | {"phone": ["333"]}, status=412).text)

    page.post(f"/employees/{ana.id}/edit", again | {"take-email": ["theirs"]}, status=302)

    row = saved(session, ana)
    assert (row.phone, row.email) == ("333", "ana@example.org")


def test_a_third_save_in_between_is_met_as_well(page, session, ana, opened, theirs):
    again = fields_of(page.post(f"/employees/{ana.id}/edit", opened | {"phone": ["333"]}, status=412).text)
    page.post(f"/employees/{ana.id}/edit", again | {"phone": ["444"]}, status=302)

    text = page.post(f"/employees/{ana.id}/edit", again | {"take-phone": ["mine"]}, status=412).text

    assert "444" in text.split('class="both-versions"')[1].split("</section>")[0]
    assert saved(session, ana).phone == "444"


def test_ticks_are_compared_and_taken_too(page, session, ana, opened):
    trained = opened | {"adult_beverage_trained": ["y"]}
    page.post(f"/employees/{ana.id}/edit", trained, status=302)
    again = fields_of(page.post(f"/employees/{ana.id}/edit", opened, status=412).text)

    page.post(f"/employees/{ana.id}/edit", again | {"take-adult_beverage_trained": ["theirs"]}, status=302)

    assert saved(session, ana).adult_beverage_trained


def test_the_same_change_twice_says_that_both_are_the_same(page, ana, opened):
    page.post(f"/employees/{ana.id}/edit", opened | {"phone": ["222"]}, status=302)

    text = page.post(f"/employees/{ana.id}/edit", opened | {"phone": ["222"]}, status=412).text

    assert "Both versions say the same" in text


@pytest.mark.parametrize("hostile", [{"take-csrf_token": ["theirs"]}, {"take-nothing": ["theirs"]}])
def test_words_that_are_no_field_change_nothing(page, session, ana, opened, hostile):
    page.post(f"/employees/{ana.id}/edit", opened | {"phone": ["555"]} | hostile, status=302)

    assert saved(session, ana).phone == "555"


def test_events_meet_in_the_same_way(page, make, store):
    event = make.event(store=store)
    opened = fields_of(page.get(f"/events/{event.id}/edit").text)
    page.post(f"/events/{event.id}/edit", opened | {"priority": ["1"]}, status=302)

    text = page.post(f"/events/{event.id}/edit", opened | {"priority": ["5"]}, status=412).text

    assert "Priority" in text.split('class="both-versions"')[1].split("</section>")[0]


def conflict(text):
    return text.split('class="both-versions"')[1].split("</section>")[0]


def test_a_section_of_the_settings_meets_in_the_same_way(page, sign_in):
    page = PageClient(sign_in(Role.ADMIN))
    opened = fields_of(page.get("/settings/workload").text)
    page.post("/settings/workload", opened | {"workload_normal_max": ["11"]}, status=302)

    text = page.post("/settings/workload", opened | {"workload_normal_max": ["9"]}, status=412).text

    assert "11" in conflict(text)
    assert "11" in fields_of(page.get("/settings/workload").text)["workload_normal_max"]


def test_rotations_meet_in_the_same_way(page, session, make, store):
    lee, lou = (make.employee(stores=(store,), name=name, title=Title.LEAD) for name in ("Lee Lead", "Lou Lead"))
    opened = fields_of(page.get(f"/rotations?store={store.id}").text)
    page.post(f"/rotations/{store.id}", opened | {"primary_lead_0": [str(lee.id)]}, status=302)

    refused = page.post(f"/rotations/{store.id}", opened | {"primary_lead_0": [str(lou.id)]}, status=412).text
    page.post(f"/rotations/{store.id}", fields_of(refused) | {"take-primary_lead_0": ["theirs"]}, status=302)

    assert "Lee Lead" in conflict(refused)
    session.rollback()
    assert session.query(Rotation).one().employee_id == lee.id


def test_holidays_meet_in_the_same_way(page, make, store):
    day = make.holiday(day=MONDAY)
    opened = fields_of(page.get(f"/holidays/{day.id}").text)
    page.post(f"/holidays/{day.id}", opened | {"name": ["Stocktaking"]}, status=302)

    text = page.post(f"/holidays/{day.id}", opened | {"name": ["Inventory"]}, status=412).text

    assert "Stocktaking" in conflict(text)


def test_stores_meet_in_the_same_way(sign_in, store):
    page = PageClient(sign_in(Role.ADMIN))
    opened = fields_of(page.get(f"/stores/{store.id}").text)
    page.post(f"/stores/{store.id}", opened | {"name": ["Northside"]}, status=302)

    text = page.post(f"/stores/{store.id}", opened | {"name": ["Southside"]}, status=412).text

    assert "Northside" in conflict(text)


def test_campaigns_meet_in_the_same_way(page, make, session, store):
    campaign = make.row(Campaign(name="Summer", store_id=store.id))
    opened = fields_of(page.get(f"/events/campaigns/{campaign.id}").text)
    page.post(f"/events/campaigns/{campaign.id}", opened | {"name": ["Autumn"]}, status=302)

    text = page.post(f"/events/campaigns/{campaign.id}", opened | {"name": ["Winter"]}, status=412).text

    assert "Autumn" in text.split('class="both-versions"')[1].split("</section>")[0]
    session.rollback()
    assert session.get_one(Campaign, campaign.id).name == "Autumn"
