"""The stand-in for Crossmark: `python -m app.sandbox.crossmark --port 0 --data DIR`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from sqlite3 import Connection, Row

from app.sandbox.accounts import CROSSMARK_ACCOUNT, Account
from app.sandbox.crossmark_records import SCHEMA
from app.sandbox.crossmark_state import CrossmarkState, Effect, Refused
from app.sandbox.crossmark_wire import (
    booking_form,
    feed_query,
    project_window,
    qualified_rep,
    rep_object,
    sales_tools,
    scheduled_event,
)
from app.sandbox.ledger import Entry
from app.sandbox.messages import Answer, BadRequest, Request
from app.sandbox.pages import login_form, page
from app.sandbox.sales_tools import draw_sales_tool
from app.sandbox.seed import DEFAULT_SEED
from app.sandbox.service import SandboxService, fingerprint
from app.sandbox.storage import Storage

COOKIE = "PHPSESSID"
ON_EXISTING = ("duplicate", "replace", "reject")
_TOOL_PATH = re.compile(r"/tools/(\d{6})(?:-\d)?\.pdf")
_PLANNING = "/planningextcontroller"
_SCHEDULING = "/schedulingcontroller"


@dataclass(frozen=True)
class CrossmarkOptions:
    """`expired_answer`: redirect to /login, 401, or the login page as HTML. `login_answer`: html or json."""

    seed: int = DEFAULT_SEED
    account: Account = CROSSMARK_ACCOUNT
    on_existing: str = "duplicate"
    login_answer: str = "html"
    expired_answer: str = "redirect"
    session_seconds: float = 3600.0


class CrossmarkSandbox(SandboxService):
    name = "crossmark"

    def __init__(self, data_dir: Path, today: date, options: CrossmarkOptions | None = None) -> None:
        super().__init__(Storage(data_dir / "crossmark.sqlite3", SCHEMA))
        self._options = options or CrossmarkOptions()
        self._state = CrossmarkState(self.storage, self._options.session_seconds)
        self._state.start(self._options.seed, today)
        self._routes: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("POST", "/users/getUserInfo"): self._user_info,
            ("GET", "/users/getUserInfo"): self._user_info,
            ("GET", f"{_PLANNING}/getPlanningMplans"): self._planning_mplans,
            ("POST", f"{_SCHEDULING}/getAvailableReps"): self._available_reps,
            ("GET", f"{_PLANNING}/getQualifiedRepsForScheduling"): self._qualified_reps,
            ("POST", f"{_SCHEDULING}/getScheduledEvents"): self._scheduled_events,
            ("POST", f"{_PLANNING}/scheduleMplanEvent"): self._schedule,
            ("POST", f"{_PLANNING}/deleteScheduledMplanEvent"): self._delete,
            ("POST", "/pendingworkextcontroller/createPendingWork/"): self._reissue,
            ("POST", f"{_PLANNING}/bulkPrintMplanLocations"): self._bulk_print,
        }

    def respond(self, request: Request) -> Answer:
        if (request.method, request.path) == ("POST", "/login/authenticate"):
            return self._log_in(request)
        if (request.method, request.path) == ("GET", "/logout"):
            self.expire_session(request)
            return Answer.redirect("/login")
        tool = _TOOL_PATH.fullmatch(request.path)
        if tool and request.method == "GET":
            return self._sales_tool(tool[1])
        route = self._routes.get((request.method, request.path))
        if route is None:
            return Answer.html(page("Not found", "There is nothing at this address."), status=404)
        if self._account(request) is None:
            return self._signed_out()
        return route(request)

    def page(self, request: Request) -> Answer | None:
        if request.method != "GET":
            return None
        if request.path == "/login":
            session = self._state.open_session(None)
            return Answer.html(self.login_page(), headers=[_session_cookie(session)])
        if request.path == "/":
            return Answer.html(self._front_page())
        return None

    def login_page(self) -> str:
        return login_form("Sandbox Crossmark", "/login")

    def expire_session(self, request: Request) -> None:
        self._state.close_session(request.cookie(COOKIE))

    def reset(self, seed: int | None, today: date | None) -> None:
        self._state.reset(seed, today)

    def foreign_id(self, request: Request) -> str | None:
        own = self.entry_for(request).mplan_id
        others = (row for row in self._state.active_bookings() if row["mplan_id"] != own)
        first = next(others, None)
        return str(first["schedule_event_id"]) if first else None

    def entry_for(self, request: Request) -> Entry:
        form: dict[str, str] = {}
        if request.method == "POST":
            with suppress(BadRequest):
                form = request.form()
        return Entry(
            operation=request.path.rstrip("/").rsplit("/", 1)[-1],
            session=fingerprint(request.cookie(COOKIE)),
            account=self._account(request),
            mplan_id=form.get("mPlanID"),
            rep_id=form.get("RepID"),
            start=form.get("Start"),
            secret_body=request.path == "/login/authenticate",
        )

    def control_answer(self, request: Request) -> Answer | None:
        match request.method, request.path:
            case "GET", "/_bookings":
                return Answer.json([_net_booking(row) for row in self._state.active_bookings()])
            case "POST", "/_mplan":
                return self._edit_at_site(request)
        return None

    def _account(self, request: Request) -> str | None:
        return self._state.account_of(request.cookie(COOKIE))

    def _signed_out(self) -> Answer:
        match self._options.expired_answer:
            case "401":
                return Answer.json({"success": False, "message": "Session expired"}, status=401)
            case "html":
                return Answer.html(self.login_page())
        return Answer.redirect("/login")

    def _log_in(self, request: Request) -> Answer:
        sent = request.json_object()
        account = self._options.account
        right = (
            sent.get("UserType") == "MVEntityUser"
            and sent.get("UserID") == account.username
            and sent.get("Password") == account.password
            and bool(sent.get("Timezone"))
        )
        session = self._state.open_session(account.username if right else None)
        cookie = [_session_cookie(session)]
        if not right:
            return Answer.json({"success": False, "message": "Invalid credentials"}, headers=cookie)
        if self._options.login_answer == "json":
            return Answer.json({"success": True, "redirectUrl": "/planning/"}, headers=cookie)
        return Answer.html(page("Scheduling", "Welcome to the scheduling page."), headers=cookie)

    def _user_info(self, request: Request) -> Answer:
        return Answer.json(
            {
                "userId": "4412",
                "username": self._account(request),
                "firstName": "Dana",
                "lastName": "Demoworth",
                "email": "dana.demoworth@example.com",
            }
        )

    def _planning_mplans(self, request: Request) -> Answer:
        try:
            wanted = feed_query(request.query)
        except ValueError as error:
            raise BadRequest("page, start, limit and sort must be as the grid sends them") from error
        total, rows = self._state.feed(wanted, request.origin)
        return Answer.json({"total": total, "mplans": rows})

    def _available_reps(self, request: Request) -> Answer:
        fields = request.multipart()
        if set(fields) != {"project"}:
            raise BadRequest("exactly one part, named project, is expected")
        first, last = (moment.date() for moment in project_window(fields["project"]))
        hours: dict[str, list[float]] = {}
        for booking in self._state.active_bookings():
            if first.isoformat() <= booking["local_start"][:10] <= last.isoformat():
                hours.setdefault(booking["rep_id"], []).append(booking["minutes"] / 60)
        reps = {
            rep["rep_id"]: rep_object(rep, sum(hours[rep["rep_id"]]), len(hours[rep["rep_id"]]))
            if rep["rep_id"] in hours
            else rep_object(rep, None, 0)
            for rep in self._state.reps_in(first, last)
        }
        return Answer.json({"reps": reps})

    def _qualified_reps(self, request: Request) -> Answer:
        plan = self._state.plan(request.query.get("mPlanID", ""))
        if plan is None or plan["location_id"] != request.query.get("storeID"):
            return Answer.json({"data": []})
        start, limit = int(request.query.get("start") or 0), int(request.query.get("limit") or 100)
        reps = self._state.qualified_reps(plan)
        return Answer.json({"total": len(reps), "data": [qualified_rep(rep) for rep in reps[start : start + limit]]})

    def _scheduled_events(self, request: Request) -> Answer:
        wanted = request.json_object()
        first, last = str(wanted.get("startDate", "")), str(wanted.get("endDate", ""))
        if not first or not last:
            raise BadRequest("startDate and endDate are required")
        filters = {"repId": "rep_id", "locationId": "location_id", "status": "condition"}
        events = [
            scheduled_event(booking)
            for booking in self._state.active_bookings()
            if first <= booking["local_start"][:10] <= last
            and all(str(wanted[name]) == booking[column] for name, column in filters.items() if wanted.get(name))
        ]
        return Answer.json({"events": events})

    def _schedule(self, request: Request) -> Answer:
        wanted = booking_form(request.form())
        account = self._account(request) or ""
        return self._written(request, lambda db: self._state.book(db, wanted, self._options.on_existing, account))

    def _delete(self, request: Request) -> Answer:
        schedule_event_id = request.form().get("id", "")
        if not schedule_event_id.isdigit():
            raise BadRequest("id must be digits")
        return self._written(request, lambda db: self._state.unbook(db, schedule_event_id))

    def _reissue(self, request: Request) -> Answer:
        form = request.form()
        if form.get("action") != "reissue":
            raise BadRequest("action must be 'reissue'")
        mplan_id, old_id = form.get("mPlanID", ""), form.get("workLogEntryID", "")
        return self._written(request, lambda db: self._state.reissue(db, mplan_id, old_id))

    def _written(self, request: Request, change: Callable[[Connection], Effect]) -> Answer:
        """Effect and ledger row in one transaction, before anything is answered."""
        with self.storage.transaction() as db:
            try:
                effect = change(db)
            except Refused as refusal:
                return Answer.json({"success": False, "message": str(refusal)}, status=refusal.status)
            entry = replace(
                self.entry_for(request),
                mplan_id=effect.mplan_id,
                rep_id=effect.rep_id,
                start=effect.start,
                effect=True,
                issued_id=effect.issued_id,
            )
            sequence = self.ledger.record(request, entry)
            if effect.issued_id is None:
                answer = Answer.json({"success": True})
            else:
                self._state.link(db, effect.issued_id, sequence)
                answer = Answer.json({"success": True, "scheduleEventID": effect.issued_id})
        answer.sequence = sequence
        return answer

    def _bulk_print(self, request: Request) -> Answer:
        try:
            wanted = json.loads(request.form().get("mplanLocationIDs", ""))
            plans = [self._state.plan(str(pair["mPlanID"])) for pair in wanted]
        except (ValueError, KeyError, TypeError) as error:
            raise BadRequest("mplanLocationIDs must be a JSON list of {mPlanID, storeID}") from error
        return Answer.json(
            {
                "mplans": [
                    {"mPlanID": plan["mplan_id"], "salesTools": sales_tools(plan, request.origin)}
                    for plan in plans
                    if plan is not None
                ]
            }
        )

    def _sales_tool(self, number: str) -> Answer:
        """Open without a session, like the file hosts the site points at."""
        plan = self._state.plan_of_tool(number)
        if plan is None:
            return Answer.html(page("Not found", "This document is not there."), status=404)
        return Answer(body=draw_sales_tool(number, plan["product"]), content_type="application/pdf")

    def _edit_at_site(self, request: Request) -> Answer:
        """Somebody changes an event in the browser, as happens between our reading and our writing."""
        wanted = {name: str(value) for name, value in request.json_object().items()}
        with self.storage.transaction() as db:
            changed = self._state.edit_plan(db, wanted)
        return Answer.json({"changed": changed}, status=200 if changed else 404)

    def _front_page(self) -> str:
        bookings = len(self._state.active_bookings())
        return page(
            "Sandbox Crossmark",
            "A stand-in for Crossmark with invented people and events. Nothing here is real.",
            f"Bookings now: <strong>{bookings}</strong>",
            f"Sign in as <code>{escape(self._options.account.username)}</code>.",
            'What happened: <a href="/_ledger">ledger</a>, <a href="/_bookings">bookings</a>.',
        )


def _session_cookie(session: str) -> tuple[str, str]:
    return "Set-Cookie", f"{COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax"


def _net_booking(row: Row) -> dict[str, object]:
    return {
        "scheduleEventID": str(row["schedule_event_id"]),
        "mPlanID": row["mplan_id"],
        "RepID": row["rep_id"],
        "LocationID": row["location_id"],
        "Start": row["start"],
        "End": row["finish"],
        "account": row["account"],
        "sequence": row["sequence"],
        "seeded": row["sequence"] is None,
    }


if __name__ == "__main__":
    from app.sandbox.launch import main

    raise SystemExit(main("crossmark"))
