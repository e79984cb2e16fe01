"""What only a browser can show: dragging on the week, deciding about lines, both themes, a phone, no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.vocabulary import Role
from tests.e2e import pages
from tests.e2e.processes import DESKTOP, PHONE, RunningProduct, sign_in, visitor
from tests.e2e.test_main_job import AXE, JOB_MS, bring_into_sight, drag, next_monday

pytestmark = pytest.mark.e2e
WEEK = f"/calendar?view=week&date={next_monday()}"


def place_for(page: Page, severity: str) -> tuple[Locator, Locator]:
    """A chip of the week and a cell in sight where rules of only this severity stand against it."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    for chip in page.locator(".week .chip.type-core[data-schedule]").all():
        bring_into_sight(chip)
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


def test_the_keyboard_gets_everywhere_and_back(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        page.goto(WEEK)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()

        card = page.locator(".week .chip[data-schedule] a").first
        number = card.locator("..").get_attribute("data-schedule")
        expect(page.get_by_role("button", name="Keys")).to_be_visible()  # the scripts listen; before, it is a link
        card.press("Enter")
        expect(page.locator("dialog[open]")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(f".week .chip[data-schedule='{number}'] a")).to_be_focused()


def test_the_menu_of_a_phone_gives_the_focus_back(product: RunningProduct, browser: Browser) -> None:
    with visitor(browser, product.url, viewport=PHONE, reduced_motion="reduce") as (page, _):
        sign_in(page, "manager", product.password)
        menu = page.get_by_role("button", name="Menu")
        menu.press("Enter")
        expect(page.get_by_role("link", name="Employees")).to_be_in_viewport()
        page.locator("#side-bar").get_by_role("button", name="Close").click()
        expect(page.locator("#side-bar")).to_be_hidden()
        expect(menu).to_be_focused()


#: A role that may open everything the page before it may is walked only where it may open more.
WALKS = {Role.MANAGER: None, Role.ADMIN: Role.MANAGER, Role.EMPLOYEE: None}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Only colours differ between the themes, and they are the same on every screen.
DESK: dict[Literal["light", "dark"], list[str]] = {"dark": ["color-contrast"], "light": RULES}
HAND: dict[Literal["light", "dark"], list[str]] = {"dark": RULES}
#: Of rows that look alike three say as much as a thousand, and axe looks at every one.
SHORTEN = """() => {
  for (const parent of document.querySelectorAll("main *")) {
    const seen = {};
    for (const child of [...parent.children]) {
      if (/^(TD|TH|DT|DD)$/.test(child.tagName)) continue;
      const kind = child.tagName + child.className;
      seen[kind] = (seen[kind] ?? 0) + 1;
      if (seen[kind] > 3) child.remove();
    }
  }
}"""
UNFILLED = re.compile(r"%\(\w+\)|\{%|<function |<bound |object at 0x")


@pytest.fixture(scope="module")
def filled(product: RunningProduct, browser: Browser) -> RunningProduct:
    """With something of everything that the demo does not bring."""
    with visitor(browser, product.url) as (page, _):
        sign_in(page, "manager", product.password)
        planned(page)
        page.goto("/audit")
        page.get_by_role("button", name="Keep this audit").click()
        page.goto("/events/campaigns/new")
        page.get_by_label("Name").fill("Autumn reset")
        page.get_by_role("button", name="Save").click()
        page.goto("/imports/new")
        page.get_by_label("What the rows are").select_option("employees")
        rows = b"Name,Title\nAna Lopez,Event Specialist\n"
        page.get_by_label("File").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": rows})
        page.get_by_role("button", name="Send and go on").click()
        page.wait_for_url("**/columns")
    return product


@contextmanager
def speaking(product: RunningProduct, browser: Browser, role: Role, language: str) -> Iterator[None]:
    """The account of this role gets its pages in another language meanwhile."""
    choose_language(product, browser, role, language)
    try:
        yield
    finally:
        choose_language(product, browser, role, "en")


def choose_language(product: RunningProduct, browser: Browser, role: Role, language: str) -> None:
    with visitor(browser, product.url, locale="en-US") as (page, _):
        sign_in(page, "admin", product.password)
        page.goto("/admin/users")
        page.get_by_role("link", name=role.value, exact=True).click()
        page.select_option("#locale", language)
        page.locator("main form").first.get_by_role("button").first.click()
        expect(page.locator(".toast-success")).to_be_visible()


def walk(product: RunningProduct, role: Role) -> list[str]:
    lesser = WALKS[role]
    known = set(pages.addresses(product, lesser)) if lesser else set()
    return [address for address in pages.addresses(product, role) if address not in known]


@pytest.mark.parametrize("role", WALKS)
def test_every_page_is_accessible_and_fits_a_desk(filled: RunningProduct, browser: Browser, role: Role) -> None:
    with visitor(browser, filled.url, viewport=DESKTOP, reduced_motion="reduce") as (page, _):
        sign_in(page, role.value, filled.password)
        assert [fault for path in walk(filled, role) for fault in faults(page, path, "en", DESK)] == []


@pytest.mark.parametrize("role", WALKS)
def test_every_page_is_accessible_and_fits_a_phone_in_spanish(
    filled: RunningProduct, browser: Browser, role: Role
) -> None:
    look = {"viewport": PHONE, "reduced_motion": "reduce"}
    with speaking(filled, browser, role, "es"), visitor(browser, filled.url, **look) as (page, _):
        sign_in(page, role.value, filled.password)
        assert [fault for path in walk(filled, role) for fault in faults(page, path, "es", HAND)] == []


def faults(page: Page, path: str, language: str, looks: dict[Literal["light", "dark"], list[str]]) -> list[str]:
    answer = page.goto(path)
    found = [f"{path}: {text}" for text in UNFILLED.findall(page.locator("body").inner_text())]
    if answer is None or not answer.ok:
        found.append(f"{path}: answered {answer and answer.status}")
    if page.locator("html").get_attribute("lang") != language:
        found.append(f"{path}: is not in {language}")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{path}: is wider than the screen")
    page.evaluate(SHORTEN)
    page.evaluate(AXE.read_text())
    for theme, rules in looks.items():
        page.emulate_media(color_scheme=theme)
        seen = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", rules)
        found += [f"{path} {theme}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in seen["violations"]]
    return found
