"""Goods that went back to who had supplied them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from landbridge.canon.base import Document, KnownNumber, PartyRef, StockEffect
from landbridge.kit.findings import Finding, error
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBackLine:
    """What left of one item and lot. condition: as it had been found, such as `damaged`."""

    line_id: str
    item: str
    sent: Quantity
    lot: str = ""
    serials: tuple[str, ...] = ()
    expiry_on: date | None = None
    condition: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierReturn(Document):
    """`number` is the warehouse's. references: the returns these goods had come with.

    What the supplier credits is the office's to settle.
    """

    kind: ClassVar[str] = "supplier_return"
    told_by: ClassVar[str] = "floor"
    site: str
    supplier: PartyRef
    sent_at: datetime
    lines: tuple[SentBackLine, ...]
    carrier_code: str = ""
    tracking_number: str = ""
    note: str = ""

    def findings(self) -> Iterable[Finding]:
        for index, line in enumerate(self.lines):
            if line.sent.value <= 0:
                words = f"Line {line.line_id} sends {line.sent}; it must be more than nothing."
                yield error(f"lines[{index}].sent", "positive-quantity", words)

    def known_numbers(self) -> Iterable[KnownNumber]:
        yield from Document.known_numbers(self)
        if self.tracking_number:
            yield KnownNumber(self.tracking_number, "tracking")

    def stock_effects(self) -> Iterable[StockEffect]:
        for line in self.lines:
            yield StockEffect(
                item=line.item, change=-line.sent, lot=line.lot, status="vendor_return"
            )
