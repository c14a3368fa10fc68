"""Hostile words on the handheld's screens behind the first page: never a 5xx, and what is refused
changes nothing.

A worker goes through every flow. On each screen, before the right thing is scanned or pressed, its
fields get hostile words: what is scanned or typed, the key of the form, the button, what a button
says after its colon, the picture. The flows are found, and so are their screens, in the code; a
flow that the way does not come into is an error. All words on each screen:
LANDBRIDGE_FLOOR_WORDS=99 python -m pytest this file.
"""

import importlib
import os
import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from landbridge.console.handheld.kits.test_flow import ordered
from landbridge.console.handheld.load.test_flow import packed
from landbridge.console.handheld.registry import flows
from landbridge.console.handheld.test_flows import Handheld, hand
from landbridge.console.handheld.views import SALT
from landbridge.console.handheld.work.test_flow import received
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import CartonKind, ReleasePolicy
from landbridge.wms.inbound.photos.test_images import jpeg
from landbridge.wms.outbound.picking.test_pooled import released
from landbridge.wms.testing import OWNER, SITE, fill, gtin, purchase, sale, small_items, wish
from tests.simulation.deaths import Books
from tests.surfaces.forms import WORDS, Form, forms_of, send

__all__ = ["hand"]

WORDS_EACH = int(os.environ.get("LANDBRIDGE_FLOOR_WORDS", "1"))
KEYS_EVERY = 4
TIMES_MAX = 2  # a screen is teased, however often the way comes to it
TYPED = (
    *WORDS, b"1e-999999999", b"1e999999999", b"1.1.99999999999999999999", b"31.12.9999",
    b"000000", b"99.99.99", b"]C1" + b"\x1d" * 50, b"(01)" + b"9" * 400, b"(10)", b"\x1d10",
)  # fmt: skip
PICTURES = (b"", b"\x00", b"no picture", b"\xff\xd8\xff" + b"\x00" * 5_000, jpeg()[:200],
            b"\x89PNG\r\n\x1a\n" + b"\xff" * 400)  # fmt: skip
STEP = re.compile(r'(?:\.at|\bState)\(\s*"(\w+)"')
COLON = re.compile(r'"(\w+:)"')
STATE = ("step", "data", "asked")
BEGINNING = {"step": "start", "data": {}, "asked": None, "beep": ""}
INSTANTS = ("_at", "_until", "claimed_by")


@dataclass
class Hostile(Handheld):
    """A device in bad hands: every screen is teased before it is answered well."""

    books: Books | None = None
    broken: list[str] = field(default_factory=list)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    count: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(6))

    def _post(self, **values: str) -> Handheld:
        self.tease()
        return super()._post(**values)

    def picture(self) -> None:
        self.tease()
        form = {
            "key": self._one('name="key" value="([^"]*)"'),
            "photo": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg"),
        }
        self._take(self.client.post(self.address, form, follow=True))

    @property
    def step(self) -> str:
        content = told(self.address)
        return "asked" if content["asked"] else content["step"]

    def tease(self) -> None:
        assert self.books is not None
        self.seen[self.flow, self.step] += 1
        if self.seen[self.flow, self.step] > TIMES_MAX:
            return
        before, beeps = self.books.now(), set()
        for form, content in self.hostile():
            beeps.add(self.sent_badly(form, content))
        if not beeps & {"right", "done"}:
            after = self.books.now()
            changed = [table for table in after if after[table] != before[table]]
            if changed:
                self.broken.append(f"{self.flow}/{self.step}: refused, but changed {changed}")

    def hostile(self) -> Iterable[tuple[Form, bytes | None]]:
        for form in forms_of(self.address, self.page):
            if form.method != "post":
                continue
            for name in form.names:
                if name == "key" and self.chance.randrange(KEYS_EVERY):
                    continue
                words = self.words(form, name)
                for word in self.chance.sample(words, min(WORDS_EACH, len(words))):
                    yield pressed(form, name, word), None
            if form.files:
                for body in self.chance.sample(PICTURES, min(WORDS_EACH, len(PICTURES))):
                    yield form, body

    def words(self, form: Form, name: str) -> list[bytes]:
        if name != "choice":
            return [*TYPED]
        known = [value.partition(b":")[0] + b":" for _, value in form.buttons if b":" in value]
        known += [one.encode() for one in COLON.findall(code_of(self.flow))] + [b"means:"]
        return [*TYPED, *(begin + word for begin in known for word in TYPED if word[:80] == word)]

    def sent_badly(self, form: Form, content: bytes | None) -> str:
        """What the screen that follows beeps."""
        self.count += 1
        # A key of its own: the same form sent again is answered as it was.
        own = f"bad-{self.count}".encode()
        pairs = tuple((n, own if n == "key" and len(v) == 32 else v) for n, v in form.pairs)
        answer = send(self.client, replace(form, pairs=pairs), content)
        said = {}
        if answer.status_code == 302:
            here, said = told(self.address), told(answer["Location"])
            if [said[name] for name in STATE] != [here[name] for name in STATE]:
                answer = self.client.get(answer["Location"])
        if answer.status_code >= 500:
            words = dict(form.pairs + form.buttons)
            self.broken.append(f"{self.flow}/{self.step}: {answer.status_code} {words!r:.200}")
        return said.get("beep", "")


def told(address: str) -> dict[str, Any]:
    """What an address says of where a worker stands."""
    token = address.partition("?s=")[2]
    return signing.loads(token, salt=SALT) if token else BEGINNING


def pressed(form: Form, name: str, word: bytes) -> Form:
    """With one word in one field, and no other button."""
    if name == "choice":
        return replace(form, pairs=(*form.pairs, (name, word)), buttons=())
    return form.with_word(name, word)


def code_of(flow: str) -> str:
    package = importlib.import_module(type(flows()[flow]).__module__.rpartition(".")[0])
    files = Path(next(iter(package.__path__))).glob("*.py")
    return "".join(file.read_text() for file in sorted(files) if not file.name.startswith("test_"))


def steps() -> set[tuple[str, str]]:
    return {(flow, step) for flow in flows() for step in STEP.findall(code_of(flow))}


# ---------------------------------------------------------------- the way through the flows


def receive(at: Hostile, ground: Ground) -> None:
    lines = (("1", "BOLT", 500), ("2", "MILK", 500), ("3", "DRILL", 90), ("4", "NUT", 5))
    facade.accept(ground, purchase("P1", *lines), key="p1")
    at.open("receive").scan("PO-P1")
    at.scan("BOLT").press("damaged").press("is:wet").scan("2")
    at.picture()
    at.scan("NUT").scan("9").press("over").press("no-photo")
    at.scan("MILK").scan("6").scan("L-77").scan("31.05.2031")
    at.open("receive").scan("PO-P1").scan("DRILL").scan("2").scan("S-1").scan("S-2")
    at.press("finish").press("later")
    at.open("receive").press("blind").press("why:sample").scan(gtin(1)).scan("5")
    fill(ground, wish("B-08", "BOLT", 9, status="quality_hold"))
    at.open("inspect").scan("B-08").scan("BOLT").scan("4").press("reject")
    at.open("putaway").press("part").scan("1")
    for _ in range(2):
        at.scan(at.big)


def plates(at: Hostile, ground: Ground) -> None:
    fill(ground, wish("A-10", "BOLT", 24, lpn="P1"))
    at.open("plate").press("new").scan("DOCK")
    at.open("plate").scan("P1").press("split").scan("BOLT").scan("4").scan("P2")
    at.open("plate").scan("P2").press("nest").scan("P1")
    at.open("plate").scan("P1").press("move").scan("B-02")
    at.open("plate").scan("P2").press("off")
    at.open("plate").scan("P2").press("merge").scan("P1").press("empty")


def fetch(at: Hostile, ground: Ground, *, short: str = "") -> None:
    """All that is to be picked, whatever bad hands have made of it."""
    for _ in range(12):
        task = facade.next_task(ground, actor="paul", site=SITE, kinds=("pick", "component"))
        if task is None:
            return
        at.open("pick").scan(task.bin)
        if task.item == short:
            at.press("cannot").press("back").press("cannot").press("missing").scan("1")
            short = ""
            continue
        at.scan(task.item)
        for read in (task.lot, *task.serials):
            if read:
                at.scan(read)
        if not task.serials:
            at.scan(at.big)
        while at.step == "sort":
            at.press("next")


def pick(at: Hostile, ground: Ground) -> None:
    released(ground, "pooled")
    fetch(at, ground)
    facade.put_release_policy(ground, ReleasePolicy(site=SITE, mode="at_once"), actor="mia")
    fill(ground, wish("A-04", "PAINT", 9, lot="L1"),
         wish("A-05", "DRILL", 3, serials=("X1", "X2", "X3")), wish("A-06", "NUT", 9))  # fmt: skip
    facade.accept(ground, sale("O7", ("1", "PAINT", 3), ("2", "DRILL", 2), ("3", "NUT", 3)),
                  key="o7")  # fmt: skip
    facade.allocate_open(ground)
    fetch(at, ground, short="NUT")
    changed = sale("O7", ("1", "PAINT", 0), ("2", "DRILL", 2), ("3", "NUT", 3), version=2)
    facade.accept(ground, changed, key="o7-2")
    at.open("putback").scan("PAINT").scan(at.big)


def pack(at: Hostile, ground: Ground) -> None:
    at.open("pack").scan("SO-O1").scan("BOLT").scan("2").scan("2,4").scan("TRACK-1")
    kind = CartonKind(site=SITE, code="S", length_mm=300, width_mm=300, height_mm=300)
    facade.put_carton_kind(ground, kind, actor="mia")
    at.open("pack").scan("SO-O2").scan("S")


def count(at: Hostile, ground: Ground) -> None:
    fill(ground, wish("B-05", "BOLT", 24))
    facade.plan_counts(ground, key="counts", actor="ivo", site=SITE, bins=["B-05"])
    at.open("count")
    while at.big != "B-05":
        at.press("skip")
    at.scan("B-05").scan("BOLT").scan("23")
    at.scan("DRILL").scan("Y1").press("all")
    at.scan("MILK").scan("L9").scan("5").scan("2031-05-31")
    at.press("finish").press("sure")


def replenish(at: Hostile, ground: Ground) -> None:
    fill(ground, wish("B-07", "RICE", 60))
    facade.put_pick_bin(ground, key="pick-bin", actor="ivo", site=SITE, bin="A-07", item="RICE",
                        quantity_min=Decimal(12), quantity_max=Decimal(24))  # fmt: skip
    facade.plan_replenishment(ground, key="bring", actor="ivo", site=SITE)
    at.open("replenish").press("less").scan("7").scan("A-07")


def returns(at: Hostile, ground: Ground) -> None:
    at.open("returns").press("blind").scan("CUS").scan("BOLT").scan("2").press("opened")
    at.picture()
    at.scan("MILK").scan("1").scan("L-5").scan("2031-05-31").press("as_new")
    at.scan("DRILL").scan("1").scan("S-77").press("as_new")
    at.press("finish")
    at.open("returns").press("inspect").press(at.choices[0])


def kits(at: Hostile, ground: Ground) -> None:
    fill(ground, wish("A-08", "DRILL", 4, serials=("D1", "D2", "D3", "D4")),
         wish("A-09", "BOLT", 9))  # fmt: skip
    number = ordered(ground, quantity=2, lot_controlled=True, expiry_controlled=True)
    fetch(at, ground)
    at.open("kits").scan(number).press("day").scan("2031-05-31").scan("1")
    (order,) = facade.work_orders(ground, text=number).rows
    page = facade.work_order(ground, work_order_id=order.work_order_id)
    assert page is not None
    at.scan(next(line.serials[0] for line in page.lines if line.serials)).scan("X-1")
    at.open("kits").press("cannot").press("item:BOLT").press("damaged").scan("1")


def look_up(at: Hostile, ground: Ground) -> None:
    nut = replace(small_items()[-1], owner=replace(OWNER, code="BETA"))
    facade.accept(ground, nut, key="nut")
    at.open("lookup").scan("NUT").press("means:0")
    at.scan("A-01")


def load(at: Hostile, ground: Ground) -> None:
    fill(ground, wish("A-03", "BOLT", 9))
    for number in ("T1", "T2"):
        sscc = packed(ground, number, "DHL")
        at.open("load").press("new").scan("SHIP").press("carrier:DHL").scan(sscc)
        at.press("off").press("back").press("seal").scan("SEAL-7")


def stage(at: Hostile, ground: Ground) -> None:
    fill(ground, wish("A-03", "BOLT", 8))
    for number in ("T3", "T4"):
        sscc = packed(ground, number, "DHL")
        at.open("stage").scan(sscc).press("other").scan(sscc).scan("SHIP")


def move(at: Hostile, ground: Ground) -> None:
    day = date(2031, 5, 31)
    lots = [wish("B-09", "MILK", 9, lot=lot, expiry_on=day) for lot in ("L1", "L2")]
    fill(ground, *lots, wish("B-09", "DRILL", 2, serials=("Z1", "Z2")),
         wish("B-09", "BOLT", 9), wish("B-09", "BOLT", 9, status="damaged"))  # fmt: skip
    at.open("move").scan("B-09").scan("BOLT").press("is:damaged").scan("1").scan("B-03")
    at.open("move").scan("B-09").scan("MILK").scan("L1").scan("2").press("damaged")
    at.open("move").scan("B-09").scan("DRILL").scan("Z1").press("all")


def whatever(at: Hostile, ground: Ground) -> None:
    received(ground, "P5", "RICE")
    at.open("work").scan(at.big)


WAYS = (pick, pack, load, stage, move, whatever, receive, plates, count, replenish, returns,
        kits, look_up)  # fmt: skip


def test_no_word_on_any_screen_of_the_handheld_breaks_anything(
    hand: Handheld, wms_ground: Ground
) -> None:
    hand.client.raise_request_exception = False
    at = Hostile("", hand.client, books=Books(wms_ground, INSTANTS))
    for way in WAYS:
        way(at, wms_ground)
        assert facade.check_books(wms_ground) == (), way.__name__
    assert at.broken == []
    behind = {flow for flow, step in at.seen if step != "start"}
    assert behind | {"work"} == set(flows()), "each behind its first page"
    missed = steps() - at.seen.keys()
    assert len(missed) < len(steps()) / 8, missed
    assert at.count > 150
