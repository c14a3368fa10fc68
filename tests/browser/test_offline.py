"""The handheld when the way to the server is cut: opened anew, it still shows what waits."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.inbound.photos.test_images import jpeg
from landbridge.wms.testing import SITE, open_small_warehouse, purchase
from tests.browser.driving import Browser
from tests.browser.test_console import folder  # noqa: F401  # a fixture
from tests.browser.test_handheld import outcomes, received, scan

pytestmark = pytest.mark.browser
CONTROLLED = "return Boolean(navigator.serviceWorker && navigator.serviceWorker.controller)"
READY = "navigator.serviceWorker.ready.then(() => arguments[0]())"
KEPT = """
const done = arguments[arguments.length - 1];
caches.keys().then(async (names) => {
  const found = {};
  for (const name of names) {
    const kept = await (await caches.open(name)).keys();
    found[name] = kept.map((each) => new URL(each.url).pathname);
  }
  done(found);
});
"""


class Wire:
    """A wire to the server that can be cut and mended; a cut one refuses whoever comes."""

    def __init__(self, server: str) -> None:
        self.target = (urlsplit(server).hostname or "", urlsplit(server).port or 0)
        self.open_ends: list[socket.socket] = []
        self.listener: socket.socket | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.mend()

    def mend(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self) -> None:
        assert self.listener is not None
        for end in (self.listener, *self.open_ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.open_ends.clear()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self.target)
                self.open_ends += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(source, sink), daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def wire(server: str) -> Iterator[Wire]:
    made = Wire(server)
    yield made
    made.cut()


@pytest.fixture
def hand(browser: Browser, wire: Wire, wms_ground: Ground) -> Browser:
    """A device that reaches the small warehouse over the wire, receiving order P1."""
    open_small_warehouse(wms_ground)
    facade.accept(wms_ground, purchase("P1", ("1", "BOLT", 24), ("2", "NUT", 24)), key="p1")
    far = Browser(browser.chrome, f"http://127.0.0.1:{wire.port}")
    far.look(width=390, theme="light")
    far.open("/floor/")
    if far.find_all(f"button[name=site][value={SITE}]"):
        far.find(f"button[name=site][value={SITE}]").click()
        far.wait_for(f"button[name=site][value={SITE}][aria-pressed=true]")
    far.chrome.execute_async_script(READY)
    far.open("/floor/")
    far.wait_until(lambda: far.chrome.execute_script(CONTROLLED))
    far.open("/floor/receive/")
    scan(far, "P1")
    far.wait_for("label", text="Scan the item or pallet")
    return far


def test_a_page_opened_anew_without_network_shows_the_task_and_what_waits(
    hand: Browser,
    wire: Wire,
    wms_ground: Ground,
    folder: Path,  # noqa: F811
) -> None:
    kept = hand.chrome.execute_async_script(KEPT)
    assert kept.pop("landbridge-page") == ["/floor/receive/"], "the task at hand and no other"
    (files,) = kept.values()
    assert all(path.startswith("/static/") or path == "/floor/empty/" for path in files)
    wire.cut()
    try:
        scan(hand, "BOLT")
        hand.wait_for(".away h2", text="Waiting to be sent: 1")
        hand.chrome.refresh()
        hand.wait_for(".away h2", text="Waiting to be sent: 1")
        assert hand.find(".big strong").text == "P1", "the task is still there"
        assert hand.find("label").text == "Scan or type what comes next"
        scan(hand, "12")
        hand.wait_for(".away h2", text="Waiting to be sent: 2")
        hand.open("/floor/pick/")
        hand.wait_for("h1", text="No connection")
        hand.wait_for(".away h2", text="Waiting to be sent: 2")
        hand.chrome.save_screenshot(str(folder / "handheld-empty.png"))
        assert hand.accessibility() == [] and hand.overflow_px() == 0
        assert received(wms_ground) == {}
    finally:
        wire.mend()
    hand.wait_for(".away ul li", text="12 BOLT received")
    assert hand.find("h1").text == "Pick", "the page came back by itself"
    assert received(wms_ground) == {"BOLT": 12}
    assert [line.split()[0] for line in outcomes(hand)] == ["BOLT", "12"]
    hand.find(".away button").click()
    hand.complaints()


def test_a_picture_without_network_is_sent_when_it_is_back(
    hand: Browser, wire: Wire, wms_ground: Ground, tmp_path: Path
) -> None:
    picture = tmp_path / "broken.jpg"
    picture.write_bytes(jpeg())
    hand.open("/floor/returns/")
    hand.wait_for("button[value=blind]").click()
    hand.wait_for("button[value=nobody]").click()
    hand.wait_for("label", text="Scan the item")
    scan(hand, "BOLT")
    hand.wait_for("label", text="How many")
    scan(hand, "1")
    hand.wait_for("button[value=wrong_item]").click()
    hand.wait_for("input[type=file]").send_keys(str(picture))
    wire.cut()
    try:
        hand.find(".ask .enter").click()
        hand.wait_for(".away li", text="A picture")
        hand.chrome.refresh()
        hand.wait_for(".away h2", text="Waiting to be sent: 1")
    finally:
        wire.mend()
    hand.wait_for(".away ul li", text="The picture is kept.")
    back = [one for one in facade.undecided_returns(wms_ground) if one.item == "BOLT"]
    assert [len(one.photo_ids) for one in back] == [1]
    hand.find(".away button").click()
    hand.complaints()


def test_nobody_signed_in_sees_the_task_of_the_one_before(hand: Browser, wire: Wire) -> None:
    hand.open("/sign-out/")
    hand.find("main form button").click()
    hand.wait_for("[name=password]")
    hand.wait_until(lambda: "landbridge-page" not in hand.chrome.execute_async_script(KEPT))
    wire.cut()
    hand.open("/floor/receive/")
    hand.wait_for("h1", text="No connection")
    assert not hand.find_all("#code, .away")
    hand.complaints()
