"""The help: found from every page, searched, and never about what a person may not open."""

from __future__ import annotations

from html import unescape

import pytest

from app.vocabulary import Role
from app.web.help_texts import TOPICS
from app.web.help_topics import topic_of
from app.web.navigation import GROUPS, OWN
from tests.functional.page_client import PageClient

ENTRIES = [entry.path for group in (OWN, *GROUPS) for entry in group.entries if entry.path != "/help"]


@pytest.fixture
def page(sign_in):
    return PageClient(sign_in(Role.MANAGER))


class TestTopics:
    @pytest.mark.parametrize("path", ENTRIES)
    def test_every_page_of_the_navigation_has_one(self, path):
        assert topic_of(path, TOPICS) is not None

    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("/", "dashboard"),
            ("/calendar", "calendar"),
            ("/day/2026-03-02", "calendar"),
            ("/auto-scheduler", "auto-scheduler"),
            ("/auto-scheduler/runs/7", "approve"),
            ("/schedules/unreported", "unreported"),
            ("/settings/rules/max_work_days", "rules"),
            ("/settings/night", "settings"),
        ],
    )
    def test_the_closest_one_is_about_a_page(self, path, name):
        found = topic_of(path, TOPICS)

        assert found is not None
        assert found.name == name

    def test_a_page_that_only_begins_alike_has_none(self):
        assert topic_of("/daylight", TOPICS) is None

    def test_names_differ(self):
        assert len({topic.name for topic in TOPICS}) == len(TOPICS)


class TestPages:
    def test_each_topic_opens_and_leads_to_its_page(self, page):
        for topic in TOPICS:
            text = page.get(f"/help/{topic.name}").text
            assert str(topic.texts[0])[:30] in unescape(text)
            for address in topic.pages[:1]:
                assert f'href="{address}"' in text

    def test_the_question_mark_of_a_page_leads_to_its_topic(self, page):
        assert 'href="/help/employees"' in page.get("/employees").text

    def test_a_search_finds_every_word(self, page):
        text = page.get("/help?q=undo+HISTORY").text

        assert "History and undo" in text
        assert 'href="/help/walmart"' not in text

    def test_a_search_without_result_says_so(self, page):
        assert "No topic has these words." in page.get("/help?q=zeppelin").text

    def test_an_employee_reads_of_the_own_work_only(self, sign_in):
        page = PageClient(sign_in(Role.EMPLOYEE))

        assert 'href="/help/sync"' not in page.get("/help").text
        page.get("/help/sync", status=404)

    def test_an_unknown_topic_is_not_found(self, page):
        page.get("/help/zeppelin", status=404)
