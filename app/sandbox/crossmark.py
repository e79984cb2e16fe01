"""The stand-in for Crossmark: `python -m app.sandbox.crossmark --port 0 --data DIR`."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from sqlite3 import Connection

from app.sandbox.accounts import CROSSMARK_ACCOUNTS, Account
from app.sandbox.crossmark_reads import CrossmarkReads
from app.sandbox.crossmark_records import SCHEMA
from app.sandbox.crossmark_state import CrossmarkState, Effect, Refused
from app.sandbox.crossmark_wire import booking_form, is_digits
from app.sandbox.ledger import Entry
from app.sandbox.messages import Answer, BadRequest, Request
from app.sandbox.pages import login_form, page
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
    accounts: tuple[Account, ...] = CROSSMARK_ACCOUNTS
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
        self._reads = CrossmarkReads(self._state)
        self._routes: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("POST", "/users/getUserInfo"): self._user_info,
            ("GET", "/users/getUserInfo"): self._user_info,
            ("GET", f"{_PLANNING}/getPlanningMplans"): self._reads.planning_mplans,
            ("POST", f"{_SCHEDULING}/getAvailableReps"): self._reads.available_reps,
            ("GET", f"{_PLANNING}/getQualifiedRepsForScheduling"): self._reads.qualified_reps,
            ("POST", f"{_SCHEDULING}/getScheduledEvents"): self._reads.scheduled_events,
            ("POST", f"{_PLANNING}/scheduleMplanEvent"): self._schedule,
            ("POST", f"{_PLANNING}/deleteScheduledMplanEvent"): self._delete,
            ("POST", "/pendingworkextcontroller/createPendingWork/"): self._reissue,
            ("POST", f"{_PLANNING}/bulkPrintMplanLocations"): self._reads.bulk_print,
        }

    def respond(self, request: Request) -> Answer:
        if (request.method, request.path) == ("POST", "/login/authenticate"):
            return self._log_in(request)
        if (request.method, request.path) == ("POST", "/login/recover"):
            return self._recover(request)
        if (request.method, request.path) == ("GET", "/logout"):
            self.expire_session(request)
            return Answer.redirect("/login")
        tool = _TOOL_PATH.fullmatch(request.path)
        if tool and request.method == "GET":
            return self._reads.sales_tool(tool[1])
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
                return self._reads.net_bookings()
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
        known = {account.username: account.password for account in self._options.accounts}
        username = str(sent.get("UserID", ""))
        right = (
            sent.get("UserType") == "MVEntityUser"
            and username in known
            and sent.get("Password") == known[username]
            and bool(sent.get("Timezone"))
        )
        session = self._state.open_session(username if right else None)
        cookie = [_session_cookie(session)]
        if not right:
            return Answer.json({"success": False, "message": "Invalid credentials"}, headers=cookie)
        if self._options.login_answer == "json":
            return Answer.json({"success": True, "redirectUrl": "/planning/"}, headers=cookie)
        return Answer.html(page("Scheduling", "Welcome to the scheduling page."), headers=cookie)

    def _recover(self, request: Request) -> Answer:
        """Says nothing about whether it knows the address; no mail leaves a sandbox."""
        if "@" not in request.query.get("Email", ""):
            raise BadRequest("Email must be an address")
        return Answer.json({"success": True})

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

    def _schedule(self, request: Request) -> Answer:
        wanted = booking_form(request.form())
        account = self._account(request) or ""
        return self._written(request, lambda db: self._state.book(db, wanted, self._options.on_existing, account))

    def _delete(self, request: Request) -> Answer:
        schedule_event_id = request.form().get("id", "")
        if not is_digits(schedule_event_id):
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
            f"Sign in as <code>{escape(self._options.accounts[0].username)}</code>.",
            'What happened: <a href="/_ledger">ledger</a>, <a href="/_bookings">bookings</a>.',
        )


def _session_cookie(session: str) -> tuple[str, str]:
    return "Set-Cookie", f"{COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax"


if __name__ == "__main__":
    from app.sandbox.launch import main

    raise SystemExit(main("crossmark"))
