"""The EDR client against the sandbox: signing in with a typed code, tokens that end, reports and downloads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import structlog

from app.errors import Invalid
from app.integrations.downloads import DownloadRules, fetch_sales_tool
from app.integrations.errors import (
    CodeRefused,
    DownloadRefused,
    IntegrationError,
    MessageUnclear,
    ReportMissing,
    ServerTrouble,
    SessionExpired,
    SignInFailed,
    TooManyWrongCodes,
    UnexpectedAnswer,
)
from app.integrations.http import Limits, Patience
from app.integrations.walmart_edr.account import EdrAccount, EdrState
from app.integrations.walmart_edr.client import EdrClient
from app.sandbox.accounts import EDR_CREDENTIAL_ID, EDR_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox, start_crossmark, start_walmart_edr

TODAY = date(2026, 3, 3)
AT_ONCE = Patience(sleep=lambda seconds: None)
WINDOW = {"first": TODAY - timedelta(days=30), "last": TODAY + timedelta(days=30)}


@pytest.fixture
def edr(tmp_path: Path) -> Iterator[RunningSandbox]:
    with start_walmart_edr(tmp_path, today=TODAY) as running:
        yield running


def client_of(sandbox: RunningSandbox, state: EdrState | None = None, password: str = SANDBOX_PASSWORD) -> EdrClient:
    account = EdrAccount(EDR_USER, password, EDR_CREDENTIAL_ID, base_url=sandbox.base_url)
    return EdrClient(account, state, patience=AT_ONCE)


def signed_in(sandbox: RunningSandbox) -> EdrClient:
    client = client_of(sandbox)
    client.send_code()
    client.validate_code(code=str(sandbox.mfa_code()))
    return client


def wrong(sandbox: RunningSandbox) -> str:
    return "000000" if sandbox.mfa_code() != "000000" else "111111"


def test_the_two_halves_of_signing_in_may_be_two_requests_apart(edr: RunningSandbox) -> None:
    first = client_of(edr)
    first.send_code()
    stored = first.state.to_json()
    second = client_of(edr, EdrState.from_json(stored))
    second.validate_code(code=str(edr.mfa_code()))
    assert second.state.stage == "authenticated"
    third = client_of(edr, EdrState.from_json(second.state.to_json()))
    assert third.browse_events(**WINDOW, store_number="8801")
    assert len(edr.ledger("sendCode")) == 1


@pytest.mark.parametrize("token_in", ["cookie", "body"])
def test_the_token_is_found_in_cookie_or_body(tmp_path: Path, token_in: str) -> None:
    with start_walmart_edr(tmp_path, today=TODAY, token_in=token_in) as running:
        assert signed_in(running).state.token


def test_a_wrong_password_sends_no_message(edr: RunningSandbox) -> None:
    with pytest.raises(SignInFailed):
        client_of(edr, password="wrong").send_code()
    assert edr.ledger("sendCode") == []
    assert len(edr.ledger("login")) == 2  # the page and one try


@pytest.mark.parametrize("typed", ["12345", "1234567", "12a456", "", "١٢٣٤٥٦"])
def test_only_six_digits_are_sent(edr: RunningSandbox, typed: str) -> None:
    client = client_of(edr)
    client.send_code()
    with pytest.raises(Invalid):
        client.validate_code(code=typed)
    assert edr.ledger("validateCode") == []


def test_a_wrong_code_may_be_typed_again_but_not_for_ever(edr: RunningSandbox) -> None:
    client = client_of(edr)
    client.send_code()
    for left in (2, 1):
        with pytest.raises(CodeRefused) as refusal:
            client.validate_code(code=wrong(edr))
        assert refusal.value.left == left
        client = client_of(edr, EdrState.from_json(client.state.to_json()))
    with pytest.raises(TooManyWrongCodes) as stop:
        client.validate_code(code=wrong(edr))
    assert stop.value.pause_seconds == 900
    with pytest.raises(SessionExpired):
        client.validate_code(code="123456")
    assert len(edr.ledger("sendCode")) == 1


@pytest.mark.parametrize("fault", [{"kind": "rst-after-effect"}, {"kind": "status-after-effect", "status": 503}])
def test_a_message_that_walmart_did_not_confirm_may_have_come_and_its_code_is_good(
    edr: RunningSandbox, fault: dict[str, object]
) -> None:
    client = client_of(edr)
    edr.fault(match="sendCode", **fault)  # type: ignore[arg-type]
    with pytest.raises(MessageUnclear, match="type its code"):
        client.send_code()
    edr.clear_faults()

    client.validate_code(code=str(edr.mfa_code()))

    assert client.state.token
    assert len(edr.ledger("sendCode")) == 1


def test_a_code_is_used_up_once_even_when_the_token_comes_later(edr: RunningSandbox) -> None:
    client = client_of(edr)
    client.send_code()
    edr.fault("status", "authenticate", status=503, count=3)
    with pytest.raises(ServerTrouble):
        client.validate_code(code=str(edr.mfa_code()))

    assert client.state.stage == "authenticated"
    assert client.browse_events(**WINDOW, store_number="8801")
    assert len(edr.ledger("validateCode")) == 1


def test_an_expired_token_is_renewed_from_the_cookies_without_a_message(edr: RunningSandbox) -> None:
    client = signed_in(edr)
    edr.fault("expire-session", "browse-data", count=1)
    assert client.browse_events(**WINDOW, store_number="8801")
    assert len(edr.ledger("sendCode")) == 1
    assert len(edr.ledger("authenticate")) == 2


def test_when_the_cookies_are_dead_too_a_new_code_is_asked_for(edr: RunningSandbox) -> None:
    client = signed_in(edr)
    edr.fault("status", "edrReport", status=401)
    edr.fault("status", "authenticate", status=401)
    with pytest.raises(SessionExpired):
        client.get_report(event_number="600001")
    assert client.state.stage == "expired"
    assert len(edr.ledger("sendCode")) == 1


def test_reports_agree_with_the_browse_list(edr: RunningSandbox) -> None:
    client = signed_in(edr)
    listed = client.browse_events(**WINDOW, store_number="8801")
    assert len(listed) > 10
    chosen = next(entry for entry in listed if entry.items)
    report = client.get_report(event_number=chosen.event_number)
    assert (report.name, report.event_date, report.locked) == (chosen.name, chosen.event_date, chosen.locked)
    assert (report.class_label, report.status_label) == (chosen.class_label, chosen.status_label)
    assert {item.item_number for item in report.items} == {item.item_number for item in chosen.items}


def test_a_report_that_is_not_there_is_named(edr: RunningSandbox) -> None:
    with pytest.raises(ReportMissing, match="999999"):
        signed_in(edr).get_report(event_number="999999")


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("garbage", {}),
        ("missing-field", {"field": "demoName"}),
        ("set-field", {"field": "demoDate", "value": "03/04/2026"}),
        ("set-field", {"field": "demoId", "value": 1}),
        ("body", {"value": "[]" * 2}),
    ],
)
def test_an_unusable_report_is_refused(edr: RunningSandbox, kind: str, settings: dict[str, object]) -> None:
    client = signed_in(edr)
    number = client.browse_events(**WINDOW, store_number="8801")[0].event_number
    edr.fault(kind, "edrReport", **settings)
    with pytest.raises(UnexpectedAnswer):
        client.get_report(event_number=number)


def test_a_page_instead_of_a_report_ends_the_session(edr: RunningSandbox) -> None:
    client = signed_in(edr)
    edr.fault("html-login", "edrReport")
    with pytest.raises(SessionExpired):
        client.get_report(event_number="600001")
    assert client.state.stage == "expired"


def test_no_secret_reaches_log_or_representation(edr: RunningSandbox) -> None:
    with structlog.testing.capture_logs() as events:
        client = signed_in(edr)
        client.browse_events(**WINDOW, store_number="8801")
    state = client.state
    shown = json.dumps(events) + repr(state) + repr(client)
    secrets = [SANDBOX_PASSWORD, state.token, *(str(cookie["value"]) for cookie in state.cookies)]
    assert all(secrets)
    assert [secret for secret in secrets if secret in shown] == []


@pytest.fixture
def crossmark(tmp_path: Path) -> Iterator[RunningSandbox]:
    with start_crossmark(tmp_path, today=TODAY) as running:
        yield running


def rules(sandbox: RunningSandbox, *hosts: str, limits: Limits | None = None) -> DownloadRules:
    allowed = hosts or (sandbox.base_url.removeprefix("http://"),)
    return DownloadRules(allowed, sandbox.base_url, "planted-session", limits or Limits())


def tool_path(sandbox: RunningSandbox) -> str:
    from app.integrations.crossmark.account import CrossmarkAccount
    from app.integrations.crossmark.client import CrossmarkClient
    from app.sandbox.accounts import CROSSMARK_USER

    client = CrossmarkClient(CrossmarkAccount(sandbox.base_url, CROSSMARK_USER, SANDBOX_PASSWORD))
    rows = client.get_planning_events(**WINDOW)
    return next(row.sales_tool_urls[0] for row in rows if row.sales_tool_urls).removeprefix(sandbox.base_url)


def test_a_sales_tool_comes_as_pdf_by_relative_or_full_address(crossmark: RunningSandbox) -> None:
    path = tool_path(crossmark)
    assert fetch_sales_tool(path, rules(crossmark)).startswith(b"%PDF")
    assert fetch_sales_tool(crossmark.base_url + path, rules(crossmark)).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        ("html-login", {}, "not a PDF"),
        ("empty", {}, "not a PDF"),
        ("huge", {}, "larger than|not a PDF"),
        ("redirect", {"value": "http://169.254.169.254/"}, "leads elsewhere"),
        ("status", {"status": 404}, "404"),
        ("status", {"status": 503}, "503"),
        ("short-read", {}, "broke off"),
    ],
)
def test_what_is_no_document_is_refused_with_its_reason(
    crossmark: RunningSandbox, kind: str, settings: dict[str, object], words: str
) -> None:
    path = tool_path(crossmark)
    crossmark.fault(kind, "/tools/", **settings)
    with pytest.raises(IntegrationError, match=words):
        fetch_sales_tool(path, rules(crossmark))


def test_a_document_larger_than_the_limit_is_cut_off(crossmark: RunningSandbox) -> None:
    with pytest.raises(DownloadRefused, match="larger"):
        fetch_sales_tool(tool_path(crossmark), rules(crossmark, limits=Limits(body=500)))


def test_a_private_address_needs_its_port_named(crossmark: RunningSandbox) -> None:
    path = tool_path(crossmark)
    with pytest.raises(DownloadRefused, match="not a public host"):
        fetch_sales_tool(path, rules(crossmark, "127.0.0.1"))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/x.pdf",
        "http://[::1]/x.pdf",
        "http://2130706433/x.pdf",
        "http://169.254.169.254/latest",
        "https://files.example.invalid/x.pdf",
        "https://user:secret@127.0.0.1/x.pdf",
        "//elsewhere.example/x.pdf",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "https://elsewhere.example\\@127.0.0.1/",
        "http://127.0.0.1/\r\nHost: elsewhere",
        "http://[::1",
    ],
)
def test_addresses_that_are_not_configured_are_never_contacted(crossmark: RunningSandbox, address: str) -> None:
    before = len(crossmark.ledger())
    with pytest.raises(DownloadRefused):
        fetch_sales_tool(address, rules(crossmark))
    assert len(crossmark.ledger()) == before


def test_the_crossmark_cookie_goes_to_its_own_origin_only(httpserver: object, tmp_path: Path) -> None:
    from werkzeug.wrappers import Request, Response

    seen: list[str] = []

    def handler(request: Request) -> Response:
        seen.append(request.headers.get("Cookie", ""))
        return Response(b"%PDF-1.4 invented", content_type="application/pdf")

    httpserver.expect_request("/t.pdf").respond_with_handler(handler)  # type: ignore[attr-defined]
    host = f"localhost:{httpserver.port}"  # type: ignore[attr-defined]
    own, other = f"http://{host}", "http://localhost:1"
    for base in (own, other):
        fetch_sales_tool(f"{own}/t.pdf", DownloadRules((host,), base, "planted-session"))
    assert seen == ["PHPSESSID=planted-session", ""]
