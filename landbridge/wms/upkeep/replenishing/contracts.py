"""Shapes of replenishment. Quantities are in base units of the item."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PickBinRow:
    """A pick bin's level.

    promised: of what is there, to picks of released orders.  coming: on its way by open tasks.
    """

    pick_bin_id: int
    site: str
    zone: str
    bin: str
    owner: str
    item: str
    description: str
    uom: str
    quantity_min: Decimal
    quantity_max: Decimal
    on_hand: Decimal
    promised: Decimal
    coming: Decimal

    @property
    def level(self) -> Decimal:
        """What will be left once the released picks are done and what is coming has come."""
        return self.on_hand - self.promised + self.coming

    @property
    def wanted(self) -> Decimal:
        """How much should be brought; 0 while the level is at the minimum or above."""
        return self.quantity_max - self.level if self.level < self.quantity_min else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PickBinPut:
    bin: str
    item: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplenishmentPlanned:
    """task_count: tasks made now.  dropped_count: tasks that were no longer possible or wanted.
    lacking: items for which there is no stock to bring."""

    task_count: int
    dropped_count: int
    lacking: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replenished:
    task_id: int
    item: str
    uom: str
    quantity: Decimal
    bin: str
    remaining: Decimal
    text: str
