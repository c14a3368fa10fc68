"""Record the golden samples of the connector from the real Tryton anew:

    python -m pytest tests/scenario/record_samples.py

Run it when Tryton or the maps change on purpose, and look at what differs.
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from erp_desk import (
    CONTEXT,
    Desk,
    adjustment,
    amount,
    back,
    lot,
    parcel_of,
    receipt,
    serials,
    shipment,
    understand,
)

from landbridge.canon import Document, dump_json
from landbridge.canon.base import LotQuantity
from landbridge.canon.order_response import AnsweredLine, OrderResponse
from landbridge.canon.progress import LineProgress, Progress
from landbridge.canon.return_order import ReturnOrder
from landbridge.canon.shipment_confirmation import Carton, CartonLine
from landbridge.connect.protocols import Payload

HOME = Path(__file__).parents[2] / "landbridge" / "connectors" / "tryton" / "samples"
CONTEXT_TOML = f"""[context]
owner = "{CONTEXT.owner}"
site = "{CONTEXT.site}"
zone = "{CONTEXT.zone}"
"""
AT = datetime(2026, 11, 22, 22, 45, tzinfo=UTC)  # already the next day at the site
EXPIRY = date(2027, 12, 31)

pytestmark = pytest.mark.tryton


def pretty(content: bytes) -> str:
    tree = json.loads(content)
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def keep(case: str, wire: bytes, document: Document) -> None:
    folder = HOME / case
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "wire.json").write_text(pretty(wire), encoding="utf-8")
    (folder / "canon.json").write_text(pretty(dump_json(document)), encoding="utf-8")
    (folder / "sample.toml").write_text(CONTEXT_TOML, encoding="utf-8")


def keep_read(case: str, payload: Payload) -> None:
    keep(case, payload.content, understand(payload))


def keep_written(case: str, document: Document) -> None:
    keep(case, parcel_of(document).content, document)


def by_number(desk: Desk, stream: str) -> dict[str, Payload]:
    return {understand(payload).number: payload for payload in desk.payloads(stream)}


def test_record_items_and_parties(desk: Desk) -> None:
    items = by_number(desk, "items")
    keep_read("item-with-expiry-in-cases", items["TE-1001"])
    keep_read("item-with-serial-numbers", items["PT-1001"])
    keep_read("item-by-the-metre", items["RO-1001"])
    parties = by_number(desk, "parties")
    keep_read("customer-with-two-addresses", parties["C1025"])
    keep_read("customer-in-arabic", parties["C1038"])
    keep_read("supplier-in-turkish", parties["S2001"])


def test_record_orders_and_confirmations(desk: Desk) -> None:
    case = "FO-1002"
    bought = desk.buy((case, 3), unit=unit_of(desk, case))
    keep_read("purchase-in-cases", by_number(desk, "inbound_orders")[bought])
    mixed = desk.buy(("TE-1001", 40), ("PT-1001", 2), ("HT-1001", 25))
    order = desk.inbound(mixed)
    parts: dict[str, list[LotQuantity]] = {
        "TE-1001": [lot(30, "L2611A", EXPIRY), lot(6, "L2611B", EXPIRY)],
        "PT-1001": [serials("SN-900417", "SN-900418")],
    }
    arrived = receipt(order, "RC-000017", {"TE-1001": 36, "PT-1001": 2, "HT-1001": 25}, parts)
    keep_written("receipt-with-lots-and-serials", replace(arrived, received_at=AT))
    sold = desk.sell(("TE-1001", 12), ("HT-1001", 3), ("TE-1001", 5))
    keep_read("sale-with-an-item-on-two-lines", by_number(desk, "outbound_orders")[sold])
    ordered = desk.outbound(sold)
    carton = Carton(
        sscc="003952110100000016",
        package_type="CT",
        gross_weight_g=amount(1830).value,
        length_mm=amount(400).value,
        width_mm=amount(300).value,
        height_mm=amount(200).value,
        tracking_number="1Z999AA10123456784",
        lines=(
            CartonLine(order_line_id=ordered.lines[1].line_id, item="HT-1001", quantity=amount(3)),
        ),
    )
    part = shipment(ordered, "SH-000009", {"HT-1001": 3}, closed=False, cartons=(carton,))
    keep_written(
        "shipment-in-part",
        replace(part, shipped_at=AT, carrier_code="UPS", service_code="STD"),
    )
    counted = adjustment("ADJ-000004", ("TE-1001", -3, "L2611A"), ("HT-1001", 2, ""))
    keep_written("adjustment-of-a-loss-and-a-find", replace(counted, adjusted_at=AT))
    cancel(desk, sold)
    cancelled = desk.payloads("outbound_orders", '{"at":1}')
    keep_read("sale-cancelled", next(p for p in cancelled if understand(p).number == sold))


def unit_of(desk: Desk, item: str) -> str:
    fields = ["purchase_uom.symbol"]
    (record,) = desk.rpc.search_read("product.product", [("code", "=", item)], fields)
    return str(record["purchase_uom."]["symbol"])


def cancel(desk: Desk, number: str) -> None:
    (record,) = desk.rpc.search_read("stock.shipment.out", [("number", "=", number)], ["id"])
    desk.rpc.model("stock.shipment.out", "cancel", [record["id"]])


def test_record_the_other_exchanges(desk: Desk) -> None:
    keep_read("price-with-customs-value", by_number(desk, "prices")["TE-1001"])
    authorised = desk.give_back(("HT-1001", 2), ("TE-1001", 1))
    keep_read("return-of-two-items", by_number(desk, "return_orders")[authorised])
    order = understand(by_number(desk, "return_orders")[authorised])
    assert isinstance(order, ReturnOrder)
    came = replace(back(order, "B-000003", {"HT-1001": 2, "TE-1001": 1}), received_at=AT)
    opened = replace(
        came.lines[1], condition="opened", disposition="scrap", lot="L2611A", expiry_on=EXPIRY
    )
    keep_written("return-received", replace(came, lines=(came.lines[0], opened), version=2))
    moved = desk.transfer(("HT-1001", 4), ("HT-1002", 6))
    keep_read("transfer-to-the-shop", by_number(desk, "transfers")[moved])
    cursor = desk.connector.pull("stock_corrections", None, limit=100).cursor
    counted = desk.take_inventory("HT-1002", 11)
    found = {understand(one).number: one for one in desk.payloads("stock_corrections", cursor)}
    keep_read("inventory-with-a-difference", found[counted])
    sold = desk.outbound(desk.sell(("HT-1001", 10)))
    line = sold.lines[0]
    none, ten = amount(0), amount(10)
    keep_written(
        "progress-while-picking",
        Progress(
            number=sold.number, owner=sold.owner, version=3, site=sold.site, stage="picked", at=AT,
            lines=(
                LineProgress(
                    order_line_id=line.line_id, item=line.item, ordered=ten, allocated=ten,
                    picked=ten, packed=amount(4), shipped=none, short=none,
                ),
            ),
        ),
    )  # fmt: skip
    keep_written(
        "answer-to-a-cancel",
        OrderResponse(
            number=sold.number, owner=sold.owner, version=sold.version, site=sold.site,
            request="cancel", answer="accepted_in_part", answered_at=AT,
            lines=(
                AnsweredLine(
                    order_line_id=line.line_id, item=line.item, wanted=none, holds=amount(3),
                    cancelled=amount(7), put_back=amount(4), refused=amount(3), shipped=amount(3),
                    reason_code="already_shipped",
                    text="3 were shipped before; 3 holds.",
                ),
            ),
        ),
    )  # fmt: skip
