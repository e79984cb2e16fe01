"""Moving cards in a real browser: what is told while dragging, what a drop saves, and what happens when it cannot."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.processes import RunningProduct, sign_in, visitor
from tests.e2e.test_main_job import next_monday, take_up

pytestmark = pytest.mark.e2e
TUESDAY = next_monday() + timedelta(days=1)
WEEK = f"/calendar?view=week&date={next_monday()}"
VERDICTS = "[data-place][data-verdict]"


def show(page: Page, path: str) -> None:
    """Waits for the scripts of the board: they come one after the other, and choosing cards is among the last."""
    page.goto(path)
    expect(page.locator("#selection")).to_be_hidden()
    page.wait_for_timeout(500)


def lift(page: Page, card: Locator) -> None:
    """Takes a card and waits until every place says whether it may be dropped there."""
    take_up(page, card)
    expect(page.locator(VERDICTS).first).to_be_attached()


def hover(page: Page, place: Locator) -> None:
    box = place.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + max(box["height"] / 2, 6), steps=8)


def core_card(page: Page) -> Locator:
    """One that has a legal place elsewhere, by the verdicts of a first lift."""
    for card in page.locator(".week .chip.type-core[data-schedule]").all():
        lift(page, card)
        found = free_places(page).count()
        page.keyboard.press("Escape")
        page.mouse.up()
        if found:
            return page.locator(f".chip[data-schedule='{card.get_attribute('data-schedule')}']")
    raise AssertionError("no Core of the week can go anywhere else")


def free_places(page: Page) -> Locator:
    return page.locator(".week [data-verdict=clear]:not(:has(.chip-lifted))")


def home(card: Locator) -> str:
    return card.locator("..").get_attribute("aria-label") or ""


def test_every_place_says_while_dragging_whether_it_may_be_dropped(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        show(page, WEEK)
        card = core_card(page)
        before, bubble = home(card), page.locator("#drag-verdict")

        lift(page, card)
        assert page.locator(VERDICTS).count() == page.locator("[data-place]").count()
        hover(page, page.locator("[data-verdict=hard]").first)
        expect(bubble).to_contain_text("Not possible:")
        hover(page, free_places(page).first)
        expect(bubble).to_contain_text("Free to take it")
        page.keyboard.press("Escape")
        page.mouse.up()

        expect(bubble).to_be_hidden()
        expect(page.locator(VERDICTS)).to_have_count(0)
        assert home(card) == before


def test_the_answer_at_a_place_takes_less_than_a_tenth_of_a_second(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        show(page, WEEK)
        lift(page, page.locator(".week .chip.type-core[data-schedule]").first)
        place = page.locator("[data-verdict=hard]").first.bounding_box()
        assert place is not None
        took = page.evaluate(
            """([x, y]) => {
              const began = performance.now();
              document.dispatchEvent(new PointerEvent("pointermove", {clientX: x, clientY: y, bubbles: true}));
              document.getElementById("drag-verdict").getBoundingClientRect();
              return performance.now() - began;
            }""",
            [place["x"] + 5, place["y"] + 5],
        )
        expect(page.locator("#drag-verdict")).to_contain_text("Not possible:")
        page.keyboard.press("Escape")
        page.mouse.up()
    assert took < 100


def test_a_legal_drop_asks_nothing_and_can_be_undone(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        show(page, WEEK)
        card = core_card(page)
        before = home(card)

        lift(page, card)
        place = free_places(page).first
        target = place.get_attribute("aria-label") or ""
        hover(page, place)
        page.mouse.up()

        expect(page.locator(".toast-success")).to_contain_text("moved")
        expect(card.locator("..")).to_have_attribute("aria-label", target)
        page.locator(".toast-success").get_by_role("button", name="Undo").click()
        expect(card.locator("..")).to_have_attribute("aria-label", before)


def test_a_drop_without_connection_goes_back_and_says_so(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, complaints):
        complaints.expect("ERR_INTERNET_DISCONNECTED")
        complaints.expect("Failed to fetch")  # what the page asks by itself at that moment, such as its notices
        sign_in(page, "manager", product.password)
        show(page, WEEK)
        card = core_card(page)
        before = home(card)

        lift(page, card)
        page.context.set_offline(True)
        hover(page, free_places(page).first)
        page.mouse.up()

        expect(page.locator(".toast-error")).to_contain_text("nothing is lost")
        expect(card.locator("..")).to_have_attribute("aria-label", before)
        page.context.set_offline(False)
        expect(page.locator(".toast-info")).to_contain_text("The connection is back", timeout=15_000)
        expect(page.locator(".toast-error")).to_have_count(0)
        expect(card.locator("..")).to_have_attribute("aria-label", before)


def test_who_drops_second_sees_both_versions(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, complaints), visitor(browser, product.url) as (other, _):
        complaints.expect("status of 412")
        for one, name in ((page, "manager"), (other, "admin")):
            sign_in(one, name, product.password)
            show(one, WEEK)
        card = core_card(page)
        number = card.get_attribute("data-schedule")
        theirs = other.locator(f".chip[data-schedule='{number}']")
        lift(page, card)  # whoever holds a card is not shown the news yet
        lift(other, theirs)
        hover(other, free_places(other).first)
        other.mouse.up()
        expect(other.locator(".toast-success")).to_contain_text("moved")

        hover(page, free_places(page).nth(1))
        page.mouse.up()

        dialog = page.locator("#drop-dialog")
        expect(dialog).to_contain_text("Somebody else changed this")
        expect(dialog).to_contain_text("It is now with")
        expect(dialog).to_contain_text("You wanted")
        page.get_by_role("button", name="Put it back").click()
        expect(card.locator("..")).to_have_attribute("aria-label", home(theirs))
        other.locator(".toast-success").get_by_role("button", name="Undo").click()
        expect(other.locator(".toast-success")).to_contain_text("Undone")


def voice(page: Page) -> Locator:
    """What a screen reader is told."""
    return page.locator("#board-voice")


def test_a_card_is_moved_by_keyboard_and_taken_back(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        show(page, WEEK)
        card = core_card(page)
        before = home(card)
        card.get_by_role("link").focus()

        page.keyboard.press("m")
        expect(voice(page)).to_contain_text("Free to take it")
        page.keyboard.press("ArrowRight")
        expect(voice(page)).not_to_contain_text(before)
        page.keyboard.press("Escape")
        expect(voice(page)).to_contain_text("Nothing was changed")
        assert home(card) == before

        page.keyboard.press("m")
        expect(page.locator(VERDICTS).first).to_be_attached()
        for _step in range(20):
            if page.locator("[data-verdict=clear].is-target:not(:has(.chip))").count():
                break
            page.keyboard.press("ArrowDown")
        target = page.locator(".is-target").get_attribute("aria-label") or ""
        page.keyboard.press("Enter")
        expect(page.locator(".toast-success")).to_contain_text("moved")
        expect(card.locator("..")).to_have_attribute("aria-label", target)
        expect(card.get_by_role("link")).to_be_focused()

        page.keyboard.press("Control+z")
        expect(page.locator(".toast-success").last).to_contain_text("Undone")
        expect(card.locator("..")).to_have_attribute("aria-label", before)


def test_the_hour_is_chosen_on_the_timeline_in_quarters(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        show(page, f"/calendar?view=timeline&date={TUESDAY}")
        card = page.locator(".timeline .chip.type-core[data-schedule]").first
        card.get_by_role("link").focus()
        page.keyboard.press("m")
        expect(voice(page)).to_contain_text("9:45 AM. Free to take it")
        page.keyboard.press("ArrowRight")
        expect(voice(page)).to_contain_text("10:00 AM. Warning")
        page.keyboard.press("Shift+ArrowRight")
        expect(voice(page)).to_contain_text("11:00 AM")
        page.keyboard.press("Escape")


def test_an_open_event_is_dropped_on_a_day_of_the_month(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        show(page, f"/calendar?view=month&date={TUESDAY}")
        tray = page.locator("[data-tray] .chip.type-core")
        number = tray.first.get_attribute("data-event")
        lift(page, tray.first)
        hover(page, page.locator("[data-verdict=clear]").first)
        page.mouse.up()

        expect(page.locator(".toast-success")).to_contain_text("scheduled")
        expect(page.locator(f"[data-tray] .chip[data-event='{number}']")).to_have_count(0)
        page.keyboard.press("Control+z")
        expect(page.locator(f"[data-tray] .chip[data-event='{number}']")).to_have_count(1)


def test_a_drag_with_ctrl_copies(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        show(page, WEEK)
        card = core_card(page)
        before, count = home(card), page.locator(".week .chip[data-schedule]").count()

        page.keyboard.down("Control")
        lift(page, card)
        expect(page.locator("#drag-verdict")).to_contain_text("Copy:")
        expect(page.locator(VERDICTS).first).to_be_attached()
        hover(page, free_places(page).first)
        expect(page.locator("#drag-verdict")).to_contain_text("Free to take it")
        page.mouse.up()
        page.keyboard.up("Control")

        expect(page.locator(".toast-success")).to_contain_text("scheduled")
        assert home(card) == before
        assert page.locator(".week .chip[data-schedule]").count() > count
        page.keyboard.press("Control+z")
        expect(page.locator(".week .chip[data-schedule]")).to_have_count(count)


def test_many_cards_are_chosen_and_changed_at_once(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        show(page, WEEK)
        bar = page.locator("#selection")
        cards = page.locator(".week .chip[data-schedule]")
        expect(bar).to_be_hidden()
        cards.nth(0).click(modifiers=["Control"])
        cards.nth(2).click(modifiers=["Shift"])
        expect(bar).to_contain_text("3 chosen")
        page.keyboard.press("Escape")
        expect(bar).to_be_hidden()

        cards.nth(1).get_by_role("link").focus()
        page.keyboard.press("x")
        expect(bar).to_contain_text("1 chosen")
        bar.get_by_role("button", name="Pin", exact=True).click()
        expect(page.locator(".plan-tally")).to_contain_text("1 can be done")
        page.get_by_role("button", name="Do it").click()
        expect(page.locator(".toast-success")).to_contain_text("1 schedule pinned")
        expect(page.locator(".week .chip[data-pinned]")).to_have_count(1)
        page.locator(".toast-success").get_by_role("button", name="Undo").click()
        expect(page.locator(".week .chip[data-pinned]")).to_have_count(0)


def test_chosen_cards_are_changed_without_javascript(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url, java_script_enabled=False) as (page, _):
        sign_in(page, "manager", product.password)
        page.goto(f"/calendar?view=list&date={TUESDAY}")
        page.locator("[name=selected]").first.check()
        page.locator("#selection").get_by_role("button", name="Move…").click()
        page.get_by_label("Days later").fill("1")
        page.get_by_role("button", name="Show what would happen").click()
        expect(page.locator(".plan-tally")).to_be_visible()


def test_a_day_is_copied_by_key_and_previewed(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        show(page, WEEK)
        heads = page.locator("[data-copy-day]")
        heads.nth(0).focus()
        page.keyboard.press("Control+c")
        expect(page.locator(".toast-info")).to_contain_text("Remembered")
        heads.nth(3).focus()
        page.keyboard.press("Control+v")

        expect(page).to_have_url(re.compile("/schedules/copy"))
        expect(page.locator(".plan-tally")).to_be_visible()
        expect(page.get_by_label("Copied to")).to_have_value(str(next_monday() + timedelta(days=3)))
