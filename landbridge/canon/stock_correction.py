"""A change of stock that the office decided: the floor's books follow it, and do not tell it back.

What the floor itself finds (counts, damage) is a `stock_adjustment`, which goes the other way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from landbridge.canon.base import Document, StockEffect
from landbridge.kit.findings import Finding, error
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedLine:
    """A signed change of one item, lot and status. bin: where, if the office knows it."""

    line_id: str
    item: str
    change: Quantity
    lot: str = ""
    serials: tuple[str, ...] = ()
    expiry_on: date | None = None
    status: str = "available"
    bin: str = ""
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCorrection(Document):
    """A version above the first changes nothing any more: a correction is a fact, not a target."""

    kind: ClassVar[str] = "stock_correction"
    site: str
    corrected_at: datetime
    lines: tuple[CorrectedLine, ...]
    note: str = ""

    def findings(self) -> Iterable[Finding]:
        for index, line in enumerate(self.lines):
            if not line.change.value:
                words = f"Line {line.line_id} changes nothing."
                yield error(f"lines[{index}].change", "no-change", words)

    def stock_effects(self) -> Iterable[StockEffect]:
        for line in self.lines:
            yield StockEffect(item=line.item, change=line.change, lot=line.lot, status=line.status)
