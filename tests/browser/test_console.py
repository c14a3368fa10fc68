"""The console in a real browser: every screen, wide and narrow, light and dark, keys and no script.

Every screen is photographed into the folder that LANDBRIDGE_SCREENSHOTS names; without it only what
is wrong, into a folder of the test run.
"""

import os
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from landbridge.console.discovery import screens
from landbridge.hub import facade as hub
from tests.browser.driving import Browser
from tests.surfaces.seeded import address_of
from tests.surfaces.world import World, of_tracking

pytestmark = pytest.mark.browser

NO_PAGES = {
    "sign-in",
    "bridge-live",
    "content",
    "label",
    "packing-picture",
    "paper",
    "photo",
    "return-photo",
}
ALL_PHOTOGRAPHED = "LANDBRIDGE_SCREENSHOTS" in os.environ
LOOKS = ((1280, "light"), (390, "dark"))  # both widths and both palettes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    chosen = os.environ.get("LANDBRIDGE_SCREENSHOTS")
    found = Path(chosen) if chosen else tmp_path
    found.mkdir(parents=True, exist_ok=True)
    return found


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_every_screen_is_sound(
    browser: Browser, world: World, folder: Path, width: int, theme: str
) -> None:
    """No error in the console, nothing wider than the window, WCAG AA by axe."""
    wrong: list[str] = []
    browser.look(width=width, theme=theme)
    for screen in screens():
        if screen.name in NO_PAGES:
            continue
        browser.open(address_of(screen, world.grounds))
        found = browser.complaints()
        found.extend(browser.accessibility())
        if browser.overflow_px():
            found.append(f"{browser.overflow_px()} px too wide")
        wrong.extend(f"{screen.name}: {each}" for each in found)
        if found or ALL_PHOTOGRAPHED:
            browser.chrome.save_screenshot(str(folder / f"{screen.name}-{width}-{theme}.png"))
    assert not wrong, "\n".join(wrong)


def test_signing_in_is_sound(browser: Browser, folder: Path) -> None:
    browser.chrome.delete_all_cookies()
    for width, theme in LOOKS:
        browser.look(width=width, theme=theme)
        browser.open("/sign-in/")
        assert [*browser.complaints(), *browser.accessibility()] == []
        browser.chrome.save_screenshot(str(folder / f"sign-in-{width}-{theme}.png"))


def test_one_key_searches_from_anywhere(browser: Browser) -> None:
    browser.open("/tasks/")
    browser.press("/")
    browser.press("S-1000" + Keys.ENTER)
    assert "S-1000" in browser.wait_for("h1").text
    assert "/search/" in browser.chrome.current_url


def test_a_list_is_walked_and_opened_by_keys(browser: Browser) -> None:
    browser.open("/documents/?kind=outbound_order")
    numbers = [link.text for link in browser.find_all("tr[data-href] .quiet-link")]
    browser.press("j")
    browser.press("j")
    browser.press("k")
    browser.press("j")
    browser.press(Keys.ENTER)
    assert numbers[1] in browser.wait_for("h1", text="Outbound order").text


def test_two_keys_go_to_a_place_and_one_shows_help(browser: Browser) -> None:
    browser.open("/")
    browser.press("g")
    browser.press("s")
    assert browser.wait_for("h1", text="Stock")
    browser.press("?")
    assert "Next and previous row" in browser.wait_for("dialog[open]").text
    browser.press(Keys.ESCAPE)
    assert not browser.find_all("dialog[open]")


def test_a_refused_form_comes_back_as_it_was_filled_in(browser: Browser) -> None:
    browser.open("/counts/")
    browser.find("input[name=bins]").send_keys("NOWHERE-1 NOWHERE-2" + Keys.ENTER)
    assert "There is no bin NOWHERE-1" in browser.wait_for(".flash .tone-person").text
    assert browser.find("input[name=bins]").get_attribute("value") == "NOWHERE-1 NOWHERE-2"
    browser.open("/counts/")
    assert browser.find("input[name=bins]").get_attribute("value") == "", "that once only"
    browser.open("/layout/")
    assert not browser.find("input[name=gln]").is_displayed()
    browser.find("details.card summary").click()
    browser.find("input[name=code]").send_keys("HALL-9")
    browser.find("input[name=name]").send_keys("Hall 9")
    browser.find("input[name=gln]").send_keys("123" + Keys.ENTER)
    assert "is not a GLN" in browser.wait_for(".flash .tone-person").text
    assert browser.find("input[name=gln]").is_displayed(), "what was folded is open again"
    assert browser.find("input[name=code]").get_attribute("value") == "HALL-9"


def test_the_bridge_changes_before_ones_eyes(browser: Browser, world: World) -> None:
    browser.open("/")
    browser.wait_for("#bridge h1", text="3 documents need a person")
    world.tell_raw("item", "item/broken", b"{")
    world.carry()
    browser.wait_for("#bridge h1", text="4 documents need a person")


def test_everything_works_without_script(browser: Browser, world: World) -> None:
    world.erp.script = lambda _parcel, _attempt: "take"
    switch = "Emulation.setScriptExecutionDisabled"
    browser.chrome.execute_cdp_cmd(switch, {"value": True})
    try:
        browser.look(width=390, theme="light")
        browser.open("/")
        assert browser.find("nav[aria-label=Main] a[aria-current]").is_displayed()
        browser.open("/dead-letters/?rule=unknown-order")
        browser.find("[name=key]").click()
        browser.find(".bulk button").click()
        browser.wait_for("[name=why]").send_keys("the order is there now\n")
        assert "1 document is on its way again" in browser.wait_for(".flash").text
    finally:
        browser.chrome.execute_cdp_cmd(switch, {"value": False})
    world.carry()
    assert "W-5001" in world.erp.numbers()


def test_marking_all_rows_marks_each(browser: Browser) -> None:
    browser.open("/dead-letters/")
    browser.find("[data-all]").click()
    assert all(box.is_selected() for box in browser.find_all("[name=key]"))
    browser.find(".bulk button").click()
    assert "Retry 3 documents" in browser.wait_for("button.primary").text


def test_choosing_a_filter_shows_it_at_once_and_in_the_address(browser: Browser) -> None:
    from selenium.webdriver.support.ui import Select

    browser.open("/documents/")
    browser.chrome.execute_script("window.notReloaded = true")
    Select(browser.find("#filter-state")).select_by_value("waiting")
    browser.wait_for(".filters a", text="Clear")
    assert len(browser.find_all("tr[data-href]")) == 1
    assert "state=waiting" in browser.chrome.current_url
    assert browser.chrome.execute_script("return window.notReloaded")
    assert browser.complaints() == []


def test_the_locksmiths_admin_opens_under_the_same_policy(browser: Browser) -> None:
    for href in ("/admin/", "/admin/console/auditentry/", "/admin/auth/user/"):
        browser.open(href)
        assert browser.complaints() == [], href


def test_an_incident_is_approved_by_one_click_and_closed_by_the_facts(
    browser: Browser, world: World
) -> None:
    world.erp.script = lambda _parcel, _attempt: "take"
    browser.open("/incidents/?cause=rejected")
    browser.find("tr[data-href] a").click()
    browser.wait_for("button[value=approve]").click()
    browser.wait_for(".flash")
    address = browser.chrome.current_url
    world.carry()
    hub.notice_troubles(world.grounds.hub)
    browser.chrome.get(address)
    browser.wait_for("main", text="The document has gone its way.")
    assert browser.find_all("button[value=approve]") == []


def test_a_return_is_counted_in_on_the_handheld(browser: Browser, world: World) -> None:
    item = of_tracking(world, "none")[0]
    browser.look(width=390, theme="light")
    browser.open("/floor/returns/")
    for asked, said in (("Scan", "RMA-3101"), ("item", item.packs[0].gtin), ("How many", "1")):
        browser.wait_for(".ask label", text=asked)
        browser.find("#code").clear()
        browser.find("#code").send_keys(f"{said}\n")
    browser.wait_for("button[value=as_new]").click()
    browser.wait_for(".say", text=f"1 {item.code} came back, as new.")
    browser.wait_for("button[value=finish]").click()
    browser.wait_for(".say", text="1 came back")
    browser.look(width=1280, theme="light")
    browser.open("/returns/")
    browser.wait_for("main", text="RMA-3101")
