"""Goods to be brought from one site of the owner to another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from landbridge.canon.base import Document
from landbridge.kit.findings import Finding, error
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLine:
    """One line, as an absolute target. `line_id` comes back unchanged from both sites."""

    line_id: str
    item: str
    quantity: Quantity
    lot: str = ""
    serials: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Document):
    """A version replaces the one before as a whole. status: `open` or `cancelled`.

    A site that the warehouse does not run is the other side's own business.
    """

    kind: ClassVar[str] = "transfer"
    source_site: str
    target_site: str
    lines: tuple[TransferLine, ...]
    status: str = "open"
    ship_on: date | None = None
    expected_on: date | None = None
    note: str = ""

    def findings(self) -> Iterable[Finding]:
        if self.status not in ("open", "cancelled"):
            yield error("status", "known-status", f"{self.status!r} is not open or cancelled.")
        if self.source_site == self.target_site:
            words = f"Both ends are {self.source_site}; that is a move within a site."
            yield error("target_site", "same-site", words)
        seen: set[str] = set()
        for index, line in enumerate(self.lines):
            path = f"lines[{index}]"
            if line.line_id in seen:
                words = f"Line {line.line_id} appears twice."
                yield error(f"{path}.line_id", "unique-line", words)
            seen.add(line.line_id)
            if line.quantity.value < 0:
                words = f"Line {line.line_id} asks for {line.quantity}; it is not negative."
                yield error(f"{path}.quantity", "negative-quantity", words)
