"""Expected goods: a purchase order, an advance ship notice or an announced return."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from landbridge.canon.base import Document, PartyRef
from landbridge.kit.findings import Finding, error
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundLine:
    """One expected line. `line_id` is the source's line identity and comes back unchanged.

    quantity: the absolute target of this version, what was received before included: so a version
    that crosses a receipt on the way is still right.
    """

    line_id: str
    item: str
    quantity: Quantity
    lot: str = ""
    serials: tuple[str, ...] = ()
    expiry_on: date | None = None
    lpn: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundOrder(Document):
    """source: `purchase`, `asn`, `return`, `transfer`. status: `open` or `cancelled`."""

    kind: ClassVar[str] = "inbound_order"
    site: str
    supplier: PartyRef
    lines: tuple[InboundLine, ...]
    source: str = "purchase"
    status: str = "open"
    expected_on: date | None = None
    note: str = ""

    def findings(self) -> Iterable[Finding]:
        if self.status not in ("open", "cancelled"):
            yield error("status", "known-status", f"{self.status!r} is not open or cancelled.")
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
                    f"Line {line.line_id} awaits {line.quantity}; a quantity is not negative.",
                )
