"""The twelve exchanges that an ERP and a warehouse need, and transfers between sites.

Each is told by one or more kinds of documents; docs/exchanges.md shows who speaks them, and a
played demo counts how often each was used.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from landbridge.canon.base import Document, LotQuantity
from landbridge.canon.receipt_confirmation import ReceiptConfirmation
from landbridge.canon.return_receipt import ReturnReceipt
from landbridge.canon.shipment_confirmation import ShipmentConfirmation
from landbridge.canon.supplier_return import SupplierReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """way: `down` (office to floor), `back`, `between` sites.  kinds: documents that tell it.

    traced: it is used by those documents that name a lot or a serial, not by every one.
    """

    name: str
    title: str
    way: str
    kinds: tuple[str, ...]
    traced: bool = False


EXCHANGES = (
    Exchange(name="sales_orders", title="Sales orders with details, changes and cancels",
             way="down", kinds=("outbound_order",)),
    Exchange(name="customers", title="Customer information", way="down", kinds=("party",)),
    Exchange(name="product_master", title="Product master", way="down", kinds=("item",)),
    Exchange(name="inbound_and_notices", title="Purchase orders and advance ship notices",
             way="down", kinds=("inbound_order", "asn")),
    Exchange(name="erp_adjustments", title="Inventory adjustments made in the ERP", way="down",
             kinds=("stock_correction",)),
    Exchange(name="prices", title="List prices and customs values", way="down", kinds=("price",)),
    Exchange(name="shipments", title="Shipment confirmations", way="back",
             kinds=("shipment_confirmation",)),
    Exchange(name="counts_and_stock", title="Inventory counts and stock updates with reasons",
             way="back", kinds=("stock_adjustment",)),
    Exchange(name="receipts", title="Receiving confirmations with over, short, damaged",
             way="back", kinds=("receipt_confirmation",)),
    Exchange(name="progress", title="Pick and pack status, answers to changes", way="back",
             kinds=("progress", "order_response")),
    Exchange(name="lots_and_serials", title="Lot and serial numbers with expiry", way="back",
             kinds=("receipt_confirmation", "shipment_confirmation", "return_receipt",
                    "supplier_return"),
             traced=True),
    Exchange(name="returns", title="Returns processing", way="back",
             kinds=("return_order", "return_receipt", "supplier_return")),
)  # fmt: skip
TRANSFERS = Exchange(
    name="transfers", title="Transfers between sites", way="between", kinds=("transfer",)
)


def count_exchanges(kinds: Mapping[str, int], traced: int) -> dict[str, int]:
    """How often each exchange was used, by name; `transfers` stands last.

    kinds: documents by kind.  traced: documents that name a lot or a serial.
    """
    return {
        exchange.name: traced if exchange.traced else sum(kinds.get(k, 0) for k in exchange.kinds)
        for exchange in (*EXCHANGES, TRANSFERS)
    }


def is_traced(document: Document) -> bool:
    """Whether it names a lot or a serial number."""
    if isinstance(document, ReceiptConfirmation | ShipmentConfirmation):
        return any(_named(line.lots) for line in document.lines)
    if isinstance(document, ReturnReceipt | SupplierReturn):
        return any(line.lot or line.serials for line in document.lines)
    return False


def _named(lots: Iterable[LotQuantity]) -> bool:
    return any(lot.lot or lot.serials for lot in lots)
