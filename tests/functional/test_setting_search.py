"""Finding a setting by any word of it."""

from __future__ import annotations

import pytest

from app.vocabulary import Role
from tests.functional.page_client import PageClient


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("packet cover", "/settings/paperwork#packet_cover"),
        ("workload_normal_max", "/settings/workload#workload_normal_max"),
        ("days ahead", "/settings/sync#sync_days_ahead"),
        ("double book", "/settings/rules/overlap"),
    ],
)
def test_any_word_of_label_place_or_key_leads_there(page, words, address):
    assert f'href="{address}"' in page.get("/settings", query_string={"q": words}).text


def test_every_hit_is_a_field_of_the_page_it_leads_to(page):
    for hit in page.get("/settings?q=sync").text.split('<a href="/settings/sync#')[1:]:
        assert f'id="{hit.split(chr(34))[0]}"' in page.get("/settings/sync").text


def test_what_nothing_says_is_told(page):
    assert "No setting or rule says this" in page.get("/settings?q=zebra").text


def test_without_a_word_all_sections_are_listed(page):
    assert 'href="/settings/workload"' in page.get("/settings").text
