"""A small generated day, played by hand: the floor on the handheld, the office at the console, both
in a real browser. It ends as every day ends: all sent off, and all books equal to the bins.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import django
import pytest

from landbridge.kit.clock import VirtualClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.main.sim.day import business
from landbridge.main.sim.day.business import SITE, make_business
from landbridge.main.sim.day.checks import at_rest
from landbridge.main.sim.day.running import Day
from landbridge.wms import facade
from landbridge.wms.facade.contracts import CountPolicy, ReleasePolicy, WaveTemplate

django.setup()

from tests.browser.driving import Browser, browser, chrome, server  # noqa: E402, F401  # fixtures

pytestmark = pytest.mark.browser

SEED = 305  # four items without serials; one order is changed, one is cancelled
ANSWER_WITHIN_S = 60
STEPS_MAX = 60
LOOK = """
const text = (at) => document.querySelector(at)?.textContent.trim() || "";
return {
  key: document.querySelector("[name=key]")?.value || "",
  ask: text(".ask label"), big: text(".big strong"), title: text(".big span"),
  say: text(".say"), beep: document.querySelector("main")?.dataset.beep || "",
  preset: document.querySelector("#code")?.value || "",
  choices: [...document.querySelectorAll("[name=choice]")].map((each) => each.value),
  facts: [...document.querySelectorAll(".facts div")].map((each) =>
    [each.querySelector("dt")?.textContent || "", each.querySelector("dd").textContent]),
};
"""
ENTER = """
document.querySelector("#code").value = arguments[0];
document.querySelector(".ask").requestSubmit();
"""


@dataclass
class Handheld:
    """A device: what its screen says, and how one answers it."""

    browser: Browser
    day: Day
    seen: dict[str, Any]

    def open(self, flow: str) -> None:
        self.browser.open(f"/floor/{flow}/")
        self.seen = self.browser.chrome.execute_script(LOOK)

    def scan(self, code: object) -> None:
        self._do(lambda: self.browser.chrome.execute_script(ENTER, str(code)))

    def press(self, choice: str) -> None:
        self._do(lambda: self.browser.find(f"button[name=choice][value='{choice}']").click())

    def _do(self, deed: Callable[[], object]) -> None:
        """Each answer comes with a new key."""
        before = self.seen["key"]
        deed()
        give_up_at = time.monotonic() + ANSWER_WITHIN_S
        while (seen := self.browser.chrome.execute_script(LOOK))["key"] in ("", before):
            assert time.monotonic() < give_up_at, f"no answer after {self.seen}"
            time.sleep(0.02)
        self.seen = seen
        assert seen["beep"] != "wrong", seen["say"]

    @property
    def ask(self) -> str:
        return str(self.seen["ask"])

    def fact(self, title: str) -> str:
        return next((value for name, value in self.seen["facts"] if name == title), "")

    @property
    def lot(self) -> str:
        return self.fact("Lot")

    @property
    def amount(self) -> int:
        """As the screen tells it: `3 × PLAIN-0001`, or `3 pieces`."""
        return int(self.fact("Take").split()[0])


def a_small_day(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Day:
    monkeypatch.setattr(business, "CHANGED_SHARE", 0.17)
    monkeypatch.setattr(business, "CANCELLED_SHARE", 0.17)
    clock = VirtualClock(datetime.now(UTC))
    own = Ground(ground.pg, ground.clock, SecretBox("a key for simulated days only, 32+"),
                 random.Random(SEED))  # fmt: skip
    day = Day(own, clock, orders=6, receipts=1, pickers=1, seed=SEED, say=lambda text: None)
    today = clock.now().date()
    day.business = make_business(orders=6, receipts=1, seed=SEED, today=today, items=4)
    assert (day.business.changed, day.business.cancelled) == (1, 1)
    day.open()
    facade.put_release_policy(own, ReleasePolicy(site=SITE, mode="waves"), actor="office")
    morning = WaveTemplate(site=SITE, code="MORNING", picking="single")
    facade.put_wave_template(own, morning, actor="office")
    # There is one pair of hands: nobody else could count a second time.
    alone = CountPolicy(site=SITE, tolerance_percent=Decimal(100))
    facade.put_count_policy(own, alone, actor="office")
    return day


def tell(day: Day, *, first: bool) -> None:
    """The office tells its orders, or what it thought of later; workers give stock to them."""
    for one in day.business.told:
        document = one.document
        if (document.version == 1) is first:
            key = f"{document.kind}/{document.number}/{document.version}"
            facade.accept(day.wms, document, key=key)
            day.told += 1
    while facade.allocate_open(day.wms, site=SITE).more:
        pass


def receive(hand: Handheld) -> None:
    """The truck, line by line; of the first item one piece is damaged."""
    hand.open("receive")
    (choice,) = [each for each in hand.seen["choices"] if each.startswith("order:")]
    hand.press(choice)
    damaged = 1
    for item in [fact.partition("× ")[2] for fact, _ in hand.seen["facts"]]:
        count_in(hand, item, damaged=damaged)
        damaged = 0
    while (left := hand.browser.find(".left").text) != "Lines open: 0":
        assert "open" in left
        count_in(hand, hand.seen["facts"][0][0].partition("× ")[2])
    hand.press("finish")
    hand.press("later")
    assert hand.seen["beep"] == "done"


def count_in(hand: Handheld, item: str, *, damaged: int = 0) -> None:
    for part in (damaged, 0) if damaged else (0,):
        hand.scan(item)
        if part:
            hand.press("damaged")
            hand.press("is:crushed")
        hand.scan(part or hand.seen["preset"])
        if hand.ask == "Scan or type the lot":
            hand.scan("L400")
        if hand.ask == "Type the expiry date":
            hand.scan((hand.day.floor.today + timedelta(days=400)).isoformat())
        if "no-photo" in hand.seen["choices"]:
            hand.press("no-photo")


def store(hand: Handheld) -> None:
    hand.open("putaway")
    for _ in range(STEPS_MAX):
        if not hand.ask:
            return
        count, item = hand.fact("Take").split(" × ")
        place, lot = hand.seen["big"], hand.lot
        if place == "?":
            place = hand.day.floor.storage[0]
        hand.scan(place)
        hand.day.floor.real[place, item, lot] += int(count.split()[0])
    raise AssertionError("the dock does not become empty")


def pick(hand: Handheld, *, until: str = "", short: bool = False) -> None:
    """All that is to pick, or until an order is; the first time too little is there."""
    hand.open("pick")
    real = hand.day.floor.real
    order = ""
    for _ in range(STEPS_MAX):
        if not hand.ask or (hand.seen["beep"] == "done" and order == until):
            return
        order = hand.fact("Order")
        bin_, item, lot, amount = hand.seen["big"], hand.fact("Item"), hand.lot, hand.amount
        if short and amount > 1:
            short = False
            hand.press("cannot")
            hand.press("missing")
            hand.scan(amount - 1)
        else:
            hand.scan(bin_)
            hand.scan(item)
            if hand.ask == "Scan or type the lot":
                hand.scan(lot)
            hand.scan(amount)
        real[bin_, item, lot] -= amount
    raise AssertionError("picking does not end")


def put_back(hand: Handheld) -> int:
    hand.open("putback")
    for done in range(STEPS_MAX):
        if not hand.ask:
            return done
        count, item = hand.fact("Take").split(" × ")
        lot = hand.lot
        hand.scan(item)
        place = hand.seen["big"]
        hand.scan(place)
        hand.day.floor.real[place, item, lot] += int(count.split()[0])
    raise AssertionError("nothing comes to its place")


def count(hand: Handheld) -> None:
    hand.open("count")
    for _ in range(STEPS_MAX):
        if not hand.ask:
            return
        bin_ = hand.seen["big"]
        hand.scan(bin_)
        for (place, item, lot), there in sorted(hand.day.floor.real.items()):
            if place == bin_ and there:
                hand.scan(item)
                if hand.ask == "Scan the lot":
                    hand.scan(lot)
                hand.scan(there)
        hand.press("finish")
        hand.press("sure")
    raise AssertionError("counting does not end")


def pack_and_ship(hand: Handheld) -> int:
    hand.open("pack")
    for done in range(STEPS_MAX):
        orders = [each for each in hand.seen["choices"] if each.startswith("order:")]
        if not orders:
            return done
        hand.press(orders[0])
        while hand.ask == "Scan an item into the carton":
            hand.scan(hand.seen["facts"][0][0].partition("× ")[2])
            if hand.ask == "How many go into this carton?":
                hand.scan(hand.seen["preset"])
        hand.press("unweighed")
        hand.press("ship_short" if "ship_short" in hand.seen["choices"] else "ship")
        assert hand.seen["beep"] == "done"
    raise AssertionError("packing does not end")


def press_in_console(at: Browser, button: str) -> None:
    at.look(width=1280, theme="light")
    at.find(button).click()
    at.wait_for(".flash")


def test_a_generated_day_is_played_at_the_console_and_on_the_handheld(
    browser: Browser,  # noqa: F811
    wms_ground: Ground,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = a_small_day(wms_ground, monkeypatch)
    hand = Handheld(browser, day, {})
    tell(day, first=True)
    receive(hand)
    store(hand)
    while facade.allocate_open(day.wms, site=SITE).more:
        pass

    browser.open("/waves/")
    press_in_console(browser, "form.inline button")
    wave = browser.chrome.current_url.removeprefix(browser.server)
    press_in_console(browser, "button[value=release]")
    (cancelled,) = [one.document.number for one in day.business.told
                    if getattr(one.document, "status", "") == "cancelled"]  # fmt: skip
    pick(hand, until=cancelled, short=True)
    tell(day, first=False)
    browser.open(wave)
    press_in_console(browser, "button[value=release]")
    pick(hand)
    assert put_back(hand) >= 1
    count(hand)
    assert approve_counts(browser, day) == ["short_pick"]

    assert pack_and_ship(hand) == 5, "of six orders one was cancelled"
    states = [row.state for row in facade.outbound_orders(day.wms, state="all").rows]
    assert sorted(states) == ["cancelled", *["shipped"] * 5]
    assert any(row.status == "damaged" and row.on_hand == Decimal(1)
               for row in facade.stock(day.wms, site=SITE).rows)  # fmt: skip
    assert at_rest(day) == []


def approve_counts(at: Browser, day: Day) -> list[str]:
    """All that a person has to decide about; why they were counted."""
    rows = facade.cycle_counts(day.wms, site=SITE).rows
    for row in rows:
        at.open(f"/counts/{row.count_id}/")
        press_in_console(at, "button[value=approve]")
    return [row.cause for row in rows]
