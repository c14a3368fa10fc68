"""Cartons, SSCC, carrier, tracking and weights of a shipment as Tryton's packages and fields."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from erp_desk import Desk, amount, connect, lot, number, parcel_of, receipt, shipment

from landbridge.canon.gs1 import make_sscc
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.canon.shipment_confirmation import Carton, CartonLine, ShipmentConfirmation
from landbridge.canon.transfer import Transfer
from landbridge.connect.protocols import Absent, Delivered, Found, PushResult, Unavailable
from landbridge.connectors.tryton.rpc import Lost, TrytonRpc
from landbridge.wms.facade.transferring import leg_in, leg_out

pytestmark = pytest.mark.tryton

PLAIN, LOTTED = "HT-1005", "CH-1003"
MODEL = "stock.shipment.out"
_serials = count(1)
_TOLD = (
    "type.name", "shipping_reference", "total_weight", "weight_uom.symbol", "length",
    "length_uom.symbol", "moves.quantity", "moves.product.code", "moves.lot.number",
    "moves.origin", "moves.state",
)  # fmt: skip


def sscc() -> str:
    return make_sscc(0, "3952110", next(_serials) + 7_000)


def delivered(result: PushResult) -> Delivered:
    assert isinstance(result, Delivered), result
    return result


def content(line: str, item: str, pieces: int, lot_number: str = "") -> CartonLine:
    return CartonLine(order_line_id=line, item=item, quantity=amount(pieces), lot=lot_number)


def carton(*inside: CartonLine, weight_g: int = 2500, **more: Any) -> Carton:
    values: dict[str, Any] = {
        "sscc": sscc(), "package_type": "CT", "gross_weight_g": Decimal(weight_g),
        "length_mm": Decimal(400), "width_mm": Decimal(300), "height_mm": Decimal(200),
        "lines": inside,
    }  # fmt: skip
    values["tracking_number"] = f"1Z{values['sscc'][-6:]}"
    return Carton(**{**values, **more})


def sent(
    order: OutboundOrder, cartons: tuple[Carton, ...], lots: dict[str, str] | None = None
) -> ShipmentConfirmation:
    """All of an order, in these cartons."""
    document = shipment(order, number("SP"), {}, cartons=cartons)
    lines = tuple(
        replace(
            line, shipped=line.ordered, short=amount(0),
            lots=(lot(str(line.ordered.value), lots[line.item]),)
            if lots and line.item in lots else (),
        )
        for line in document.lines
    )  # fmt: skip
    return replace(document, lines=lines, carrier_code="PARCEL", tracking_number="TR-1")


def record(desk: Desk, shipment_number: str) -> dict[str, Any]:
    fields = [
        "state", "carrier.party.code", "shipping_reference", "packages_weight",
        *(f"packages.{name}" for name in _TOLD),
    ]  # fmt: skip
    (found,) = desk.rpc.search_read(MODEL, [("number", "=", shipment_number)], fields)
    return found


def inside(package: dict[str, Any]) -> list[tuple[str, str, Decimal]]:
    return sorted(
        (move["product."]["code"], (move["lot."] or {}).get("number", ""), move["quantity"])
        for move in package["moves."]
    )


def notes(desk: Desk, shipment_number: str) -> list[str]:
    return noted(desk, f"{MODEL},{record(desk, shipment_number)['id']}")


def noted(desk: Desk, resource: str) -> list[str]:
    domain = [("resource", "=", resource)]
    return [one["message"] for one in desk.rpc.search_read("ir.note", domain, ["message"])]


def stocked(desk: Desk, lot_number: str) -> None:
    order = desk.inbound(desk.buy((PLAIN, 40), (LOTTED, 40)))
    lots = {LOTTED: [lot(40, lot_number)]}
    delivered(desk.push(receipt(order, number("RP"), {PLAIN: 40, LOTTED: 40}, lots)))


def test_cartons_become_packages_with_tracking_and_weight(desk: Desk) -> None:
    lots = {LOTTED: number("LP")}
    stocked(desk, lots[LOTTED])
    order = desk.outbound(desk.sell((PLAIN, 8), (LOTTED, 5)))
    first, second = (line.line_id for line in order.lines)
    cartons = (
        carton(content(first, PLAIN, 3), content(second, LOTTED, 5, lots[LOTTED])),
        carton(content(first, PLAIN, 5), weight_g=12340),
    )
    document = sent(order, cartons, lots)
    delivered(desk.push(document))
    told = record(desk, order.number)
    assert (told["state"], told["carrier."]["party."]["code"]) == ("done", "PARCEL")
    assert told["shipping_reference"] == "TR-1"
    small, large = sorted(told["packages."], key=lambda one: int(one["id"]))
    for package, one in zip((small, large), cartons, strict=True):
        assert noted(desk, f"stock.package,{package['id']}") == [f"SSCC {one.sscc}"]
    assert inside(small) == [(LOTTED, lots[LOTTED], 5), (PLAIN, "", 3)]
    assert inside(large) == [(PLAIN, "", 5)]
    assert {move["state"] for one in (small, large) for move in one["moves."]} == {"done"}
    assert {move["origin"] for move in large["moves."]} == {first}
    assert (small["type."]["name"], small["shipping_reference"]) == (
        "CT",
        cartons[0].tracking_number,
    )
    assert (small["length"], small["length_uom."]["symbol"]) == (400, "mm")
    weights = (small["total_weight"], large["total_weight"], large["weight_uom."]["symbol"])
    assert weights == (Decimal("2.5"), Decimal("12.34"), "kg"), "what the scale said, as kg"
    assert notes(desk, order.number) == [], "nothing is left to note"
    assert delivered(desk.push(document)).already_there
    assert len(record(desk, order.number)["packages."]) == 2


def test_a_part_that_leaves_first_has_its_own_packages(desk: Desk) -> None:
    stocked(desk, number("LP"))
    order = desk.outbound(desk.sell((PLAIN, 9)))
    (line,) = (line.line_id for line in order.lines)
    part = shipment(
        order, number("SP"), {PLAIN: 4}, closed=False,
        cartons=(carton(content(line, PLAIN, 1)), carton(content(line, PLAIN, 3))),
    )  # fmt: skip
    part = replace(part, carrier_code="NOBODY-KNOWS", service_code="STD", tracking_number="")
    split = delivered(desk.push(part)).target_number
    assert split != order.number
    told = record(desk, split)
    assert sorted(inside(one) for one in told["packages."]) == [[(PLAIN, "", 1)], [(PLAIN, "", 3)]]
    assert told["carrier."] is None
    assert notes(desk, split) == ["Carrier: NOBODY-KNOWS STD"]
    rest = sent(order, (carton(content(line, PLAIN, 5)),))
    lines = tuple(replace(one, shipped=amount(5)) for one in rest.lines)
    delivered(desk.push(replace(rest, lines=lines)))
    assert [inside(one) for one in record(desk, order.number)["packages."]] == [[(PLAIN, "", 5)]]


def test_cartons_that_do_not_add_up_stand_in_a_note(desk: Desk) -> None:
    stocked(desk, number("LP"))
    order = desk.outbound(desk.sell((PLAIN, 6)))
    (line,) = (line.line_id for line in order.lines)
    loose = carton(content(line, PLAIN, 4))
    delivered(desk.push(sent(order, (loose,))))
    told = record(desk, order.number)
    assert (told["state"], told["packages."]) == ("done", [])
    (note,) = notes(desk, order.number)
    assert (
        note == f"Carton {loose.sscc} (CT), 2500 g, tracking {loose.tracking_number}: 4 C62 {PLAIN}"
    )


@contextmanager
def losing(rpc: TrytonRpc, model: str, method: str) -> Iterator[None]:
    """The answer to that call is lost once, after its effect."""
    real, left = rpc.model, [True]

    def lossy(name: str, called: str, *args: Any, **more: Any) -> Any:
        result = real(name, called, *args, **more)
        if left and (name, called) == (model, method):
            left.clear()
            raise Lost("FAULT: the answer was lost")
        return result

    rpc.model = lossy  # type: ignore[method-assign]
    yield
    assert not left, "the fault never struck"
    rpc.model = real  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("model", "method"),
    [("stock.package", "create"), (MODEL, "pack"), (MODEL, "do"), ("ir.note", "create")],
)
def test_a_lost_answer_doubles_no_package_and_loses_no_note(
    desk: Desk, model: str, method: str
) -> None:
    stocked(desk, number("LP"))
    order = desk.outbound(desk.sell((PLAIN, 5)))
    (line,) = (line.line_id for line in order.lines)
    cartons = (carton(content(line, PLAIN, 2)), carton(content(line, PLAIN, 3)))
    document = replace(sent(order, cartons), service_code="EXPRESS")
    with losing(desk.connector._rpc, model, method):
        assert not isinstance(desk.push(document), Delivered)
    found = desk.connector.find(parcel_of(document))
    assert isinstance(found, Found if model == "ir.note" else Absent)
    delivered(desk.push(document))
    assert isinstance(desk.connector.find(parcel_of(document)), Found)
    told = record(desk, order.number)
    assert sorted(inside(one) for one in told["packages."]) == [[(PLAIN, "", 2)], [(PLAIN, "", 3)]]
    assert notes(desk, order.number) == ["Service: EXPRESS"]
    for package in told["packages."]:
        assert len(noted(desk, f"stock.package,{package['id']}")) == 1


def test_without_the_modules_everything_stands_in_a_note(desk: Desk) -> None:
    stocked(desk, number("LP"))
    order = desk.outbound(desk.sell((PLAIN, 2)))
    (line,) = (line.line_id for line in order.lines)
    one = carton(content(line, PLAIN, 2))
    document = replace(sent(order, (one,)), service_code="STD")
    connector = connect(desk.erp)
    at_desk = connector._at_desk()
    bare = replace(at_desk.standing, shipping_fields=frozenset(), package_fields=frozenset())
    connector._desk = replace(at_desk, standing=bare)
    (result,) = connector.push([parcel_of(document)])
    delivered(result)
    connector.close()
    told = record(desk, order.number)
    assert (told["packages."], told["carrier."], told["shipping_reference"]) == ([], None, None)
    (note,) = notes(desk, order.number)
    assert note.splitlines() == [
        "Carrier: PARCEL STD", "Tracking: TR-1",
        f"Carton {one.sscc} (CT), 2500 g, tracking {one.tracking_number}: 2 C62 {PLAIN}",
    ]  # fmt: skip


def test_a_transfer_leaves_in_packages_too(desk: Desk) -> None:
    stocked(desk, number("LP"))
    entered = desk.transfer((PLAIN, 6))
    told = desk.documents("transfers")[entered]
    assert isinstance(told, Transfer)
    order = leg_out(told)
    (line,) = (line.line_id for line in order.lines)
    cartons = (carton(content(line, PLAIN, 2)), carton(content(line, PLAIN, 4)))
    document = replace(sent(order, cartons), references=order.references)
    delivered(desk.push(document))
    assert delivered(desk.push(document)).already_there
    assert isinstance(desk.connector.find(parcel_of(document)), Found)
    model = "stock.shipment.internal"
    fields = ["state", "carrier.party.code", "shipping_reference", "packages.moves.quantity"]
    (found,) = desk.rpc.search_read(model, [("number", "=", told.number)], fields)
    assert (found["state"], found["carrier."]["party."]["code"]) == ("shipped", "PARCEL")
    assert found["shipping_reference"] == "TR-1"
    packages = sorted(found["packages."], key=lambda one: int(one["id"]))
    inside_each = [[move["quantity"] for move in one["moves."]] for one in packages]
    assert inside_each == [[2], [4]]
    sscc_notes = [noted(desk, f"stock.package,{one['id']}") for one in packages]
    assert sscc_notes == [[f"SSCC {one.sscc}"] for one in cartons]
    into = leg_in(told)
    came = replace(receipt(into, number("RP"), {PLAIN: 6}), references=into.references, closed=True)
    delivered(desk.push(came))
    (found,) = desk.rpc.search_read(model, [("number", "=", told.number)], ["state"])
    assert found["state"] == "done"


def test_an_order_cancelled_in_that_very_moment_is_booked_beside_it(desk: Desk) -> None:
    """What Tryton refuses because somebody was faster is tried again, and is no dead letter."""
    stocked(desk, number("LP"))
    order = desk.outbound(desk.sell((PLAIN, 2)))
    (line,) = (line.line_id for line in order.lines)
    document = sent(order, (carton(content(line, PLAIN, 2)),))
    real = desk.connector._rpc.model

    def cancels_first(name: str, method: str, *args: Any, **more: Any) -> Any:
        if (name, method) == (MODEL, "write"):
            desk.connector._rpc.model = real  # type: ignore[method-assign]
            desk.rpc.model(MODEL, "cancel", args[0])
        return real(name, method, *args, **more)

    desk.connector._rpc.model = cancels_first  # type: ignore[method-assign]
    early = desk.push(document)
    assert isinstance(early, Unavailable) and "changed" in early.why
    booked = delivered(desk.push(document)).target_number
    assert booked != order.number and len(record(desk, booked)["packages."]) == 1
