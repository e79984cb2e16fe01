"""The rule book: cards, the form of a rule, dated settings, undo, and the printed book."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from app.models import RuleSetting
from app.services.rule_list import CHAPTERS, GUARDED, numbers_of
from app.services.scheduling.rules import BY_NAME
from app.vocabulary import Role, Severity
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

    page.post("/settings/rules/max_work_days", {**WORK_DAYS, "max_work_days_per_week": "3"}, status=412)

    assert stored(session)[0].numbers == {"max_work_days_per_week": 5}


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


def test_the_page_takes_the_same_number_of_queries_however_much_is_set(page, app):
    few = counted(app, lambda: page.get("/settings/rules"))
    for year in range(2030, 2036):
        page.post("/settings/rules/max_work_days", {**WORK_DAYS, "effective_from": f"{year}-12-01"})

    assert counted(app, lambda: page.get("/settings/rules")) <= few + 1  # the toast
