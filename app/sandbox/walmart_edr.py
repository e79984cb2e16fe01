"""The stand-in for Walmart's Event Management: `python -m app.sandbox.walmart_edr --port 0 --data DIR`.

Sign-in and event management share one origin here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote

from app.sandbox.accounts import EDR_ACCOUNT, Account
from app.sandbox.edr_state import SCHEMA, EdrState, Lifetimes, SignIn
from app.sandbox.ledger import Entry
from app.sandbox.messages import Answer, BadRequest, Request
from app.sandbox.pages import login_form, page
from app.sandbox.seed import DEFAULT_SEED
from app.sandbox.service import SandboxService, fingerprint
from app.sandbox.storage import Storage

COOKIE = "RLSESSION"
TOKEN_COOKIE = "auth-token"  # noqa: S105  # nosec B105  # a cookie's name
_API = "/EventManagement/api"
_KNOWN_CLASSES = frozenset({1, *range(3, 58)})
_SECRET_PATHS = ("/api/login", "/api/mfa/validateCode")


@dataclass(frozen=True)
class EdrOptions:
    """`token_in`: cookie, body, or both."""

    seed: int = DEFAULT_SEED
    account: Account = EDR_ACCOUNT
    token_in: str = "both"  # noqa: S105  # where the token goes, not a token
    lifetimes: Lifetimes = field(default_factory=Lifetimes)


class WalmartEdrSandbox(SandboxService):
    name = "walmart-edr"

    def __init__(self, data_dir: Path, today: date, options: EdrOptions | None = None) -> None:
        super().__init__(Storage(data_dir / "walmart_edr.sqlite3", SCHEMA))
        self._options = options or EdrOptions()
        self._state = EdrState(self.storage, self._options.lifetimes)
        self._state.start(self._options.seed, today)
        self._signing_in: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("GET", "/login"): self._login_form,
            ("POST", "/api/login"): self._log_in,
            ("POST", "/api/mfa/sendCode"): self._send_code,
            ("POST", "/api/mfa/validateCode"): self._validate_code,
            ("GET", "/rl_portal_services/api/Site/InsertRlPageDetails"): self._portal_call,
            ("GET", "/rl_portal/"): self._portal_page,
            ("GET", "/EventManagement/"): self._portal_page,
            ("GET", f"{_API}/authenticate"): self._authenticate,
        }
        self._with_token: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("POST", f"{_API}/browse-event/browse-data"): self._browse,
            ("GET", f"{_API}/edrReport"): self._report,
        }

    def respond(self, request: Request) -> Answer:
        route = (request.method, request.path)
        if route in self._signing_in:
            return self._signing_in[route](request)
        if route not in self._with_token:
            return Answer.json({"message": "Not found"}, status=404)
        if self._token_owner(request) is None:
            return Answer.json({"message": "Unauthorized"}, status=401)
        return self._with_token[route](request)

    def page(self, request: Request) -> Answer | None:
        match request.method, request.path:
            case "GET", "/":
                return Answer.html(self._front_page())
            case "GET", "/sandbox/phone":
                return Answer.html(self._phone_page())
        return None

    def login_page(self) -> str:
        return login_form("Sandbox Retail Link", "/login")

    def expire_session(self, request: Request) -> None:
        """A token ends alone, so that the cookies can still fetch a new one; else the whole sign-in ends."""
        token = _bearer(request)
        if token:
            self._state.expire_token(token)
        else:
            self._state.forget(request.cookie(COOKIE))

    def require_sign_in(self, request: Request) -> None:
        self.expire_session(request)
        self._state.forget(request.cookie(COOKIE))

    def reset(self, seed: int | None, today: date | None) -> None:
        self._state.reset(seed, today)

    def entry_for(self, request: Request) -> Entry:
        signin = self._state.signin(request.cookie(COOKIE))
        return Entry(
            operation=request.path.rstrip("/").rsplit("/", 1)[-1],
            session=fingerprint(request.cookie(COOKIE)),
            account=signin.account if signin else None,
            secret_body=request.path in _SECRET_PATHS,
        )

    def control_answer(self, request: Request) -> Answer | None:
        if (request.method, request.path) != ("GET", "/_mfa"):
            return None
        newest = next(iter(self._state.messages()), None)
        if newest is None:
            return Answer.json({"code": None, "sent_at": None, "valid": False})
        sent_at = datetime.fromtimestamp(newest.sent, UTC).isoformat()
        return Answer.json({"code": newest.code, "sent_at": sent_at, "valid": newest.valid})

    def _login_form(self, request: Request) -> Answer:
        del request
        return Answer.html(self.login_page(), headers=[_cookie(COOKIE, self._state.open_signin())])

    def _log_in(self, request: Request) -> Answer:
        sent = request.json_object()
        username, account = str(sent.get("username", "")), self._options.account
        if self._state.is_locked(username):
            return _refusal(423, "LOCKED")
        if (username, sent.get("password")) != (account.username, account.password):
            self._state.count_wrong_password(username)
            return _refusal(401, "INVALID_CREDENTIALS")
        signin = self._state.signin(request.cookie(COOKIE))
        session = signin.session if signin else self._state.open_signin()
        self._state.accept_password(session, username)
        return Answer.json({"status": "MFA_REQUIRED"}, headers=[_cookie(COOKIE, session)])

    def _send_code(self, request: Request) -> Answer:
        signin, refusal = self._mfa_signin(request, stages=("password", "code_sent"))
        if signin is None:
            return refusal
        self._state.send_code(signin.session)
        return Answer.json({"status": "CODE_SENT"})

    def _validate_code(self, request: Request) -> Answer:
        signin, refusal = self._mfa_signin(request, stages=("code_sent",))
        if signin is None:
            return refusal
        sent = request.json_object()
        if "failureCount" not in sent:
            raise BadRequest("failureCount is required")
        if self._state.check_code(signin, str(sent.get("code", ""))):
            return Answer.json({"status": "VALID"}, headers=[_cookie("_auth", fingerprint(signin.session) or "")])
        if self._state.is_locked(signin.account):
            return _refusal(423, "TOO_MANY_FAILURES")
        return _refusal(401, "INVALID_CODE")

    def _mfa_signin(self, request: Request, *, stages: tuple[str, ...]) -> tuple[SignIn | None, Answer]:
        """The sign-in that may take this step, else the refusal."""
        sent = request.json_object()
        signin = self._state.signin(request.cookie(COOKIE))
        if signin is not None and self._state.is_locked(signin.account):
            return None, _refusal(423, "LOCKED")
        if signin is None or signin.stage not in stages:
            return None, _refusal(401, "SIGN_IN_FIRST")
        if sent.get("type") != "SMS_OTP" or sent.get("credid") != self._options.account.credential_id:
            return None, _refusal(400, "UNKNOWN_CREDENTIAL")
        return signin, Answer()

    def _portal_call(self, request: Request) -> Answer:
        if not self._is_validated(request):
            return _refusal(401, "SIGN_IN_FIRST")
        return Answer.json({"inserted": request.query.get("pageId") == "6"})

    def _portal_page(self, request: Request) -> Answer:
        if not self._is_validated(request):
            return Answer.redirect("/login")
        return Answer.html(page("Event Management", "Welcome."))

    def _authenticate(self, request: Request) -> Answer:
        if not self._is_validated(request):
            return _refusal(401, "SIGN_IN_FIRST")
        token = self._state.issue_token(request.cookie(COOKIE) or "")
        headers = []
        if self._options.token_in in {"cookie", "both"}:
            headers.append(_cookie(TOKEN_COOKIE, quote(json.dumps({"token": token}))))
        body = {"token": token} if self._options.token_in in {"body", "both"} else {"authenticated": True}
        return Answer.json(body, headers=headers)

    def _browse(self, request: Request) -> Answer:
        wanted = request.json_object()
        types = wanted.get("eventType")
        if not isinstance(types, list) or not all(isinstance(code, int) and code in _KNOWN_CLASSES for code in types):
            raise BadRequest("eventType must be a list of known codes")
        try:
            first, last = (date.fromisoformat(str(wanted.get(name))) for name in ("startDate", "endDate"))
        except ValueError as error:
            raise BadRequest("startDate and endDate must be YYYY-MM-DD") from error
        store = wanted.get("storeNbr")
        rows = self._state.browse(
            first.isoformat(), last.isoformat(), None if store is None else str(store), frozenset(types)
        )
        return Answer.json(rows)

    def _report(self, request: Request) -> Answer:
        report = self._state.report(request.query.get("id", ""))
        if report is None:
            return Answer.json({"message": "EDR not found"}, status=404)
        return Answer.json(report)

    def _is_validated(self, request: Request) -> bool:
        signin = self._state.signin(request.cookie(COOKIE))
        return signin is not None and signin.stage == "validated"

    def _token_owner(self, request: Request) -> SignIn | None:
        token = _bearer(request)
        return self._state.use_token(token) if token else None

    def _front_page(self) -> str:
        return page(
            "Sandbox Event Management",
            "A stand-in for Walmart's Event Management with invented reports. Nothing here is real.",
            'Text messages with sign-in codes arrive on the <a href="/sandbox/phone">sandbox phone</a>.',
            'What happened: <a href="/_ledger">ledger</a>.',
        )

    def _phone_page(self) -> str:
        messages = self._state.messages()
        if not messages:
            return page("Sandbox phone", "No text message yet. Ask for a code in the product, then reload this page.")
        lines = [
            f"Your code is <strong>{message.code}</strong>{'' if message.valid else ' (no longer valid)'}"
            for message in messages
        ]
        return page("Sandbox phone", *lines)


def _bearer(request: Request) -> str:
    scheme, _, token = request.header("Authorization").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _cookie(name: str, value: str) -> tuple[str, str]:
    return "Set-Cookie", f"{name}={value}; Path=/; HttpOnly"


def _refusal(status: int, code: str) -> Answer:
    return Answer.json({"error": code}, status=status)


if __name__ == "__main__":
    from app.sandbox.launch import main

    raise SystemExit(main("walmart-edr"))
