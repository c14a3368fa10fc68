"""A change of stock that no order asked for: count difference, damage, status change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from landbridge.canon.base import Document, StockEffect
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentLine:
    """A signed change; a status change is two lines, one out of a status, one into another."""

    line_id: str
    item: str
    change: Quantity
    lot: str = ""
    serials: tuple[str, ...] = ()
    expiry_on: date | None = None
    status: str = "available"
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAdjustment(Document):
    kind: ClassVar[str] = "stock_adjustment"
    told_by: ClassVar[str] = "floor"
    site: str
    adjusted_at: datetime
    lines: tuple[AdjustmentLine, ...]
    note: str = ""

    def stock_effects(self) -> Iterable[StockEffect]:
        for line in self.lines:
            yield StockEffect(item=line.item, change=line.change, lot=line.lot, status=line.status)
