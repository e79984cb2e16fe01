"""The calendar by keyboard alone: views, arrows, dialogs, and assigning the best person."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.processes import RunningProduct, sign_in, visitor
from tests.e2e.test_main_job import next_monday

WEEK = f"/calendar?view=week&date={next_monday()}"


def open_week(page: Page, product: RunningProduct) -> None:
    sign_in(page, "manager", product.password)
    page.goto(WEEK)
    listening(page)


def listening(page: Page) -> None:
    """The button for the sheet of keys comes with the script that listens to them."""
    expect(page.get_by_role("button", name="Keys")).to_be_visible()


def focused(page: Page) -> str:
    """What a screen reader says: a card by the words in it, an empty place by its label."""
    return str(
        page.evaluate("(({activeElement: here}) => here.getAttribute('aria-label') ?? here.textContent)(document)")
    )


def test_digits_change_the_view_and_t_goes_to_today(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        open_week(page, product)
        for key, view in (("1", "month"), ("4", "timeline"), ("5", "list"), ("3", "day"), ("2", "week")):
            page.keyboard.press(key)
            expect(page.locator(f"#board[data-view={view}]")).to_be_visible()
            listening(page)
        page.keyboard.press("t")
        expect(page.locator(".week-head.is-today")).to_be_visible()
        listening(page)
        page.keyboard.press("/")
        page.keyboard.type("t1")  # a key while typing is a letter
        expect(page.get_by_label("Search events and people")).to_have_value("t1")


def test_keys_pressed_before_the_scripts_are_there_are_not_lost(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        held: list[Route] = []
        page.route("**/plan-keys.js", lambda route: held.append(route))
        with page.expect_request("**/plan-keys.js"):
            page.goto(WEEK, wait_until="commit")
        expect(page.locator("#board")).to_be_visible()
        page.keyboard.press("?")
        expect(page.locator("dialog[data-keys]")).to_be_hidden()
        for route in held:
            route.continue_()
        expect(page.locator("dialog[data-keys]")).to_be_visible()


def test_arrows_go_from_place_to_place_and_enter_opens(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        open_week(page, product)
        page.keyboard.press("ArrowDown")
        card = focused(page)
        assert any(f", {kind}, " in card for kind in ("Core", "Supervisor", "Juicer", "Freeosk", "Digitals", "Other"))

        page.locator(".week tbody td .chip a").first.focus()
        name = page.locator(".week tbody tr:has(.chip)").first.locator("th").inner_text().splitlines()[0]
        page.keyboard.press("ArrowRight")
        assert name in focused(page)
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        expect(page.locator("[data-calendar-dialog]")).to_contain_text("Who")
        page.keyboard.press("Escape")
        expect(page.locator("[data-calendar-dialog]")).to_be_hidden()


def test_every_key_of_the_sheet_that_is_ours_has_a_button(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        open_week(page, product)
        page.keyboard.press("?")
        sheet = page.locator("dialog[data-keys]")
        expect(sheet).to_be_visible()
        shown = [one.lower() for one in sheet.locator("kbd").all_inner_texts()]
        for key in ("n", "t", "[", "]", "1", "2", "3", "4", "5", "/", "?"):
            assert key in shown
            assert page.locator(f'[data-key="{key}"]').count() == 1
        sheet.get_by_role("button", name="Close").click()
        expect(sheet).to_be_hidden()


def test_the_best_person_is_shown_and_assigned_without_leaving_the_week(
    product: RunningProduct, browser: Browser
) -> None:
    with visitor(browser, product.url) as (page, _):
        open_week(page, product)
        for link in page.locator("[data-tray] a", has_text="Assign best").all():
            link.click()
            dialog = page.locator("[data-calendar-dialog]")
            assign = dialog.get_by_role("button", name="Assign ")
            expect(dialog).to_contain_text("due")
            if assign.count():
                break
            page.keyboard.press("Escape")
        assign.click()
        expect(page.locator(".toast-success")).to_contain_text("scheduled")
        expect(page.locator("#board[data-view=week]")).to_be_visible()
        page.locator(".toast-success").get_by_role("button", name="Undo").click()
        expect(page.locator(".toast-success").last).to_be_visible()
