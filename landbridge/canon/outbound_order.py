"""Demand on the warehouse: what to ship to whom, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from landbridge.canon.base import Address, Document, PartyRef
from landbridge.kit.findings import Finding, error
from landbridge.kit.money import Money
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundLine:
    """One ordered line. `line_id` is the source's line identity and comes back unchanged.

    quantity: the absolute target of this version, in any unit of the item.
    """

    line_id: str
    item: str
    quantity: Quantity
    lot: str = ""
    serials: tuple[str, ...] = ()
    shelf_life_remaining_days_min: int | None = None
    unit_price: Money | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundOrder(Document):
    """A version replaces the one before as a whole. status: `open` or `cancelled`."""

    kind: ClassVar[str] = "outbound_order"
    site: str
    customer: PartyRef
    ship_to: Address
    lines: tuple[OutboundLine, ...]
    status: str = "open"
    ship_on: date | None = None
    carrier_code: str = ""
    service_code: str = ""
    priority: int = 50  # 0 first, 99 last
    ship_complete: bool = False
    note: str = ""

    def findings(self) -> Iterable[Finding]:
        if self.status not in ("open", "cancelled"):
            yield error("status", "known-status", f"{self.status!r} is not open or cancelled.")
        if not self.lines and self.status == "open":
            yield error("lines", "no-lines", "The order has no line.")
        seen: set[str] = set()
        for index, line in enumerate(self.lines):
            if line.line_id in seen:
                yield error(
                    f"lines[{index}].line_id", "unique-line", f"Line {line.line_id} appears twice."
                )
            seen.add(line.line_id)
            if line.quantity.value < 0:
                yield error(
                    f"lines[{index}].quantity",
                    "negative-quantity",
                    f"Line {line.line_id} asks for {line.quantity}; a quantity is not negative.",
                )
