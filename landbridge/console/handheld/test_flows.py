"""A worker goes the whole way of goods by scans alone, and errs on the way."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from landbridge.canon import PartyRef, Reference
from landbridge.canon.return_order import ReturnLine, ReturnOrder
from landbridge.kit.ground import Ground
from landbridge.kit.quantity import EACH, Quantity
from landbridge.wms import facade
from landbridge.wms.inbound.photos.test_images import jpeg
from landbridge.wms.testing import (
    OWNER,
    SITE,
    fill,
    gtin,
    open_small_warehouse,
    purchase,
    sale,
    wish,
)


@dataclass
class Handheld:
    """A device in a worker's hand: what its screen says, and what was read last."""

    flow: str
    client: Client
    page: str = ""
    address: str = ""
    sent: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def open(self, flow: str) -> "Handheld":
        self.flow, self.address = flow, f"/floor/{flow}/"
        return self._take(self.client.get(self.address))

    def scan(self, code: str) -> "Handheld":
        return self._post(code=code)

    def press(self, choice: str) -> "Handheld":
        return self._post(choice=choice)

    def again(self) -> "Handheld":
        """The last form once more, as a double submit sends it."""
        address, form = self.sent[-1]
        return self._take(self.client.post(address, form, follow=True))

    def reload(self) -> "Handheld":
        return self._take(self.client.get(self.address))

    def _post(self, **values: str) -> "Handheld":
        form = {"key": self._one('name="key" value="([^"]*)"'), **values}
        self.sent.append((self.address, form))
        return self._take(self.client.post(self.address, form, follow=True))

    def _take(self, response) -> "Handheld":
        assert response.status_code == 200
        if getattr(response, "redirect_chain", None):
            self.address = response.redirect_chain[-1][0]
        self.page = response.content.decode()
        return self

    def _one(self, pattern: str) -> str:
        found = re.search(pattern, self.page, re.S)
        return unescape(re.sub("<[^>]*>", "", found.group(1)).strip()) if found else ""

    @property
    def beep(self) -> str:
        return self._one('data-beep="([^"]*)"')

    @property
    def say(self) -> str:
        return self._one('class="say[^"]*"[^>]*>(.*?)</p>')

    @property
    def big(self) -> str:
        return self._one("<strong data-length[^>]*>(.*?)</strong>")

    @property
    def ask(self) -> str:
        return self._one('<label for="code">(.*?)</label>')

    @property
    def choices(self) -> list[str]:
        return re.findall('name="choice" value="([^"]*)"', self.page)


@pytest.fixture
def hand(site: None, wms_ground: Ground) -> Handheld:
    open_small_warehouse(wms_ground)
    user = User.objects.create_user("paul", password="a long and unusual one")
    user.groups.add(Group.objects.get_or_create(name="operator")[0])
    client = Client()
    client.force_login(user)
    return Handheld("", client)


def moved(ground: Ground) -> int:
    return len(facade.moves(ground, limit=500).rows)


def test_goods_are_received_and_stored_by_scans(hand: Handheld, wms_ground: Ground) -> None:
    facade.accept(wms_ground, purchase("P1", ("1", "BOLT", 24), ("2", "MILK", 6)), key="p1")
    hand.open("receive").scan("PO-P1")
    assert (hand.big, hand.ask) == ("P1", "Scan the item or pallet")

    hand.scan("DRILL")
    assert (hand.beep, hand.say) == ("wrong", "DRILL is not on order P1.")
    hand.scan("no such code")
    assert hand.beep == "wrong" and "no such code" in hand.say
    assert moved(wms_ground) == 0

    hand.scan(gtin(1)).scan("24")
    assert hand.beep == "right" and "24" in hand.say
    hand.again()
    hand.reload()
    assert moved(wms_ground) == 1, "a double submit and a reload change nothing"

    hand.scan("MILK").scan("6").scan("L-77").scan("31.05.2031")
    assert hand.beep == "right"
    (milk,) = facade.stock(wms_ground, item="MILK").rows
    assert (milk.lot, milk.expiry_on, milk.on_hand) == ("L-77", date(2031, 5, 31), 6)

    hand.press("finish").press("later")
    assert hand.beep == "done"
    page = facade.inbound_order(wms_ground, owner=OWNER.code, number="P1")
    assert page is not None and page.order.state == "closed"

    hand.open("putaway")
    first = hand.big
    assert first.startswith(("A-", "B-"))
    hand.scan("B-10")
    assert hand.beep == "wrong" and first in hand.say
    assert hand.big == first
    hand.scan(first)
    assert hand.beep == "done"
    hand.scan(hand.big)
    assert hand.big == "Nothing to put away"
    assert {row.bin[0] for row in facade.stock(wms_ground).rows} <= {"A", "B"}


def test_one_gs1_label_answers_all_questions(hand: Handheld, wms_ground: Ground) -> None:
    facade.accept(wms_ground, purchase("P2", ("1", "MILK", 6)), key="p2")
    hand.open("receive").scan("P2").scan(f"(01)0{gtin(2)}(17)310531(10)L9").scan("6")
    assert hand.beep == "right"
    (milk,) = facade.stock(wms_ground, item="MILK").rows
    assert (milk.lot, milk.expiry_on) == ("L9", date(2031, 5, 31))


def test_more_than_expected_is_asked_for(hand: Handheld, wms_ground: Ground) -> None:
    facade.accept(wms_ground, purchase("P3", ("1", "BOLT", 10)), key="p3")
    hand.open("receive").scan("P3").scan("BOLT").scan("13")
    assert hand.beep == "wrong" and "over" in hand.choices
    assert moved(wms_ground) == 0
    hand.press("over")
    assert hand.beep == "right"
    assert sum(row.on_hand for row in facade.stock(wms_ground).rows) == 13


def test_serials_are_scanned_one_by_one(hand: Handheld, wms_ground: Ground) -> None:
    facade.accept(wms_ground, purchase("P4", ("1", "DRILL", 2)), key="p4")
    hand.open("receive").scan("P4").scan("DRILL").scan("2").scan("S-1")
    assert hand.big == "1 / 2"
    hand.scan("S-1")
    assert hand.beep == "wrong" and "S-1" in hand.say
    hand.scan("S-2")
    assert hand.beep == "right"
    assert {row.serial for row in facade.stock(wms_ground, item="DRILL").rows} == {"S-1", "S-2"}


def test_a_serial_is_checked_when_it_is_scanned(hand: Handheld, wms_ground: Ground) -> None:
    """One wrong label among many was told at the last, and could not be taken off any more."""
    fill(
        wms_ground, wish("A-07", "DRILL", 4, serials=("S1", "S2", "S3", "S4")),
        wish("A-08", "DRILL", 1, serials=("S9",)),
    )  # fmt: skip
    facade.accept(wms_ground, purchase("P4", ("1", "DRILL", 2)), key="p4")
    hand.open("receive").scan("P4").scan("DRILL").scan("2").scan("S1")
    assert (hand.beep, hand.big) == ("wrong", "0 / 2") and "S1 is in A-07 already" in hand.say
    facade.accept(wms_ground, sale("O1", ("1", "DRILL", 2)), key="o1")
    facade.accept(wms_ground, sale("O2", ("1", "DRILL", 2)), key="o2")
    facade.allocate_open(wms_ground)
    tasks = {task.order_number: task for task in facade.tasks(wms_ground, limit=9).rows}
    mine, theirs = tasks["O1"], tasks["O2"]
    facade.confirm_pick(
        wms_ground, key="t", actor="eva", task_id=theirs.task_id, bin="A-07", item="DRILL",
        serials=theirs.serials,
    )  # fmt: skip
    hand.open("pick").scan("A-07").scan("DRILL")
    for elsewhere in ("S9", theirs.serials[0], "XYZ"):
        hand.scan(elsewhere)
        assert (hand.beep, hand.big) == ("wrong", "0 / 2"), elsewhere
        assert hand.say == f"{elsewhere} is not in A-07."
    hand.scan(mine.serials[0]).scan(mine.serials[1])
    assert (hand.beep, hand.big) == ("done", "Nothing to pick"), hand.say


def test_a_picker_is_redirected_in_the_middle_of_the_tour(
    hand: Handheld, wms_ground: Ground
) -> None:
    """T-26: one place is done, the next is in the picker's hand, when the office cancels a line."""
    fill(
        wms_ground,
        wish("A-02", "BOLT", 30),
        wish("A-05", "NUT", 8),
        wish("A-07", "PAINT", 9, lot="L1"),
    )
    lines = (("1", "BOLT", 5), ("2", "NUT", 3), ("3", "PAINT", 2))
    facade.accept(wms_ground, sale("O1", *lines), key="o1")
    facade.allocate_open(wms_ground)
    hand.open("pick").scan("A-02").scan("BOLT").scan("5")
    assert hand.big == "A-05"
    hand.scan("A-05").scan("NUT")
    changed = sale("O1", ("1", "BOLT", 2), ("2", "NUT", 0), ("3", "PAINT", 2), version=2)
    facade.accept(wms_ground, changed, key="o1-2")
    before = moved(wms_ground)
    hand.scan("3")
    assert hand.beep == "wrong"
    assert hand.say == "Order O1 has changed: leave NUT in A-05. Go on with the next."
    assert (moved(wms_ground), hand.big) == (before, "A-07"), "nothing was taken, the tour goes on"
    hand.scan("A-07").scan("PAINT").scan("L1").scan("2")
    assert (hand.beep, hand.big) == ("done", "Nothing to pick")

    hand.open("putback")
    assert (hand.ask, hand.big) == ("Scan the item", "PACK")
    hand.scan("NUT")
    assert (hand.beep, hand.say) == ("wrong", "This is item NUT. Take BOLT.")
    hand.scan(gtin(1))
    assert (hand.ask, hand.big) == ("Scan the place", "A-02")
    hand.scan("A-03")
    assert hand.beep == "wrong" and "A-02" in hand.say
    hand.scan("A-02")
    assert (hand.beep, hand.say) == ("done", "Back in A-02: 3 BOLT.")
    hand.again()
    assert hand.big == "Nothing to put back"
    assert sum(row.on_hand for row in facade.stock(wms_ground, bin="A-02").rows) == 28


def test_an_order_is_picked_packed_and_shipped_by_scans(hand: Handheld, wms_ground: Ground) -> None:
    fill(
        wms_ground,
        wish("A-02", "BOLT", 30),
        wish("A-05", "MILK", 8, lot="OLD", expiry_on=date(2031, 1, 31)),
        wish("A-07", "DRILL", 2, serials=("S1", "S2")),
    )
    order = sale("O1", ("1", "BOLT", 5), ("2", "MILK", 3), ("3", "DRILL", 1))
    facade.accept(wms_ground, order, key="o1")
    facade.allocate_open(wms_ground)

    hand.open("pick")
    assert hand.big == "A-02"
    hand.scan("A-03")
    assert (hand.beep, hand.big) == ("wrong", "A-02")
    hand.scan("A-02").scan("MILK")
    assert hand.beep == "wrong" and "BOLT" in hand.say
    before = moved(wms_ground)
    hand.scan(gtin(1)).scan("5")
    hand.again().reload()
    assert moved(wms_ground) == before + 1
    hand.scan("A-05").scan("MILK").scan("NEW")
    assert hand.beep == "wrong"
    hand.scan("OLD").scan("3")
    hand.scan("A-07").scan("DRILL").scan("S1")
    assert hand.beep == "done", hand.say
    assert hand.big == "Nothing to pick"

    hand.open("pack").scan("O1")
    hand.scan("NUT")
    assert hand.beep == "wrong"
    hand.scan("BOLT").scan("5").scan("MILK").scan("3").scan("DRILL")
    assert hand.ask == "Weight in kilograms", hand.say
    hand.open("pack").scan("O1")
    assert hand.ask == "Weight in kilograms", "all is in the carton: it is only to be closed"
    hand.scan("2,4").press("ship")
    assert hand.beep == "done", hand.say
    page = facade.outbound_order(wms_ground, owner=OWNER.code, number="O1")
    assert page is not None
    assert [line.ladder.shipped for line in page.lines] == [5, 3, 1]
    assert [carton.gross_weight_g for carton in page.cartons] == [2400]


def test_a_worker_says_that_goods_are_missing(hand: Handheld, wms_ground: Ground) -> None:
    fill(wms_ground, wish("A-02", "BOLT", 4), wish("A-09", "BOLT", 10))
    facade.accept(wms_ground, sale("O2", ("1", "BOLT", 4)), key="o2")
    facade.allocate_open(wms_ground)
    hand.open("pick")
    place = hand.big
    hand.press("cannot").press("missing").scan("1")
    assert hand.beep == "right"
    assert hand.big != place, "the rest is fetched elsewhere"
    hand.scan(hand.big).scan("BOLT").scan("3")
    assert hand.beep == "done"


def test_lookup_says_what_anything_is(hand: Handheld, wms_ground: Ground) -> None:
    fill(wms_ground, wish("A-02", "BOLT", 4))
    hand.open("lookup").scan("A-02")
    assert "BOLT" in hand.page
    hand.scan(gtin(1))
    assert hand.big == "BOLT" and "A-02" in hand.page
    hand.scan("???")
    assert hand.beep == "wrong"


def test_a_damaged_address_begins_anew(hand: Handheld) -> None:
    response = hand.client.get("/floor/pick/?s=nonsense")
    assert response.status_code == 200
    assert b"damaged" in response.content


def test_a_return_is_counted_in_and_decided_upon_by_scans(
    hand: Handheld, wms_ground: Ground
) -> None:
    """T-33 at the handheld: what came, how it looks, what becomes of it."""
    authorised = ReturnOrder(
        number="RMA-1", owner=OWNER, version=1, site=SITE, customer=PartyRef("CUS"),
        references=(Reference("sales_order", "SO-9"),),
        lines=(ReturnLine(line_id="1", item="BOLT", quantity=Quantity(Decimal(3), EACH)),),
    )  # fmt: skip
    facade.accept(wms_ground, authorised, key="rma")
    hand.open("returns").scan("NOT-KNOWN")
    assert hand.beep == "wrong"
    hand.scan("SO-9")
    assert (hand.ask, hand.big) == ("Scan the item", "RMA-1")
    hand.scan(gtin(1)).scan("2")
    assert hand.big == "2 × BOLT" and "damaged" in hand.choices
    hand.press("as_new")
    assert hand.say == "2 BOLT came back, as new."
    hand.again()
    hand.scan("MILK").scan("1").scan("L-5").scan("2031-05-31").press("opened")
    assert hand.say == "1 MILK came back, opened."
    assert 'type="file"' in hand.page and hand.choices == ["no-photo"]
    form = {
        "key": re.findall('name="key" value="([^"]*)"', hand.page)[0],
        "photo": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg"),
    }
    hand._take(hand.client.post(hand.address, form, follow=True))
    assert (hand.say, hand.ask) == ("The picture is kept.", "Scan the item")
    hand.scan("DRILL").scan("1").scan("S-77").press("incomplete").press("no-photo")
    hand.press("finish")
    assert hand.beep == "done" and "4 came back" in hand.say
    milk = next(one for one in facade.undecided_returns(wms_ground) if one.item == "MILK")
    assert len(milk.photo_ids) == 1
    assert {row.status for row in facade.stock(wms_ground).rows} == {"quality_hold"}

    hand.open("returns").press("inspect")
    assert hand.big == "2 × BOLT"
    hand.press(hand.choices[0])
    assert (hand.beep, hand.say, hand.big) == ("done", "2 BOLT: back to stock.", "1 × MILK")
    hand.press(next(choice for choice in hand.choices if choice.startswith("scrap")))
    hand.press(next(choice for choice in hand.choices if choice.startswith("refurbish")))
    assert hand.big == "Nothing to inspect"
    assert {(row.item, row.status) for row in facade.stock(wms_ground).rows} == {
        ("BOLT", "available"), ("DRILL", "refurbish"),
    }  # fmt: skip
    hand.open("putback").scan("BOLT")
    hand.scan(hand.big)
    assert hand.beep == "done"


def test_what_nobody_announced_is_taken_in_all_the_same(hand: Handheld, wms_ground: Ground) -> None:
    hand.open("returns").press("blind").press("nobody").scan("BOLT").scan("1")
    hand.press("wrong_item")
    assert hand.beep == "right"
    hand.press("no-photo")
    hand.press("finish")
    assert hand.beep == "done"
    (receipt,) = facade.return_receipts(wms_ground)
    assert (receipt.order_number, receipt.owner, len(receipt.items)) == ("", OWNER.code, 1)
    assert receipt.customer == ""


def test_who_sent_what_nobody_announced_is_asked(hand: Handheld, wms_ground: Ground) -> None:
    facade.accept(wms_ground, sale("SO-1", ("1", "BOLT", 2)), key="o1")
    hand.open("returns").press("blind").scan("NO-SUCH")
    assert hand.beep == "wrong" and "our order or a customer" in hand.say
    hand.scan("SO-1").scan("BOLT").scan("1").press("as_new")
    hand.press("finish")
    hand.press("blind").scan("cus").scan("BOLT").scan("1").press("as_new")
    hand.press("finish")
    for receipt in facade.return_receipts(wms_ground):
        assert (receipt.customer, receipt.order_number) == ("CUS", "")


def test_the_day_of_a_lot_that_is_known_is_not_asked_again(
    hand: Handheld, wms_ground: Ground
) -> None:
    fill(wms_ground, wish("A-05", "MILK", 8, lot="L9", expiry_on=date(2031, 5, 31)))
    facade.accept(wms_ground, purchase("P1", ("1", "MILK", 6)), key="p1")
    hand.open("receive").scan("PO-P1").scan("MILK").scan("6").scan("L9")
    assert (hand.beep, hand.ask) == ("right", "Scan the item or pallet")
    hand.open("returns").press("blind").press("nobody").scan("MILK").scan("1").scan("L9")
    assert "as_new" in hand.choices
    hand.press("as_new")
    days = {row.expiry_on for row in facade.stock(wms_ground, item="MILK", lot="L9").rows}
    assert days == {date(2031, 5, 31)}


@pytest.mark.parametrize(
    ("flow", "choice"),
    [("receive", "order:x"), ("receive", "order:" + "9" * 80), ("pack", "order:x"),
     ("pack", "order:²"), ("load", "load:" + "9" * 80)],
)  # fmt: skip
def test_an_order_that_no_button_names_is_refused(hand: Handheld, flow: str, choice: str) -> None:
    hand.open(flow).press(choice)
    assert hand.reload().page


@pytest.mark.parametrize("number", ["x", "9" * 80, "", "²"])
def test_goods_that_no_button_names_are_not_decided_upon(hand: Handheld, number: str) -> None:
    hand.open("returns").press("inspect").press(f"restock:{number}")
    assert hand.beep == "wrong"


@pytest.mark.parametrize("amount", ["1e-999999999", "1e999999999", "NaN"])
def test_an_amount_beyond_all_measure_is_none(
    hand: Handheld, wms_ground: Ground, amount: str
) -> None:
    facade.accept(wms_ground, purchase("P1", ("1", "MILK", 6)), key="p1")
    hand.open("receive").scan("P1").scan("MILK").scan(amount)
    assert (hand.beep, hand.ask) == ("wrong", "How many?") and "is not a quantity" in hand.say
    hand.scan("6").scan("L1").scan("1.1.99999999999999999999")
    assert hand.beep == "wrong" and "is not a date" in hand.say
