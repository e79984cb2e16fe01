"""Ordered trouble hits exactly the requests it was ordered for, and bends answers in the way it says."""

from __future__ import annotations

import json

import pytest

from app.sandbox.faults import KINDS, Fault, FaultPlan, bend, parse_fault
from app.sandbox.messages import Answer, BadRequest


def hits(fault: Fault, paths: list[str]) -> list[bool]:
    plan = FaultPlan()
    plan.add(fault)
    return [plan.pick(path) is not None for path in paths]


def bent(payload: object, kind: str, **settings: object) -> object:
    fault = parse_fault({"kind": kind, **settings})
    fault.hits = 1
    return json.loads(bend(Answer.json(payload), fault, "44100009").body)


class TestWhichRequestsAreHit:
    def test_only_those_whose_path_contains_the_match(self) -> None:
        assert hits(Fault("schedule", "status"), ["/a/scheduleMplanEvent", "/a/getUserInfo"]) == [True, False]

    def test_the_first_ones_pass_when_told_so(self) -> None:
        assert hits(Fault("", "status", after=2), ["/x"] * 4) == [False, False, True, True]

    def test_no_more_than_counted(self) -> None:
        assert hits(Fault("", "status", after=1, count=2), ["/x"] * 5) == [False, True, True, False, False]

    def test_faults_take_turns(self) -> None:
        plan = FaultPlan()
        plan.add(Fault("", "status", count=1))
        plan.add(Fault("", "empty", after=1))

        picked = [plan.pick("/x") for _ in range(3)]

        assert [fault.kind if fault else None for fault in picked] == ["status", "empty", "empty"]

    def test_none_is_hit_after_clearing(self) -> None:
        plan = FaultPlan()
        plan.add(Fault("", "status"))
        plan.clear()

        assert plan.pick("/x") is None


class TestOrdering:
    def test_a_mistyped_kind_is_refused(self) -> None:
        with pytest.raises(BadRequest, match="kind must be one of"):
            parse_fault({"kind": "rst-afterwards"})

    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_every_kind_can_be_ordered(self, kind: str) -> None:
        assert parse_fault({"kind": kind, "headers": {"Retry-After": "7"}}).headers == (("Retry-After", "7"),)

    @pytest.mark.parametrize(
        "kind",
        [
            "refuse",
            "accept-silent",
            "drip",
            "RST-before",
            "RST-after-effect",
            "delay-effect",
            "status",
            "html-login",
            "garbage",
            "truncated",
            "empty",
            "short-page",
            "loop-page",
            "dup-rows",
            "shrink",
            "huge",
            "gzip-bomb",
            "wrong-id",
            "no-id",
            "foreign-id",
            "expire-session",
            "require-mfa",
            "redirect",
        ],
    )
    def test_the_promised_kinds_go_by_their_names(self, kind: str) -> None:
        assert parse_fault({"kind": kind}).kind in KINDS

    def test_a_drip_is_ordered_by_its_pace_and_a_redirect_by_its_address(self) -> None:
        assert parse_fault({"kind": "drip", "bps": 20}).delay == pytest.approx(0.05)
        assert parse_fault({"kind": "redirect", "url": "http://127.0.0.1:9/"}).value == "http://127.0.0.1:9/"

    def test_a_drip_without_a_pace_is_refused(self) -> None:
        with pytest.raises(BadRequest, match="bps"):
            parse_fault({"kind": "drip", "bps": 0})


class TestBentAnswers:
    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            ("no-id", {"success": True}),
            ("wrong-id", {"success": True, "scheduleEventID": "99999999"}),
            ("foreign-id", {"success": True, "scheduleEventID": "44100009"}),
        ],
    )
    def test_ids_go_missing_or_lie(self, kind: str, expected: object) -> None:
        assert bent({"success": True, "scheduleEventID": "44100001"}, kind) == expected

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            ("short-page", {"total": 30, "mplans": []}),
            ("empty-list", {"total": 0, "mplans": []}),
            ("dup-rows", {"total": 30, "mplans": [{"a": 1}, {"a": 2}, {"a": 1}]}),
            ("shrink", {"total": 20, "mplans": [{"a": 1}, {"a": 2}]}),
        ],
    )
    def test_pages_lose_or_repeat_rows(self, kind: str, expected: object) -> None:
        assert bent({"total": 30, "mplans": [{"a": 1}, {"a": 2}]}, kind) == expected

    def test_a_field_is_missing_from_every_row(self) -> None:
        payload = {"total": 1, "mplans": [{"mPlanID": "1", "name": "x"}]}

        assert bent(payload, "missing-field", field="name") == {"total": 1, "mplans": [{"mPlanID": "1"}]}

    def test_a_field_is_missing_at_the_top_when_rows_are_what_it_names(self) -> None:
        assert bent({"total": 1, "mplans": []}, "missing-field", field="mplans") == {"total": 1}

    def test_rows_keyed_by_id_are_reached_too(self) -> None:
        payload = {"reps": {"7": {"repId": "7", "title": "A"}}}

        assert bent(payload, "missing-field", field="title") == {"reps": {"7": {"repId": "7"}}}

    def test_a_field_takes_another_value(self) -> None:
        assert bent([{"a": 1}], "set-field", field="a", value="soon") == [{"a": "soon"}]

    def test_an_answer_without_json_stays(self) -> None:
        page = Answer.html("<p>x</p>")

        assert bend(page, Fault("", "no-id"), None) is page
