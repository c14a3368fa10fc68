"""Goods counted in: what really arrived, by lot and serial, with differences named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from landbridge.canon.base import (
    Document,
    KnownNumber,
    LotQuantity,
    PartyRef,
    StockEffect,
    effects_of,
)
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLine:
    """`order_line_id` is the inbound order line's `line_id`; "" for goods nobody announced."""

    line_id: str
    order_line_id: str
    item: str
    received: Quantity
    lots: tuple[LotQuantity, ...] = ()
    reason_code: str = ""  # why it differs: over, short, damaged, wrong_item
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptConfirmation(Document):
    """`number` is the warehouse's receipt number. closed: nothing more is expected."""

    kind: ClassVar[str] = "receipt_confirmation"
    told_by: ClassVar[str] = "floor"
    site: str
    order_number: str
    supplier: PartyRef
    received_at: datetime
    lines: tuple[ReceivedLine, ...]
    closed: bool = False

    @property
    def order_key(self) -> str:
        return f"inbound_order/{self.owner.code}/{self.order_number}"

    def known_numbers(self) -> Iterable[KnownNumber]:
        yield from Document.known_numbers(self)
        yield KnownNumber(self.order_number, "inbound_order")

    def stock_effects(self) -> Iterable[StockEffect]:
        for line in self.lines:
            yield from effects_of(line.item, line.received, line.lots)
