"""Goods that came back: what, in which condition, and what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from landbridge.canon.base import Document, KnownNumber, PartyRef, StockEffect
from landbridge.kit.findings import Finding, error
from landbridge.kit.quantity import Quantity

CONDITIONS = ("as_new", "opened", "damaged", "wrong_item", "expired", "incomplete")
DISPOSITIONS = ("", "restock", "refurbish", "scrap", "vendor_return", "quarantine")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine:
    """What came back together in one condition.

    order_line_id: of the return order, "" for goods nobody announced.  disposition: "" until
    someone has decided: `restock`, `refurbish`, `scrap`, `vendor_return`, `quarantine`.
    """

    line_id: str
    order_line_id: str
    item: str
    received: Quantity
    condition: str
    disposition: str = ""
    lot: str = ""
    serials: tuple[str, ...] = ()
    expiry_on: date | None = None
    reason_code: str = ""
    photo_count: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReceipt(Document):
    """`number` is the warehouse's. Version 1 tells what came; later ones what became of it.

    order_number: the return order's, "" for a return that nobody announced.  closed: nothing more
    is expected on the return order.  Refund, credit or exchange are the office's to decide.
    """

    kind: ClassVar[str] = "return_receipt"
    told_by: ClassVar[str] = "floor"
    site: str
    order_number: str
    customer: PartyRef
    received_at: datetime
    lines: tuple[ReturnedLine, ...]
    closed: bool = False
    note: str = ""

    @property
    def order_key(self) -> str:
        if self.order_number:
            return f"return_order/{self.owner.code}/{self.order_number}"
        return f"return_receipt/{self.owner.code}/{self.number}"

    def findings(self) -> Iterable[Finding]:
        for index, line in enumerate(self.lines):
            if line.condition not in CONDITIONS:
                words = f"{line.condition!r} is not one of {', '.join(CONDITIONS)}."
                yield error(f"lines[{index}].condition", "known-condition", words)
            if line.disposition not in DISPOSITIONS:
                words = f"{line.disposition!r} is not one of {', '.join(DISPOSITIONS[1:])}."
                yield error(f"lines[{index}].disposition", "known-disposition", words)

    def known_numbers(self) -> Iterable[KnownNumber]:
        yield from Document.known_numbers(self)
        if self.order_number:
            yield KnownNumber(self.order_number, "return_order")

    def stock_effects(self) -> Iterable[StockEffect]:
        """Goods move once, when they come; a later version only tells what became of them."""
        if self.version == 1:
            for line in self.lines:
                yield StockEffect(
                    item=line.item, change=line.received, lot=line.lot, status="quality_hold"
                )
