"""The browser's own guard must be able to fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pytest_httpserver import HTTPServer

from tests.e2e.processes import chromium, visitor

pytestmark = pytest.mark.e2e
STRICT = {"Content-Security-Policy": "default-src 'none'; script-src 'self'"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def answer(server: HTTPServer, body: str, headers: dict[str, str] | None = None) -> str:
    page = f"<!doctype html><title>x</title><link rel=icon href=data:,>{body}"
    server.expect_request("/").respond_with_data(page, content_type="text/html", headers=headers)
    return server.url_for("/").rstrip("/")


@pytest.mark.parametrize(
    ("body", "headers", "complaint"),
    [
        ("<script>document.title = 'inline'</script>", STRICT, "CSP: script-src-elem blocked inline"),
        ("<p style='color: red'>red</p>", STRICT, "CSP: style-src-attr blocked inline"),
        ("<script>console.error('broken')</script>", None, "broken"),
        ("<script>missing()</script>", None, "missing is not defined"),
    ],
)
def test_a_page_that_complains_fails_the_test(
    browser: Browser, httpserver: HTTPServer, body: str, headers: dict[str, str] | None, complaint: str
) -> None:
    url = answer(httpserver, body, headers)

    with pytest.raises(AssertionError, match=complaint), visitor(browser, url) as (page, _):
        page.goto("/")


def test_an_expected_complaint_passes(browser: Browser, httpserver: HTTPServer) -> None:
    url = answer(httpserver, "<script>console.error('status of 422')</script>")

    with visitor(browser, url) as (page, complaints):
        complaints.expect("status of 422")
        page.goto("/")


def test_a_quiet_page_passes(browser: Browser, httpserver: HTTPServer) -> None:
    url = answer(httpserver, "<p>quiet</p>")

    with visitor(browser, url) as (page, _):
        page.goto("/")

        assert page.text_content("p") == "quiet"
