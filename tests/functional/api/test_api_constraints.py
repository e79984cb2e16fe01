"""The rules over the API: severity, numbers, dates."""

from __future__ import annotations

import pytest

from app.models import RuleSetting
from app.services.rule_list import numbers_of, rules_in_order
from app.services.rulebook import default_choice
from app.services.scheduling.rules import BY_NAME
from app.vocabulary import Role
from tests.functional.api.program import check_problem

WHERE = "/system/constraints"
DAYS = f"{WHERE}/max_work_days"
STRICT = {"severity_automatic": "hard", "severity_manual": "hard"}
DATED = {"rule": "max_work_days", "effective_from": "2030-12-01", **STRICT, "numbers": {"max_work_days_per_week": 4}}


def tag(manager, address: str) -> dict[str, str]:
    return {"If-Match": manager.get(address).headers["ETag"]}


def stored(session) -> list[RuleSetting]:
    session.rollback()
    return session.query(RuleSetting).order_by(RuleSetting.effective_from).all()


def test_every_rule_is_there_from_the_beginning(manager):
    items = manager.get(f"{WHERE}?per_page=100").json["items"]

    assert {one["id"] for one in items} == set(BY_NAME)
    assert {one["version"] for one in items} == {0}
    days = next(one for one in items if one["id"] == "max_work_days")
    assert days["numbers"] == {"max_work_days_per_week": 6, "first_weekday": 6}
    assert (days["effective_from"], days["severity_manual"], days["chapter"]) == (None, "soft", "limits")


@pytest.mark.parametrize("rule", [rule.NAME for rule in rules_in_order()])
def test_what_is_read_can_be_sent_back(manager, session, rule):
    shown = manager.get(f"{WHERE}/{rule}")
    asked = {name: shown.json[name] for name in (*STRICT, "numbers", "note")}

    saved = manager.send("PUT", f"{WHERE}/{rule}", 200, json=asked, headers={"If-Match": shown.headers["ETag"]})

    assert saved.json == shown.json | {"change_id": None}
    assert default_choice(BY_NAME[rule]).numbers == shown.json["numbers"]
    assert len(shown.json["numbers"]) == len(numbers_of(rule))
    assert stored(session) == []


def test_a_rule_is_changed_and_goes_back_to_its_default(manager, session):
    seen = tag(manager, DAYS)
    part = {"numbers": {"max_work_days_per_week": 5}, "note": "Agreed"}
    saved = manager.send("PATCH", DAYS, 200, json=part, headers=seen)
    assert saved.json["numbers"] == {"max_work_days_per_week": 5, "first_weekday": 6}
    assert (saved.json["note"], saved.json["version"]) == ("Agreed", 1)

    manager.send("PUT", DAYS, 412, json=STRICT, headers=seen)
    newest = {"If-Match": saved.headers["ETag"]}
    replaced = manager.send("PUT", DAYS, 200, json=STRICT, headers=newest)
    assert (replaced.json["numbers"]["max_work_days_per_week"], replaced.json["note"]) == (6, "")
    assert replaced.json["severity_automatic"] == "hard"

    manager.send("DELETE", DAYS, 412, headers=newest)
    manager.send("DELETE", DAYS, 204, headers={"If-Match": replaced.headers["ETag"]})
    assert manager.get(DAYS).json["version"] == 0
    assert stored(session) == []


def test_a_day_adds_a_setting_that_can_be_read_changed_and_ended(manager, session):
    made = manager.post(WHERE, DATED, 201)
    where = made.headers["Location"].removeprefix("/api/v1")
    assert (made.json["id"], made.json["effective_from"]) == ("max_work_days:2030-12-01", "2030-12-01")
    assert where == f"{DAYS}:2030-12-01"
    assert manager.get(where).headers["ETag"] == made.headers["ETag"]
    assert manager.post(WHERE, DATED, 409).json["code"] == "in_use"

    on = [manager.get(f"{WHERE}?rule=max_work_days&on={day}").json["items"] for day in ("2030-11-30", "2030-12-01")]
    assert [[one["id"] for one in found] for found in on] == [["max_work_days"], ["max_work_days:2030-12-01"]]

    soft = {"severity_manual": "soft"}
    saved = manager.send("PATCH", where, 200, json=soft, headers={"If-Match": made.headers["ETag"]})
    assert (saved.json["severity_manual"], saved.json["numbers"]["max_work_days_per_week"]) == ("soft", 4)
    manager.send("DELETE", where, 204, headers={"If-Match": saved.headers["ETag"]})
    manager.get(where, 404)
    assert stored(session) == []


def test_a_change_of_the_api_is_taken_back_like_any_other(manager, session):
    made = manager.post(WHERE, DATED, 201)

    manager.post(f"/changes/{made.json['change_id']}/undo")

    assert stored(session) == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_is_changed_unseen(manager, method):
    body = STRICT if method != "DELETE" else None

    manager.send(method, DAYS, 428, json=body)
    for strange in ("gravity", "max_work_days:2030-12-01", "max_work_days:soon", "max_work_days:", ":"):
        manager.send(method, f"{WHERE}/{strange}", 404, json=body, headers={"If-Match": "*"})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"rule": "gravity"}, "rule"),
        ({"effective_from": "soon"}, "effective_from"),
        ({"effective_from": None}, "effective_from"),
        ({"effective_from": "2000-01-01"}, "effective_from"),
        ({"severity_manual": "lenient"}, "severity_manual"),
        ({"rule": "overlap", "numbers": {}, "severity_manual": "off"}, "severity_manual"),
        ({"numbers": {"max_work_days_per_week": 9}}, "numbers.max_work_days_per_week"),
        ({"numbers": {"max_work_days_per_week": "4"}}, "numbers.max_work_days_per_week"),
        ({"numbers": {"colour": 1}}, "numbers.colour"),
        ({"numbers": [4]}, "numbers"),
        ({"rule": "alcohol_training", "numbers": {"alcohol_keywords": [{}]}}, "numbers.alcohol_keywords"),
        ({"rule": "alcohol_training", "numbers": {"alcohol_keywords": 7}}, "numbers.alcohol_keywords"),
        ({"rule": "title", "numbers": {"other_allowed_titles": [["x"]]}}, "numbers.other_allowed_titles"),
        ({"rule": "juicer_time", "numbers": {"juicer_survey_time": 900}}, "numbers.juicer_survey_time"),
        ({"rule": "allowed_time", "numbers": {"core_slots": [{"start": "09:45"}]}}, "numbers.core_slots"),
        ({"rule": "allowed_time", "numbers": {"core_slots": {"start": []}}}, "numbers.core_slots"),
        ({"rule": "allowed_time", "numbers": {"supervisor_time_policy": ["x"]}}, "numbers.supervisor_time_policy"),
        ({"note": "x" * 301}, "note"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_explained(manager, session, wrong, field):
    answer = manager.post(WHERE, DATED | wrong, 422)

    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert stored(session) == []


def test_a_request_sent_twice_has_one_effect(manager, session):
    first, second = (
        manager.send("POST", WHERE, 201, json=DATED, headers={"Idempotency-Key": "december"}) for _ in range(2)
    )

    assert first.json == second.json
    assert len(stored(session)) == 1


def test_lists_are_paged_sorted_and_filtered(manager):
    manager.post(WHERE, DATED, 201)

    newest = manager.get(f"{WHERE}?sort_by=effective_from&order=desc&per_page=1").json
    assert ([one["id"] for one in newest["items"]], newest["total"]) == (["max_work_days:2030-12-01"], len(BY_NAME) + 1)
    assert manager.get(f"{WHERE}?rule=max_work_days").json["total"] == 2
    assert manager.get(f"{WHERE}?rule=max_work_days&severity_manual=hard").json["total"] == 1
    assert manager.get(f"{WHERE}?page=99").json["items"] == []
    manager.get(f"{WHERE}?colour=red", 422)


def test_the_short_form_is_the_same_handler(manager):
    bearer = {"Authorization": f"Bearer {manager.token}"}
    for address in (f"{WHERE}?per_page=2", DAYS):
        assert manager.client.get(address, headers=bearer).json == manager.get(address).json

    assert check_problem(manager.client.delete(DAYS, headers=bearer))["status"] == 428


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPERVISOR, Role.EMPLOYEE])
def test_others_neither_look_nor_change(program, role):
    reader = program(role)

    reader.get(WHERE, 403)
    reader.get(DAYS, 403)
    reader.post(WHERE, DATED, 403)
    reader.send("DELETE", DAYS, 403, headers={"If-Match": "*"})


def test_a_saved_rule_is_what_bookings_are_judged_by(manager, booking):
    early, where = booking | {"start_time": "05:05"}, f"{WHERE}/allowed_time"
    assert [one["rule"] for one in manager.post("/validate", early).json["violations"]] == ["allowed_time"]

    part = {"severity_manual": "off", "severity_automatic": "off"}
    manager.send("PATCH", where, 200, json=part, headers=tag(manager, where))

    assert manager.post("/validate", early).json["violations"] == []
