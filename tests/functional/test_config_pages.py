"""The configurations of the auto-scheduler as pages: list, form, copy, default, delete, side by side, undo."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from app.blueprints.settings.weight_words import GROUPS, WORDS
from app.models import OptimisationConfig, Run
from app.services.scheduling.weights import Weights
from app.vocabulary import Role, RunStatus
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

LIST = "/settings/optimisation"
TYPED = {name: str(points) for name, points in Weights().as_settings().items()} | {
    "name": "Fair",
    "note": "Everybody the same",
    "time_limit_s": "20",
}


@pytest.fixture
def page(sign_in) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


@pytest.fixture
def balanced(make) -> OptimisationConfig:
    return make.row(OptimisationConfig(name="Balanced", weights={}, is_default=True))


@pytest.fixture
def fair(make, balanced) -> OptimisationConfig:
    return make.row(OptimisationConfig(name="Fair", weights={"core_balance": 150}))


def stored(session) -> dict[str, OptimisationConfig]:
    session.rollback()
    return {row.name: row for row in session.query(OptimisationConfig)}


def test_every_weight_has_its_place_once_and_its_slider_reaches_the_default():
    names = [words.name for group in GROUPS for words in group.weights]

    assert sorted(names) == sorted(item.name for item in fields(Weights))
    assert len(WORDS) == len(names)
    assert all(words.default <= words.top for words in WORDS.values())


def test_the_list_shows_what_each_strives_for(page, fair):
    text = page.get(LIST).text

    assert text.index("Balanced") < text.index("Fair")
    assert "instead of 15" in text
    assert "All weights as the product brings them." in text
    page.get("/settings")


def test_without_any_the_page_says_so(page):
    assert "There is no configuration" in page.get(LIST).text


def test_one_is_made_shown_and_undone(page, session, balanced):
    page.get(f"{LIST}/new")

    answer = page.post(f"{LIST}/new", {**TYPED, "labour_dollar": "12"})

    row = stored(session)["Fair"]
    assert (row.weights, row.time_limit_s, row.note, row.is_default) == (
        {"labour_dollar": 12}, 20, "Everybody the same", False
    )  # fmt: skip
    assert "toast-success" in page.get(answer.location).text
    page.post("/admin/changes/1/undo")
    assert list(stored(session)) == ["Balanced"]


def test_one_is_changed(page, session, fair):
    text = page.get(f"{LIST}/{fair.id}").text
    assert 'name="core_balance"' in text
    assert 'value="150"' in text

    page.post(f"{LIST}/{fair.id}", {**TYPED, "name": "Fairer", "core_balance": "15", "version": "1"})

    assert stored(session)["Fairer"].weights == {}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "balanced"),
        ("name", "x" * 61),
        ("note", "x" * 301),
        ("late_day", "many"),
        ("late_day", "-1"),
        ("late_day", "1000001"),
        ("late_day", ""),
        ("time_limit_s", "0"),
        ("time_limit_s", "601"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_input_kept(page, session, fair, field, typed):
    for address in (f"{LIST}/new", f"{LIST}/{fair.id}"):
        refused = page.post(
            address, {**TYPED, "name": "Cheap", "labour_dollar": "77", "version": "1", field: typed}, status=422
        )

        assert 'role="alert"' in refused.text
        assert f'href="#{field}"' in refused.text
        assert 'value="77"' in refused.text
    assert stored(session).keys() == {"Balanced", "Fair"}


def test_a_save_over_somebody_elses_change_is_refused_with_the_input_kept(page, session, fair):
    page.post(f"{LIST}/{fair.id}", {**TYPED, "version": "1"})

    refused = page.post(f"{LIST}/{fair.id}", {**TYPED, "name": "Mine", "version": "1"}, status=412)

    assert "Somebody else changed this" in refused.text
    assert "Everybody the same" not in refused.text.split("Both versions")[1].split("</table>")[0]
    assert re.search(r'name="theirs-name" value="Fair"', refused.text)
    assert 'value="Mine"' in refused.text
    assert "Mine" not in stored(session)


def test_of_both_versions_each_field_is_chosen_and_the_next_save_rests_on_theirs(page, session, fair):
    page.post(f"{LIST}/{fair.id}", {**TYPED, "note": "Theirs", "version": "1"})
    mine = {**TYPED, "name": "Mine", "note": "Mine", "version": "1"}
    assert 'name="version" type="hidden" value="2"' in page.post(f"{LIST}/{fair.id}", mine, status=412).text

    chosen = {"version": "2", "take-name": "mine", "take-note": "theirs", "theirs-note": "Theirs"}
    page.post(f"{LIST}/{fair.id}", {**mine, **chosen})

    assert stored(session)["Mine"].note == "Theirs"


def test_noughts_everywhere_are_allowed_with_a_warning(page, session):
    noughts = {**TYPED, **dict.fromkeys(WORDS, "0")}

    answer = page.post(f"{LIST}/new", noughts)

    assert not any(stored(session)["Fair"].weights.values())
    text = page.get(answer.location).text
    assert "toast-warning" in text
    assert "All weights are 0" in text


def test_a_copy_is_opened_to_be_changed(page, session, fair):
    answer = page.post(f"{LIST}/{fair.id}/clone")

    copy = stored(session)["Fair copy"]
    assert answer.location.endswith(f"/{copy.id}")
    assert copy.weights == {"core_balance": 150}
    page.get(answer.location)


def test_another_becomes_the_default_and_back(page, session, fair):
    page.post(f"{LIST}/{fair.id}/default", {"version": "1"})
    assert [row.name for row in stored(session).values() if row.is_default] == ["Fair"]

    page.post("/admin/changes/1/undo")
    assert [row.name for row in stored(session).values() if row.is_default] == ["Balanced"]


def test_only_what_nobody_needs_is_deleted(page, session, make, balanced, fair):
    run = make.run(store=make.store(), config={"id": fair.id}, status=RunStatus.RUNNING)
    for number, why in ((balanced.id, "The default cannot be deleted"), (fair.id, "A run is using")):
        answer = page.post(f"{LIST}/{number}/delete", {"version": "1"})
        assert why in page.get(answer.location).text
    session.get(Run, run.id).status = RunStatus.COMPLETED
    session.commit()

    page.post(f"{LIST}/{fair.id}/delete", {"version": "1"})
    assert list(stored(session)) == ["Balanced"]
    page.post("/admin/changes/1/undo")
    assert stored(session)["Fair"].weights == {"core_balance": 150}


def test_two_stand_side_by_side(page, balanced, fair):
    text = page.get(f"{LIST}/compare?config={balanced.id}&config={fair.id}").text

    assert "1 weight differs" in text
    assert "<strong>150</strong>" in text


def test_side_by_side_needs_two(page, balanced):
    for asked in ("", f"?config={balanced.id}", f"?config={balanced.id}&config={balanced.id}", "?config=1&config=x"):
        assert page.get(f"{LIST}/compare{asked}", status=302).location.endswith(LIST)
    page.get(f"{LIST}/compare?config={balanced.id}&config=999", status=404)


def test_what_is_not_there_is_not_found(page):
    page.get(f"{LIST}/99", status=404)
    for address in ("99", "99/clone", "99/default", "99/delete"):
        page.post(f"{LIST}/{address}", TYPED, status=404)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.VIEWER, Role.EMPLOYEE])
def test_only_managers_may_see_and_change_them(sign_in, session, fair, role):
    page = PageClient(sign_in(role))

    for address in (LIST, f"{LIST}/new", f"{LIST}/{fair.id}", f"{LIST}/compare"):
        page.get(address, status=403)
    for address in ("new", f"{fair.id}", f"{fair.id}/clone", f"{fair.id}/default", f"{fair.id}/delete"):
        page.post(f"{LIST}/{address}", TYPED, status=403)
    assert stored(session).keys() == {"Balanced", "Fair"}


def test_the_list_takes_the_same_number_of_queries_however_many_there_are(page, app, make, fair):
    few = counted(app, lambda: page.get(LIST))
    for number in range(5):
        make.row(OptimisationConfig(name=f"Copy {number}", weights={"late_day": number + 2}))

    assert counted(app, lambda: page.get(LIST)) == few
