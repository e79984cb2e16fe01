"""Two people at two browsers: each sees what the other does, without reload, and nobody is overwritten in silence."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.processes import RunningProduct, sign_in, visitor

pytestmark = pytest.mark.e2e


def open_week(page: Page, username: str) -> None:
    sign_in(page, username)
    page.goto("/calendar?view=week")
    expect(page.locator("#board .chip[data-schedule]").first).to_be_visible()


def test_what_one_moves_the_other_sees_without_reload(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (mia, _), visitor(browser, product.url) as (sam, _):
        open_week(mia, "manager")
        open_week(sam, "supervisor")
        sam.evaluate("window.stillTheSamePage = true")
        card = mia.locator("#board .chip[data-schedule]:not([data-pinned])").last
        schedule = card.get_attribute("data-schedule")
        mine = sam.locator(f'#board .chip[data-schedule="{schedule}"] a').first
        mine.focus()

        mia.goto(f"/schedules/{schedule}/cancel")
        mia.locator("main form button[type=submit]").first.click()
        expect(mia.locator(".toast-success")).to_be_visible()

        expect(sam.locator(f'#board .chip[data-schedule="{schedule}"]')).to_have_count(0, timeout=25000)
        expect(sam.locator("#live-notes")).to_contain_text("cancelled")
        expect(sam.locator("#live-notes time")).to_contain_text("ago")
        assert sam.evaluate("window.stillTheSamePage")

        mia.locator(".toast-success").get_by_role("button", name="Undo").click()
        expect(sam.locator(f'#board .chip[data-schedule="{schedule}"]')).to_have_count(1, timeout=25000)


def test_an_open_dialog_is_left_alone_and_warned(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (mia, _), visitor(browser, product.url) as (sam, _):
        open_week(mia, "manager")
        open_week(sam, "supervisor")
        schedule = mia.locator("#board .chip[data-schedule]:not([data-pinned])").last.get_attribute("data-schedule")
        sam.locator(f'#board .chip[data-schedule="{schedule}"] a').first.click()
        dialog = sam.locator("dialog[open]")
        expect(dialog).to_be_visible()

        mia.goto(f"/schedules/{schedule}/cancel")
        mia.locator("main form button[type=submit]").first.click()
        expect(mia.locator(".toast-success")).to_be_visible()

        expect(dialog.locator(".live-warning")).to_contain_text("cancelled", timeout=25000)
        expect(sam.locator(f'#board .chip[data-schedule="{schedule}"]')).to_have_count(1)
        sam.keyboard.press("Escape")
        expect(sam.locator(f'#board .chip[data-schedule="{schedule}"]')).to_have_count(0, timeout=25000)
