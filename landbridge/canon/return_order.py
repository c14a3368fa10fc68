"""A return that was authorised: what a customer may send back. Says nothing of money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from landbridge.canon.base import Document, PartyRef
from landbridge.kit.findings import Finding, error
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """One line that may come back, as an absolute target. `line_id` comes back unchanged."""

    line_id: str
    item: str
    quantity: Quantity
    lot: str = ""
    serials: tuple[str, ...] = ()
    reason_code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOrder(Document):
    """A version replaces the one before as a whole. status: `open` or `cancelled`."""

    kind: ClassVar[str] = "return_order"
    site: str
    customer: PartyRef
    lines: tuple[ReturnLine, ...]
    status: str = "open"
    expected_on: date | None = None
    note: str = ""

    def findings(self) -> Iterable[Finding]:
        if self.status not in ("open", "cancelled"):
            yield error("status", "known-status", f"{self.status!r} is not open or cancelled.")
        seen: set[str] = set()
        for index, line in enumerate(self.lines):
            path = f"lines[{index}]"
            if line.line_id in seen:
                words = f"Line {line.line_id} appears twice."
                yield error(f"{path}.line_id", "unique-line", words)
            seen.add(line.line_id)
            if line.quantity.value < 0:
                words = f"Line {line.line_id} awaits {line.quantity}; it is not negative."
                yield error(f"{path}.quantity", "negative-quantity", words)
