"""The rule book: cards, the form of a rule, dated settings, undo, and the printed book."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from pypdf import PdfReader

from app.models import RuleSetting
from app.services.rule_cards import rule_book_pdf
from app.services.rule_list import CHAPTERS, GUARDED, numbers_of
from app.services.scheduling.rules import BY_NAME
from app.vocabulary import Role, Severity
from app.wording import say, speaking
from tests.factories import MONDAY
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

STRICT = {"severity_automatic": "hard", "severity_manual": "hard"}
WORK_DAYS = {**STRICT, "max_work_days_per_week": "5", "first_weekday": "6", "version": "0"}


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


def stored(session) -> list[RuleSetting]:
    session.rollback()
    return list(session.query(RuleSetting).order_by(RuleSetting.effective_from))


def test_every_rule_has_its_card(page):
    text = page.get("/settings/rules").text

    for name, rule in BY_NAME.items():
        assert f'id="{name}"' in text
        assert rule.TITLE in text.replace("&#39;", "'")


@pytest.mark.parametrize("rule", [name for chapter in CHAPTERS for name in chapter.rules])
def test_the_form_of_each_rule_can_be_saved_as_it_is(page, session, rule):
    text = page.get(f"/settings/rules/{rule}").text

    for known in numbers_of(rule):
        assert f'name="{known.key}"' in text
    assert ("off" in text.split('name="severity_manual"')[1].split("</select>")[0]) == (rule not in GUARDED)


def test_a_rule_is_saved_shown_and_undone(page, session):
    answer = page.post("/settings/rules/max_work_days", {**WORK_DAYS, "note": "Agreed in November"})

    (row,) = stored(session)
    assert (row.numbers, row.severity_automatic, row.severity_manual) == (
        {"max_work_days_per_week": 5},
        None,
        Severity.HARD,
    )
    shown = page.get(answer.location.split("#")[0]).text
    assert "toast-success" in shown
    assert "at most 5 days of a week" in shown
    assert "Agreed in November" in shown

    page.post("/admin/changes/1/undo")
    assert stored(session) == []


def test_a_day_adds_a_setting_and_leaves_the_other_alone(page, session):
    page.post("/settings/rules/max_work_days", WORK_DAYS)
    page.post(
        "/settings/rules/max_work_days",
        {**WORK_DAYS, "max_work_days_per_week": "4", "effective_from": "2030-12-01", "version": "1"},
    )

    first, second = stored(session)
    assert (first.numbers["max_work_days_per_week"], second.numbers["max_work_days_per_week"]) == (5, 4)
    assert "From Sunday, December 1, 2030 on" in page.get("/settings/rules").text
    assert 'value="4"' in page.get("/settings/rules/max_work_days?from=2030-12-01").text


def test_a_day_that_has_a_setting_already_is_not_overwritten(page, session):
    dated = {**WORK_DAYS, "effective_from": "2030-12-01"}
    page.post("/settings/rules/max_work_days", dated)

    refused = page.post("/settings/rules/max_work_days", {**dated, "max_work_days_per_week": "3"}, status=422)

    assert "already" in refused.text
    assert 'value="3"' in refused.text
    assert stored(session)[0].numbers == {"max_work_days_per_week": 5}


def test_a_save_over_somebody_elses_change_is_refused(page, session):
    page.post("/settings/rules/max_work_days", WORK_DAYS)

    text = page.post("/settings/rules/max_work_days", {**WORK_DAYS, "max_work_days_per_week": "3"}, status=412).text

    assert stored(session)[0].numbers == {"max_work_days_per_week": 5}
    assert 'name="theirs-max_work_days_per_week" value="5"' in text
    assert 'name="version" type="hidden" value="1"' in text
    page.post("/settings/rules/max_work_days", {**WORK_DAYS, "max_work_days_per_week": "3", "version": "1"})
    assert stored(session)[0].numbers == {"max_work_days_per_week": 3}


def test_of_a_dated_setting_that_somebody_took_away_the_default_is_theirs(page, session):
    dated = {**WORK_DAYS, "effective_from": "2030-12-01"}
    page.post("/settings/rules/max_work_days", dated)
    page.post("/settings/rules/max_work_days/remove", {"from": "2030-12-01", "version": "1"})
    mine = {**dated, "seen_from": "2030-12-01", "max_work_days_per_week": "3", "version": "1"}

    text = page.post("/settings/rules/max_work_days", mine, status=412).text

    assert 'name="theirs-max_work_days_per_week" value="6"' in text
    page.post("/settings/rules/max_work_days", {**mine, "version": "0"})
    assert stored(session)[0].numbers == {"max_work_days_per_week": 3}


def test_a_dated_setting_is_removed(page, session):
    page.post("/settings/rules/max_work_days", {**WORK_DAYS, "effective_from": "2030-12-01"})

    page.post("/settings/rules/max_work_days/remove", {"from": "2030-12-01", "version": "1"})

    assert stored(session) == []


@pytest.mark.parametrize(
    ("rule", "typed"),
    [
        ("max_work_days", {**WORK_DAYS, "max_work_days_per_week": "9"}),
        ("max_work_days", {**WORK_DAYS, "max_work_days_per_week": "many"}),
        ("max_work_days", {**WORK_DAYS, "effective_from": "the first"}),
        ("max_work_days", {**WORK_DAYS, "severity_manual": "lenient"}),
        ("max_work_days", {**WORK_DAYS, "note": "x" * 301}),
        ("overlap", {"severity_automatic": "off", "severity_manual": "hard", "overlap_exempt": ["Core"]}),
        ("juicer_time", {**STRICT, "juicer_production_time": "25:00", "juicer_survey_time": "17:00"}),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_input_kept(page, session, rule, typed):
    refused = page.post(f"/settings/rules/{rule}", typed, status=422)

    assert 'role="alert"' in refused.text
    assert stored(session) == []


def test_another_name_is_not_found(page):
    page.get("/settings/rules/gravity", status=404)
    page.get("/settings/rules/max_work_days?from=2030-12-01", status=404)
    page.post("/settings/rules/gravity", STRICT, status=404)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.VIEWER, Role.EMPLOYEE])
def test_only_managers_may_see_and_change_it(sign_in, role):
    page = PageClient(sign_in(role))

    page.get("/settings/rules", status=403)
    page.post("/settings/rules/max_work_days", WORK_DAYS, status=403)


def test_the_printed_book_holds_every_rule_and_its_dates(page):
    page.post("/settings/rules/max_work_days", {**WORK_DAYS, "effective_from": "2030-12-01"})

    book = PdfReader(io.BytesIO(page.get("/settings/rules/book.pdf").data))

    text = " ".join(" ".join(one.extract_text().split()) for one in book.pages)
    for rule in BY_NAME.values():
        assert rule.TITLE in text
    assert "Sun Dec 1, 2030" in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_printed_book_leaves_no_half_empty_pages(app, session, language):
    with app.app_context(), speaking(language):
        book = PdfReader(io.BytesIO(rule_book_pdf(session, zone="America/Indiana/Indianapolis")))
        titles = [say(chapter.title) for chapter in CHAPTERS]

    texts = [one.extract_text() for one in book.pages]

    assert len(texts) <= 8
    assert [str(one["/Title"]) for one in book.outline][1:] == titles
    assert book.get_destination_page_number(book.outline[1]) == 1, "the list of all rules is one page"
    assert all(len(text) > 1200 for text in texts[:-1])


def test_the_page_takes_the_same_number_of_queries_however_much_is_set(page, app):
    few = counted(app, lambda: page.get("/settings/rules"))
    for year in range(2030, 2036):
        page.post("/settings/rules/max_work_days", {**WORK_DAYS, "effective_from": f"{year}-12-01"})

    assert counted(app, lambda: page.get("/settings/rules")) <= few + 1  # the toast


class TestBackTest:
    ADDRESS = "/settings/rules/max_work_days/back-test"

    @pytest.fixture(autouse=True)
    def _a_fixed_day(self):
        with time_machine.travel("2026-03-16T15:00:00Z", tick=True) as traveller:
            yield traveller

    @pytest.fixture
    def ann(self, make):
        """Four days of work in a week that is over."""
        store = make.store()
        ann = make.employee(stores=(store,), name="Ann Ames")
        for day in range(4):
            event = make.event(store=store, name=f"61234{day}-CORE-Oat Bars")
            make.schedule(event=event, employee=ann, day=MONDAY + timedelta(days=day))
        return ann

    def test_the_typed_rule_is_tried_kept_in_the_form_and_not_saved(self, page, session, ann):
        typed = {**WORK_DAYS, "max_work_days_per_week": "3", "note": "Perhaps", "effective_from": "2030-12-01"}
        assert f'formaction="{self.ADDRESS}"' in page.get("/settings/rules/max_work_days").text

        text = page.post(self.ADDRESS, typed, status=200).text

        assert "4 schedules from Mon Jan 19 to Sun Mar 15" in text
        assert "612343-CORE-Oat Bars" in text
        assert "612342-CORE-Oat Bars" not in text
        assert "Ann Ames would work 4 days this week; the limit is 3." in text
        for kept in ('value="3"', 'value="Perhaps"', 'value="2030-12-01"'):
            assert kept in text
        assert stored(session) == []

    def test_what_would_be_allowed_again_is_told(self, page, ann):
        page.post("/settings/rules/max_work_days", {**WORK_DAYS, "max_work_days_per_week": "2"})

        text = page.post(self.ADDRESS, {**WORK_DAYS, "max_work_days_per_week": "3", "version": "1"}, status=200).text

        assert "1 that is forbidden now would be allowed." in text
        assert "(2 now)" in text

    @pytest.mark.parametrize("wrong", [{"max_work_days_per_week": "9"}, {"severity_manual": "lenient"}])
    def test_what_cannot_be_used_is_not_tried(self, page, ann, wrong):
        text = page.post(self.ADDRESS, {**WORK_DAYS, **wrong}, status=422).text

        assert 'role="alert"' in text
        assert "trial-heading" not in text

    def test_a_guarded_rule_is_not_tried_without_its_guard(self, page):
        typed = {"severity_automatic": "off", "severity_manual": "hard"}

        page.post("/settings/rules/overlap/back-test", typed, status=422)

    def test_the_whole_book_is_tried(self, page, ann, make):
        make.time_off(employee=ann, starts_on=MONDAY)

        text = page.get("/settings/rules/back-test").text

        assert "Not during time off" in text
        assert "Ann Ames has time off on Mon Mar 2." in text

    def test_the_rules_of_another_day_are_tried(self, page, ann):
        dated = {**WORK_DAYS, "max_work_days_per_week": "3", "effective_from": "2030-12-01"}
        page.post("/settings/rules/max_work_days", dated)

        assert "the limit is 3" not in page.get("/settings/rules/back-test").text
        assert "the limit is 3" in page.get("/settings/rules/back-test?on=2030-12-01").text
        assert "That is no day" in page.get("/settings/rules/back-test?on=soon").text

    def test_without_history_there_is_nothing_to_forbid(self, page):
        assert "Every schedule would have been allowed." in page.get("/settings/rules/back-test").text

    def test_imported_history_says_nothing_about_notice(self, page, ann):
        typed = {**STRICT, "scheduling_window_days": "3", "core_first_fill_offset": "4"}
        make_late = "/settings/rules/short_notice/back-test"

        assert "4 schedules were entered here only after their day" in page.post(make_late, typed, status=200).text

    def test_another_name_is_not_found_and_only_managers_may_try(self, page, sign_in):
        page.post("/settings/rules/gravity/back-test", STRICT, status=404)
        viewer = PageClient(sign_in(Role.VIEWER))
        viewer.get("/settings/rules/back-test", status=403)
        viewer.post(self.ADDRESS, WORK_DAYS, status=403)
