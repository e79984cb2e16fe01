"""The main job in a real browser against the real processes: from Crossmark's feed to the printed packet."""

from __future__ import annotations

import json
import re
import urllib.request
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.sandbox.launch import home_today
from tests.e2e.processes import PHONE, RunningProduct, sign_in, visitor

pytestmark = pytest.mark.e2e
AXE = Path(__file__).parent / "vendor/axe-core/axe.min.js"
JOB_MS = 90_000


def next_monday() -> date:
    today = home_today()
    return today + timedelta(days=7 - today.weekday())


def ours_at_crossmark(product: RunningProduct) -> list[dict[str, Any]]:
    with urllib.request.urlopen(product.sandbox_urls["crossmark"] + "/_bookings", timeout=10) as answer:
        rows: list[dict[str, Any]] = json.load(answer)
    return [row for row in rows if not row["seeded"]]


def test_from_the_feed_to_the_packet(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        sync(page)
        placed = plan_and_apply(page)
        wait_for_push(page, product, placed)
        drag_and_undo(page)
        wait_for_push(page, product, placed)
        build_packet(page)
        sign_out(page)


def sync(page: Page) -> None:
    page.goto("/sync")
    page.get_by_role("button", name="Sync with Crossmark now").click()
    expect(page.locator(".toast-success")).to_be_visible()
    expect(page.locator("progress")).to_have_count(0, timeout=JOB_MS)
    expect(page.locator("tbody tr").filter(has_text="Crossmark").first).to_contain_text("done")


def plan_and_apply(page: Page) -> int:
    """How many lines were applied."""
    page.goto("/auto-scheduler")
    page.get_by_role("button", name="Propose the week").click()
    apply = page.get_by_role("button", name="Apply ", exact=False)
    expect(apply).to_be_visible(timeout=JOB_MS)
    page.locator(".run-line").first.get_by_role("button", name="Reject").click()
    expect(page.locator(".run-line").first).to_contain_text("rejected")
    lines = int("".join(sign for sign in apply.inner_text() if sign.isdigit()))
    apply.click()
    expect(page.locator(".toast-success")).to_contain_text(f"{lines} scheduled")
    return lines


def wait_for_push(page: Page, product: RunningProduct, count: int) -> None:
    """Every booking stands at Crossmark exactly once, and nothing waits any more."""
    page.goto("/sync/outbox")
    for _ in range(90):
        rows = ours_at_crossmark(product)
        if len(rows) == count and page.get_by_text("Everything was sent").is_visible():
            break
        page.wait_for_timeout(1000)
        page.reload()
    keys = [(row["mPlanID"], row["RepID"], row["Start"]) for row in rows]
    assert len(keys) == len(set(keys)) == count
    assert len({row["mPlanID"] for row in rows}) == count


def drag_and_undo(page: Page) -> None:
    page.goto(f"/calendar?view=week&date={next_monday()}")
    chip, target = free_place(page)
    schedule_id = chip.get_attribute("data-schedule")
    before = chip.locator("..").get_attribute("aria-label")
    drag(page, chip, target)
    expect(page.locator(".toast-success")).to_contain_text("moved")
    moved = page.locator(f".chip[data-schedule='{schedule_id}']").first
    expect(moved.locator("..")).not_to_have_attribute("aria-label", before or "")
    page.locator(".toast-success").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast-success")).to_contain_text("Undone")
    expect(page.locator(f".chip[data-schedule='{schedule_id}']").first.locator("..")).to_have_attribute(
        "aria-label", before or ""
    )


def free_place(page: Page) -> tuple[Locator, Locator]:
    """A chip of the grid and a cell that no rule stands against; asked of the API like any client would."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    chips = page.locator(".week .chip[data-schedule]")
    for number in range(chips.count()):
        chip = chips.nth(number)
        day = chip.locator("..").get_attribute("data-day")
        for cell in page.locator(f".week .chips[data-day='{day}']").all():
            if cell.get_attribute("data-employee") == chip.locator("..").get_attribute("data-employee"):
                continue
            wanted = {
                "event_id": int(chip.get_attribute("data-event") or 0),
                "employee_id": int(cell.get_attribute("data-employee") or 0),
                "date": day,
                "start_time": chip.get_attribute("data-start"),
                "schedule_id": int(chip.get_attribute("data-schedule") or 0),
            }
            answer = page.request.post("/api/v1/validate", data=wanted, headers={"X-CSRFToken": token})
            assert answer.ok, answer.text()
            if not answer.json()["violations"]:
                return chip, cell
    raise AssertionError("no chip of the week can move to another person")


def bring_into_sight(chip: Locator) -> None:
    """At once: playwright waits until an element rests, and the board may be drawn anew meanwhile when work elsewhere
    changes it."""
    chip.evaluate("card => card.scrollIntoView({block: 'nearest', inline: 'nearest'})")


def take_up(page: Page, card: Locator) -> None:
    """Takes a card in hand; again when the board was drawn anew under it, because the worker changed something."""
    for _ in range(20):
        bring_into_sight(card)
        grip = card.bounding_box()
        if grip is not None:
            page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + 8)
            page.mouse.down()
            page.mouse.move(grip["x"] + grip["width"] / 2 + 12, grip["y"] + 16, steps=4)
            if page.locator(".sortable-chosen, .chip-lifted").count():
                return
            page.mouse.up()
        page.wait_for_timeout(250)
    raise AssertionError("the card could not be taken in hand")


def drag(page: Page, chip: Locator, target: Locator) -> None:
    take_up(page, chip)
    place = target.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + max(place["height"] / 2, 6), steps=15)
    page.mouse.up()


def build_packet(page: Page) -> None:
    tomorrow = home_today() + timedelta(days=1)
    page.goto(f"/paperwork?date={tomorrow}")
    page.get_by_role("button", name="Build").first.click()
    expect(page.locator("progress")).to_have_count(0, timeout=JOB_MS)
    answer = page.request.get(f"/paperwork/{tomorrow}/packet.pdf")
    assert answer.ok
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")


def sign_out(page: Page) -> None:
    page.goto("/")
    page.locator(".dropdown-toggle").last.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile(r"/login$"))
    page.goto("/calendar")
    expect(page).to_have_url(re.compile(r"/login\?next=/calendar$"))


def test_an_employee_sees_the_day_on_a_phone(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url, viewport=PHONE) as (page, _):
        sign_in(page, "employee", product.password)

        expect(page).to_have_url(f"{product.url}/my")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.goto("/my/schedule")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("path", ["/", "/calendar", "/auto-scheduler", "/events", "/employees", "/sync", "/paperwork"])
def test_pages_are_accessible(product: RunningProduct, browser: Browser, path: str) -> None:
    with visitor(browser, product.url, bypass_csp=True) as (page, _):
        sign_in(page, "manager", product.password)
        page.goto(path)
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")

    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []


def test_a_killed_worker_comes_back_and_the_page_says_ready(product: RunningProduct, browser: Browser) -> None:
    product.kill("worker")

    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        sync(page)
