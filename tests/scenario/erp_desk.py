"""The ERP's side in scenario tests: orders in, documents out, confirmations made and pushed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import httpx

from landbridge.canon import Document, PartyRef
from landbridge.canon.base import LotQuantity
from landbridge.canon.inbound_order import InboundOrder
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.canon.receipt_confirmation import ReceiptConfirmation, ReceivedLine
from landbridge.canon.return_order import ReturnOrder
from landbridge.canon.return_receipt import ReturnedLine, ReturnReceipt
from landbridge.canon.shipment_confirmation import Carton, ShipmentConfirmation, ShippedLine
from landbridge.canon.stock_adjustment import AdjustmentLine, StockAdjustment
from landbridge.codecs import Control, get_codec
from landbridge.connect.config import build_config
from landbridge.connect.protocols import Parcel, Payload, PushResult
from landbridge.connect.registry import connector_kind
from landbridge.connectors.tryton.connector import TrytonConnector
from landbridge.connectors.tryton.rpc import TrytonRpc, Warned
from landbridge.kit.clock import SystemClock
from landbridge.kit.quantity import EACH, Quantity, Uom
from landbridge.main.demo.company import DemoCompany, make_company
from landbridge.main.demo.erp import DemoErp
from landbridge.mapping import MapContext, from_canon, to_canon

OWNER, SITE = "NORDHAFEN", "HAM1"
CONTEXT = MapContext(owner=OWNER, site=SITE, endpoint="erp", zone="Europe/Berlin")
COMPANY: DemoCompany = make_company()
KIND = connector_kind("tryton")
Lots = Mapping[str, Sequence[LotQuantity]]
_numbers = count(1)


def number(prefix: str) -> str:
    """A number that no other test of this run has given to the ERP they share."""
    return f"{prefix}-{next(_numbers):05d}"


def amount(value: str | int, uom: Uom = EACH) -> Quantity:
    return Quantity(Decimal(value), uom)


def lot(value: str | int, number: str, expiry_on: date | None = None) -> LotQuantity:
    return LotQuantity(quantity=amount(value), lot=number, expiry_on=expiry_on)


def serials(*numbers: str) -> LotQuantity:
    return LotQuantity(quantity=amount(len(numbers)), serials=numbers)


@dataclass
class Desk:
    """A signed-in clerk and the bridge's connector beside each other."""

    erp: DemoErp
    rpc: TrytonRpc
    connector: TrytonConnector

    @classmethod
    def at(cls, erp: DemoErp, transport: httpx.BaseTransport | None = None) -> "Desk":
        rpc = erp.sign_in("clerk")
        rpc.context = rpc.model("res.user", "get_preferences", True)
        return cls(erp, rpc, connect(erp, transport=transport))

    def close(self) -> None:
        self.rpc.close()
        self.connector.close()

    # ------------------------------------------------------------ orders in Tryton

    def buy(self, *lines: tuple[str, int], unit: str = "u") -> str:
        """A confirmed purchase of (item, count); its number. unit: Tryton's symbol."""
        return self._enter("purchase", "S2001", lines, unit)

    def sell(self, *lines: tuple[str, int], unit: str = "u") -> str:
        """A confirmed sale of (item, count); the number of its customer shipment."""
        sale = self._enter("sale", "C1001", lines, unit)
        return self.shipment_numbers(sale)[-1]

    def shipment_numbers(self, sale: str) -> list[str]:
        fields = ["shipments.number", "shipments.state"]
        (record,) = self.rpc.search_read("sale.sale", [("number", "=", sale)], fields)
        found = sorted(record["shipments."], key=lambda one: int(one["id"]))
        return [one["number"] for one in found]

    def all_shipments(self, order: OutboundOrder) -> list[tuple[str, str]]:
        """(number, state) of all customer shipments of the sale that an order comes from."""
        sale = next(one.number for one in order.references if one.kind == "sales_order")
        fields = ["shipments.number", "shipments.state"]
        (record,) = self.rpc.search_read("sale.sale", [("number", "=", sale)], fields)
        found = sorted(record["shipments."], key=lambda one: int(one["id"]))
        return [(one["number"], one["state"]) for one in found]

    def _enter(self, kind: str, party: str, lines: Iterable[tuple[str, int]], unit: str) -> str:
        rpc, model = self.rpc, f"{kind}.{kind}"
        fields = ["addresses"]
        (partner,) = rpc.search_read("party.party", [("code", "=", party)], fields)
        codes = [code for code, _ in lines]
        items = {
            one["code"]: one["id"]
            for one in rpc.search_read("product.product", [("code", "in", codes)], ["code"])
        }
        (uom,) = rpc.search_read("product.uom", [("symbol", "=", unit)], ["id"])
        (warehouse,) = rpc.search_read("stock.location", [("code", "=", SITE)], ["id"])
        values: dict[str, Any] = {
            "company": rpc.context["company"], "currency": 1, "party": partner["id"],
            "invoice_address": partner["addresses"][0], "invoice_method": "manual",
            "warehouse": warehouse["id"], "reference": "PO 4711", f"{kind}_date": today(),
            "lines": [("create", [
                {
                    "type": "line", "product": items[code], "quantity": float(quantity),
                    "unit": uom["id"], "unit_price": Decimal("7.50"),
                }
                for code, quantity in lines
            ])],
        }  # fmt: skip
        if kind == "sale":
            values |= {"shipment_address": partner["addresses"][-1], "shipment_method": "order"}
        (made,) = rpc.model(model, "create", [values])
        for button in ("quote", "confirm"):
            rpc.model(model, button, [made])
        (record,) = rpc.model(model, "read", [made], ["number"])
        return str(record["number"])

    def give_back(self, *lines: tuple[str, int]) -> str:
        """A sale of a negative count, which authorises a return; the number of that return."""
        sale = self._enter("sale", "C1001", [(code, -count) for code, count in lines], "u")
        fields = ["shipment_returns.number"]
        (record,) = self.rpc.search_read("sale.sale", [("number", "=", sale)], fields)
        return str(record["shipment_returns."][-1]["number"])

    def transfer(self, *lines: tuple[str, int], to: str = "HAM2") -> str:
        """An internal shipment to another warehouse that waits; its number."""
        rpc = self.rpc
        places = {
            one["code"]: one["storage_location"]
            for one in rpc.search_read(
                "stock.location", [("type", "=", "warehouse")], ["code", "storage_location"]
            )
        }
        items = self._items([code for code, _ in lines])
        moves = [
            {
                "product": items[code]["id"], "unit": items[code]["default_uom"],
                "quantity": float(count), "from_location": places[SITE],
                "to_location": places[to], "company": rpc.context["company"],
            }
            for code, count in lines
        ]  # fmt: skip
        values = {
            "company": rpc.context["company"], "from_location": places[SITE],
            "to_location": places[to], "moves": [("create", moves)],
        }  # fmt: skip
        (made,) = rpc.model("stock.shipment.internal", "create", [values])
        rpc.model("stock.shipment.internal", "wait", [made])
        (record,) = rpc.model("stock.shipment.internal", "read", [made], ["number"])
        return str(record["number"])

    def take_inventory(self, item: str, count: int) -> str:
        """Somebody counts an item of storage in Tryton and confirms it; the inventory's number."""
        rpc = self.rpc
        domain = [("code", "=", SITE), ("type", "=", "warehouse")]
        (place,) = rpc.search_read("stock.location", domain, ["storage_location"])
        known = self._items([item])[item]
        values = {
            "company": rpc.context["company"], "location": place["storage_location"],
            "date": today(), "empty_quantity": "keep",
            "lines": [("create", [{"product": known["id"], "quantity": float(count)}])],
        }  # fmt: skip
        (made,) = rpc.model("stock.inventory", "create", [values])
        rpc.model("stock.inventory", "confirm", [made])
        (record,) = rpc.model("stock.inventory", "read", [made], ["number"])
        return str(record["number"])

    def in_stock(self, item: str, *, site: str = SITE) -> Decimal:
        """What Tryton says that lies in the storage of a site."""
        domain = [("code", "=", site), ("type", "=", "warehouse")]
        (place,) = self.rpc.search_read("stock.location", domain, ["storage_location"])
        context = {"locations": [place["storage_location"]], "with_childs": True}
        (found,) = self.rpc.search_read(
            "product.product", [("code", "=", item)], ["quantity"], context=context
        )
        return Decimal(found["quantity"])

    def ship_by_hand(self, number: str) -> None:
        """Somebody ships a customer shipment in Tryton, without the warehouse."""
        rpc, model = self.erp.sign_in("landbridge"), "stock.shipment.out"
        rpc.context = rpc.model("res.user", "get_preferences", True)
        (record,) = rpc.search_read(model, [("number", "=", number)], ["id"])
        for button in ("assign_force", "pick", "pack", "do"):
            try:
                rpc.model(model, button, [record["id"]])
            except Warned as warned:  # that it has no carrier, which is so
                rpc.confirm_warning(warned)
                rpc.model(model, button, [record["id"]])
        rpc.close()

    def type_find(self, reference: str, item: str, count: int, *, lot: str = "") -> None:
        """Somebody types a find of the warehouse into Tryton, under the warehouse's number."""
        rpc, model = self.rpc, "stock.shipment.internal"
        domain = [("code", "=", SITE), ("type", "=", "warehouse")]
        (place,) = rpc.search_read("stock.location", domain, ["storage_location"])
        (lost,) = rpc.search_read("stock.location", [("type", "=", "lost_found")], ["id"])
        known = self._items([item])[item]
        made_lot = None
        if lot:
            wanted = {"number": lot, "product": known["id"]}
            (made_lot,) = rpc.model("stock.lot", "create", [wanted])
        ends = {"from_location": lost["id"], "to_location": place["storage_location"]}
        move = {
            "product": known["id"], "unit": known["default_uom"], "quantity": float(count),
            "lot": made_lot, "company": rpc.context["company"], **ends,
        }  # fmt: skip
        values = {
            "company": rpc.context["company"], "reference": f"{reference} (+)",
            "moves": [("create", [move])], **ends,
        }  # fmt: skip
        (made,) = rpc.model(model, "create", [values])
        for button in ("wait", "assign_try", "do"):
            rpc.model(model, button, [made])

    def _items(self, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
        fields = ["code", "default_uom"]
        found = self.rpc.search_read("product.product", [("code", "in", list(codes))], fields)
        return {one["code"]: one for one in found}

    def change_shipment(self, number: str, item: str, count: int) -> None:
        """Somebody puts a customer shipment back to draft, changes a line and lets it wait."""
        rpc, model = self.rpc, "stock.shipment.out"
        fields = ["outgoing_moves.product.code"]
        (record,) = rpc.search_read(model, [("number", "=", number)], fields)
        rpc.model(model, "draft", [record["id"]])
        move = next(m for m in record["outgoing_moves."] if m["product."]["code"] == item)
        rpc.model("stock.move", "write", [move["id"]], {"quantity": float(count)})
        rpc.model(model, "wait", [record["id"]])

    # ------------------------------------------------------------ documents out of Tryton

    def documents(self, stream: str) -> dict[str, Document]:
        """Everything a stream tells from its beginning, the last version of each number."""
        found: dict[str, Document] = {}
        for payload in self.payloads(stream):
            document = understand(payload)
            found[document.number] = document
        return found

    def payloads(self, stream: str, cursor: str | None = None) -> list[Payload]:
        found: list[Payload] = []
        while True:
            pulled = self.connector.pull(stream, cursor, limit=500)
            found.extend(pulled.payloads)
            cursor = pulled.cursor
            if not pulled.more:
                return found

    def outbound(self, number: str) -> OutboundOrder:
        document = self.documents("outbound_orders")[number]
        assert isinstance(document, OutboundOrder)
        return document

    def inbound(self, number: str) -> InboundOrder:
        document = self.documents("inbound_orders")[number]
        assert isinstance(document, InboundOrder)
        return document

    # ------------------------------------------------------------ confirmations to Tryton

    def push(self, document: Document) -> PushResult:
        (result,) = self.connector.push([parcel_of(document)])
        return result


def connect(erp: DemoErp, *, transport: httpx.BaseTransport | None = None) -> TrytonConnector:
    values = erp.endpoint_values(COMPANY)
    config, findings = build_config(KIND.config_class, values)
    assert config is not None, findings
    return TrytonConnector(config, SystemClock(), transport=transport)


def today() -> date:
    return datetime.now(UTC).date()


def understand(payload: Payload) -> Document:
    """The canonical document of a payload; every wire field used or named as ignored."""
    codec = get_codec("json")
    (part,) = codec.split(payload.content, wire_type=payload.wire_type)
    speaks = KIND.manifest.speaks_in(payload.wire_type)
    assert speaks is not None
    mapped = to_canon(codec.read(part), map=KIND.load_map(speaks.map), context=CONTEXT)
    assert (mapped.findings, mapped.unused_paths) == ((), ()), payload.content.decode()
    assert mapped.value is not None
    return mapped.value


def parcel_of(document: Document) -> Parcel:
    speaks = KIND.manifest.speaks_out(document.kind)
    assert speaks is not None
    mapped = from_canon(document, map=KIND.load_map(speaks.map), context=CONTEXT)
    assert mapped.value is not None, mapped.findings
    return Parcel(
        delivery_id=1,
        idempotency_key=f"{document.kind}/{document.number}/{document.version}",
        kind=document.kind,
        number=document.number,
        owner=document.owner.code,
        version=document.version,
        content=get_codec("json").write(mapped.value, control=Control()),
        wire_type=speaks.wire_type,
    )


def receipt(
    order: InboundOrder, number: str, received: Mapping[str, int], lots: Lots | None = None
) -> ReceiptConfirmation:
    """received: pieces by item."""
    lines = [line for line in order.lines if line.item in received]
    return ReceiptConfirmation(
        number=number,
        owner=PartyRef(OWNER),
        version=1,
        site=SITE,
        order_number=order.number,
        supplier=order.supplier,
        received_at=datetime.now(UTC),
        lines=tuple(
            ReceivedLine(
                line_id=str(index),
                order_line_id=line.line_id,
                item=line.item,
                received=amount(received[line.item]),
                lots=tuple((lots or {}).get(line.item, ())),
            )
            for index, line in enumerate(lines, 1)
        ),
    )


def shipment(
    order: OutboundOrder,
    number: str,
    shipped: Mapping[str, int],
    lots: Lots | None = None,
    *,
    closed: bool = True,
    cartons: tuple[Carton, ...] = (),
) -> ShipmentConfirmation:
    """shipped: pieces by item; items not named have shipped nothing."""
    lines = []
    for line in order.lines:
        count = shipped.get(line.item, 0)
        short = line.quantity.value - count if closed else Decimal(0)
        lines.append(
            ShippedLine(
                order_line_id=line.line_id,
                item=line.item,
                ordered=line.quantity,
                shipped=amount(count),
                short=amount(str(short)),
                lots=tuple((lots or {}).get(line.item, ())),
            )
        )
    return ShipmentConfirmation(
        number=number,
        owner=PartyRef(OWNER),
        version=1,
        site=SITE,
        order_number=order.number,
        shipped_at=datetime.now(UTC),
        lines=tuple(lines),
        cartons=cartons,
        closed=closed,
    )


def adjustment(number: str, *changes: tuple[str, int, str]) -> StockAdjustment:
    """changes: (item, signed pieces, lot)."""
    return StockAdjustment(
        number=number,
        owner=PartyRef(OWNER),
        version=1,
        site=SITE,
        adjusted_at=datetime.now(UTC),
        lines=tuple(
            AdjustmentLine(
                line_id=str(index), item=item, change=amount(change), lot=lot_number,
                reason_code="count",
            )
            for index, (item, change, lot_number) in enumerate(changes, 1)
        ),
    )  # fmt: skip


def back(order: ReturnOrder, number: str, came: Mapping[str, int], **more: Any) -> ReturnReceipt:
    """came: pieces by item, as new."""
    lines = [line for line in order.lines if line.item in came]
    return ReturnReceipt(
        number=number, owner=PartyRef(OWNER), version=1, site=SITE, order_number=order.number,
        customer=order.customer, received_at=datetime.now(UTC),
        lines=tuple(
            ReturnedLine(
                line_id=str(index), order_line_id=line.line_id, item=line.item,
                received=amount(came[line.item]), condition="as_new",
            )
            for index, line in enumerate(lines, 1)
        ),
        **{"closed": True, **more},
    )  # fmt: skip
