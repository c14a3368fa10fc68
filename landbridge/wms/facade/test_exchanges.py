"""What the office tells the floor beside orders: prices, corrections, transfers, notices."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from landbridge.canon import PartyRef
from landbridge.canon.asn import Asn, Plate, PlateLine
from landbridge.canon.item import Item
from landbridge.canon.price import Price
from landbridge.canon.receipt_confirmation import ReceiptConfirmation
from landbridge.canon.shipment_confirmation import ShipmentConfirmation
from landbridge.canon.stock_adjustment import StockAdjustment
from landbridge.canon.stock_correction import CorrectedLine, StockCorrection
from landbridge.canon.transfer import Transfer, TransferLine
from landbridge.kit.ground import Ground
from landbridge.kit.money import Money
from landbridge.kit.quantity import EACH, Quantity
from landbridge.wms import facade
from landbridge.wms.facade.contracts import AlreadyTaken, Bin, BinKind, Refused, Site, Taken
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import CASE, OWNER, SITE, facts, fill, purchase, sale, small_items, wish

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
EUR = "EUR"


def each(value: int) -> Quantity:
    return Quantity(Decimal(value), EACH)


def correction(number: str, *lines: CorrectedLine, version: int = 1) -> StockCorrection:
    return StockCorrection(
        number=number, owner=OWNER, version=version, site=SITE, corrected_at=AT, lines=lines
    )


def corrected(item: str, change: int, **more: object) -> CorrectedLine:
    line = CorrectedLine(line_id=item, item=item, change=each(change), reason_code="inventory")
    return replace(line, **more)  # type: ignore[arg-type]


def test_prices_are_an_upsert_by_version_and_wait_for_their_item(floor: Ground) -> None:
    price = Price(
        number="BOLT", owner=OWNER, version=2, list_price=Money(Decimal("0.40"), EUR),
        customs_value=Money(Decimal("0.22"), EUR), commodity_code="73181588",
    )  # fmt: skip
    assert isinstance(facade.accept(floor, price, key="p2"), Taken)
    late = replace(price, version=1, list_price=Money(Decimal("9.99"), EUR))
    assert isinstance(facade.accept(floor, late, key="p1"), AlreadyTaken)
    (view,) = facade.prices(floor, items=[(OWNER.code, "BOLT"), (OWNER.code, "NUT")])
    assert view.list_price == Money(Decimal("0.40"), EUR)
    assert view.declared == Money(Decimal("0.22"), EUR) and view.commodity_code == "73181588"
    stranger = facade.accept(floor, replace(price, number="NEW"), key="p3")
    assert isinstance(stranger, Refused) and stranger.waits_for == "item/ACME/NEW"
    wrong_unit = facade.accept(floor, replace(price, version=3, uom=CASE, number="RICE"), key="p4")
    assert isinstance(wrong_unit, Refused) and wrong_unit.waits_for == ""


def test_a_correction_of_the_office_is_booked_and_not_told_back(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 10), wish("A-02", "PAINT", 6, lot="L1"))
    document = correction(
        "INV-1", corrected("BOLT", -4), corrected("PAINT", -1, lot="L1"), corrected("NUT", 7)
    )
    assert isinstance(facade.accept(floor, document, key="c1"), Taken)
    assert isinstance(facade.accept(floor, document, key="c1"), AlreadyTaken)
    stock = {row.item: row.on_hand for row in facade.stock(floor).rows}
    assert stock == {"BOLT": 6, "PAINT": 5, "NUT": 7}
    assert facts(floor, StockAdjustment) == [], "the office knows it already"
    (task,) = facade.tasks(floor, kind="putback").rows
    assert (task.item, task.bin, task.quantity) == ("NUT", "DOCK", 7)
    again = facade.accept(floor, replace(document, version=2), key="c2")
    assert isinstance(again, Taken) and again.findings[0].rule == "booked-before"
    assert {row.item: row.on_hand for row in facade.stock(floor).rows} == stock
    assert check_books(floor) == ()


def test_a_correction_takes_nothing_that_is_promised(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 10))
    facade.accept(floor, sale("O", ("1", "BOLT", 8)), key="o")
    facade.allocate_open(floor)
    result = facade.accept(floor, correction("INV-2", corrected("BOLT", -3)), key="c")
    assert isinstance(result, Refused)
    assert "only 2 lie free" in result.findings[0].text
    assert sum(row.on_hand for row in facade.stock(floor).rows) == 10
    assert isinstance(facade.accept(floor, correction("INV-2", corrected("BOLT", -2)), key="d"),
                      Taken)  # fmt: skip


def transfer(count: int, version: int = 1, **head: object) -> Transfer:
    document = Transfer(
        number="7", owner=OWNER, version=version, source_site=SITE, target_site="SHOP",
        lines=(TransferLine(line_id="1", item="BOLT", quantity=each(count)),),
    )  # fmt: skip
    return replace(document, **head)  # type: ignore[arg-type]


def test_a_transfer_is_an_order_out_here_and_an_order_in_there(floor: Ground) -> None:
    facade.open_site(floor, Site(code="SHOP", name="Shop", timezone="Europe/Warsaw"))
    facade.put_bins(
        floor, site="SHOP", bins=[Bin(code="S-1"), Bin(code="S-IN", kind=BinKind.RECEIVING)]
    )
    fill(floor, wish("A-01", "BOLT", 20))
    assert isinstance(facade.accept(floor, transfer(6), key="t1"), Taken)
    assert isinstance(facade.accept(floor, transfer(5, 2), key="t2"), Taken)
    facade.allocate_open(floor)
    (task,) = facade.tasks(floor, kind="pick").rows
    assert (task.quantity, task.site, task.order_number) == (5, SITE, "TR-7")
    for legs in ("outbound_order", "inbound_order"):
        assert list(facade.census(floor, subject=legs)) == [], "no office knows them as orders"
    facade.confirm_pick(floor, key="p", actor="p", task_id=task.task_id, bin="A-01", item="BOLT")
    order_id = task.order_id or 0
    carton = facade.open_carton(floor, key="o", actor="p", order_id=order_id)
    facade.pack_item(floor, key="k", actor="p", carton_id=carton.carton_id, item="BOLT")
    facade.close_carton(floor, key="c", actor="p", carton_id=carton.carton_id)
    facade.ship_order(floor, key="s", actor="p", order_id=order_id)
    page = facade.inbound_order(floor, owner=OWNER.code, number="TR-7")
    assert page is not None and (page.order.site, page.order.source) == ("SHOP", "transfer")
    receipt = facade.open_receipt(floor, key="r", actor="r", order_id=page.order.order_id)
    facade.receive_line(
        floor, key="l", actor="r", receipt_id=receipt.receipt_id, item="BOLT", quantity=Decimal(5)
    )
    facade.close_receipt(floor, key="rc", actor="r", receipt_id=receipt.receipt_id)
    (left,), (came,) = facts(floor, ShipmentConfirmation), facts(floor, ReceiptConfirmation)
    assert {reference.kind: reference.number for reference in left.references}["transfer"] == "7"
    assert {reference.kind: reference.number for reference in came.references}["transfer"] == "7"
    assert (left.lines[0].order_line_id, came.lines[0].order_line_id) == ("1", "1")
    by_site = {row.site: row.on_hand for row in facade.stock(floor).rows}
    assert by_site == {SITE: 15, "SHOP": 5} and check_books(floor) == ()


def test_both_legs_of_a_transfer_are_taken_or_none(floor: Ground) -> None:
    facade.open_site(floor, Site(code="SHOP", name="Shop", timezone="Europe/Warsaw"))
    line = TransferLine(line_id="1", item="NO-SUCH", quantity=each(1))
    result = facade.accept(floor, transfer(1, lines=(line,)), key="t")
    assert isinstance(result, Refused) and result.waits_for == "item/ACME/NO-SUCH"
    assert facade.outbound_orders(floor).rows == () == facade.inbound_orders(floor).rows
    nowhere = facade.accept(floor, transfer(1, source_site="X", target_site="Y"), key="n")
    assert isinstance(nowhere, Refused) and nowhere.findings[0].rule == "unknown-site"


def notice(*plates: Plate, order: str = "P1") -> Asn:
    return Asn(
        number="DN-1", owner=OWNER, version=1, site=SITE, supplier=PartyRef("SUP"),
        order_number=order, plates=plates,
    )  # fmt: skip


def test_an_announced_pallet_is_counted_in_by_one_scan_of_its_plate(floor: Ground) -> None:
    case = Plate(
        lpn="CASE-1", parent_lpn="PAL-1",
        lines=(PlateLine(item="PAINT", quantity=each(6), order_line_id="2", lot="L7"),),
    )  # fmt: skip
    bolts = PlateLine(item="BOLT", quantity=Quantity(Decimal(2), CASE))
    pallet = Plate(lpn="PAL-1", package_type="PF", lines=(bolts,))
    early = facade.accept(floor, notice(pallet, case), key="n")
    assert isinstance(early, Refused) and early.waits_for == "inbound_order/ACME/P1"
    facade.accept(floor, purchase("P1", ("1", "BOLT", 24), ("2", "PAINT", 6)), key="p")
    assert isinstance(facade.accept(floor, notice(pallet, case), key="n"), Taken)
    page = facade.inbound_order(floor, owner=OWNER.code, number="P1")
    assert page is not None
    shown = facade.announced_plates(floor, order_id=page.order.order_id)
    assert [(plate.lpn, plate.depth, plate.came) for plate in shown] == [
        ("PAL-1", 0, False), ("CASE-1", 1, False),
    ]  # fmt: skip
    (meaning,) = facade.resolve_scan(floor, text="PAL-1").meanings
    assert (meaning.kind, meaning.number) == ("inbound_order", "P1")
    receipt = facade.open_receipt(floor, key="r", actor="r", order_id=page.order.order_id)
    for _ in range(2):
        done = facade.receive_plate(
            floor, key="pl", actor="r", receipt_id=receipt.receipt_id, lpn="PAL-1"
        )
    assert [(one.item, one.quantity, one.lot) for one in done.received] == [
        ("BOLT", 24, ""), ("PAINT", 6, "L7"),
    ]  # fmt: skip
    assert {(row.item, row.lpn): row.on_hand for row in facade.stock(floor).rows} == {
        ("BOLT", "PAL-1"): 24, ("PAINT", "CASE-1"): 6,
    }  # fmt: skip
    facade.close_receipt(floor, key="rc", actor="r", receipt_id=receipt.receipt_id)
    (told,) = facts(floor, ReceiptConfirmation)
    assert told.closed and [line.received.value for line in told.lines] == [24, 6]
    assert all(plate.came for plate in facade.announced_plates(floor, order_id=page.order.order_id))


def test_t08_an_order_of_an_unknown_party_waits_for_it_and_says_so(floor: Ground) -> None:
    document = replace(sale("O", ("1", "BOLT", 1)), customer=PartyRef("NOBODY"))
    result = facade.accept(floor, document, key="o")
    assert isinstance(result, Refused) and result.waits_for == "party/ACME/NOBODY"
    assert result.findings[0].text == "O names party NOBODY, which is not known here yet."


def test_a_deactivated_item_is_a_state_and_its_stock_stays(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 10))
    facade.accept(floor, sale("O", ("1", "BOLT", 3)), key="o")
    facade.allocate_open(floor)
    bolt: Item = next(item for item in small_items() if item.number == "BOLT")
    off = replace(bolt, version=2, active=False)
    assert isinstance(facade.accept(floor, off, key="off"), Taken)
    (row,) = [row for row in facade.items(floor).rows if row.code == "BOLT"]
    assert (row.active, row.on_hand) == (False, 10)
    (task,) = facade.tasks(floor, kind="pick").rows
    done = facade.confirm_pick(
        floor, key="p", actor="p", task_id=task.task_id, bin="A-01", item="BOLT"
    )
    assert done.order_picked, "work that was begun is finished"
    assert isinstance(facade.accept(floor, replace(bolt, version=3), key="on"), Taken)
    assert all(row.active for row in facade.items(floor).rows)
