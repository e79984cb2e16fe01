"""The pages of the auto-scheduler: start, watch, understand, correct, apply and take back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.formatting import to_utc
from app.models import Job, OptimisationConfig, Proposal, Run, Schedule
from app.services import jobs
from app.services.auto_scheduling import run_auto_schedule
from app.vocabulary import JobKind, JobState, ProposalKind, ProposalStatus, Role, RunStatus, ScheduleStatus
from tests.factories import MONDAY, ZONE, Make
from tests.functional.page_client import PageClient
from tests.functional.statements import counted

SignIn = Callable[..., FlaskClient]
NINE_45 = 585
MONDAY_NOON = to_utc(MONDAY, 720, ZONE)
FIGURES = {
    "assigned": 1,
    "total": 2,
    "coverage": 0.5,
    "coverage_before": 0.3,
    "coverage_after": 0.4,
    "coverage_value": 12500,
    "bound": 12500,
    "proven": True,
    "status": "optimal",
    "wall_s": {"load": 0.2, "search": 1.3},
    "rotations_respected": 0.75,
    "balance": 2,
    "days": [{"day": MONDAY.isoformat(), "before": 3, "after": 4}],
    "people": [
        {"employee_id": 1, "name": "Ann Ames", "before": 1, "after": 2, "minutes_before": 390, "minutes_after": 780}
    ],
}


@pytest.fixture(autouse=True)
def _a_fixed_day() -> object:
    """A week before, so that no day of the week is short notice."""
    with time_machine.travel("2026-02-23T15:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def shop(make: Make) -> SimpleNamespace:
    store = make.store(number="1042", name="Maple Grove")
    return SimpleNamespace(
        store=store,
        ann=make.employee(stores=(store,), name="Ann Ames"),
        bob=make.employee(stores=(store,), name="Bob Birch"),
        oats=make.event(store=store, name="612345-CORE-Oat Bars"),
    )


@pytest.fixture
def page(sign_in: SignIn, shop: SimpleNamespace) -> PageClient:
    return PageClient(sign_in(Role.MANAGER))


@pytest.fixture
def run(make: Make, shop: SimpleNamespace) -> Run:
    return make.run(store=shop.store, status=RunStatus.COMPLETED, metrics=FIGURES)


def line(make: Make, run: Run, event: Any, employee: Any, **fields: Any) -> Proposal:
    starts_at = to_utc(MONDAY, fields.pop("minutes", NINE_45), ZONE)
    defaults = {
        "run_id": run.id,
        "event_id": event.id,
        "employee_id": employee.id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=390),
        "kind": ProposalKind.NEW,
        "status": ProposalStatus.PROPOSED,
        "reason": "Ann has room that day.",
    }
    return make.row(Proposal(**defaults | fields))


@pytest.fixture
def proposed(make: Make, run: Run, shop: SimpleNamespace) -> Proposal:
    return line(make, run, shop.oats, shop.ann)


def fresh(session: Session, row: Any) -> Any:
    session.rollback()
    session.expire_all()
    return session.get(type(row), row.id)


def booked(session: Session) -> list[Schedule]:
    session.rollback()
    return list(session.scalars(select(Schedule).where(Schedule.status == ScheduleStatus.PUBLISHED)))


def the_run(session: Session) -> Run:
    session.rollback()
    return session.scalars(select(Run)).one()


def edit(row: Proposal, employee: Any, **fields: str) -> dict[str, str]:
    wanted = {"employee_id": str(employee.id), "date": MONDAY.isoformat(), "start_time": "09:45"}
    return wanted | {"version": str(row.version)} | fields


class TestStart:
    def test_it_offers_the_next_week_and_every_store(self, page: PageClient) -> None:
        text = page.get("/auto-scheduler").text

        assert 'value="2026-03-02"' in text
        assert "1042 Maple Grove" in text
        assert "Nothing was planned yet" in text

    @pytest.mark.parametrize("week", ["2026-03-04", "2026-03-02"])
    def test_any_day_starts_the_run_of_its_week(
        self, page: PageClient, shop: SimpleNamespace, session: Session, week: str
    ) -> None:
        asked = {"week": week, "store_ids": str(shop.store.id), "mode": "replan"}

        answer = page.post("/auto-scheduler", asked)

        run = the_run(session)
        assert (run.week_start, run.mode, run.store_ids) == (MONDAY, "replan", [shop.store.id])
        assert answer.location == f"/auto-scheduler/runs/{run.id}"
        assert "Waiting for a worker" in page.get(answer.location).text

    @pytest.mark.parametrize(
        "wrong",
        [
            {"week": "soon"},
            {"week": ""},
            {"week": "2026-02-30"},
            {"week": "9999-12-27"},
            {"mode": "magic"},
            {"store_ids": "x"},
            {"store_ids": "987654"},
            {"store_ids": []},
            {"config_id": "x"},
            {"config_id": "99"},
            {"config_id": "99999999999999999999"},
        ],
    )
    def test_bad_input_is_explained_and_starts_nothing(
        self, page: PageClient, shop: SimpleNamespace, session: Session, wrong: dict[str, Any]
    ) -> None:
        asked = {"week": "2026-03-02", "store_ids": str(shop.store.id), "mode": "normal"} | wrong

        assert 'role="alert"' in page.post("/auto-scheduler", asked, status=422).text
        assert session.scalars(select(Run)).all() == []

    def test_the_default_is_offered_first_and_another_can_be_chosen(
        self, page: PageClient, make: Make, shop: SimpleNamespace, session: Session
    ) -> None:
        fair = make.row(OptimisationConfig(name="Fair", weights={"core_balance": 150}))
        make.row(OptimisationConfig(name="Usual", weights={}, is_default=True))
        text = page.get("/auto-scheduler").text
        assert text.index("Usual (default)") < text.index(">Fair<")

        page.post(
            "/auto-scheduler",
            {"week": "2026-03-02", "store_ids": str(shop.store.id), "mode": "normal", "config_id": str(fair.id)},
        )

        assert the_run(session).config["weights"] == {"core_balance": 150}

    def test_the_second_click_is_told_of_the_first(self, page: PageClient, shop: SimpleNamespace) -> None:
        asked = {"week": "2026-03-02", "store_ids": str(shop.store.id), "mode": "normal"}
        page.post("/auto-scheduler", asked)

        page.post("/auto-scheduler", asked)

        assert "is planning one of these stores" in page.get("/auto-scheduler").text

    def test_another_stores_run_is_neither_listed_nor_shown(
        self, sign_in: SignIn, make: Make, shop: SimpleNamespace
    ) -> None:
        foreign = make.run(store=make.store(), status=RunStatus.COMPLETED)
        page = PageClient(sign_in(Role.MANAGER, store_ids=[shop.store.id]))

        assert f"/auto-scheduler/runs/{foreign.id}" not in page.get("/auto-scheduler").text
        page.get(f"/auto-scheduler/runs/{foreign.id}", status=404)
        for step in ("apply", "revert", "cancel", "reject"):
            page.post(f"/auto-scheduler/runs/{foreign.id}/{step}", {"mode": "fill_gaps"}, status=404)


class TestRuns:
    def test_a_month_is_asked_for(self, page: PageClient, shop: SimpleNamespace, session: Session) -> None:
        typed = {"week": "2026-03-04", "weeks": "4", "store_ids": str(shop.store.id), "mode": "normal"}

        page.post("/auto-scheduler", typed)

        assert the_run(session).last_day == MONDAY + timedelta(days=27)

    def test_the_box_for_the_next_days_is_kept_with_the_run(
        self, page: PageClient, shop: SimpleNamespace, session: Session
    ) -> None:
        assert "the next 3 days are left as they are" in page.get("/auto-scheduler").text
        typed = {"week": "2026-03-04", "store_ids": str(shop.store.id), "mode": "replan", "touch_frozen": "y"}

        answer = page.post("/auto-scheduler", typed)

        assert the_run(session).touch_frozen
        assert "Work of the next days was allowed to change." in page.get(answer.location).text

    def test_what_a_repair_left_alone_is_named_with_the_way_on(
        self, page: PageClient, make: Make, shop: SimpleNamespace
    ) -> None:
        run = make.run(
            store=shop.store, status=RunStatus.COMPLETED, metrics=FIGURES | {"held_back": ["Ann is off; it is pinned."]}
        )

        text = page.get(f"/auto-scheduler/runs/{run.id}").text

        assert "Ann is off; it is pinned." in text
        assert "tick the box for it and start again" in text

    def test_a_length_nobody_offered_is_refused(self, page: PageClient, shop: SimpleNamespace) -> None:
        typed = {"week": "2026-03-04", "weeks": "40", "store_ids": str(shop.store.id), "mode": "normal"}

        assert 'role="alert"' in page.post("/auto-scheduler", typed, status=422).text

    def test_the_list_is_filtered_by_state(self, page: PageClient, make: Make, shop: SimpleNamespace, run: Run) -> None:
        failed = make.run(store=shop.store, status=RunStatus.FAILED)

        text = page.get("/auto-scheduler?status=failed").text

        assert f"/runs/{failed.id}" in text
        assert f'/runs/{run.id}"' not in text
        assert f"/runs/{run.id}" in page.get("/auto-scheduler?status=nonsense").text

    def test_the_page_tells_where_the_run_came_from_and_what_became_of_it(
        self, page: PageClient, make: Make, shop: SimpleNamespace
    ) -> None:
        run = make.run(
            store=shop.store,
            status=RunStatus.REVERTED,
            metrics=FIGURES | {"gap": 0.02, "changes": {"moved": 2, "new": 1, "untouched": 41, "lost": 0}},
            inputs_hash="abcdef0123456789" * 4,
            config={"name": "Fair", "weights": {"core_balance": 150}},
            event_ids=[shop.oats.id],
            reverted_at=MONDAY_NOON,
            reverted_by="Mia Manager",
        )

        text = page.get(f"/auto-scheduler/runs/{run.id}").text

        for words in ("2 moved, 1 new, 41 untouched", "gap 2.0 %", "abcdef012345", "Fair", "Mia Manager",
                      "Uneven Core days: 150 instead of 15"):  # fmt: skip
            assert words in text
        assert "reading people, events and rules" in text
        assert shop.oats.name in text

    def test_the_page_shows_what_the_plan_costs_and_whom_it_suits(
        self, page: PageClient, make: Make, shop: SimpleNamespace
    ) -> None:
        scores = {
            "before": {"labour_cents": 50_000, "preference": 1.0},
            "after": {"labour_cents": 123_400, "preference": 0.8},
        }
        run = make.run(store=shop.store, status=RunStatus.COMPLETED, metrics=FIGURES | {"scores": scores})

        text = page.get(f"/auto-scheduler/runs/{run.id}").text

        for words in ("$500", "$1,234", "80.0 %", "days worked that suit the person"):
            assert words in text

    def test_a_month_is_drawn_by_week(self, page: PageClient, make: Make, shop: SimpleNamespace) -> None:
        days = [{"day": (MONDAY + timedelta(n)).isoformat(), "before": 1, "after": 2} for n in range(28)]
        run = make.run(store=shop.store, status=RunStatus.COMPLETED, metrics=FIGURES | {"days": days})

        text = page.get(f"/auto-scheduler/runs/{run.id}").text

        assert text.count("7 before, 14 after") == 4

    def test_two_runs_are_compared(
        self, page: PageClient, make: Make, shop: SimpleNamespace, run: Run, proposed: Proposal
    ) -> None:
        scores = {"after": {"coverage": 0.9, "labour_cents": 123400}}
        other = make.run(store=shop.store, status=RunStatus.COMPLETED, metrics=FIGURES | {"scores": scores})
        line(make, other, shop.oats, shop.bob)

        text = page.get(f"/auto-scheduler/compare?run={run.id}&run={other.id}").text

        assert "1 event is placed differently" in text
        assert "$1,234" in text
        assert "not noted" in text

    @pytest.mark.parametrize("asked", ["", "run=1", "run=1&run=1", "run=1&run=2&run=3", "run=x&run=0", "run=1&run=-4"])
    def test_anything_but_two_runs_is_explained(self, page: PageClient, run: Run, asked: str) -> None:
        answer = page.get(f"/auto-scheduler/compare?{asked}", status=302)

        assert "toast-error" in page.get(answer.location).text

    def test_one_event_is_planned_from_its_page(
        self, page: PageClient, shop: SimpleNamespace, session: Session
    ) -> None:
        assert "Let it be planned" in page.get(f"/events/{shop.oats.id}").text
        answer = page.post(f"/auto-scheduler/events/{shop.oats.id}")

        run = the_run(session)
        assert run.event_ids == [shop.oats.id]
        assert answer.location == f"/auto-scheduler/runs/{run.id}"

    def test_one_event_that_has_its_people_is_refused_in_words(
        self, page: PageClient, make: Make, shop: SimpleNamespace
    ) -> None:
        make.schedule(event=shop.oats, employee=shop.ann, day=MONDAY)

        answer = page.post(f"/auto-scheduler/events/{shop.oats.id}")

        assert "has its people already" in page.get(answer.location).text
        page.post("/auto-scheduler/events/98765", status=404)


class TestProgress:
    def test_the_moving_part_shows_where_the_work_is(self, page: PageClient, make: Make, shop: SimpleNamespace) -> None:
        job = self.job(make, progress=0.4, message="12 places to fill.")
        run = make.run(store=shop.store, status=RunStatus.RUNNING, job_id=job.id)

        answer = page.client.get(f"/auto-scheduler/runs/{run.id}/progress", headers={"HX-Request": "true"})

        assert answer.status_code == 200
        assert "12 places to fill." in answer.text
        assert 'value="40"' in answer.text
        assert "HX-Refresh" not in answer.headers

    def test_the_page_reloads_when_the_work_is_over(self, page: PageClient, run: Run) -> None:
        answer = page.client.get(f"/auto-scheduler/runs/{run.id}/progress", headers={"HX-Request": "true"})

        assert answer.headers["HX-Refresh"] == "true"

    def test_without_htmx_it_is_the_page(self, page: PageClient, run: Run) -> None:
        assert page.get(f"/auto-scheduler/runs/{run.id}/progress", status=302).location.endswith(f"/runs/{run.id}")

    def test_a_worker_that_died_is_told(self, page: PageClient, make: Make, shop: SimpleNamespace) -> None:
        job = self.job(make, state=JobState.DEAD)
        run = make.run(store=shop.store, status=RunStatus.RUNNING, job_id=job.id)

        assert "The worker stopped in the middle" in page.get(f"/auto-scheduler/runs/{run.id}").text

    def test_cancel_ends_a_waiting_run(
        self, page: PageClient, make: Make, shop: SimpleNamespace, session: Session
    ) -> None:
        asked = {"week": "2026-03-02", "store_ids": str(shop.store.id), "mode": "normal"}
        address = page.post("/auto-scheduler", asked).location

        page.post(f"{address}/cancel")

        run = the_run(session)
        assert run.status is RunStatus.CANCELLED
        assert "cancelled" in page.get(address).text

    def test_a_finished_run_has_nothing_to_cancel(self, page: PageClient, run: Run) -> None:
        page.post(f"/auto-scheduler/runs/{run.id}/cancel")

        assert "nothing to cancel" in page.get(f"/auto-scheduler/runs/{run.id}").text

    def job(self, make: Make, **fields: Any) -> Job:
        now = to_utc(MONDAY, 0, ZONE)
        defaults = {"kind": JobKind.AUTO_SCHEDULE, "key": "2026-03-02 1", "run_at": now, "state": JobState.RUNNING}
        return make.row(Job(**defaults | fields))


class TestReview:
    def test_it_shows_figures_lines_and_what_nobody_can_do(
        self, page: PageClient, make: Make, shop: SimpleNamespace, run: Run, proposed: Proposal
    ) -> None:
        lost = make.event(store=shop.store, name="612399-CORE-Rye Bread")
        make.row(
            Proposal(
                run_id=run.id,
                event_id=lost.id,
                kind=ProposalKind.UNASSIGNED,
                status=ProposalStatus.UNASSIGNED,
                failure_rule="time_off",
                failure_reason="Everybody has time off.",
            )
        )

        text = page.get(f"/auto-scheduler/runs/{run.id}").text

        for words in (
            "1 / 2",
            "75 %",
            "1.5 s",
            "3 before, 4 after",
            "40.0 %",
            "30.0 % before",
            "6 h 30 min",
            "no plan that keeps the rules fills more places",
            "12,500",
            "Ann has room that day.",
            "Everybody has time off.",
            f"/schedules/new?event={lost.id}",
            "Monday, March 2, 2026",
            "13 h",
        ):
            assert words in text

    def test_a_plan_that_was_not_proven_does_not_boast(
        self, page: PageClient, make: Make, shop: SimpleNamespace
    ) -> None:
        figures = FIGURES | {"proven": False, "status": "feasible", "bound": 20000}
        run = make.run(store=shop.store, status=RunStatus.COMPLETED, metrics=figures)

        text = page.get(f"/auto-scheduler/runs/{run.id}").text

        assert "Not proven to be the best" in text
        assert "20,000" in text

    def test_names_from_crossmark_are_text(self, page: PageClient, make: Make, shop: SimpleNamespace, run: Run) -> None:
        bad = "<script>alert(1)</script>"
        event = make.event(store=shop.store, name=f"612346-CORE-{bad}")
        other = {"employee_id": shop.bob.id, "name": bad, "day": MONDAY.isoformat(), "start": NINE_45}
        warning = {"rule": "x", "severity": "soft", "message": bad}
        row = line(make, run, event, shop.ann, reason=bad, alternatives=[other], warnings=[warning])

        for path in (f"/auto-scheduler/runs/{run.id}", f"/auto-scheduler/lines/{row.id}/edit"):
            assert "<script>alert" not in page.get(path).text

    def test_the_week_by_person_shows_what_comes_what_goes_and_what_stays(
        self, page: PageClient, make: Make, shop: SimpleNamespace, run: Run, proposed: Proposal
    ) -> None:
        rye, figs = make.event(store=shop.store), make.event(store=shop.store)
        there = make.schedule(event=rye, employee=shop.bob, day=MONDAY, minutes=630)
        make.schedule(event=figs, employee=shop.bob, day=MONDAY + timedelta(days=1), minutes=660)
        cleo = make.employee(stores=(shop.store,), name="Cleo Cole")
        moves = {"kind": ProposalKind.MOVE, "replaces_schedule_id": there.id, "replaces_version": there.version}
        line(make, run, rye, cleo, minutes=690, **moves)

        table = page.get(f"/auto-scheduler/runs/{run.id}").text.split('id="run-week"')[1].split("</table>")[0]

        assert self.week_of("Ann Ames", table) == ["new 9:45 AM", *[""] * 6]
        assert self.week_of("Cleo Cole", table) == ["new 11:30 AM", *[""] * 6]
        assert self.week_of("Bob Birch", table) == ["goes 10:30 AM", "11:00 AM", *[""] * 5]

    def week_of(self, name: str, table: str) -> list[str]:
        """Each cell's words without its day and the type's letter and name."""
        cells = table.split(f'<th scope="row">{name}</th>')[1].split("</tr>")[0].split("<td")[1:]
        words = [" ".join(re.sub(r"<[^>]*>", " ", cell.split(">", 1)[1]).split()) for cell in cells]
        return [re.sub(r"^\w+ \w+ \d+ C Core ", "", word) for word in words]

    def test_what_stays_as_it_is_does_not_hide_what_changes(
        self, page: PageClient, make: Make, shop: SimpleNamespace, run: Run, proposed: Proposal
    ) -> None:
        rye = make.event(store=shop.store, name="612399-CORE-Rye Bread")
        line(make, run, rye, shop.bob, kind=ProposalKind.KEEP)

        days = page.get(f"/auto-scheduler/runs/{run.id}").text.split('id="day-')[1]
        shown, kept = days.split("1 schedule stays as it is")

        assert "Oat Bars" in shown
        assert "Rye Bread" not in shown
        assert "Rye Bread" in kept

    def test_a_viewer_reads_and_changes_nothing(
        self, sign_in: SignIn, shop: SimpleNamespace, run: Run, proposed: Proposal, session: Session
    ) -> None:
        page = PageClient(sign_in(Role.VIEWER))

        assert "Propose the week" not in page.get("/auto-scheduler").text
        text = page.get(f"/auto-scheduler/runs/{run.id}").text
        assert "Oat Bars" in text
        assert "/decide" not in text
        assert "/apply" not in text
        page.post("/auto-scheduler", {"week": "2026-03-02"}, status=403)
        for step in ("apply", "revert", "cancel", "reject"):
            page.post(f"/auto-scheduler/runs/{run.id}/{step}", {"mode": "fill_gaps"}, status=403)
        page.post(f"/auto-scheduler/lines/{proposed.id}/decide", {"decision": "reject"}, status=403)
        page.get(f"/auto-scheduler/lines/{proposed.id}/edit", status=403)
        page.post(f"/auto-scheduler/lines/{proposed.id}/edit", edit(proposed, shop.bob), status=403)
        assert fresh(session, proposed).version == 1

    def test_an_employee_has_no_business_here(self, sign_in: SignIn, run: Run) -> None:
        page = PageClient(sign_in(Role.EMPLOYEE))

        page.get("/auto-scheduler", status=403)
        page.get(f"/auto-scheduler/runs/{run.id}", status=403)

    @pytest.mark.parametrize("number", ["987654", "99999999999999999999", "x"])
    def test_unknown_numbers_are_not_found(self, page: PageClient, number: str) -> None:
        page.get(f"/auto-scheduler/runs/{number}", status=404)
        page.get(f"/auto-scheduler/lines/{number}/edit", status=404)
        page.post(f"/auto-scheduler/lines/{number}/decide", {"decision": "accept"}, status=404)
        page.post(f"/auto-scheduler/runs/{number}/apply", {"mode": "fill_gaps"}, status=404)

    def test_more_lines_need_no_more_queries(
        self, app: Flask, page: PageClient, make: Make, shop: SimpleNamespace, run: Run, proposed: Proposal
    ) -> None:
        address = f"/auto-scheduler/runs/{run.id}"
        page.get(address)
        few = counted(app, lambda: page.get(address))
        for _ in range(12):
            line(make, run, make.event(store=shop.store), make.employee(stores=(shop.store,)))

        assert counted(app, lambda: page.get(address)) == few


class TestLines:
    @pytest.mark.parametrize(
        ("decision", "status"), [("accept", ProposalStatus.ACCEPTED), ("reject", ProposalStatus.REJECTED)]
    )
    def test_a_line_is_accepted_or_rejected(
        self, page: PageClient, proposed: Proposal, session: Session, decision: str, status: ProposalStatus
    ) -> None:
        answer = page.post(f"/auto-scheduler/lines/{proposed.id}/decide", {"decision": decision, "version": "1"})

        assert fresh(session, proposed).status is status
        assert answer.location.endswith(f"#line-{proposed.id}")

    def test_a_word_nobody_offered_is_refused(self, page: PageClient, proposed: Proposal, session: Session) -> None:
        page.post(f"/auto-scheduler/lines/{proposed.id}/decide", {"decision": "burn"}, status=400)

        assert fresh(session, proposed).status is ProposalStatus.PROPOSED

    def test_an_old_page_decides_nothing(self, page: PageClient, proposed: Proposal, session: Session) -> None:
        page.post(f"/auto-scheduler/lines/{proposed.id}/decide", {"decision": "accept", "version": "1"})

        page.post(f"/auto-scheduler/lines/{proposed.id}/decide", {"decision": "reject", "version": "1"})

        assert fresh(session, proposed).status is ProposalStatus.ACCEPTED
        assert "Somebody else changed this line" in page.get("/auto-scheduler").text

    def test_with_htmx_only_the_line_and_the_outlook_come_back(
        self, page: PageClient, run: Run, proposed: Proposal, session: Session
    ) -> None:
        answer = self.decide(page, proposed, decision="reject", mode="merge", reason="Asked on Monday.")

        assert answer.status_code == 200
        assert "<html" not in answer.text
        assert f'id="line-{proposed.id}"' in answer.text
        assert "rejected" in answer.text
        assert "No line is open any more" in answer.text
        assert fresh(session, proposed).status is ProposalStatus.REJECTED

    def test_with_htmx_what_was_chosen_for_applying_stays(self, page: PageClient, proposed: Proposal) -> None:
        answer = self.decide(page, proposed, decision="accept", mode="merge", reason="Asked on Monday.")

        assert re.search(r'<input checked [^>]*value="merge"', answer.text)
        assert "Asked on Monday." in answer.text

    def test_with_htmx_an_old_line_is_refused_and_shown_as_it_is(
        self, page: PageClient, proposed: Proposal, session: Session
    ) -> None:
        self.decide(page, proposed, decision="accept")

        answer = self.decide(page, proposed, decision="reject")

        assert answer.status_code == 412
        assert "toast-error" in answer.text
        assert "Somebody else changed this line" in answer.text
        assert 'aria-pressed="true"' in answer.text
        assert fresh(session, proposed).status is ProposalStatus.ACCEPTED

    def decide(self, page: PageClient, row: Proposal, **fields: str) -> TestResponse:
        """As an open page does, which saw the first version."""
        typed = {"version": "1", "csrf_token": page.token()} | fields
        return page.client.post(f"/auto-scheduler/lines/{row.id}/decide", data=typed, headers={"HX-Request": "true"})

    def test_the_form_begins_with_the_place_of_the_line(
        self, page: PageClient, shop: SimpleNamespace, proposed: Proposal
    ) -> None:
        text = page.get(f"/auto-scheduler/lines/{proposed.id}/edit").text

        assert f'selected value="{shop.ann.id}"' in text
        assert 'value="2026-03-02"' in text
        assert 'value="09:45"' in text

    def test_the_form_tells_the_reason_and_offers_the_other_ways(
        self, page: PageClient, make: Make, shop: SimpleNamespace, run: Run
    ) -> None:
        other = {"employee_id": shop.bob.id, "name": "Bob Birch", "day": "2026-03-03", "start": 630}
        other |= {"points": 90, "dearer": ["1 h 30 min over target"]}
        row = line(make, run, shop.oats, shop.ann, alternatives=[other])

        text = page.get(f"/auto-scheduler/lines/{row.id}/edit").text

        assert "Ann Ames, Mon Mar 2, 9:45 AM" in text
        assert "Ann has room that day." in text
        assert "Bob Birch, Tue Mar 3, 10:30 AM" in text
        assert "90 points more: 1 h 30 min over target" in text
        assert f"?employee={shop.bob.id}&amp;day=2026-03-03&amp;start=630" in text

    def test_an_alternative_fills_the_form(self, page: PageClient, shop: SimpleNamespace, proposed: Proposal) -> None:
        chosen = f"employee={shop.bob.id}&day=2026-03-03&start=630"

        text = page.get(f"/auto-scheduler/lines/{proposed.id}/edit?{chosen}").text

        assert f'selected value="{shop.bob.id}"' in text
        assert 'value="2026-03-03"' in text
        assert 'value="10:30"' in text

    @pytest.mark.parametrize(
        "odd", ["employee=x&day=never&start=-4", "employee=99999999999&start=999999&day=2026-13-01"]
    )
    def test_odd_words_in_the_address_do_no_harm(self, page: PageClient, proposed: Proposal, odd: str) -> None:
        page.get(f"/auto-scheduler/lines/{proposed.id}/edit?{odd}")

    def test_another_person_is_saved(
        self, page: PageClient, shop: SimpleNamespace, proposed: Proposal, session: Session
    ) -> None:
        page.post(f"/auto-scheduler/lines/{proposed.id}/edit", edit(proposed, shop.bob))

        changed = fresh(session, proposed)
        assert (changed.employee_id, changed.status) == (shop.bob.id, ProposalStatus.EDITED)

    def test_a_rule_that_stands_against_it_is_named_and_the_input_stays(
        self, page: PageClient, make: Make, shop: SimpleNamespace, proposed: Proposal, session: Session
    ) -> None:
        make.time_off(employee=shop.bob, starts_on=MONDAY)

        answer = page.post(f"/auto-scheduler/lines/{proposed.id}/edit", edit(proposed, shop.bob), status=409)

        assert "time off" in answer.text
        assert f'selected value="{shop.bob.id}"' in answer.text
        assert fresh(session, proposed).employee_id == shop.ann.id

    def test_a_soft_rule_gives_way_to_a_reason(
        self, page: PageClient, shop: SimpleNamespace, proposed: Proposal, session: Session
    ) -> None:
        address, wanted = f"/auto-scheduler/lines/{proposed.id}/edit", edit(proposed, shop.ann, start_time="10:00")

        assert "override_reason" in page.post(address, wanted, status=409).text
        page.post(address, wanted | {"override_reason": "The store asked for ten."})

        assert "The store asked for ten." in fresh(session, proposed).reason

    @pytest.mark.parametrize(
        "wrong",
        [
            {"employee_id": "x"},
            {"employee_id": "987654"},
            {"employee_id": ""},
            {"date": "2026-02-30"},
            {"date": ""},
            {"start_time": "25:00"},
            {"start_time": ""},
            {"override_reason": "x" * 301},
        ],
    )
    def test_bad_input_is_explained_and_changes_nothing(
        self, page: PageClient, shop: SimpleNamespace, proposed: Proposal, session: Session, wrong: dict[str, str]
    ) -> None:
        answer = page.post(f"/auto-scheduler/lines/{proposed.id}/edit", edit(proposed, shop.bob, **wrong), status=422)

        assert 'role="alert"' in answer.text
        assert fresh(session, proposed).version == 1

    def test_a_character_that_cannot_be_kept_is_refused(
        self, page: PageClient, shop: SimpleNamespace, proposed: Proposal, session: Session
    ) -> None:
        typed = edit(proposed, shop.bob, override_reason="a\x00b", csrf_token=page.token())

        answer = page.client.post(f"/auto-scheduler/lines/{proposed.id}/edit", data=typed)

        assert answer.status_code == 422
        assert fresh(session, proposed).version == 1

    def test_an_hour_that_the_clocks_skip_is_refused(
        self, page: PageClient, shop: SimpleNamespace, proposed: Proposal, session: Session
    ) -> None:
        skipped = edit(proposed, shop.ann, date="2026-03-08", start_time="02:30")

        answer = page.post(f"/auto-scheduler/lines/{proposed.id}/edit", skipped, status=409)

        assert "clocks" in answer.text
        assert fresh(session, proposed).version == 1

    def test_a_stale_form_keeps_what_was_typed(
        self, page: PageClient, shop: SimpleNamespace, proposed: Proposal
    ) -> None:
        page.post(f"/auto-scheduler/lines/{proposed.id}/decide", {"decision": "accept", "version": "1"})

        answer = page.post(f"/auto-scheduler/lines/{proposed.id}/edit", edit(proposed, shop.bob), status=412)

        assert f'selected value="{shop.bob.id}"' in answer.text


class TestApply:
    def test_it_books_and_offers_undo_and_the_way_back(
        self, page: PageClient, shop: SimpleNamespace, run: Run, proposed: Proposal, session: Session
    ) -> None:
        address = f"/auto-scheduler/runs/{run.id}"
        page.post(f"{address}/apply", {"mode": "fill_gaps"})

        assert [(row.event_id, row.employee_id) for row in booked(session)] == [(shop.oats.id, shop.ann.id)]
        text = page.get(address).text
        assert "1 scheduled, 0 changed." in text
        assert "/undo" in text
        assert f"{address}/revert" in text

        page.post(f"{address}/revert")

        assert booked(session) == []
        assert "can be applied again" in page.get(address).text

    def test_a_second_click_books_nothing_more(
        self, page: PageClient, run: Run, proposed: Proposal, session: Session
    ) -> None:
        for _ in range(2):
            page.post(f"/auto-scheduler/runs/{run.id}/apply", {"mode": "fill_gaps"})

        assert len(booked(session)) == 1
        assert "nothing left to apply" in page.get(f"/auto-scheduler/runs/{run.id}").text

    def test_it_says_before_the_button_what_each_way_does(
        self, page: PageClient, make: Make, shop: SimpleNamespace, run: Run, proposed: Proposal
    ) -> None:
        rye = make.event(store=shop.store, name="612399-CORE-Rye Bread")
        there = make.schedule(event=rye, employee=shop.bob, day=MONDAY)
        moves = {"kind": ProposalKind.MOVE, "replaces_schedule_id": there.id, "replaces_version": there.version}
        line(make, run, rye, make.employee(stores=(shop.store,), name="Cleo Cole"), **moves)
        make.time_off(employee=shop.ann, starts_on=MONDAY)

        text = page.get(f"/auto-scheduler/runs/{run.id}").text

        gaps, merge, *_ = text.split('class="run-outlook"')[1:]
        assert "1 proposed move is left alone" in gaps
        assert "Nothing can be applied this way." in gaps
        assert "<button" not in gaps
        assert "1 schedule moves to another person or time" in merge
        assert "for Cleo Cole on Mon Mar 2 9:45 AM, now Bob Birch on Mon Mar 2 9:45 AM" in merge
        assert "Now: Bob Birch, Mon Mar 2, 9:45 AM." in text
        assert "1 schedule that stands now is moved or cancelled" in merge  # the button asks first
        for way in (gaps, merge):
            assert "1 line is out of date and stays out" in way
            assert f"Core {shop.oats.event_number} for Ann Ames on Mon Mar 2" in way
            assert "time off" in way

    def test_what_an_overwriting_way_cancels_is_named(
        self, page: PageClient, make: Make, shop: SimpleNamespace, run: Run, proposed: Proposal
    ) -> None:
        rye = make.event(store=shop.store, name="612399-CORE-Rye Bread")
        make.schedule(event=rye, employee=shop.ann, day=MONDAY)

        text = page.get(f"/auto-scheduler/runs/{run.id}").text

        overwriting = text.split('data-mode="overwrite_unpinned"')[1].split('class="run-outlook"')[0]
        assert "1 schedule that stands in the way is cancelled" in overwriting
        assert f"Core {rye.event_number} for Ann Ames on Mon Mar 2" in overwriting

    def test_nothing_else_than_what_was_shown_is_applied(
        self, page: PageClient, make: Make, shop: SimpleNamespace, run: Run, proposed: Proposal, session: Session
    ) -> None:
        address = f"/auto-scheduler/runs/{run.id}"
        seen = re.search(r'name="seen_fill_gaps" value="(\w+)"', page.get(address).text)
        make.time_off(employee=shop.ann, starts_on=MONDAY)

        asked = {"mode": "fill_gaps", "reason": "Asked on Monday.", "seen_fill_gaps": seen[1] if seen else ""}
        text = page.post(f"{address}/apply", asked, status=409).text

        assert "changed after you looked" in text
        assert "Asked on Monday." in text
        assert "1 line is out of date and stays out" in text
        assert fresh(session, proposed).status is ProposalStatus.PROPOSED

    def test_the_chosen_way_stays_when_the_reason_is_missing(
        self, page: PageClient, run: Run, proposed: Proposal
    ) -> None:
        text = page.post(f"/auto-scheduler/runs/{run.id}/apply", {"mode": "overwrite_all"}, status=422).text

        assert re.search(r'<input checked [^>]*value="overwrite_all"', text)
        assert "Say why pinned schedules may be overwritten." in text

    @pytest.mark.parametrize(
        "wrong", [{"mode": "everything"}, {}, {"mode": "overwrite_all"}, {"mode": "merge", "reason": "x" * 301}]
    )
    def test_bad_input_is_explained_and_applies_nothing(
        self, page: PageClient, run: Run, proposed: Proposal, session: Session, wrong: dict[str, str]
    ) -> None:
        answer = page.post(f"/auto-scheduler/runs/{run.id}/apply", wrong, status=422)

        assert 'role="alert"' in answer.text
        assert booked(session) == []

    def test_lines_out_of_date_are_named(
        self, page: PageClient, make: Make, shop: SimpleNamespace, run: Run, proposed: Proposal, session: Session
    ) -> None:
        make.time_off(employee=shop.ann, starts_on=MONDAY)
        page.post(f"/auto-scheduler/runs/{run.id}/apply", {"mode": "fill_gaps"})

        text = page.get(f"/auto-scheduler/runs/{run.id}").text

        assert "1 line is out of date" in text
        assert "Out of date, not applied" in text
        assert "Ann Ames" in text
        assert booked(session) == []

    def test_a_running_run_cannot_be_applied(self, page: PageClient, make: Make, shop: SimpleNamespace) -> None:
        running = make.run(store=shop.store, status=RunStatus.RUNNING)

        page.post(f"/auto-scheduler/runs/{running.id}/apply", {"mode": "fill_gaps"}, status=409)

    def test_a_rejected_run_books_nothing(
        self, page: PageClient, run: Run, proposed: Proposal, session: Session
    ) -> None:
        page.post(f"/auto-scheduler/runs/{run.id}/reject")

        page.post(f"/auto-scheduler/runs/{run.id}/apply", {"mode": "fill_gaps"}, status=409)
        assert fresh(session, run).status is RunStatus.REJECTED
        assert booked(session) == []

    def test_what_was_not_applied_cannot_be_taken_back(self, page: PageClient, run: Run) -> None:
        page.post(f"/auto-scheduler/runs/{run.id}/revert")

        assert "has not been applied" in page.get(f"/auto-scheduler/runs/{run.id}").text


def test_from_the_button_to_the_booking(app: Flask, page: PageClient, shop: SimpleNamespace, session: Session) -> None:
    asked = {"week": "2026-03-02", "store_ids": str(shop.store.id), "mode": "normal"}
    address = page.post("/auto-scheduler", asked).location
    run = the_run(session)
    with app.app_context():
        jobs.run(run.job_id, {JobKind.AUTO_SCHEDULE: run_auto_schedule})

    assert "Oat Bars" in page.get(address).text
    page.post(f"{address}/apply", {"mode": "fill_gaps"})

    assert [row.event_id for row in booked(session)] == [shop.oats.id]
    assert "applied" in page.get(address).text
