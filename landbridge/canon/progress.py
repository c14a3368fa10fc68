"""How far an order has come in the warehouse, as absolute counters per line."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from landbridge.canon.base import Document
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProgress:
    """Each counter only grows, but by an explicit un-pick or un-pack."""

    order_line_id: str
    item: str
    ordered: Quantity
    allocated: Quantity
    picked: Quantity
    packed: Quantity
    shipped: Quantity
    short: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Document):
    """`number` is the order's number; `stage` the step that was just finished.

    stage: `accepted`, `allocated`, `released`, `picked`, `packed`, `shipped`, `cancelled`.
    """

    kind: ClassVar[str] = "progress"
    told_by: ClassVar[str] = "floor"
    site: str
    stage: str
    at: datetime
    lines: tuple[LineProgress, ...] = ()

    @property
    def order_key(self) -> str:
        return f"outbound_order/{self.owner.code}/{self.number}"
