"""The handheld in a real browser: without network, without the answer, and with a camera."""

from decimal import Decimal
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import OWNER, SITE, open_small_warehouse, purchase
from tests.browser.driving import Browser
from tests.browser.test_console import folder  # noqa: F401  # a fixture

pytestmark = pytest.mark.browser


@pytest.fixture
def hand(browser: Browser, wms_ground: Ground) -> Browser:
    """A device in the small warehouse, receiving order P1."""
    open_small_warehouse(wms_ground)
    facade.accept(wms_ground, purchase("P1", ("1", "BOLT", 24), ("2", "NUT", 24)), key="p1")
    browser.look(width=390, theme="light")
    browser.open("/floor/")
    if browser.find_all(f"button[name=site][value={SITE}]"):
        browser.find(f"button[name=site][value={SITE}]").click()
        browser.wait_for(f"button[name=site][value={SITE}][aria-pressed=true]")
    browser.open("/floor/receive/")
    scan(browser, "P1")
    browser.wait_for("label", text="Scan the item or pallet")
    return browser


def scan(browser: Browser, code: str) -> None:
    field = browser.find("#code")
    field.clear()
    field.send_keys(code + Keys.ENTER)


def network(browser: Browser, *, there: bool) -> None:
    conditions = {"offline": not there, "latency": 0, "downloadThroughput": -1,
                  "uploadThroughput": -1}  # fmt: skip
    browser.chrome.execute_cdp_cmd("Network.enable", {})
    # The browser takes the network from pages only, not from what serves them in between.
    browser.chrome.execute_cdp_cmd("Network.setBypassServiceWorker", {"bypass": not there})
    browser.chrome.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)


def received(ground: Ground) -> dict[str, Decimal]:
    found = facade.stock(ground, site=SITE, owner=OWNER.code).rows
    return {row.item: row.on_hand for row in found}


def outcomes(browser: Browser) -> list[str]:
    return [line.text for line in browser.find_all(".away ul li")]


def test_scans_without_network_are_applied_once_and_in_order_on_return(
    hand: Browser,
    wms_ground: Ground,
    folder: Path,  # noqa: F811
) -> None:
    network(hand, there=False)
    try:
        for count, code in enumerate(("BOLT", "12", "NUT", "5"), start=1):
            scan(hand, code)
            hand.wait_for(".away h2", text=f"Waiting to be sent: {count}")
        assert "Kept here" in hand.find(".say").text
        assert received(wms_ground) == {}
        hand.chrome.save_screenshot(str(folder / "handheld-offline.png"))
        assert hand.accessibility() == [] and hand.overflow_px() == 0
    finally:
        network(hand, there=True)
    hand.wait_for(".away ul li:nth-child(4)")
    told = outcomes(hand)
    assert [line.split()[0] for line in told] == ["BOLT", "12", "NUT", "5"]
    assert "12 BOLT received, 12 to come." in told[1] and "5 NUT received" in told[3]
    assert received(wms_ground) == {"BOLT": 12, "NUT": 5}
    hand.chrome.save_screenshot(str(folder / "handheld-back.png"))
    assert hand.accessibility() == [] and hand.overflow_px() == 0
    hand.find(".away button").click()
    assert not hand.find_all(".away")
    hand.complaints()  # the browser itself writes down that there was no network


def test_what_is_refused_on_return_is_told_and_nothing_behind_it_is_applied(
    hand: Browser, wms_ground: Ground
) -> None:
    network(hand, there=False)
    try:
        for count, code in enumerate(("BOLT", "12", "DRILL", "7"), start=1):
            scan(hand, code)
            hand.wait_for(".away h2", text=f"Waiting to be sent: {count}")
    finally:
        network(hand, there=True)
    hand.wait_for(".away ul li:nth-child(4)")
    told = outcomes(hand)
    assert told[2] == "DRILL Refused: DRILL is not on order P1."
    assert told[3] == "7 Not applied, because the scan before it was refused"
    assert received(wms_ground) == {"BOLT": 12}
    hand.chrome.refresh()
    hand.wait_for(".away ul li:nth-child(4)")
    assert outcomes(hand) == told, "a reload loses nothing of it"
    hand.find(".away button").click()
    hand.complaints()


def test_a_scan_whose_answer_was_lost_is_done_once(hand: Browser, wms_ground: Ground) -> None:
    scan(hand, "BOLT")
    hand.wait_for("label", text="How many?")
    hand.chrome.execute_script(
        "const real = window.fetch; window.fetch = async (...given) => {"
        " await real(...given); window.fetch = real; throw new TypeError('cut'); }"
    )
    scan(hand, "12")
    line = hand.wait_for(".away ul li", text="12 BOLT received")
    assert line.get_attribute("class") == "right"
    assert received(wms_ground) == {"BOLT": 12}
    hand.find(".away button").click()


def test_a_queue_outlives_the_page_and_waits_for_its_owner(
    hand: Browser, wms_ground: Ground
) -> None:
    network(hand, there=False)
    try:
        scan(hand, "BOLT")
        hand.wait_for(".away h2", text="Waiting to be sent: 1")
        scan(hand, "3")
        hand.wait_for(".away h2", text="Waiting to be sent: 2")
        script = "document.body.dataset.actor = 'somebody else'"
        hand.chrome.execute_script(script)
    finally:
        network(hand, there=True)
    hand.open("/floor/")
    hand.wait_for(".away ul li", text="3 BOLT received")
    assert received(wms_ground) == {"BOLT": 3}
    hand.find(".away button").click()
    hand.complaints()


CAMERA = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["code_128"]; }
  async detect() { return window.seen || []; }
};
const film = () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream(5);
};
Object.defineProperty(navigator, "mediaDevices", {
  value: { getUserMedia: async () => { window.stream = film(); return window.stream; } },
});
"""


def test_a_camera_scans_where_the_browser_reads_bar_codes(
    hand: Browser,
    wms_ground: Ground,
    folder: Path,  # noqa: F811
) -> None:
    if not hand.chrome.execute_script("return 'BarcodeDetector' in window"):
        assert not hand.find(".camera").is_displayed(), "no button that would do nothing"
    blind = {"source": CAMERA.replace('["code_128"]', "[]")}
    added = hand.chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", blind)
    hand.chrome.refresh()
    assert hand.chrome.execute_async_script(
        "const done = arguments[0];"
        "BarcodeDetector.getSupportedFormats().then((known) => setTimeout(() => done(known), 50))"
    ) == []  # fmt: skip
    assert not hand.find(".camera").is_displayed(), "it has the name and reads nothing"
    hand.chrome.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
    added = hand.chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": CAMERA})
    try:
        hand.chrome.refresh()
        hand.wait_for(".camera").click()
        hand.wait_for(".viewfinder button", text="Close the camera")
        hand.chrome.save_screenshot(str(folder / "handheld-camera.png"))
        script = "window.seen = [{rawValue: 'BOLT'}, {rawValue: 'NUT'}]"
        hand.chrome.execute_script(script)
        assert hand.find_all(".viewfinder"), "two codes in view: none is taken"
        hand.chrome.execute_script("window.seen = [{rawValue: 'BOLT'}]")
        hand.wait_for("label", text="How many?")
        assert hand.find(".big strong").text == "BOLT"
        assert not hand.find_all(".viewfinder")
        ended = "return window.stream.getTracks().every((each) => each.readyState === 'ended')"
        assert hand.chrome.execute_script(ended), "the camera is let go"
        assert [each for each in hand.complaints() if "olicy" in each] == []
    finally:
        hand.chrome.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
