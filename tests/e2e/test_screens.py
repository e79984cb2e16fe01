"""What only a browser can show: dragging on the week, deciding about lines, both themes, a phone, no JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.processes import DESKTOP, PHONE, RunningProduct, sign_in, visitor
from tests.e2e.test_main_job import AXE, JOB_MS, drag, next_monday

pytestmark = pytest.mark.e2e
WEEK = f"/calendar?view=week&date={next_monday()}"


def planned(page: Page) -> str:
    """The address of a finished run for next week."""
    page.goto("/auto-scheduler")
    page.get_by_role("button", name="Propose the week").click()
    expect(page.get_by_role("button", name="Apply ")).to_be_visible(timeout=JOB_MS)
    return page.url


def lines_to_apply(page: Page) -> int:
    return int("".join(sign for sign in page.get_by_role("button", name="Apply ").inner_text() if sign.isdigit()))


def test_a_decision_brings_back_only_its_line(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        planned(page)
        page.get_by_label("Merge").check()
        page.evaluate("window.stays = true")
        before, line = lines_to_apply(page), page.locator(".run-line").first

        line.get_by_role("button", name="Reject").click()

        expect(line).to_contain_text("rejected")
        expect(line.get_by_role("button", name="Reject")).to_be_focused()
        expect(page.get_by_label("Merge")).to_be_checked()
        assert lines_to_apply(page) < before
        assert page.evaluate("window.stays")


def test_a_week_is_planned_and_applied_without_javascript(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url, java_script_enabled=False) as (page, _):
        sign_in(page, "manager", product.password)
        planned(page)
        page.locator(".run-line").first.get_by_role("button", name="Reject").click()
        expect(page.locator(".run-line").first).to_contain_text("rejected")
        number = lines_to_apply(page)
        page.get_by_role("button", name="Apply ").click()
        expect(page.locator(".toast-success")).to_contain_text(f"{number} scheduled")
        page.get_by_role("button", name="Take the run back").click()
        expect(page.locator(".toast-success")).to_contain_text("taken back")


def place_for(page: Page, severity: str) -> tuple[Locator, Locator]:
    """A chip of the week and a cell in sight where rules of only this severity stand against it."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    for chip in page.locator(".week .chip.type-core[data-schedule]").all():
        chip.scroll_into_view_if_needed()
        for cell in filter(in_sight, page.locator(".week .chips").all()):
            answer = page.request.post("/api/v1/validate", data=asked(chip, cell), headers={"X-CSRFToken": token})
            assert answer.ok, answer.text()
            found = {one["severity"] for one in answer.json()["violations"]}
            if found == {severity} and cell.get_attribute("aria-label") != home(chip):
                return chip, cell
    raise AssertionError(f"no place of the week breaks only {severity} rules")


def in_sight(cell: Locator) -> bool:
    place = cell.bounding_box()
    return place is not None and place["y"] > DESKTOP["height"] / 3 and place["y"] + 60 < DESKTOP["height"]


def asked(chip: Locator, cell: Locator) -> dict[str, Any]:
    return {
        "event_id": int(chip.get_attribute("data-event") or 0),
        "employee_id": int(cell.get_attribute("data-employee") or 0),
        "date": cell.get_attribute("data-day"),
        "start_time": chip.get_attribute("data-start"),
        "schedule_id": int(chip.get_attribute("data-schedule") or 0),
    }


def home(chip: Locator) -> str:
    return chip.locator("..").get_attribute("aria-label") or ""


def test_a_drop_against_a_warning_asks_for_a_reason(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        page.goto(WEEK)
        chip, cell = place_for(page, "soft")
        number, before, target = chip.get_attribute("data-schedule"), home(chip), cell.get_attribute("aria-label") or ""
        dialog, moved = page.locator("#drop-dialog"), page.locator(f".week .chip[data-schedule='{number}']")

        drag(page, chip, cell)
        expect(dialog).to_contain_text("Warning")
        page.keyboard.press("Escape")
        expect(moved.locator("..")).to_have_attribute("aria-label", before)

        drag(page, moved, page.locator(f".week .chips[aria-label='{target}']"))
        dialog.get_by_label("Reason").fill("The store asked for it.")
        dialog.get_by_role("button", name="Schedule all the same").click()
        expect(page.locator(".toast-success")).to_be_visible()
        expect(moved.locator("..")).to_have_attribute("aria-label", target)
        page.locator(".toast-success").get_by_role("button", name="Undo").click()
        expect(moved.locator("..")).to_have_attribute("aria-label", before)


def test_a_drop_against_a_hard_rule_goes_back(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        page.goto(WEEK)
        chip, cell = place_for(page, "hard")
        number, before = chip.get_attribute("data-schedule"), home(chip)

        drag(page, chip, cell)

        expect(page.locator("#drop-dialog")).to_contain_text("Not possible")
        expect(page.get_by_role("button", name="Schedule all the same")).to_have_count(0)
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator(f".week .chip[data-schedule='{number}']").locator("..")).to_have_attribute(
            "aria-label", before
        )


def test_a_drop_on_the_open_events_cancels(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        page.goto(WEEK)
        chip = page.locator(".week .chip.type-core[data-schedule]").first
        number, event, before = chip.get_attribute("data-schedule"), chip.get_attribute("data-event"), home(chip)

        drag(page, chip, page.locator("[data-tray] .chip").first)

        expect(page.locator(".toast-success")).to_contain_text("cancelled")
        expect(page.locator(f"[data-tray] .chip[data-event='{event}']")).to_be_visible()
        page.locator(".toast-success").get_by_role("button", name="Undo").click()
        expect(page.locator(f".week .chip[data-schedule='{number}']").locator("..")).to_have_attribute(
            "aria-label", before
        )


@pytest.mark.parametrize("scripts", [True, False], ids=["slider", "without-javascript"])
def test_a_configuration_is_weighed(product: RunningProduct, browser: Browser, scripts: bool) -> None:
    with visitor(browser, product.url, java_script_enabled=scripts) as (page, _):
        sign_in(page, "manager", product.password)
        page.goto("/settings/optimisation")
        page.locator("article", has_text="Cheap").get_by_role("button", name="Copy").first.click()
        page.get_by_label("Name").fill(f"Weighed {scripts}")
        slider, number = page.get_by_label("Slider: Later in the window"), page.locator("#late_day")
        if scripts:
            slider.fill("40")
            expect(number).to_have_value("40")
            number.fill("42")
            expect(slider).to_have_value("42")
        else:
            expect(slider).to_be_hidden()
            number.fill("42")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("article", has_text=f"Weighed {scripts}")).to_contain_text("42 instead of 1")


def test_a_rule_is_tried_before_it_is_saved_without_javascript(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url, java_script_enabled=False) as (page, _):
        sign_in(page, "manager", product.password)
        page.goto("/settings/rules/max_work_days")
        days = page.get_by_label("Working days a person has in a week")
        before = days.input_value()
        days.fill("1")
        page.get_by_role("button", name="Try on the last 8 weeks").click()
        expect(page.get_by_role("region", name="Planned automatically")).to_contain_text("the limit is 1")
        expect(days).to_have_value("1")
        page.goto("/settings/rules/max_work_days")
        expect(days).to_have_value(before)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_screens_are_accessible_and_fit(
    product: RunningProduct, browser: Browser, size: dict[str, int], theme: str
) -> None:
    look = {"viewport": size, "color_scheme": theme, "bypass_csp": True}
    with visitor(browser, product.url, **look) as (page, _):
        sign_in(page, "manager", product.password)
        run = planned(page)
        page.goto(WEEK)
        schedule = page.locator(".week .chip[data-schedule]").first.get_attribute("data-schedule")
        forms = [f"/schedules/{schedule}{form}" for form in ("", "/move", "/copy", "/cancel")]
        forms.append(f"/schedules/copy?first={next_monday()}&days=7")
        views = [f"/calendar?view={view}&date={next_monday()}" for view in ("month", "timeline", "list")]
        lists = [*views, f"/day/{next_monday()}", "/unscheduled", "/schedules/new", "/paperwork"]
        weighing = ["", "/1", "/new", "/compare?config=1&config=2"]
        settings = [f"/settings/optimisation{path}" for path in weighing] + [
            "/settings/rules",
            "/settings/rules/back-test",
        ]
        for path in [run, WEEK, *lists, *forms, *settings]:
            assert_accessible(page, path, size)
    with visitor(browser, product.url, **look) as (page, _):
        sign_in(page, "employee", product.password)
        for path in ("/my", "/my/schedule"):
            assert_accessible(page, path, size)


def assert_accessible(page: Page, path: str, size: dict[str, int]) -> None:
    page.goto(path)
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [(path, one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
